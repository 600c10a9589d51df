// `mlday inspect`: what a network holds and costs, layer by layer, without building it.
#include "models/inspect.h"

#include <cstdio>
#include <filesystem>

#include "core/error.h"
#include "core/text.h"
#include "models/module.h"
#include "run/assembly.h"
#include "run/checks/checks.h"
#include "run/sections/network.h"
#include "run/verbs/verbs.h"
#include "store/json.h"
#include "store/run_folder.h"
#include "train/fast_path.h"

namespace mlday {
namespace {

struct Inspected {
  Plan plan;
  std::vector<ReceptiveField> fields;
  std::vector<LayerMemory> memory;
  LayerMemory memory_in_all;
  std::int64_t batch_size = 0, peak = 0, frozen_parameters = 0;
};

Inspected inspect(const ResolvedConfig& config, std::int64_t batch_size) {
  const auto& experiment = config.experiment;
  Inspected result{.plan = plan_of(config), .batch_size = batch_size};
  result.fields = receptive_fields(result.plan);
  result.memory = activation_memory(result.plan, result.batch_size);
  result.peak = result.plan.training_bytes(result.batch_size, tensors_kept(experiment));
  for (const auto& memory : result.memory) {
    result.memory_in_all.forward += memory.forward;
    result.memory_in_all.backward += memory.backward;
  }
  for (const auto& layer : result.plan.layers)
    if (layer.frozen) result.frozen_parameters += layer.cost.parameters;
  return result;
}

std::string count_or_blank(std::int64_t count) { return count > 0 ? with_commas(count) : ""; }

std::string size_text(Size2 size) {
  return size.height == size.width ? std::to_string(size.height)
                                   : shape_text({size.height, size.width});
}

void print_text(const Inspected& net) {
  TextTable table("lllrrrrrr");
  table.row({"layer", "kind", "output", "parameters", "statistics", "multiply-adds", "forward",
             "backward", "sees"});
  for (const auto& input : net.plan.inputs)
    table.row({input.name, "", shape_text(input.shape), "", "", "", "", "", "1"});
  for (std::size_t i = 0; i < net.plan.layers.size(); ++i) {
    const auto& layer = net.plan.layers[i];
    table.row({layer.name + (layer.frozen ? " (frozen)" : ""), layer.kind, shape_text(layer.output),
               count_or_blank(layer.cost.parameters), count_or_blank(layer.cost.statistics),
               count_or_blank(layer.cost.multiply_adds), bytes_text(net.memory[i].forward),
               net.memory[i].backward > 0 ? bytes_text(net.memory[i].backward) : "",
               size_text(net.fields[i].size)});
  }
  const auto total = net.plan.total();
  table.row({"in all", "", "", with_commas(total.parameters), count_or_blank(total.statistics),
             with_commas(total.multiply_adds), bytes_text(net.memory_in_all.forward),
             bytes_text(net.memory_in_all.backward), ""});
  std::puts(table.str().c_str());
  std::printf("\n%s parameters", with_commas(total.parameters).c_str());
  if (net.frozen_parameters > 0)
    std::printf(", %s of them frozen", with_commas(net.frozen_parameters).c_str());
  if (total.statistics > 0)
    std::printf(" and %s statistics", with_commas(total.statistics).c_str());
  std::printf(
      "; %s multiply-adds per sample.\nTraining in batches of %lld takes about %s (weights, "
      "gradients, optimizer, activations; estimated from above).\nMultiply-adds and parameters are "
      "of one sample, memory is of a batch; `sees` is the receptive field in pixels.\n",
      with_commas(total.multiply_adds).c_str(), static_cast<long long>(net.batch_size),
      bytes_text(net.peak).c_str());
}

void print_json(const Plan& plan, std::int64_t batch_size, std::int64_t tensors_kept) {
  auto json = network_json(plan, batch_size, tensors_kept);
  OrderedJson inputs = OrderedJson::object();
  for (const auto& input : plan.inputs) inputs[input.name] = input.shape;
  json["inputs"] = inputs;
  json["input"] = plan.inputs[0].shape;
  std::puts(json_text(json, 2).c_str());
}

/// The facts of a run's data, from its checkpoint.
std::optional<DataFacts> facts_of_run(const std::string& path) {
  namespace fs = std::filesystem;
  if (!fs::is_directory(path)) return std::nullopt;
  const RunFolder run(fs::canonical(path));
  for (const auto& checkpoint : {run.last(), run.best()})
    if (fs::exists(checkpoint))
      return facts_of_metadata(SafetensorsFile(checkpoint).metadata(), checkpoint.string());
  return std::nullopt;
}

/// Looks at the data where the settings do not tell shapes or the size of a batch; returns that
/// size.
std::int64_t find_facts(ResolvedConfig& config, const InspectRequest& request) {
  const auto& dataset = *config.experiment.dataset;
  if (!config.facts) config.facts = facts_of_run(request.config.path);
  if (config.facts && dataset.batch_size.number) return *dataset.batch_size.number;
  const auto found = find_data(config, load_request(config, request.data));
  Problems problems;
  check_facts(config, found.data.facts, found.data.train->size(), problems);
  problems.throw_errors();
  return dataset.batch_size.of(found.data.train->size());
}

/// Which way training goes on the CPU.
std::string way_text(const ResolvedConfig& config) {
  const auto& experiment = config.experiment;
  if (experiment.task->brings_learner()) return "The task brings a learner of its own.";
  if (!experiment.training.fused) return "Training goes layer by layer: training.fused is false.";
  if (experiment.training.accumulate_grad_batches > 1)
    return "Training goes layer by layer: several batches make an update.";
  Network network(plan_of(config));
  const auto path = fast_path(network, *experiment.task->make(*config.facts));
  return path.chain ? "Training on the CPU takes the fast way: all layers as one chain."
                    : "Training goes layer by layer: " + path.reason + ".";
}

}  // namespace

int inspect_run(const InspectRequest& request) {
  auto config = resolve_config(request.config);
  const auto batch_size = find_facts(config, request);
  const auto net = inspect(config, batch_size);
  if (request.json)
    print_json(net.plan, batch_size, tensors_kept(config.experiment));
  else
    print_text(net);
  if (request.fast) std::puts(way_text(config).c_str());
  return static_cast<int>(Exit::ok);
}

}  // namespace mlday
