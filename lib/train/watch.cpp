#include "train/watch.h"

#include <torch/utils.h>

#include <map>

#include "core/text.h"
#include "data/batches.h"
#include "models/module.h"

namespace mlday {
namespace {

constexpr std::int64_t epochs_watched = 3;

/// "layer `a`", or "layers `a`, `b` and 3 more".
std::string layers_text(const std::vector<std::string>& names) {
  constexpr std::size_t shown = 3;
  std::vector<std::string> quoted;
  for (std::size_t i = 0; i < std::min(shown, names.size()); ++i)
    quoted.push_back("`" + names[i] + "`");
  if (names.size() > shown) quoted.push_back(std::to_string(names.size() - shown) + " more");
  return (names.size() > 1 ? "layers " : "layer ") + join_words(quoted);
}

/// The share of the largest class; 0 where samples have no classes.
double majority_share(const Dataset& data) {
  std::map<std::int64_t, std::int64_t> counts;
  std::int64_t most = 0;
  for (std::int64_t i = 0; i < data.size(); ++i)
    if (const auto label = data.label(i); label >= 0) most = std::max(most, ++counts[label]);
  return counts.size() < 2 ? 0 : static_cast<double>(most) / static_cast<double>(data.size());
}

struct GradientTrouble {
  std::vector<std::string> zero, exploding;
};

/// A gradient a thousand times as large as the weights it is to change is no direction any more.
GradientTrouble look_at_gradients(const Network& network) {
  constexpr double too_large = 1000;
  GradientTrouble trouble;
  const auto& layers = network.plan().layers;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (!network.modules()[i] || layers[i].frozen) continue;
    double gradient = 0, weight = 0;
    bool any = false;
    for (const auto& parameter : network.modules()[i]->parameters()) {
      if (!parameter.grad().defined()) continue;
      any = true;
      gradient += parameter.grad().norm().item<double>();
      weight += parameter.detach().norm().item<double>();
    }
    if (!any) continue;
    if (gradient == 0) trouble.zero.push_back(layers[i].name);
    if (gradient > too_large * std::max(weight, 1.0)) trouble.exploding.push_back(layers[i].name);
  }
  return trouble;
}

/// ReLU layers of whose units (features, channels) more than nine in ten give zero for every sample
/// of a batch.
std::vector<std::string> dead_relus(const Training& t) {
  constexpr double too_many = .9;
  std::vector<std::string> dead;
  const auto indices = sample_order(std::min(t.batch_size, t.data.train->size()));
  const auto batch =
      collate(*t.data.train, indices.data(), static_cast<std::int64_t>(indices.size()));
  const torch::InferenceMode inference;
  const bool was_training = t.network.is_training();
  t.network.eval();
  t.network.forward(batch.inputs.to(t.device), [&](const PlannedLayer& layer, const torch::Tensor&,
                                                   const torch::Tensor& output) {
    if (layer.kind != "relu" || output.dim() < 2) return;
    const auto units = output.transpose(0, 1).flatten(1);
    const auto silent = units.eq(0).all(1).to(torch::kFloat64);
    if (silent.mean().item<double>() > too_many) dead.push_back(layer.name);
  });
  t.network.train(was_training);
  return dead;
}

}  // namespace

void Watch::say(const Training& t, Observer& observer, const std::string& what,
                const std::string& text) {
  if (said_.insert(what).second) observer.on_note({t.progress.epoch, "doctor", text});
}

void Watch::epoch_ended(const Training& t, const Metrics& metrics, Observer& observer) {
  if (t.progress.epoch > epochs_watched) return;
  const auto gradients = look_at_gradients(t.network);
  if (!gradients.zero.empty())
    say(t, observer, "zero",
        "the gradients of " + layers_text(gradients.zero) +
            " are all zero: nothing is learned there. Dead ReLUs after it, or weights that all "
            "start as zero? Try he_normal (model.init.weight) and a lower optimizer.lr");
  if (!gradients.exploding.empty())
    say(t, observer, "exploding",
        "the gradients of " + layers_text(gradients.exploding) +
            " explode: try a lower optimizer.lr, batch_norm, or smaller inputs");
  if (const auto dead = dead_relus(t); !dead.empty())
    say(t, observer, "dead",
        "more than 90 % of the units of " + layers_text(dead) +
            " are dead: they give zero for every sample of a batch. Try a lower optimizer.lr, "
            "he_normal, or leaky_relu");
  if (t.progress.epoch < std::min(epochs_watched, t.settings.epochs)) return;
  const auto accuracy = metrics.find("accuracy");
  const double share = majority_share(*t.data.train);
  constexpr double hardly_above = 1.05;
  if (accuracy && share > 0 && *accuracy <= share * hardly_above)
    say(t, observer, "majority",
        "after " + counted(t.progress.epoch, "epoch") + " the accuracy is " + rounded(*accuracy) +
            ", hardly more than the share of the largest class (" + rounded(share) +
            "): the net has learned nothing yet. Try another optimizer.lr (a tenth, ten times), "
            "he_normal, or batch_norm; `mlday check` looks at the network");
}

}  // namespace mlday
