// What stands for several samples at once: at a network's ends, between its layers, in a batch.
#pragma once

#include <torch/types.h>

#include <utility>
#include <vector>

namespace mlday {

/// One field of a batch: the samples' tensors together.
struct Field {
  torch::Tensor values;  ///< [N, ...]; shorter samples are filled up behind their end
  /// How long each sample is, [N] int64 on the CPU; undefined where all are as long as `values`.
  torch::Tensor lengths;

  Field() = default;
  Field(torch::Tensor of_all, torch::Tensor of_each = {})
      : values(std::move(of_all)), lengths(std::move(of_each)) {}

  bool is_padded() const { return lengths.defined(); }
  std::int64_t samples() const { return is_padded() ? lengths.size(0) : values.size(0); }
  Field to(torch::Device device) const { return {values.to(device), lengths}; }
};

/// Which of `steps` steps lie behind each sample's end, [N, steps], on the values' device.
inline torch::Tensor steps_beyond(const Field& field, std::int64_t steps) {
  return torch::arange(steps).ge(field.lengths.unsqueeze(1)).to(field.values.device());
}

/// Fields in the order of the facts that describe them (data/facts.h, models/plan.h).
class Fields {
 public:
  Fields() = default;
  Fields(Field only) : fields_{std::move(only)} {}
  Fields(torch::Tensor only) : fields_{Field(std::move(only))} {}
  explicit Fields(std::vector<Field> fields) : fields_(std::move(fields)) {}

  std::size_t size() const { return fields_.size(); }
  const Field& operator[](std::size_t i) const { return fields_[i]; }
  Field& operator[](std::size_t i) { return fields_[i]; }
  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }
  auto begin() { return fields_.begin(); }
  auto end() { return fields_.end(); }
  void add(Field field) { fields_.push_back(std::move(field)); }

  /// The values of the only field.
  const torch::Tensor& only() const {
    TORCH_CHECK(fields_.size() == 1, "one field is wanted, and there are ", fields_.size());
    return fields_.front().values;
  }
  torch::Tensor& only() { return const_cast<torch::Tensor&>(std::as_const(*this).only()); }

  Fields to(torch::Device device) const {
    Fields moved;
    for (const auto& field : fields_) moved.add(field.to(device));
    return moved;
  }

 private:
  std::vector<Field> fields_;
};

}  // namespace mlday
