#include "train/stop_after.h"

#include <cmath>
#include <regex>

#include "config/quantity.h"
#include "config/reader.h"
#include "core/text.h"

namespace mlday {
namespace {

struct Unit {
  const char* name;
  double seconds;  ///< 0: steps
};
constexpr Unit units[] = {{"s", 1},      {"min", 60},  {"m", 60},  {"h", 3600},
                          {"d", 86'400}, {"steps", 0}, {"step", 0}};

/// "35,000 steps" as "35000 steps".
std::string without_thousands(std::string text) {
  static const std::regex grouped(R"([1-9]\d{0,2}(,\d{3})+ *steps?)");
  if (std::regex_match(text, grouped)) std::erase(text, ',');
  return text;
}

std::optional<StopAfter> stop_after_of(const std::string& text) {
  auto quantity = quantity_of(without_thousands(text));
  if (quantity && quantity->count == 0) quantity.reset();
  if (!quantity) return std::nullopt;
  for (const auto& unit : units) {
    if (quantity->unit != unit.name) continue;
    if (unit.seconds > 0) return StopAfter{.seconds = quantity->count * unit.seconds};
    if (!quantity->is_whole()) return std::nullopt;
    return StopAfter{.steps = static_cast<std::int64_t>(quantity->count)};
  }
  return std::nullopt;
}

}  // namespace

std::string StopAfter::text() const {
  if (steps > 0) return std::to_string(steps) + (steps == 1 ? " step" : " steps");
  constexpr double exactly_whole = 1e15;
  const bool is_whole = seconds < exactly_whole && seconds == std::floor(seconds);
  return (is_whole ? std::to_string(static_cast<std::int64_t>(seconds)) : exact(seconds)) + " s";
}

std::string Codec<StopAfter>::schema(const Constraint&) {
  return R"({"type":"string","pattern":"^[0-9.]+ *(s|m|min|h|d|steps?)$"})";
}

bool Codec<StopAfter>::read(const Node& node, StopAfter& value, const Constraint&, Reader& reader) {
  if (const auto read = node.is_scalar() ? stop_after_of(node.text) : std::nullopt) {
    value = *read;
    return true;
  }
  const bool bare = node.is_scalar() && to_double(node.text);
  const bool in_epochs = node.is_scalar() && node.text.find("epoch") != std::string::npos;
  reader.mismatch(node,
                  "a time or a number of steps, such as `2h`, `90 min`, `30 s` or `5000 steps`",
                  bare        ? "say of what: `" + node.text + " min` or `" + node.text + " steps`"
                  : in_epochs ? "a number of epochs is training.epochs"
                              : "");
  return false;
}

}  // namespace mlday
