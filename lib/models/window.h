// Windows that slide over a picture, as convolutions and poolings use them.
#pragma once

#include "config/codec.h"
#include "models/layer.h"

namespace mlday {

/// `same`: as many outputs as input / stride, rounded up (Keras); `valid`: none; or a number or
/// [height, width] on each side (PyTorch).
struct Padding {
  enum class Mode { amount, same } mode = Mode::amount;
  Size2 amount;
};

template <>
struct Codec<Padding> {
  static std::string name() { return "same, valid, integer or [height, width]"; }
  static std::string schema(const Constraint&);
  static bool read(const Node&, Padding&, const Constraint&, Reader&);
  static Node write(const Padding& value);
};

/// What is added on each side of a picture.
struct Margins {
  std::int64_t top = 0, bottom = 0, left = 0, right = 0;
  bool symmetric() const { return top == bottom && left == right; }
};

struct Window {
  Size2 kernel, stride{1, 1};
  Padding padding;
  Size2 dilation{1, 1};
  bool ceil_mode = false;  ///< a last window that reaches beyond the input counts (PyTorch)

  Reach reach() const;
  /// Sizes after sliding over [C, H, W]; an Error where the window is larger than the picture or
  /// the input is no picture.
  Size2 output(const Shape& input) const;
  /// For `same`: total = max((out - 1) * stride + kernel - in, 0), the odd one after (Keras).
  Margins margins(const Shape& input) const;
};

}  // namespace mlday
