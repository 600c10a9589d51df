// Windows that slide over a sequence [channels, length], as over a picture of height 1.
#pragma once

#include "models/layers/fit.h"
#include "models/window.h"

namespace mlday {

/// `same`, `valid`, or steps on each side.
struct LinePadding : Padding {};

template <>
struct Codec<LinePadding> {
  static std::string name() { return "same, valid or integer"; }
  static std::string schema(const Constraint&) {
    return R"({"anyOf":[{"enum":["same","valid"]},{"type":"integer","minimum":0,"maximum":1000000}]})";
  }
  static bool read(const Node& node, LinePadding& value, const Constraint& constraint,
                   Reader& reader) {
    return Codec<Padding>::read(node, value, constraint, reader);
  }
  static Node write(const LinePadding& value) { return Codec<Padding>::write(value); }
};

inline Shape as_picture(const Shape& input) {
  require_line(input);
  return {input[0], 1, input[1]};
}

inline Window line_window(std::int64_t kernel, std::int64_t stride, const LinePadding& padding,
                          std::int64_t dilation = 1) {
  Window window{.kernel = {1, kernel}, .stride = {1, stride}, .padding = padding};
  window.padding.amount.height = 0;
  window.dilation = {1, dilation};
  return window;
}

}  // namespace mlday
