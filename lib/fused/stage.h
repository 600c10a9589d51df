// A layer of a small network as a stage that computes without autograd and without new memory.
// Between stages a batch lies feature by feature, so that loops run along its rows however few
// features there are.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace mlday::fused {

/// A batch's values: [features, rows], or as the data has them (`by_rows`) [rows, features]. Of
/// sequences each step is a row, sample by sample.
struct Values {
  const float* at = nullptr;
  std::int64_t features = 0, rows = 0;
  bool by_rows = false;
  std::int64_t steps = 1;                 ///< of each sample
  const std::int64_t* symbols = nullptr;  ///< in place of values: a whole number each row
};

/// How a stage wants its input to lie.
enum class Order { planes, rows, either };

class Stage {
 public:
  virtual ~Stage() = default;
  /// Features of its output.
  virtual std::int64_t outputs() const = 0;
  virtual Order order() const { return Order::planes; }
  /// Of one that reads symbols: how many it knows, from 0.
  virtual std::optional<std::int64_t> symbols() const { return std::nullopt; }
  /// Whether it draws random numbers.
  virtual bool draws() const { return false; }
  /// The smallest batch that it is made for.
  virtual std::int64_t least_rows() const { return 1; }
  /// Of a stage of several layers: `tap` is called with a layer's name after its forward, and later
  /// (`backward`) its backward.
  virtual void watch(std::function<void(const std::string& layer, bool backward)> /*tap*/) {}
  /// Writes `output` [outputs, rows].
  virtual void forward(const Values& input, float* output) = 0;
  /// As forward, in evaluation: nothing is dropped, statistics are the running ones.
  virtual void infer(const Values& input, float* output) { forward(input, output); }
  /// Writes its parameters' gradients and, unless that is null, the input's [features, rows].
  virtual void backward(const Values& input, const float* output, const float* output_gradient,
                        float* input_gradient) = 0;
};

using StagePtr = std::unique_ptr<Stage>;

}  // namespace mlday::fused
