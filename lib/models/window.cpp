#include "models/window.h"

#include <algorithm>

#include "config/reader.h"
#include "core/error.h"
#include "core/text.h"

namespace mlday {
namespace {

struct Side {
  std::int64_t out, before, after;
};

/// Along one side; `amount` is of padding given in pixels.
struct Slide {
  std::int64_t in, kernel, stride, dilation, amount;
  bool same, ceil_mode;
};

Side slide(const Slide& s) {
  const auto [in, kernel, stride, dilation, amount, same, ceil_mode] = s;
  const auto reach = dilation * (kernel - 1) + 1;
  if (!same) {
    const auto free = in + 2 * amount - reach;
    auto out = (free + (ceil_mode ? stride - 1 : 0)) / stride + 1;
    // PyTorch: the last window must begin within the input or the padding before it.
    if (ceil_mode && (out - 1) * stride >= in + amount) --out;
    return {out, amount, amount};
  }
  const auto out = (in + stride - 1) / stride;
  const auto total = std::max<std::int64_t>((out - 1) * stride + reach - in, 0);
  return {out, total / 2, total - total / 2};
}

/// Vertically and horizontally over [C, H, W].
std::pair<Side, Side> sides(const Window& w, const Shape& input) {
  const bool same = w.padding.mode == Padding::Mode::same;
  const auto& amount = w.padding.amount;
  return {slide({input[1], w.kernel.height, w.stride.height, w.dilation.height, amount.height, same,
                 w.ceil_mode}),
          slide({input[2], w.kernel.width, w.stride.width, w.dilation.width, amount.width, same,
                 w.ceil_mode})};
}

}  // namespace

std::string Codec<Padding>::schema(const Constraint&) {
  return R"({"anyOf":[{"enum":["same","valid"]},)" + Codec<Size2>::schema(margin()) + "]}";
}

bool Codec<Padding>::read(const Node& node, Padding& value, const Constraint&, Reader& reader) {
  if (node.is_scalar() && (node.text == "same" || node.text == "valid")) {
    value.mode = node.text == "same" ? Padding::Mode::same : Padding::Mode::amount;
    value.amount = {};
    return true;
  }
  if (node.is_scalar() && node.scalar_type() == ScalarType::text) {
    const auto meant = nearest(node.text, {"same", "valid"});
    reader.mismatch(node, "`same`, `valid`, or a number of pixels",
                    meant ? "did you mean `" + *meant + "`?" : "");
    return false;
  }
  value.mode = Padding::Mode::amount;
  return Codec<Size2>::read(node, value.amount, margin(), reader);
}

Node Codec<Padding>::write(const Padding& value) {
  if (value.mode == Padding::Mode::same) return Node::scalar("same");
  return Codec<Size2>::write(value.amount);
}

Size2 Window::output(const Shape& input) const {
  if (input.size() != 3)
    throw Error("it needs a picture (channels x height x width), but its input is " +
                shape_text(input) + (input.size() == 1 ? ": put it before flatten" : ""));
  const auto [vertical, horizontal] = sides(*this, input);
  const auto reach = [](std::int64_t size, std::int64_t spread) { return spread * (size - 1) + 1; };
  const bool too_large =
      padding.mode != Padding::Mode::same &&
      (reach(kernel.height, dilation.height) > input[1] + 2 * padding.amount.height ||
       reach(kernel.width, dilation.width) > input[2] + 2 * padding.amount.width);
  if (too_large)
    throw Error("its window of " + shape_text({kernel.height, kernel.width}) +
                " is larger than its input of " + shape_text({input[1], input[2]}) +
                ": take a smaller kernel_size, padding: same, or fewer poolings before it" +
                (kernel.height == 1 && input[1] == 1
                     ? "; a sequence is channels x length: steps x features want `permute: [2, 1]` "
                       "first"
                     : ""));
  return {vertical.out, horizontal.out};
}

Reach Window::reach() const {
  return {{dilation.height * (kernel.height - 1) + 1, dilation.width * (kernel.width - 1) + 1},
          stride};
}

Margins Window::margins(const Shape& input) const {
  const auto [vertical, horizontal] = sides(*this, input);
  return {vertical.before, vertical.after, horizontal.before, horizontal.after};
}

}  // namespace mlday
