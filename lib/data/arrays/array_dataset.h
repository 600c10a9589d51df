// Data sets that lie in memory as whole arrays.
#pragma once

#include <torch/types.h>

#include <string>
#include <vector>

#include "data/dataset.h"

namespace mlday {

/// Sample i is `inputs[i]` (uint8 or float32) with `targets[i]`: int64 classes [N], or float32
/// numbers [N, k].
class ArrayDataset : public Dataset {
 public:
  /// `origin` names it in messages: its file.
  ArrayDataset(torch::Tensor inputs, torch::Tensor targets, std::string origin);

  std::int64_t size() const override { return inputs_.size(0); }
  Sample get(std::int64_t index) const override { return {inputs_[index], targets_[index]}; }
  std::int64_t label(std::int64_t index) const override;
  std::string name(std::int64_t index) const override {
    return origin_ + " [" + std::to_string(index) + "]";
  }
  std::vector<std::int64_t> input_shape() const { return inputs_.sizes().slice(1).vec(); }

 private:
  torch::Tensor inputs_, targets_;
  std::string origin_;
};

}  // namespace mlday
