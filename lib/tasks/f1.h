// F1 over an epoch, gathered batch by batch.
#pragma once

#include <torch/types.h>

#include "tasks/task.h"

namespace mlday {

/// Adds a batch's part of each class's counts. Yes or no of each sample and class [N, classes]:
/// what was predicted, and what is true.
void count_for_f1(const torch::Tensor& predicted, const torch::Tensor& truth, Sums& sums);

/// The mean over classes of 2 hits / (predicted + true); a class without either counts 0
/// (scikit-learn's `f1_score(average="macro", zero_division=0)` over all classes).
double macro_f1(const Sums& sums);

}  // namespace mlday
