// The settings of layers that architectures make in code, and the making. Their defaults are the
// YAML keys' defaults.
#pragma once

#include "models/window.h"

namespace mlday {

struct Conv2dOptions {
  std::int64_t out_channels = 0;
  Size2 kernel_size, stride{1, 1};
  Padding padding;
  Size2 dilation{1, 1};
  std::int64_t groups = 1;
  bool bias = true;
};

struct LinearOptions {
  std::int64_t out_features = 0;
  bool bias = true;
};

struct BatchNormOptions {
  double momentum = .1, eps = 1e-5;
  bool affine = true;
};

/// What a pool makes of the values it sees.
enum class Pooling { average, maximum };

struct PoolOptions {
  Size2 kernel_size;
  std::optional<Size2> stride;  ///< none takes kernel_size
  Padding padding;
  bool ceil_mode = false;
};

struct LocalResponseNormOptions {
  std::int64_t size = 5;
  double alpha = 1e-4, beta = .75, k = 1;
};

struct DropoutOptions {
  double p = .5;
};

/// The making. An empty name lets the plan number the layer.
namespace make {
Choice<Layer> conv2d(const std::string& name, const Conv2dOptions& options);
Choice<Layer> linear(const std::string& name, const LinearOptions& options);
Choice<Layer> batch_norm(const std::string& name, const BatchNormOptions& options = {});
Choice<Layer> max_pool2d(const std::string& name, const PoolOptions& options);
Choice<Layer> avg_pool2d(const std::string& name, const PoolOptions& options);
Choice<Layer> adaptive_avg_pool2d(const std::string& name, Size2 output_size);
Choice<Layer> global_avg_pool2d(const std::string& name);
Choice<Layer> local_response_norm(const std::string& name, const LocalResponseNormOptions& options);
Choice<Layer> dropout(const std::string& name, double p);
Choice<Layer> flatten(const std::string& name = "");
Choice<Layer> relu(const std::string& name = "");
Choice<Layer> sigmoid(const std::string& name = "");
Choice<Layer> tanh(const std::string& name = "");
}  // namespace make

/// A layer of this kind with these options, for a file that has made both.
template <class L, class... Options>
Choice<Layer> made(const std::string& kind, const std::string& name, const Options&... options) {
  auto layer = std::make_shared<L>();
  layer->name = name;
  ((static_cast<Options&>(*layer) = options), ...);
  return {kind, std::move(layer)};
}

}  // namespace mlday
