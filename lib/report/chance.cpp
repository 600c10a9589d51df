#include "report/chance.h"

#include <cmath>

#include "core/text.h"

namespace mlday {

std::string chance_text(double p) {
  constexpr double nearly_all = .95, half = .5, least = 1e-6;
  if (p < least) return "fewer than 1 of a million";
  if (p > nearly_all) return "nearly all";
  if (p > half) return std::to_string(std::lround(10 * p)) + " of 10";
  double one_of = std::round(1 / p), unit = 1;
  while (one_of / unit >= 100) unit *= 10;  // two digits tell all
  return "1 of " + with_commas(std::llround(std::round(one_of / unit) * unit));
}

std::string chance_sentence(double p, bool at_most, double corrected, std::size_t tests) {
  auto words = "chance alone does as much in " + std::string(at_most ? "at most " : "") +
               chance_text(p) + " such comparisons";
  if (tests > 1)
    words += ", or " + chance_text(corrected) + " by Holm's correction for " +
             std::to_string(tests) + " of them";
  if (corrected >= usual_level) words += ": it may well be chance";
  return words;
}

}  // namespace mlday
