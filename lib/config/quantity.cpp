#include "config/quantity.h"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "core/text.h"

namespace mlday {

bool Quantity::is_whole() const { return count == std::floor(count); }

std::optional<Quantity> quantity_of(const std::string& text) {
  constexpr double most = 1e15;
  const auto is_letter = [](unsigned char c) { return std::isalpha(c) != 0; };
  const auto unit = std::find_if_not(text.rbegin(), text.rend(), is_letter).base();
  const auto count = to_double(trimmed(std::string(text.begin(), unit)));
  if (!count || !(*count >= 0) || *count > most || unit == text.end()) return std::nullopt;
  return Quantity{*count, std::string(unit, text.end())};
}

}  // namespace mlday
