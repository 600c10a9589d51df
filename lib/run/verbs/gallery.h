// Galleries of what a network gets right and wrong (the journal's day 65).
#pragma once

#include <filesystem>
#include <string>

#include "data/dataset.h"
#include "data/facts.h"

namespace mlday {

/// Writes right.svg and wrong.svg into a folder: of the pictures that were given their own class
/// some, evenly spread; of the others those that the network was surest of, the worst first, with
/// what they are and what they were taken for. `shares` [samples,
/// classes], `truth` [samples]. Returns what to tell.
std::string write_galleries(const std::filesystem::path& folder, const Dataset& dataset,
                            const torch::Tensor& shares, const torch::Tensor& truth,
                            const DataFacts& facts);

}  // namespace mlday
