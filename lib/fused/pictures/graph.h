// Operations on pictures one after the other and around each other, as the first stage of a chain.
// Values lie as suits the processor, gradients share room, and what can be done in place is.
#pragma once

#include <string>
#include <vector>

#include "fused/pictures/operations.h"
#include "fused/stage.h"

namespace mlday::fused {

class PictureGraph {
 public:
  /// What stands between operations: 0 are the pictures, i the output of the i-th operation.
  using Value = std::size_t;

  /// `name` is the layer's that it belongs to.
  Value add(const std::string& name, PictureOperationPtr operation, std::vector<Value> inputs);
  bool is_empty() const { return nodes_.empty(); }

  struct Node {
    std::string name;
    PictureOperationPtr operation;
    std::vector<Value> inputs;
  };
  const std::vector<Node>& nodes() const { return nodes_; }

 private:
  std::vector<Node> nodes_;
};

/// From pictures [C, H, W] to so many features: the last operation's output channel by channel.
StagePtr pictures(PictureGraph graph, const std::vector<std::int64_t>& picture,
                  std::int64_t outputs);

}  // namespace mlday::fused
