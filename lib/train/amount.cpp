#include "train/amount.h"

#include <cmath>
#include <regex>

#include "config/quantity.h"
#include "config/reader.h"
#include "core/text.h"

namespace mlday {
namespace {

struct Unit {
  const char* name;
  double seconds;
};
constexpr Unit times[] = {{"s", 1}, {"min", 60}, {"m", 60}, {"h", 3600}, {"d", 86'400}};

/// "35,000 steps" as "35000 steps".
std::string without_thousands(std::string text) {
  static const std::regex grouped(R"([1-9]\d{0,2}(,\d{3})+ *(steps?|epochs?))");
  if (std::regex_match(text, grouped)) std::erase(text, ',');
  return text;
}

std::optional<Amount> amount_of(const Node& node) {
  if (!node.is_scalar()) return std::nullopt;
  const auto quantity = quantity_of(without_thousands(node.text));
  if (!quantity || quantity->count == 0) return std::nullopt;
  for (const auto& unit : times)
    if (quantity->unit == unit.name) return Amount{.seconds = quantity->count * unit.seconds};
  if (!quantity->is_whole()) return std::nullopt;
  const auto count = static_cast<std::int64_t>(quantity->count);
  if (quantity->unit == "steps" || quantity->unit == "step") return Amount{.steps = count};
  if (quantity->unit == "epochs" || quantity->unit == "epoch") return Amount{.epochs = count};
  return std::nullopt;
}

std::string with_unit(std::int64_t count, const std::string& unit) {
  return std::to_string(count) + " " + unit + (count == 1 ? "" : "s");
}

}  // namespace

std::string Amount::text() const {
  if (steps > 0) return with_unit(steps, "step");
  if (epochs > 0) return with_unit(epochs, "epoch");
  constexpr double exactly_whole = 1e15;
  const bool is_whole = seconds < exactly_whole && seconds == std::floor(seconds);
  return (is_whole ? std::to_string(static_cast<std::int64_t>(seconds)) : exact(seconds)) + " s";
}

std::string Codec<StopAfter>::schema(const Constraint&) {
  return R"({"type":"string","pattern":"^[0-9.]+ *(s|m|min|h|d|steps?)$"})";
}

bool Codec<StopAfter>::read(const Node& node, StopAfter& value, const Constraint&, Reader& reader) {
  const auto amount = amount_of(node);
  if (amount && amount->epochs == 0) {
    value = {*amount};
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

std::string Codec<Every>::schema(const Constraint&) {
  return R"({"type":["integer","string"],"minimum":1,)"
         R"("pattern":"^[0-9.]+ *(s|m|min|h|d|steps?|epochs?)?$"})";
}

bool Codec<Every>::read(const Node& node, Every& value, const Constraint&, Reader& reader) {
  auto amount = amount_of(node);
  const bool is_number = node.is_scalar() && !node.quoted;
  if (const auto epochs = is_number ? to_int(node.text) : std::nullopt; epochs && *epochs > 0)
    amount = Amount{.epochs = *epochs};
  if (amount) {
    value = {*amount};
    return true;
  }
  reader.mismatch(node,
                  "a number of epochs or steps, or a time, such as `5`, `500 steps` or `10 min`");
  return false;
}

Node Codec<Every>::write(const Every& value) {
  return Node::scalar(value.epochs > 0 ? std::to_string(value.epochs) : value.text());
}

}  // namespace mlday
