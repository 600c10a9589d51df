// Gradients against central differences (Ng's course; the journal's day 4).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "data/batches.h"
#include "tasks/task.h"

namespace mlday {

class Network;

struct GradientCheck {
  double eps = 1e-6;        ///< step to either side
  double tolerance = 1e-6;  ///< largest relative difference that passes
  double floor = 1e-8;      ///< a difference whose norm is below this passes whatever its relation
  std::int64_t entries = 20;  ///< of each tensor, drawn by the seed
  std::uint64_t seed = 0;
};

struct TensorCheck {
  std::string name;
  std::int64_t checked = 0;
  std::int64_t kinks = 0;  ///< entries left out: their step crosses a kink of a ReLU or max pool
  double difference = 0;   ///< |a - n| / (|a| + |n|) over the entries checked
  bool passed = true;
};

/// Told which tensor is checked next: its name, and its number among so many.
using GradientCheckProgress =
    std::function<void(const std::string& tensor, std::size_t number, std::size_t count)>;

/// Checks each trained tensor of a network in double precision on a batch in double precision;
/// dropout is off, batch norm takes the batch's own statistics. Leaves the weights as they were.
std::vector<TensorCheck> check_gradients(
    Network& network, const Task& task, const Batch& batch, const GradientCheck& check,
    const GradientCheckProgress& progress = [](const auto&, auto, auto) {});

}  // namespace mlday
