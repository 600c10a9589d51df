#include "run/assembly.h"

#include <cstdlib>

#include "core/error.h"
#include "core/text.h"

namespace mlday {

DataPlace data_place(const std::string& data_flag) {
  if (!data_flag.empty()) return {data_flag, true, true};
  const char* environment = std::getenv("MLDAY_DATA");
  if (environment && *environment) return {environment, false, true};
  return {"datasets", false};
}

Plan plan_of(const ResolvedConfig& config) {
  return config.experiment.model->plan(config.facts->input_shape);
}

std::string plan_table(const Plan& plan) {
  TextTable table("llr");
  table.row({"layer", "output", "parameters"});
  table.row({"input", shape_text(plan.input), ""});
  for (const auto& layer : plan.layers) {
    const auto own = layer.cost.parameters + layer.cost.statistics;
    table.row({layer.name, shape_text(layer.output), own > 0 ? with_commas(own) : ""});
  }
  return table.str("  ");
}

std::map<std::string, std::string> checkpoint_metadata(const ResolvedConfig& config) {
  auto metadata = facts_metadata(*config.facts);
  metadata["format"] = "mlday";
  metadata["config"] = results_yaml(config);
  return metadata;
}

ResolvedConfig config_of_checkpoint(const SafetensorsFile& file, const std::string& path,
                                    const std::vector<Setting>& settings) {
  const auto config = file.metadata().find("config");
  if (config == file.metadata().end())
    throw Error(path + " carries no config: it was not saved by mlday");
  auto resolved = resolve_text(config->second, "the config in " + path, settings);
  resolved.facts = facts_of_metadata(file.metadata(), path);
  return resolved;
}

}  // namespace mlday
