// Poolings by oneDNN.
#include <ATen/Parallel.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <optional>

#include "core/vector_width.h"
#include "fused/pictures/operation.h"
#include "fused/pictures/operations.h"
#include "fused/pictures/primitives.h"

namespace mlday::fused {
namespace {

/// The gradient of a pooling's input.
class PoolingBack {
 public:
  PoolingBack(const PoolingShape& shape, const PoolingForward& forward)
      : backward_(pooling_backward(shape, forward)),
        gradient_(forward.dst_desc(), backward_.diff_dst_desc()),
        input_gradient_(backward_.diff_src_desc(), shape.input),
        run_(backward_) {}

  void run(const dnnl::memory& chosen, const float* gradient, float* wanted) {
    run_.execute(
        cpu_stream(),
        {{DNNL_ARG_DIFF_DST, at(backward_.diff_dst_desc(), gradient_.of(gradient))},
         {DNNL_ARG_DIFF_SRC, at(backward_.diff_src_desc(), input_gradient_.room_for(wanted))},
         {DNNL_ARG_WORKSPACE, chosen}});
    input_gradient_.finish(wanted);
  }

 private:
  PoolingBackward backward_;
  Reordered gradient_;
  ReorderedOutput input_gradient_;
  PoolingBackRun run_;
};

MLDAY_FOR_EACH_VECTOR_WIDTH bool are_numbers(const float* values, std::int64_t count) {
  int broken = 0;
  for (std::int64_t i = 0; i < count; ++i) broken |= static_cast<int>(values[i] != values[i]);
  return broken == 0;
}

/// oneDNN's largest value of a window passes over what is no number, where PyTorch's is none: a
/// broken weight would hide. Such windows are rare, and found one by one.
class BrokenWindows {
 public:
  explicit BrokenWindows(const PoolingShape& shape)
      : window_(shape), from_(steps_of(shape.input)), room_(room_of(shape.input)) {}

  void mark(const float* input, const Steps& to, float* output) const {
    std::atomic<bool> all_numbers{true};
    at::parallel_for(0, room_, 1 << 15, [&](std::int64_t begin, std::int64_t end) {
      if (!are_numbers(input + begin, end - begin)) all_numbers = false;
    });
    if (all_numbers) return;
    for (std::int64_t n = 0; n < to.count; ++n)
      for (std::int64_t c = 0; c < to.channels; ++c)
        for (std::int64_t h = 0; h < to.height; ++h)
          for (std::int64_t w = 0; w < to.width; ++w)
            if (!is_whole(input, n, c, h, w)) output[to.place(n, c, h, w)] = NAN;
  }

 private:
  bool is_whole(const float* input, std::int64_t n, std::int64_t c, std::int64_t h,
                std::int64_t w) const {
    const auto top = h * window_.strides[0] - window_.before[0];
    const auto left = w * window_.strides[1] - window_.before[1];
    for (auto y = std::max<std::int64_t>(top, 0);
         y < std::min(top + window_.kernel[0], from_.height); ++y)
      for (auto x = std::max<std::int64_t>(left, 0);
           x < std::min(left + window_.kernel[1], from_.width); ++x)
        if (std::isnan(input[from_.place(n, c, y, x)])) return false;
    return true;
  }

  PoolingShape window_;
  Steps from_;
  std::int64_t room_;
};

class PoolingWork : public PictureWork {
 public:
  PoolingWork(const PoolingShape& shape, Purpose purpose)
      : forward_(pooling_forward(shape)),
        output_(forward_.dst_desc()),
        chosen_(forward_.workspace_desc(), cpu_engine()),
        run_(forward_) {
    if (purpose == Purpose::training) back_ = std::make_unique<PoolingBack>(shape, forward_);
    if (shape.how == dnnl::algorithm::pooling_max) broken_.emplace(shape);
  }

  const Layout& output() const override { return output_; }

  void forward(const std::vector<const float*>& inputs, float* output) override {
    run_.execute(cpu_stream(), {{DNNL_ARG_SRC, at(forward_.src_desc(), inputs[0])},
                                {DNNL_ARG_DST, at(output_, output)},
                                {DNNL_ARG_WORKSPACE, chosen_}});
    if (broken_) broken_->mark(inputs[0], steps_of(output_), output);
  }

  void backward(const std::vector<const float*>&, const float*, const float* gradient,
                const std::vector<float*>& input_gradients) override {
    if (input_gradients[0]) back_->run(chosen_, gradient, input_gradients[0]);
  }

 private:
  PoolingForward forward_;
  Layout output_;
  dnnl::memory chosen_;  ///< which value of each window was the largest
  PoolingRun run_;
  std::unique_ptr<PoolingBack> back_;    ///< null where nobody wants it
  std::optional<BrokenWindows> broken_;  ///< of max pooling
};

class PictureWindows : public PictureOperation {
 public:
  PictureWindows(dnnl::algorithm how, const PictureWindow& window) : how_(how), window_(window) {}

  std::unique_ptr<PictureWork> prepare(const std::vector<Layout>& inputs,
                                       Purpose purpose) override {
    return std::make_unique<PoolingWork>(PoolingShape(how_, inputs[0], window_), purpose);
  }

 private:
  dnnl::algorithm how_;
  PictureWindow window_;
};

class WholePicture : public PictureOperation {
 public:
  std::unique_ptr<PictureWork> prepare(const std::vector<Layout>& inputs,
                                       Purpose purpose) override {
    const auto steps = steps_of(inputs[0]);
    const PictureWindow window{.kernel = {steps.height, steps.width}};
    return std::make_unique<PoolingWork>(
        PoolingShape(dnnl::algorithm::pooling_avg_include_padding, inputs[0], window), purpose);
  }
};

}  // namespace

PictureOperationPtr max_pool(const PictureWindow& window) {
  return std::make_shared<PictureWindows>(dnnl::algorithm::pooling_max, window);
}
PictureOperationPtr average_pool(const PictureWindow& window, bool counts_padding) {
  return std::make_shared<PictureWindows>(counts_padding
                                              ? dnnl::algorithm::pooling_avg_include_padding
                                              : dnnl::algorithm::pooling_avg_exclude_padding,
                                          window);
}
PictureOperationPtr global_average_pool() { return std::make_shared<WholePicture>(); }

}  // namespace mlday::fused
