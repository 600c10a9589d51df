// What a batch script or a config expects of a run: `val_accuracy>=.98`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/metrics.h"

namespace mlday {

struct Expectation {
  std::string metric;
  std::string comparison;  ///< one of >=, <=, >, <, ==
  double value = 0;
  std::string text;  ///< as typed
};

/// None where the text is no expectation.
std::optional<Expectation> expectation_of(const std::string& text);

/// A usage Error where a text of `--expect` is no expectation.
std::vector<Expectation> expectations_of(const std::vector<std::string>& texts);

/// A usage Error where a metric is none of `names`, or a share is to be no share (`>=98`): told
/// before an hour is spent.
void refuse_undecidable(const std::vector<Expectation>& expectations,
                        const std::vector<std::string>& names);

/// "val_accuracy is 0.97, expected >=.98" of each that is missed; a figure that is not there, or no
/// number, misses.
std::vector<std::string> missed(const std::vector<Expectation>& expectations,
                                const Metrics& figures);

}  // namespace mlday
