// How a batch of pictures lies in memory, by oneDNN: often not channel by channel, but in blocks of
// channels that fill a vector register.
#pragma once

#include <cstdint>
#include <oneapi/dnnl/dnnl.hpp>
#include <optional>

namespace mlday::fused {

/// [N, C, H, W] float32 and the order in which it lies. Where channels do not fill the last block,
/// there are zeros.
using Layout = dnnl::memory::desc;

dnnl::engine& cpu_engine();
/// The calling thread's.
dnnl::stream& cpu_stream();

/// Channel by channel, as LibTorch has it.
Layout plain_layout(const dnnl::memory::dims& dims);
/// In any order: oneDNN is to choose.
Layout any_layout(const dnnl::memory::dims& dims);
/// Plane after plane of one place in all pictures: [C * H * W, N].
Layout planes_layout(const dnnl::memory::dims& dims);
/// Number of floats, zeros of unfilled blocks included.
std::int64_t room_of(const Layout& layout);

/// Memory of somebody else. (oneDNN knows no const.)
dnnl::memory at(const Layout& layout, const float* data);

/// Copies a batch into another order.
class Copy {
 public:
  Copy(const Layout& from, const Layout& to);
  void run(const float* from, float* to);

 private:
  Layout from_, to_;
  dnnl::reorder run_;
};

/// Values that come in one order and are wanted in another.
class Reordered {
 public:
  Reordered(const Layout& from, const Layout& to);
  /// The values in the wanted order: in room of its own, or where they are if the orders are one.
  const float* of(const float* values);

 private:
  std::optional<Copy> copy_;
  dnnl::memory room_;
};

/// Values that are written in one order and wanted in another.
class ReorderedOutput {
 public:
  ReorderedOutput(const Layout& from, const Layout& to);
  /// Where to write them, if they are wanted there.
  float* room_for(float* wanted);
  /// Takes what was written there to where it is wanted.
  void finish(float* wanted);

 private:
  std::optional<Copy> copy_;
  dnnl::memory room_;
};

/// A batch's sizes, and how far its values lie apart.
struct Steps {
  std::int64_t count = 0, channels = 0, height = 0, width = 0, block = 1;
  std::int64_t n_step = 0, c_step = 0, h_step = 0, w_step = 0;

  std::int64_t place(std::int64_t n, std::int64_t c, std::int64_t h, std::int64_t w) const {
    return n * n_step + c / block * c_step + c % block + h * h_step + w * w_step;
  }
};
Steps steps_of(const Layout& layout);

}  // namespace mlday::fused
