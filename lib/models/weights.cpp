#include "models/weights.h"

#include <torch/utils.h>

#include "core/error.h"
#include "core/text.h"
#include "models/module.h"

namespace mlday {
namespace {

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

}  // namespace

torch::Tensor tensor_of(const TensorView& view) {
  return torch::from_blob(const_cast<void*>(view.data), view.shape,
                          torch::TensorOptions().dtype(scalar_type(view)));
}

NamedTensors weights_of(const Network& network) {
  NamedTensors weights;
  for (const auto& parameter : network.named_parameters())
    weights.emplace_back(parameter.key(), parameter.value());
  for (const auto& buffer : network.named_buffers())
    weights.emplace_back(buffer.key(), buffer.value());
  return weights;
}

NamedTensors trained_parameters(const Network& network) {
  NamedTensors parameters;
  for (const auto& parameter : network.named_parameters())
    if (parameter.value().requires_grad())
      parameters.emplace_back(parameter.key(), parameter.value());
  return parameters;
}

void add_prefixed(NamedTensors& all, const std::string& prefix, const NamedTensors& tensors) {
  for (const auto& [name, tensor] : tensors) all.emplace_back(prefix + name, tensor);
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

void load_tensors(const NamedTensors& targets, const std::string& prefix,
                  const SafetensorsFile& file, const std::string& path) {
  const torch::NoGradGuard no_grad;
  for (const auto& [name, target] : targets) required(file, prefix + name, target, path);
  if (const auto& wrong = file.wrong_checksum(); !wrong.empty())
    throw Error(path + ": " + wrong + ": take another, or, where it was changed on purpose, " +
                "remove `checksum` from its metadata");
  for (auto [name, target] : targets)
    target.copy_(tensor_of(required(file, prefix + name, target, path)));
}

void save_tensors(const std::filesystem::path& path, const NamedTensors& tensors,
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

}  // namespace mlday
