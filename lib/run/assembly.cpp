#include "run/assembly.h"

#include <cstdlib>

#include "core/error.h"
#include "core/text.h"
#include "store/json.h"

namespace mlday {

DataPlace data_place(const std::string& data_flag) {
  if (!data_flag.empty()) return {data_flag, true, true};
  const char* environment = std::getenv("MLDAY_DATA");
  if (environment && *environment) return {environment, false, true};
  return {"datasets", false};
}

Plan plan_of(const Experiment& experiment) {
  return experiment.model->plan(experiment.dataset->input_shape());
}

std::int64_t updates_per_epoch(const Experiment& experiment, std::int64_t samples) {
  const auto shares = [](std::int64_t whole, std::int64_t part) {
    return (whole + part - 1) / part;
  };
  return shares(shares(samples, experiment.dataset->batch_size),
                experiment.training.accumulate_grad_batches);
}

AnnealerContext annealer_context(const Experiment& experiment, std::int64_t updates_per_epoch) {
  return {experiment.optimizer->lr,
          [&](const std::string& metric) { return direction_of(experiment, metric); },
          updates_per_epoch, updates_per_epoch * experiment.training.epochs};
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
  OrderedJson preprocessing{{"input_shape", config.experiment.dataset->input_shape()},
                            {"channels", "RGB"},
                            {"scale", "1/255"}};
  return {{"format", "mlday"},
          {"config", results_yaml(config)},
          {"class_names", OrderedJson(config.experiment.dataset->class_names()).dump()},
          {"preprocessing", preprocessing.dump()}};
}

ResolvedConfig config_of_checkpoint(const SafetensorsFile& file, const std::string& path,
                                    const std::vector<Setting>& settings) {
  const auto config = file.metadata().find("config");
  if (config == file.metadata().end())
    throw Error(path + " carries no config: it was not saved by mlday");
  return resolve_text(config->second, "the config in " + path, settings);
}

}  // namespace mlday
