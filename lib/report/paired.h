// Two runs on the same samples: how much of what they differ in is chance.
#pragma once

#include <string>
#include <vector>

#include "store/predictions.h"

namespace mlday {

struct PairedTest {
  std::string method;  ///< "McNemar's exact test"; empty where nothing was tested
  std::string
      finding;         ///< "B is right on 12 more of 9,803 than A (...)", or why nothing was tested
  std::string caveat;  ///< of what is left out; may be empty
  double p = 1;        ///< how often chance alone makes them differ as much
  bool differ = false;
  bool at_most = false;  ///< the draws are too few to tell a smaller p

  bool is_tested() const { return !method.empty(); }
};

/// Classes by McNemar's exact test, numbers by a paired bootstrap of each sample's mean squared
/// error, over the samples that both have (by name; those of one name are matched in their order).
/// Refuses where a sample's truth is not the same in both: its name then stands for two things.
/// `a` and `b` are what the words call the runs.
PairedTest paired_test(const std::vector<Prediction>& first, const std::vector<Prediction>& second,
                       const std::string& a, const std::string& b);

/// The finding, how often chance alone does as much, and the caveat, as one sentence without its
/// full stop. `corrected` is p by Holm's correction for so many `tests`; of a single one it is p.
std::string words_of(const PairedTest& test, double corrected, std::size_t tests);

}  // namespace mlday
