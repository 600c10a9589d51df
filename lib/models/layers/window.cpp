#include "models/layers/window.h"

#include <algorithm>

#include "config/reader.h"
#include "core/error.h"

namespace mlday {
namespace {

struct Side {
  std::int64_t out, before, after;
};

Side slide(std::int64_t in, std::int64_t kernel, std::int64_t stride, std::int64_t dilation,
           bool same, std::int64_t amount) {
  const auto reach = dilation * (kernel - 1) + 1;
  if (!same) return {(in + 2 * amount - reach) / stride + 1, amount, amount};
  const auto out = (in + stride - 1) / stride;
  const auto total = std::max<std::int64_t>((out - 1) * stride + reach - in, 0);
  return {out, total / 2, total - total / 2};
}

}  // namespace

std::string Codec<Padding>::schema(const Constraint&) {
  return R"({"anyOf":[{"enum":["same","valid"]},)" + Codec<Size2>::schema(at_least(0)) + "]}";
}

bool Codec<Padding>::read(const Node& node, Padding& value, const Constraint&, Reader& reader) {
  if (node.is_scalar() && (node.text == "same" || node.text == "valid")) {
    value.mode = node.text == "same" ? Padding::Mode::same : Padding::Mode::amount;
    value.amount = {};
    return true;
  }
  if (node.is_scalar() && node.scalar_type() == ScalarType::text) {
    reader.mismatch(node, "`same`, `valid`, or a number of pixels");
    return false;
  }
  value.mode = Padding::Mode::amount;
  return Codec<Size2>::read(node, value.amount, at_least(0), reader);
}

Node Codec<Padding>::write(const Padding& value) {
  if (value.mode == Padding::Mode::same) return Node::scalar("same");
  return Codec<Size2>::write(value.amount);
}

Size2 Window::output(const Shape& input) const {
  if (input.size() != 3)
    throw Error("it needs a picture (channels x height x width), but its input is " +
                shape_text(input) + (input.size() == 1 ? ": put it before flatten" : ""));
  const bool same = padding.mode == Padding::Mode::same;
  const auto vertical =
      slide(input[1], kernel.height, stride.height, dilation.height, same, padding.amount.height);
  const auto horizontal =
      slide(input[2], kernel.width, stride.width, dilation.width, same, padding.amount.width);
  const auto reach = [](std::int64_t size, std::int64_t spread) { return spread * (size - 1) + 1; };
  const bool too_large =
      !same && (reach(kernel.height, dilation.height) > input[1] + 2 * padding.amount.height ||
                reach(kernel.width, dilation.width) > input[2] + 2 * padding.amount.width);
  if (too_large)
    throw Error("its window of " + shape_text({kernel.height, kernel.width}) +
                " is larger than its input of " + shape_text({input[1], input[2]}) +
                ": take a smaller kernel_size, padding: same, or fewer poolings before it");
  return {vertical.out, horizontal.out};
}

Margins Window::margins(const Shape& input) const {
  const bool same = padding.mode == Padding::Mode::same;
  const auto vertical =
      slide(input[1], kernel.height, stride.height, dilation.height, same, padding.amount.height);
  const auto horizontal =
      slide(input[2], kernel.width, stride.width, dilation.width, same, padding.amount.width);
  return {vertical.before, vertical.after, horizontal.before, horizontal.after};
}

}  // namespace mlday
