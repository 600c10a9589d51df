#include "train/checkpoint.h"

#include <ATen/Parallel.h>
#include <torch/utils.h>

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/rng.h"
#include "core/text.h"
#include "store/json.h"

namespace mlday {
namespace {

const std::string optimizer_prefix = "optimizer/";
const std::string remembered_prefix = "early_stopping/";
const std::string trained_prefix =
    "trained/";  // the last epoch's, where restore_best replaced them
const std::string average_prefix = "ema/";

struct DtypeName {
  torch::ScalarType type;
  const char* name;
};
constexpr DtypeName dtype_names[] = {{torch::kFloat64, "F64"}, {torch::kFloat32, "F32"},
                                     {torch::kFloat16, "F16"}, {torch::kBFloat16, "BF16"},
                                     {torch::kInt64, "I64"},   {torch::kInt32, "I32"},
                                     {torch::kInt16, "I16"},   {torch::kInt8, "I8"},
                                     {torch::kUInt8, "U8"},    {torch::kBool, "BOOL"}};

std::string dtype_name(torch::ScalarType type) {
  for (const auto& known : dtype_names)
    if (known.type == type) return known.name;
  TORCH_CHECK(false, "no safetensors dtype for ", type);
}

torch::ScalarType scalar_type(const TensorView& view) {
  for (const auto& known : dtype_names)
    if (known.name == view.dtype) return known.type;
  throw Error("tensor `" + view.name + "` has the dtype " + view.dtype + ", which LibTorch lacks");
}

/// A tensor over the file's own bytes; valid as long as the file is.
torch::Tensor tensor_of(const TensorView& view) {
  return torch::from_blob(const_cast<void*>(view.data), view.shape,
                          torch::TensorOptions().dtype(scalar_type(view)));
}

void write(const std::filesystem::path& path, const NamedTensors& tensors,
           const std::map<std::string, std::string>& metadata) {
  NamedTensors dense;  // keeps what the views below point to
  std::vector<TensorView> views;
  for (const auto& [name, tensor] : tensors) {
    dense.emplace_back(name, tensor.detach().cpu().contiguous());
    const auto& value = dense.back().second;
    views.push_back({name, dtype_name(value.scalar_type()), value.sizes().vec(), value.data_ptr(),
                     value.nbytes()});
  }
  write_safetensors(path, views, metadata);
}

void add_prefixed(NamedTensors& all, const std::string& prefix, const NamedTensors& tensors) {
  for (const auto& [name, tensor] : tensors) all.emplace_back(prefix + name, tensor);
}

/// Tells other data from the run's: drawn or real, how many samples, their classes in order.
std::string data_mark(const DataParts& data) {
  std::uint64_t hash = 0;
  for (std::int64_t i = 0; i < data.train->size(); ++i)
    hash = stream_seed(hash, "label", static_cast<std::uint64_t>(data.train->label(i)));
  return (data.synthetic ? "synthetic " : "") + std::to_string(data.train->size()) + " " +
         std::to_string(hash);
}

/// Bits are the same only on the same device with as many threads.
std::string computed_on(const Training& t) {
  return t.device.str() + ", " + counted(at::get_num_threads(), "thread");
}

OrderedJson progress_json(const Training& t) {
  const auto& p = t.progress;
  OrderedJson json{{"epoch", p.epoch},
                   {"batch", p.batch},
                   {"step", p.step},
                   {"penalty_sum", p.penalty_sum},
                   {"best_epoch", p.best_epoch},
                   {"finished", p.finished},
                   {"annealer", t.annealer.state()},
                   {"data", data_mark(t.data)},
                   {"computed_on", computed_on(t)}};
  if (p.best) json["best"] = exact(*p.best);  // as text: JSON has no infinity
  if (t.meter_state) json["meter"] = *t.meter_state;
  if (t.stopper) json["early_stopping"] = t.stopper->state();
  return json;
}

const TensorView& required(const SafetensorsFile& file, const std::string& name,
                           const torch::Tensor& target, const std::string& path) {
  const auto* view = file.find(name);
  if (!view)
    throw Error(path + " has no tensor `" + name + "`: it is of another model or optimizer");
  if (view->shape != target.sizes().vec())
    throw Error(path + ": tensor `" + name + "` is " + shape_text(view->shape) +
                ", but this model's is " + shape_text(target.sizes().vec()));
  return *view;
}

/// Copies tensors of the file into tensors of ours; all are checked before the first is changed.
void restore(const NamedTensors& targets, const std::string& prefix, const SafetensorsFile& file,
             const std::string& path) {
  const torch::NoGradGuard no_grad;
  for (const auto& [name, target] : targets) required(file, prefix + name, target, path);
  for (auto [name, target] : targets)
    target.copy_(tensor_of(required(file, prefix + name, target, path)));
}

}  // namespace

NamedTensors weights_of(const Network& network) {
  NamedTensors weights;
  for (const auto& parameter : network.named_parameters())
    weights.emplace_back(parameter.key(), parameter.value());
  for (const auto& buffer : network.named_buffers())
    weights.emplace_back(buffer.key(), buffer.value());
  return weights;
}

NamedTensors weights_of(const Training& t) {
  auto weights = weights_of(t.network);
  if (t.average) add_prefixed(weights, average_prefix, t.average->averages());
  return weights;
}

NamedTensors copies_of(const NamedTensors& tensors) {
  NamedTensors copies;
  for (const auto& [name, tensor] : tensors) copies.emplace_back(name, tensor.detach().clone());
  return copies;
}

void load_weights(const NamedTensors& targets, const NamedTensors& weights) {
  const torch::NoGradGuard no_grad;
  TORCH_CHECK(targets.size() == weights.size(), "these are another network's weights");
  for (std::size_t i = 0; i < targets.size(); ++i) {
    torch::Tensor target = targets[i].second;
    target.copy_(weights[i].second);
  }
}

void load_weights(const NamedTensors& targets, const SafetensorsFile& file,
                  const std::string& path) {
  restore(targets, "", file, path);
}

void load_weights(Network& network, const SafetensorsFile& file, const std::string& path) {
  load_weights(weights_of(network), file, path);
}

void load_averages(Network& network, const SafetensorsFile& file, const std::string& path) {
  NamedTensors parameters;
  for (const auto& parameter : network.named_parameters())
    parameters.emplace_back(parameter.key(), parameter.value());
  if (!parameters.empty() && !file.find(average_prefix + parameters.front().first))
    throw usage_error(path + " has no averaged weights: its run had no training.ema_decay");
  restore(parameters, average_prefix, file, path);
}

void save_best(const Training& t, const NamedTensors& weights, const Metrics& metrics) {
  auto metadata = t.metadata;
  metadata["epoch"] = std::to_string(t.progress.best_epoch);
  metadata["metrics"] = metrics_json(metrics).dump();
  write(t.folder.best(), weights, metadata);
}

void save_last(const Training& t) {
  auto metadata = t.metadata;
  metadata["epoch"] = std::to_string(t.trained ? t.stopper->best_epoch() : t.progress.epoch);
  metadata["progress"] = progress_json(t).dump();
  NamedTensors all = weights_of(t);
  add_prefixed(all, optimizer_prefix, t.optimizer.state());
  if (t.remembered) add_prefixed(all, remembered_prefix, *t.remembered);
  if (t.trained) add_prefixed(all, trained_prefix, *t.trained);
  write(t.folder.last(), all, metadata);
}

void load_last(Training& t) {
  const auto path = t.folder.last().string();
  const SafetensorsFile file(t.folder.last());
  const auto text = file.metadata().find("progress");
  if (text == file.metadata().end()) throw Error(path + " says nothing of a run's progress");
  try {
    const auto json = OrderedJson::parse(text->second);
    if (json.at("data") != data_mark(t.data))
      throw usage_error("the run was begun on other data than " + t.data.origin +
                        ": give the same --data, or begin a new run without --resume");
    if (const std::string before = json.at("computed_on"); before != computed_on(t))
      t.resume_note = "begun on " + before + ", going on on " + computed_on(t) +
                      ": the bits will differ from an uninterrupted run's";
    t.progress = {.epoch = json.at("epoch"),
                  .batch = json.at("batch"),
                  .step = json.at("step"),
                  .penalty_sum = json.at("penalty_sum"),
                  .best_epoch = json.at("best_epoch"),
                  .finished = json.at("finished")};
    if (json.contains("best")) t.progress.best = to_double(json["best"].get<std::string>());
    if (json.contains("meter")) t.meter_state = json["meter"].get<std::string>();
    t.annealer.restore(json.at("annealer"));
    if (t.stopper) t.stopper->restore(json.at("early_stopping"));
  } catch (const nlohmann::json::exception&) {
    throw Error(path + ": its progress cannot be read; start the run anew");
  }
  const auto weights = weights_of(t);
  const bool replaced = file.find(trained_prefix + weights.front().first) != nullptr;
  restore(weights, replaced ? trained_prefix : "", file, path);
  restore(t.optimizer.state(), optimizer_prefix, file, path);
  if (t.stopper && t.stopper->settings().restore_best && t.stopper->best_epoch() > 0) {
    t.remembered = copies_of(weights_of(t));
    restore(*t.remembered, remembered_prefix, file, path);
  }
}

}  // namespace mlday
