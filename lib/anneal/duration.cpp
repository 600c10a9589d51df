#include "anneal/duration.h"

#include <cmath>

#include "config/reader.h"
#include "core/text.h"

namespace mlday {
namespace {

std::optional<Duration> duration_of(const std::string& text) {
  const auto unit_at = text.find_first_of("se");  // of the unit; an exponent makes no sense here
  if (unit_at == std::string::npos) return std::nullopt;
  const auto unit = text.substr(unit_at);
  const auto count = to_double(trimmed(text.substr(0, unit_at)));
  const bool in_epochs = unit == "epochs" || unit == "epoch";
  const bool in_steps = unit == "steps" || unit == "step";
  if (!count || *count <= 0 || (!in_epochs && !in_steps)) return std::nullopt;
  if (in_steps && *count != std::floor(*count)) return std::nullopt;
  return Duration{*count, in_epochs};
}

}  // namespace

std::int64_t Duration::steps(std::int64_t steps_per_epoch) const {
  return std::llround(in_epochs ? count * static_cast<double>(steps_per_epoch) : count);
}

std::string Codec<Duration>::schema(const Constraint&) {
  return R"({"type":"string","pattern":"^[0-9.]+ *(steps?|epochs?)$"})";
}

bool Codec<Duration>::read(const Node& node, Duration& value, const Constraint&, Reader& reader) {
  const auto read = node.is_scalar() ? duration_of(node.text) : std::nullopt;
  if (!read) {
    const bool bare = node.is_scalar() && to_double(node.text);
    reader.mismatch(
        node, "a number of steps or epochs, such as `500 steps`",
        bare ? "say of what: `" + node.text + " steps` or `" + node.text + " epochs`" : "");
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
