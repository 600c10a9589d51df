// A graph of pictures made for a number of them: what lies where, and in which order gradients
// come.
#pragma once

#include <torch/types.h>

#include <memory>
#include <vector>

#include "fused/pictures/graph.h"
#include "fused/pictures/operation.h"

namespace mlday::fused {

/// Memory that the programs of a graph share, each buffer as large as the largest wants it.
class Arena {
 public:
  void make_room(std::size_t buffer, std::int64_t floats);
  float* at(std::size_t buffer) const { return buffers_[buffer].data_ptr<float>(); }

 private:
  std::vector<torch::Tensor> buffers_;
};

/// Told of each operation's work: the layer's name, and whether it was its backward.
using PictureTap = std::function<void(const std::string& layer, bool backward)>;

class Program {
 public:
  /// For pictures [N, C, H, W]; outputs are handed out by planes [C * H * W, N].
  Program(const PictureGraph& graph, const dnnl::memory::dims& pictures, bool trains, Arena& arena);

  void forward(const float* pictures, float* planes, const PictureTap& tap);
  /// `pictures` as in forward.
  void backward(const float* pictures, const float* gradient_planes, const PictureTap& tap);

 private:
  using Value = PictureGraph::Value;
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  /// Where one operation's backward writes.
  struct Step {
    std::size_t node = 0;
    std::size_t gradient = none;          ///< buffer with that of its output
    std::vector<std::size_t> targets;     ///< buffer for each input's; `none` where unwanted
    std::vector<std::size_t> added_into;  ///< where a target must be added to; else `none`
  };

  void place_values();
  /// In evaluation, where a value's room is free behind its last reader.
  void place_passing_values();
  void plan_gradients();
  const float* value(Value value, const float* pictures) const;
  std::vector<const float*> inputs_of(std::size_t node, const float* pictures) const;

  const PictureGraph& graph_;
  Arena& arena_;
  bool trains_;
  std::vector<Layout> layouts_;                      ///< of values
  std::vector<std::unique_ptr<PictureWork>> works_;  ///< of nodes
  std::vector<bool> in_place_;                       ///< of nodes
  std::vector<bool> wants_gradient_;                 ///< of values
  std::vector<std::size_t> readers_;                 ///< of values
  std::vector<std::size_t> buffers_;                 ///< of values, but the pictures
  std::size_t buffer_count_ = 0;
  std::vector<Step> steps_;           ///< backward, in their order
  std::size_t last_gradient_ = none;  ///< buffer of that of the last value
  std::unique_ptr<Copy> out_, back_;  ///< to planes, and from them
};

}  // namespace mlday::fused
