#include "data/arrays/array_dataset.h"

namespace mlday {

ArrayDataset::ArrayDataset(torch::Tensor inputs, torch::Tensor targets, std::string origin)
    : inputs_(inputs.contiguous()), targets_(targets.contiguous()), origin_(std::move(origin)) {
  TORCH_CHECK(inputs_.size(0) == targets_.size(0), "as many targets as inputs");
}

std::int64_t ArrayDataset::label(std::int64_t index) const {
  return targets_.dim() == 1 ? targets_.data_ptr<std::int64_t>()[index] : -1;
}

}  // namespace mlday
