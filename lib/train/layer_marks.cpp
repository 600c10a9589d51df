#include "train/layer_marks.h"

namespace mlday {
namespace {

const std::string loss = "loss";

}  // namespace

Network::Tap LayerMarks::forward() {
  if (!timeline_) return nullptr;
  going_back_ = loss;
  return [this](const PlannedLayer& layer, const Field&, const Field& output) {
    timeline_->mark("forward", layer.name);
    // Autograd asks the hooks of a value just before it computes what made that value.
    if (output.values.requires_grad())
      output.values.register_hook([this, name = layer.name](const torch::Tensor&) {
        timeline_->mark("backward", going_back_);
        going_back_ = name;
      });
  };
}

void LayerMarks::backward_ended() {
  if (timeline_) timeline_->mark("backward", going_back_);
}

fused::Chain::Tap LayerMarks::stages(const std::vector<std::string>& layers) {
  if (!timeline_) return nullptr;
  return [this, &layers](std::size_t stage, bool backward) {
    if (stage == layers.size())
      timeline_->mark(loss);
    else
      timeline_->mark(backward ? "backward" : "forward", layers[stage]);
  };
}

std::function<void(const std::string&, bool)> LayerMarks::parts() {
  if (!timeline_) return nullptr;
  return [this](const std::string& layer, bool backward) {
    timeline_->mark(backward ? "backward" : "forward", layer);
  };
}

}  // namespace mlday
