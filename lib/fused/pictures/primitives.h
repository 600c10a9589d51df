// oneDNN's descriptions of what the operations compute, which its versions 2 and 3 make in
// different ways.
#pragma once

#include <cstdint>
#include <vector>

#include "fused/pictures/layout.h"
#include "fused/pictures/operations.h"

namespace mlday::fused {

using ConvolutionForward = dnnl::convolution_forward::primitive_desc;
using ConvolutionBackwardData = dnnl::convolution_backward_data::primitive_desc;
using ConvolutionBackwardWeights = dnnl::convolution_backward_weights::primitive_desc;
#if DNNL_VERSION_MAJOR >= 3
using PoolingRun = dnnl::pooling_forward;
using PoolingBackRun = dnnl::pooling_backward;
#else
using PoolingRun = dnnl::pooling_v2_forward;
using PoolingBackRun = dnnl::pooling_v2_backward;
#endif
using PoolingForward = PoolingRun::primitive_desc;
using PoolingBackward = PoolingBackRun::primitive_desc;
using BatchNormForward = dnnl::batch_normalization_forward::primitive_desc;
using BatchNormBackward = dnnl::batch_normalization_backward::primitive_desc;

/// What a convolution computes: layouts that oneDNN is to choose, and the weights' as LibTorch has
/// them.
struct ConvolutionShape {
  /// `weight` [out, in / groups, height, width].
  ConvolutionShape(const Layout& input, const std::vector<std::int64_t>& weight, bool has_bias,
                   const PictureWindow& window, std::int64_t groups);

  Layout input, weight, bias, output, plain_weight;  ///< `bias` is empty where there is none
  dnnl::memory::dims strides, dilations, before, after;
};

ConvolutionForward convolution_forward(const ConvolutionShape& shape);
ConvolutionBackwardData convolution_backward_data(const ConvolutionShape& shape,
                                                  const ConvolutionForward& forward);
ConvolutionBackwardWeights convolution_backward_weights(const ConvolutionShape& shape,
                                                        const ConvolutionForward& forward);

/// A pooling of pictures that lie in one layout into others of the like.
struct PoolingShape {
  PoolingShape(dnnl::algorithm how, const Layout& input, const PictureWindow& window);

  dnnl::algorithm how;
  Layout input, output;
  dnnl::memory::dims strides, kernel, dilations, before, after;
};
PoolingForward pooling_forward(const PoolingShape& shape);
PoolingBackward pooling_backward(const PoolingShape& shape, const PoolingForward& forward);

/// By statistics that are given.
BatchNormForward batch_norm_by_statistics(const Layout& layout, double eps, bool is_affine);
/// In training, with a scale and a shift for each channel where `is_affine`.
BatchNormForward batch_norm_forward(const Layout& layout, double eps, bool is_affine);
BatchNormBackward batch_norm_backward(const Layout& layout, double eps, bool is_affine,
                                      const BatchNormForward& forward);

}  // namespace mlday::fused
