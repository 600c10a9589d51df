#include "train/supervised.h"

#include "core/rng.h"
#include "models/weights.h"

namespace mlday {
namespace {

/// Starts a network and moves it, before anything takes hold of its tensors.
NamedTensors started(Network& network, const std::function<void(Network&)>& start,
                     const Context& context) {
  start(network);
  network.to(context.device);
  if (context.precision != torch::kFloat32) network.to(context.precision);
  return trained_parameters(network);
}

}  // namespace

Supervised::Supervised(Parts parts, const std::function<void(Network&)>& start)
    : network_(parts.plan),
      task_(std::move(parts.task)),
      annealer_(std::move(parts.annealer)),
      batches_per_update_(parts.training.accumulate_grad_batches),
      rank_(static_cast<std::uint64_t>(parts.context.team->rank())),
      optimizer_(parts.optimizer, started(network_, start, parts.context)),
      stepper_(network_, *task_, optimizer_, parts.training, parts.regularizer, parts.context) {
  if (parts.training.ema_decay) average_.emplace(network_, *parts.training.ema_decay);
}

StepResult Supervised::step(const Batch& batch, const BatchPlace& place) {
  std::optional<Rates> rates;
  if (place.in_epoch % batches_per_update_ == 0 || place.in_epoch == place.batches)
    rates =
        Rates{annealer_->lr(place.updates) * place.lr_factor, annealer_->momentum(place.updates)};
  auto result = stepper_.step(
      batch, stream_seed(place.seed, "step", static_cast<std::uint64_t>(place.number), rank_),
      rates);
  if (result.updated && average_) average_->updated(place.updates + 1);
  return result;
}

NamedTensors Supervised::weights() {
  if (weights_.empty()) {  // (asked for after each epoch, and epochs may take microseconds)
    weights_ = weights_of(network_);
    if (average_) add_prefixed(weights_, average_prefix, average_->averages());
  }
  return weights_;
}

NamedTensors Supervised::state() {
  NamedTensors state;
  add_prefixed(state, "optimizer/", optimizer_.state());
  return state;
}

void Supervised::write_progress(OrderedJson& progress) const {
  progress["annealer"] = annealer_->state();
}

void Supervised::read_progress(const OrderedJson& progress) {
  annealer_->restore(progress.at("annealer"));
}

void Supervised::each_weights(const std::function<void(const std::string&)>& look) {
  look("");
  if (!average_) return;
  const WeightAverage::InPlace averaged(*average_);
  look("ema_");
}

}  // namespace mlday
