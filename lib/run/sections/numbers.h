// What a network makes of targets that are numbers, for the report.
#pragma once

#include <torch/types.h>

#include <string>
#include <vector>

#include "data/facts.h"
#include "models/plan.h"
#include "store/json.h"

namespace mlday {

class Network;

/// Adds each target's predictions beside the truth, of at most 2,000 samples. Both [N, targets]
/// float64, in the targets' own units.
void add_numbers(OrderedJson& json, const torch::Tensor& predictions, const torch::Tensor& truths,
                 const std::vector<std::string>& target_names);

/// A row for each sample and target: `sample,target,truth,prediction`.
std::string number_predictions_csv(const std::vector<std::string>& samples,
                                   const torch::Tensor& predictions, const torch::Tensor& truths,
                                   const std::vector<std::string>& target_names);

/// Of a network that is one linear layer over a table's row: what a target changes by where a
/// column changes by one of its own units, and its value where all columns are 0. Null of any
/// other.
OrderedJson coefficients_json(const Network& network, const DataFacts& facts);

}  // namespace mlday
