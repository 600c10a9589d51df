// The fast way of a training step, where a network is made for it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "fused/chain.h"
#include "models/plan.h"
#include "tasks/task.h"

namespace mlday {

class Network;

struct FastPath {
  std::unique_ptr<fused::Chain> chain;   ///< null where there is none
  std::string reason;                    ///< why there is none
  std::vector<std::string> layers = {};  ///< that the chain's stages are of, by name
};

/// The network's layers and the task's loss as a chain. It takes the network's tensors as they are
/// on its device.
FastPath fast_path(Network& network, const Task& task);

/// The same for evaluation, without a loss.
FastPath fast_forward(Network& network);

}  // namespace mlday
