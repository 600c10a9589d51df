// An exponential moving average of the weights (Polyak and Juditsky, 1992), by PyTorch's rule: the
// first update's weights begin it. Statistics of batch norm are not averaged.
#pragma once

#include "optim/optimizer.h"

namespace mlday {

class Network;

class WeightAverage {
 public:
  WeightAverage(Network& network, double decay);

  /// After update number `update`, from 1.
  void updated(std::int64_t update);
  /// Averages by the names of their parameters; they share memory with this.
  const NamedTensors& averages() const { return averages_; }

  /// The network has the averages for weights as long as an object of this lives.
  class InPlace {
   public:
    explicit InPlace(WeightAverage& average) : average_(average) { average_.swap(); }
    ~InPlace() { average_.swap(); }
    InPlace(const InPlace&) = delete;
    InPlace& operator=(const InPlace&) = delete;

   private:
    WeightAverage& average_;
  };

 private:
  void swap();

  std::vector<torch::Tensor> parameters_;
  NamedTensors averages_;
  double decay_;
};

}  // namespace mlday
