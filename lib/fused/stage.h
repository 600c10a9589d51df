// A layer of a small network as a stage that computes without autograd and without new memory.
// Between stages a batch lies feature by feature, so that loops run along its rows however few
// features there are.
#pragma once

#include <cstdint>
#include <memory>

namespace mlday::fused {

/// A batch's values: [features, rows], or as the data has them (`by_rows`) [rows, features].
struct Values {
  const float* at = nullptr;
  std::int64_t features = 0, rows = 0;
  bool by_rows = false;
};

class Stage {
 public:
  virtual ~Stage() = default;
  /// Features of its output.
  virtual std::int64_t outputs() const = 0;
  /// Whether its input may lie by rows.
  virtual bool takes_rows() const { return false; }
  /// Whether it draws random numbers.
  virtual bool draws() const { return false; }
  /// The smallest batch that it is made for.
  virtual std::int64_t least_rows() const { return 1; }
  /// Writes `output` [outputs, rows].
  virtual void forward(const Values& input, float* output) = 0;
  /// Writes its parameters' gradients and, unless that is null, the input's [features, rows].
  virtual void backward(const Values& input, const float* output, const float* output_gradient,
                        float* input_gradient) = 0;
};

using StagePtr = std::unique_ptr<Stage>;

}  // namespace mlday::fused
