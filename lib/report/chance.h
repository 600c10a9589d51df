// How often chance alone does something, in words.
#pragma once

#include <cstddef>
#include <string>

namespace mlday {

/// What is rarer by chance is usually taken for more than chance.
inline constexpr double usual_level = .05;

/// "1 of 3", "8 of 10", "1 of 2,000" (two digits), "fewer than 1 of a million": a chance as a share
/// of comparisons.
std::string chance_text(double p);

/// "chance alone does as much in 1 of 3 such comparisons: it may well be chance". `at_most`: a
/// smaller p could not be told. `corrected` is p by Holm's correction for so many `tests`, which is
/// said too; of a single one it is p.
std::string chance_sentence(double p, bool at_most, double corrected, std::size_t tests);

}  // namespace mlday
