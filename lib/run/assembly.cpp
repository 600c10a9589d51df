#include "run/assembly.h"

#include <algorithm>
#include <cstdlib>

#include "core/error.h"
#include "core/text.h"
#include "models/module.h"
#include "run/checks/checks.h"
#include "store/summary.h"

namespace mlday {
namespace {

DataPlace data_place(const std::string& data_flag, const std::filesystem::path& run) {
  if (!data_flag.empty()) return {.folder = data_flag, .asked_for = true, .named = true};
  DataPlace place{.folder = "datasets"};
  if (const auto summary = run.empty() ? std::nullopt : read_summary(RunFolder(run)))
    place.run_had = summary->data_folder;
  place.asked_for = !place.run_had.empty();
  const char* environment = std::getenv("MLDAY_DATA");
  const bool is_set = environment && *environment;
  place.named = is_set || std::filesystem::is_directory(place.run_had);
  if (place.named) place.folder = is_set ? environment : place.run_had;
  return place;
}

/// Does what may find a setting wrong, and then says where the setting stands.
template <class Work>
auto telling_places(const ResolvedConfig& config, const Work& work) {
  try {
    return work();
  } catch (const SettingError& error) {
    Problems problems;
    report(config, error, problems);
    problems.throw_errors();
    throw;
  }
}

}  // namespace

LoadRequest load_request(const ResolvedConfig& config, const std::string& data_flag) {
  return {.place = data_place(data_flag, config.run),
          .seed = static_cast<std::uint64_t>(config.experiment.training.seed),
          .targets = !config.experiment.task->brings_learner()};
}

void RunData::ask(LoadRequest& request, const std::vector<std::string>& allowed_changes) const {
  if (facts) request.known = &*facts;
  if (samples) request.kept = &*samples;
  request.allowed_changes = {allowed_changes.begin(), allowed_changes.end()};
}

FoundData find_data(const ResolvedConfig& config, const LoadRequest& request) {
  auto found =
      telling_places(config, [&] { return find_data(*config.experiment.dataset, request); });
  config.experiment.task->name_outputs(found.data.facts);
  return found;
}

DataParts load_parts(const ResolvedConfig& config, const LoadRequest& request) {
  auto parts =
      telling_places(config, [&] { return load_parts(*config.experiment.dataset, request); });
  config.experiment.task->name_outputs(parts.facts);
  return parts;
}

Plan plan_of(const ResolvedConfig& config) {
  PlanInputs inputs;
  for (const auto& input : config.facts->inputs)
    inputs.push_back({input.shape, input.name, input.longest});
  const auto& experiment = config.experiment;
  return experiment.task->brings_learner()
             ? experiment.task->network(inputs, *config.facts)
             : experiment.model->plan(inputs, config.facts->outputs());
}

std::filesystem::path weights_file(const PretrainedSettings& settings, const DataPlace& place) {
  const auto path = place.folder / settings.file;  // an absolute one stays as it is
  if (std::filesystem::exists(path)) return path;
  throw usage_error("there is no file " + path.string() +
                    ": weights.file is below the data folder (--data, $MLDAY_DATA, else "
                    "datasets/), or absolute");
}

namespace {

/// Weights of the last layer that were trained for the same classes in another order would tell
/// each class as another.
void refuse_other_order(const LoadReport& report, const std::filesystem::path& path,
                        const Plan& plan, const DataFacts& facts) {
  const auto& theirs = report.class_names;
  if (theirs.empty() || theirs == facts.class_names || plan.layers.empty()) return;
  auto sorted = theirs, ours = facts.class_names;
  std::sort(sorted.begin(), sorted.end());
  std::sort(ours.begin(), ours.end());
  const auto head = std::find_if(plan.layers.rbegin(), plan.layers.rend(),
                                 [](const auto& layer) { return layer.cost.parameters > 0; });
  if (sorted != ours || head == plan.layers.rend()) return;
  const bool is_loaded =
      std::any_of(report.loaded.begin(), report.loaded.end(),
                  [&](const std::string& name) { return name.starts_with(head->name + "."); });
  if (is_loaded)
    throw usage_error(path.string() + " was trained for these classes in another order (" +
                      join(theirs, ", ") + "; here " + join(facts.class_names, ", ") +
                      "): give them in its order by dataset.classes, or leave its last layer out "
                      "by weights.except: [" +
                      head->name + "]");
}

}  // namespace

std::string begin_network(Network& network, const ResolvedConfig& config, const DataPlace& place) {
  const auto& experiment = config.experiment;
  initialize(network, experiment.model->init, static_cast<std::uint64_t>(experiment.training.seed));
  if (!experiment.weights) return "";
  const auto path = weights_file(*experiment.weights, place);
  const auto report = load_pretrained(network, *experiment.weights, path);
  refuse_other_order(report, path, network.plan(), *config.facts);
  const auto some = [](const std::vector<std::string>& names) {
    constexpr std::size_t shown = 4;
    if (names.empty()) return std::string();
    std::vector<std::string> first(
        names.begin(), names.begin() + static_cast<long>(std::min(shown, names.size())));
    if (names.size() > shown) first.push_back("...");
    return " (" + join(first, ", ") + ")";
  };
  const auto count = [](const auto& names) { return static_cast<std::int64_t>(names.size()); };
  return "Weights: " + counted(count(report.loaded), "tensor") + " of " + path.string() + ", " +
         std::to_string(report.skipped.size()) + " of it skipped" + some(report.skipped) + ", " +
         std::to_string(report.left.size()) + " of the model as they started" + some(report.left);
}

std::int64_t updates_per_epoch(const Experiment& experiment, std::int64_t samples) {
  const auto shares = [](std::int64_t whole, std::int64_t part) {
    return (whole + part - 1) / part;
  };
  return shares(shares(samples, experiment.dataset->batch_size.of(samples)),
                experiment.training.accumulate_grad_batches);
}

std::int64_t tensors_kept(const Experiment& experiment) {
  if (experiment.task->brings_learner()) return 0;
  const auto slots = experiment.optimizer->slots();
  return std::count_if(slots.begin(), slots.end(),
                       [](const Slot& slot) { return !slot.is_scalar; }) +
         (experiment.training.ema_decay ? 1 : 0);
}

std::unique_ptr<Task> make_task(const Experiment& experiment, const DataParts& data) {
  return experiment.task->make(data.facts);
}

AnnealerContext annealer_context(const Experiment& experiment, std::int64_t updates_per_epoch) {
  return {experiment.optimizer->lr,
          [&](const std::string& metric) { return direction_of(experiment, metric); },
          updates_per_epoch, updates_per_epoch * experiment.training.epochs};
}

std::string plan_table(const Plan& plan) {
  TextTable table("llr");
  table.row({"layer", "output", "parameters"});
  for (const auto& input : plan.inputs) table.row({input.name, shape_text(input.shape), ""});
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
