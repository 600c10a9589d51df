// What arithmetic is done on, who does it together, and who measures it.
#pragma once

#include <torch/types.h>

#include <vector>

#include "core/timeline.h"

namespace mlday {

/// The processes that train one network together, each on its own batches. This one is alone.
class Team {
 public:
  virtual ~Team() = default;
  /// This member's number, from 0. Random streams of a step differ by it.
  virtual int rank() const { return 0; }
  virtual int size() const { return 1; }
  /// Makes of each tensor the sum over all members; they call it with the same shapes in the same
  /// order.
  virtual void sum(const std::vector<torch::Tensor>&) {}
  /// Whether any member says yes; all get the same answer.
  virtual bool any(bool mine) { return mine; }

  static Team& alone() {
    static Team team;
    return team;
  }
};

struct Context {
  torch::Device device = torch::kCPU;
  torch::ScalarType precision = torch::kFloat32;  ///< of weights and of what they compute
  Team* team = &Team::alone();
  Timeline* timeline = nullptr;  ///< that training marks; null where nobody measures
};

}  // namespace mlday
