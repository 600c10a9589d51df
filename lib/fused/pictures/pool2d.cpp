// Poolings by oneDNN.
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

class PoolingWork : public PictureWork {
 public:
  PoolingWork(const PoolingShape& shape, Purpose purpose)
      : forward_(pooling_forward(shape)),
        output_(forward_.dst_desc()),
        chosen_(forward_.workspace_desc(), cpu_engine()),
        run_(forward_) {
    if (purpose == Purpose::training) back_ = std::make_unique<PoolingBack>(shape, forward_);
  }

  const Layout& output() const override { return output_; }

  void forward(const std::vector<const float*>& inputs, float* output) override {
    run_.execute(cpu_stream(), {{DNNL_ARG_SRC, at(forward_.src_desc(), inputs[0])},
                                {DNNL_ARG_DST, at(output_, output)},
                                {DNNL_ARG_WORKSPACE, chosen_}});
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
  std::unique_ptr<PoolingBack> back_;  ///< null where nobody wants it
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
