#include "anneal/duration.h"

#include <algorithm>
#include <cmath>

#include "config/quantity.h"
#include "config/reader.h"
#include "core/text.h"

namespace mlday {
namespace {

std::optional<Duration> duration_of(const std::string& text) {
  const auto quantity = quantity_of(text);
  if (!quantity) return std::nullopt;
  const bool in_epochs = quantity->unit == "epochs" || quantity->unit == "epoch";
  const bool in_steps = quantity->unit == "steps" || quantity->unit == "step";
  if (!in_epochs && !(in_steps && quantity->is_whole())) return std::nullopt;
  return Duration{quantity->count, in_epochs};
}

}  // namespace

std::int64_t Duration::steps(std::int64_t steps_per_epoch) const {
  constexpr double forever = 1e18;  // fits an integer
  return std::llround(
      std::min(in_epochs ? count * static_cast<double>(steps_per_epoch) : count, forever));
}

std::string Codec<Duration>::schema(const Constraint&) {
  return R"({"type":"string","pattern":"^[0-9.]+ *(steps?|epochs?)$"})";
}

bool Codec<Duration>::read(const Node& node, Duration& value, const Constraint& constraint,
                           Reader& reader) {
  auto read = node.is_scalar() ? duration_of(node.text) : std::nullopt;
  if (node.is_scalar() && node.text == "0") read = Duration{};  // of whatever, it is nothing
  if (!read) {
    const bool bare = node.is_scalar() && to_double(node.text);
    reader.mismatch(
        node, "a number of steps or epochs, such as `500 steps`",
        bare ? "say of what: `" + node.text + " steps` or `" + node.text + " epochs`" : "");
    return false;
  }
  if (!constraint.accepts(read->count)) {
    reader.mismatch(node, "a number of steps or epochs " + constraint.str());
    return false;
  }
  value = *read;
  return true;
}

Node Codec<Duration>::write(const Duration& value) {
  const auto unit = std::string(value.in_epochs ? "epoch" : "step") + (value.count == 1 ? "" : "s");
  return Node::scalar(exact(value.count) + " " + unit);
}

}  // namespace mlday
