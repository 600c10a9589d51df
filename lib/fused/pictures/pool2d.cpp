// Poolings by oneDNN.
#include "fused/pictures/operation.h"
#include "fused/pictures/operations.h"
#include "fused/pictures/primitives.h"

namespace mlday::fused {
namespace {

class PoolingWork : public PictureWork {
 public:
  explicit PoolingWork(const PoolingShape& shape)
      : forward_(pooling_forward(shape)),
        backward_(pooling_backward(shape, forward_)),
        output_(forward_.dst_desc()),
        chosen_(forward_.workspace_desc(), cpu_engine()),
        gradient_(output_, backward_.diff_dst_desc()),
        input_gradient_(backward_.diff_src_desc(), shape.input),
        run_forward_(forward_),
        run_backward_(backward_) {}

  const Layout& output() const override { return output_; }

  void forward(const std::vector<const float*>& inputs, float* output) override {
    run_forward_.execute(cpu_stream(), {{DNNL_ARG_SRC, at(forward_.src_desc(), inputs[0])},
                                        {DNNL_ARG_DST, at(output_, output)},
                                        {DNNL_ARG_WORKSPACE, chosen_}});
  }

  void backward(const std::vector<const float*>&, const float*, const float* gradient,
                const std::vector<float*>& input_gradients) override {
    if (!input_gradients[0]) return;
    auto* room = input_gradient_.room_for(input_gradients[0]);
    run_backward_.execute(
        cpu_stream(), {{DNNL_ARG_DIFF_DST, at(backward_.diff_dst_desc(), gradient_.of(gradient))},
                       {DNNL_ARG_DIFF_SRC, at(backward_.diff_src_desc(), room)},
                       {DNNL_ARG_WORKSPACE, chosen_}});
    input_gradient_.finish(input_gradients[0]);
  }

 private:
  PoolingForward forward_;
  PoolingBackward backward_;
  Layout output_;
  dnnl::memory chosen_;  ///< which value of each window was the largest
  Reordered gradient_;
  ReorderedOutput input_gradient_;
  dnnl::pooling_v2_forward run_forward_;
  dnnl::pooling_v2_backward run_backward_;
};

class PictureWindows : public PictureOperation {
 public:
  PictureWindows(dnnl::algorithm how, const PictureWindow& window) : how_(how), window_(window) {}

  std::unique_ptr<PictureWork> prepare(const std::vector<Layout>& inputs, bool) override {
    return std::make_unique<PoolingWork>(PoolingShape(how_, inputs[0], window_));
  }

 private:
  dnnl::algorithm how_;
  PictureWindow window_;
};

class WholePicture : public PictureOperation {
 public:
  std::unique_ptr<PictureWork> prepare(const std::vector<Layout>& inputs, bool) override {
    const auto steps = steps_of(inputs[0]);
    const PictureWindow window{.kernel = {steps.height, steps.width}};
    return std::make_unique<PoolingWork>(
        PoolingShape(dnnl::algorithm::pooling_avg_include_padding, inputs[0], window));
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
