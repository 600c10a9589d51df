#include "tensors/shape.h"

#include "core/error.h"
#include "core/text.h"

namespace mlday {

std::string shape_text(const Shape& shape) {
  std::vector<std::string> extents;
  for (const auto extent : shape)
    extents.push_back(extent == varies ? "steps" : std::to_string(extent));
  return join(extents, " x ");
}

std::int64_t product(const std::vector<std::int64_t>& sizes) {
  constexpr auto most = std::int64_t{1} << 40;
  std::int64_t count = 1;
  for (const auto size : sizes)
    if (__builtin_mul_overflow(count, size, &count) || count > most)
      throw Error("it would hold " +
                  join(
                      [&] {
                        std::vector<std::string> texts;
                        for (const auto each : sizes) texts.push_back(std::to_string(each));
                        return texts;
                      }(),
                      " x ") +
                  " numbers, more than any machine can");
  return count;
}

}  // namespace mlday
