#include "fused/pictures/primitives.h"

namespace mlday::fused {
namespace {

using Dims = dnnl::memory::dims;

Dims pair(const std::int64_t (&of)[2]) { return {of[0], of[1]}; }
/// (oneDNN counts the points that are left out between two of the filter's.)
Dims gaps(const std::int64_t (&dilation)[2]) { return {dilation[0] - 1, dilation[1] - 1}; }

std::int64_t slid(std::int64_t in, const PictureWindow& window, int side, std::int64_t kernel) {
  const auto reach = (kernel - 1) * window.dilation[side] + 1;
  return (in + window.before[side] + window.after[side] - reach) / window.stride[side] + 1;
}

dnnl::normalization_flags norm_flags(bool is_affine) {
  using Flags = dnnl::normalization_flags;
  return is_affine ? Flags::use_scale | Flags::use_shift : Flags::none;
}

}  // namespace

ConvolutionShape::ConvolutionShape(const Layout& from, const std::vector<std::int64_t>& sizes,
                                   bool has_bias, const PictureWindow& window, std::int64_t groups)
    : strides(pair(window.stride)),
      dilations(gaps(window.dilation)),
      before(pair(window.before)),
      after(pair(window.after)) {
  using Tag = dnnl::memory::format_tag;
  constexpr auto f32 = dnnl::memory::data_type::f32;
  const auto steps = steps_of(from);
  input = any_layout({steps.count, steps.channels, steps.height, steps.width});
  // (The first layer reads the pictures as they are: oneDNN has kernels for few channels.)
  if (steps.block == 1 && steps.channels <= 4) input = from;
  output = any_layout({steps.count, sizes[0], slid(steps.height, window, 0, sizes[2]),
                       slid(steps.width, window, 1, sizes[3])});
  const Dims weights = groups == 1 ? Dims{sizes[0], sizes[1], sizes[2], sizes[3]}
                                   : Dims{groups, sizes[0] / groups, sizes[1], sizes[2], sizes[3]};
  weight = {weights, f32, Tag::any};
  plain_weight = {weights, f32, groups == 1 ? Tag::oihw : Tag::goihw};
  if (has_bias) bias = {{sizes[0]}, f32, Tag::x};
}

PoolingShape::PoolingShape(dnnl::algorithm how_pooled, const Layout& from,
                           const PictureWindow& window)
    : how(how_pooled),
      input(from),
      strides(pair(window.stride)),
      kernel(pair(window.kernel)),
      dilations(gaps(window.dilation)),
      before(pair(window.before)),
      after(pair(window.after)) {
  const auto steps = steps_of(from);
  output = any_layout({steps.count, steps.channels, slid(steps.height, window, 0, window.kernel[0]),
                       slid(steps.width, window, 1, window.kernel[1])});
}

#if DNNL_VERSION_MAJOR >= 3

ConvolutionForward convolution_forward(const ConvolutionShape& s) {
  return {cpu_engine(),
          dnnl::prop_kind::forward_training,
          dnnl::algorithm::convolution_direct,
          s.input,
          s.weight,
          s.bias,
          s.output,
          s.strides,
          s.dilations,
          s.before,
          s.after};
}
ConvolutionBackwardData convolution_backward_data(const ConvolutionShape& s,
                                                  const ConvolutionForward& forward) {
  return {cpu_engine(), dnnl::algorithm::convolution_direct,
          s.input,      s.weight,
          s.output,     s.strides,
          s.dilations,  s.before,
          s.after,      forward};
}
ConvolutionBackwardWeights convolution_backward_weights(const ConvolutionShape& s,
                                                        const ConvolutionForward& forward) {
  return {cpu_engine(), dnnl::algorithm::convolution_direct,
          s.input,      s.weight,
          s.bias,       s.output,
          s.strides,    s.dilations,
          s.before,     s.after,
          forward};
}
PoolingForward pooling_forward(const PoolingShape& s) {
  return {cpu_engine(), dnnl::prop_kind::forward_training,
          s.how,        s.input,
          s.output,     s.strides,
          s.kernel,     s.dilations,
          s.before,     s.after};
}
PoolingBackward pooling_backward(const PoolingShape& s, const PoolingForward& forward) {
  return {cpu_engine(), s.how,   s.input, forward.dst_desc(), s.strides, s.kernel, s.dilations,
          s.before,     s.after, forward};
}
BatchNormForward batch_norm_by_statistics(const Layout& layout, double eps, bool is_affine) {
  return {cpu_engine(),
          dnnl::prop_kind::forward_inference,
          layout,
          layout,
          static_cast<float>(eps),
          norm_flags(is_affine) | dnnl::normalization_flags::use_global_stats};
}
BatchNormForward batch_norm_forward(const Layout& layout, double eps, bool is_affine) {
  return {cpu_engine(), dnnl::prop_kind::forward_training, layout,
          layout,       static_cast<float>(eps),           norm_flags(is_affine)};
}
BatchNormBackward batch_norm_backward(const Layout& layout, double eps, bool is_affine,
                                      const BatchNormForward& forward) {
  return {cpu_engine(),
          is_affine ? dnnl::prop_kind::backward : dnnl::prop_kind::backward_data,
          layout,
          layout,
          layout,
          static_cast<float>(eps),
          norm_flags(is_affine),
          forward};
}

#else

ConvolutionForward convolution_forward(const ConvolutionShape& s) {
  const dnnl::convolution_forward::desc description(
      dnnl::prop_kind::forward_training, dnnl::algorithm::convolution_direct, s.input, s.weight,
      s.bias, s.output, s.strides, s.dilations, s.before, s.after);
  return {description, cpu_engine()};
}
ConvolutionBackwardData convolution_backward_data(const ConvolutionShape& s,
                                                  const ConvolutionForward& forward) {
  const dnnl::convolution_backward_data::desc description(dnnl::algorithm::convolution_direct,
                                                          s.input, s.weight, s.output, s.strides,
                                                          s.dilations, s.before, s.after);
  return {description, cpu_engine(), forward};
}
ConvolutionBackwardWeights convolution_backward_weights(const ConvolutionShape& s,
                                                        const ConvolutionForward& forward) {
  const dnnl::convolution_backward_weights::desc description(
      dnnl::algorithm::convolution_direct, s.input, s.weight, s.bias, s.output, s.strides,
      s.dilations, s.before, s.after);
  return {description, cpu_engine(), forward};
}
PoolingForward pooling_forward(const PoolingShape& s) {
  const dnnl::pooling_v2_forward::desc description(dnnl::prop_kind::forward_training, s.how,
                                                   s.input, s.output, s.strides, s.kernel,
                                                   s.dilations, s.before, s.after);
  return {description, cpu_engine()};
}
PoolingBackward pooling_backward(const PoolingShape& s, const PoolingForward& forward) {
  const dnnl::pooling_v2_backward::desc description(s.how, s.input, forward.dst_desc(), s.strides,
                                                    s.kernel, s.dilations, s.before, s.after);
  return {description, cpu_engine(), forward};
}
BatchNormForward batch_norm_by_statistics(const Layout& layout, double eps, bool is_affine) {
  const dnnl::batch_normalization_forward::desc description(
      dnnl::prop_kind::forward_inference, layout, static_cast<float>(eps),
      norm_flags(is_affine) | dnnl::normalization_flags::use_global_stats);
  return {description, cpu_engine()};
}
BatchNormForward batch_norm_forward(const Layout& layout, double eps, bool is_affine) {
  const dnnl::batch_normalization_forward::desc description(
      dnnl::prop_kind::forward_training, layout, static_cast<float>(eps), norm_flags(is_affine));
  return {description, cpu_engine()};
}
BatchNormBackward batch_norm_backward(const Layout& layout, double eps, bool is_affine,
                                      const BatchNormForward& forward) {
  const dnnl::batch_normalization_backward::desc description(
      is_affine ? dnnl::prop_kind::backward : dnnl::prop_kind::backward_data, layout, layout,
      static_cast<float>(eps), norm_flags(is_affine));
  return {description, cpu_engine(), forward};
}

#endif

}  // namespace mlday::fused
