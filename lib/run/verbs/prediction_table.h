// Predictions beside the truth, sample by sample, for other programs.
#pragma once

#include <filesystem>
#include <string>

#include "data/dataset.h"
#include "data/facts.h"

namespace mlday {

/// CSV with a row for each sample of `dataset`, called as in a run's validation.txt (`root` is the
/// data's folder): its class, the class it was taken for and every class's probability; or for each
/// target number the number and the predicted one. `predictions` [samples, classes or targets] and
/// `truths` [samples] or [samples, targets] as the task gives them; undefined where there are none.
std::string prediction_table(const Dataset& dataset, const std::filesystem::path& root,
                             const torch::Tensor& predictions, const torch::Tensor& truths,
                             const DataFacts& facts);

}  // namespace mlday
