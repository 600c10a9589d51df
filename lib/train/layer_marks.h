// What each layer's share of a step's time is, where somebody measures.
#pragma once

#include <string>
#include <vector>

#include "core/timeline.h"
#include "fused/chain.h"
#include "models/module.h"

namespace mlday {

/// Marks "forward" and "backward" with the names of layers. Without a timeline it does nothing.
class LayerMarks {
 public:
  explicit LayerMarks(Timeline* timeline) : timeline_(timeline) {}

  /// For a network's forward; what it makes tells its backward, too. Null without a timeline.
  Network::Tap forward();
  /// Is called when the gradients are there: what is left was the first layers' work.
  void backward_ended();
  /// For a chain, whose stages belong to these layers.
  fused::Chain::Tap stages(const std::vector<std::string>& layers);
  /// For the layers within a chain's stages. Null without a timeline.
  std::function<void(const std::string& layer, bool backward)> parts();

 private:
  Timeline* timeline_;
  std::string going_back_;  ///< the layer whose backward is being computed
};

}  // namespace mlday
