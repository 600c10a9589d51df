#include "train/watch.h"

#include <torch/utils.h>

#include <algorithm>
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

/// So many of the training samples, evenly spread: files often lie class by class.
std::vector<std::int64_t> spread_samples(std::int64_t samples) {
  constexpr std::int64_t enough = 256;
  const auto count = std::min(samples, enough);
  std::vector<std::int64_t> indices;
  for (std::int64_t i = 0; i < count; ++i) indices.push_back(i * samples / count);
  return indices;
}

/// ReLU layers of whose units (features, channels) more than nine in ten give zero for every one of
/// these samples.
std::vector<std::string> dead_relus(const Training& t) {
  const auto indices = spread_samples(t.data.train->size());
  const auto count = static_cast<std::int64_t>(indices.size());
  std::map<std::string, torch::Tensor> silent;  ///< of each layer, by unit
  std::vector<std::string> layers;              ///< in the network's order
  const torch::InferenceMode inference;
  auto& network = t.learner.network();
  const bool was_training = network.is_training();
  network.eval();
  for (std::int64_t first = 0; first < count; first += t.batch_size) {
    const auto batch =
        collate(*t.data.train, indices.data() + first, std::min(t.batch_size, count - first));
    network.forward(batch.inputs.to(t.context.device),
                    [&](const PlannedLayer& layer, const Field&, const Field& made) {
                      const auto& output = made.values;
                      if (layer.kind != "relu" || output.dim() < 2 || made.is_padded()) return;
                      const auto zero = output.transpose(0, 1).flatten(1).eq(0).all(1);
                      const auto [known, is_new] = silent.try_emplace(layer.name, zero);
                      if (is_new)
                        layers.push_back(layer.name);
                      else
                        known->second = known->second.logical_and(zero);
                    });
  }
  network.train(was_training);
  constexpr double too_many = .9;
  std::vector<std::string> dead;
  for (const auto& layer : layers)
    if (silent[layer].to(torch::kFloat64).mean().item<double>() > too_many) dead.push_back(layer);
  return dead;
}

/// Whether the net gets hardly more right than who always guesses the largest class, and hardly
/// less wrong.
bool hardly_better(double accuracy, double share) {
  constexpr double hardly = .05;
  return accuracy <= (1 + hardly) * share && 1 - accuracy >= (1 - hardly) * (1 - share);
}

}  // namespace

void Watch::say(const Training& t, Observer& observer, const std::string& what,
                const std::string& text) {
  if (said_.insert(what).second) observer.on_note({t.progress.epoch, "doctor", text});
}

/// The layers without a gradient: `now`, in the last update; where that was of so few samples that
/// they may silence a layer by chance, those that had none after any of the epochs watched.
std::vector<std::string> Watch::silent_layers(const Training& t,
                                              const std::vector<std::string>& now) {
  if (!silent_) silent_ = now;
  std::erase_if(*silent_, [&](const std::string& layer) {
    return std::find(now.begin(), now.end(), layer) == now.end();
  });
  constexpr std::int64_t few = 16;
  if (t.gradient_samples >= few) return now;
  const bool is_last = t.progress.epoch == std::min(epochs_watched, t.settings.epochs);
  return is_last ? *silent_ : std::vector<std::string>();
}

void Watch::epoch_ended(const Training& t, const Metrics& metrics, Observer& observer) {
  if (t.progress.epoch > epochs_watched || t.gradient_samples == 0) return;
  const auto gradients = look_at_gradients(t.learner.network());
  if (const auto silent = silent_layers(t, gradients.zero); !silent.empty())
    say(t, observer, "zero",
        "the gradients of " + layers_text(silent) +
            " are all zero: nothing is learned there. Dead ReLUs after it, or weights that all "
            "start as zero? Try he_normal (model.init.weight) and a lower optimizer.lr");
  if (!gradients.exploding.empty())
    say(t, observer, "exploding",
        "the gradients of " + layers_text(gradients.exploding) +
            " explode: try a lower optimizer.lr, batch_norm, or smaller inputs");
  if (const auto dead = dead_relus(t); !dead.empty())
    say(t, observer, "dead",
        "more than 90 % of the units of " + layers_text(dead) +
            " are dead: they give zero for every sample. Try a lower optimizer.lr, "
            "he_normal, or leaky_relu");
  if (t.progress.epoch < std::min(epochs_watched, t.settings.epochs)) return;
  const auto accuracy = metrics.find("accuracy");
  const double share = majority_share(*t.data.train);
  if (accuracy && share > 0 && hardly_better(*accuracy, share))
    say(t, observer, "majority",
        "after " + counted(t.progress.epoch, "epoch") + " the accuracy is " + rounded(*accuracy) +
            ", hardly more than the share of the largest class (" + rounded(share) +
            "): the net has learned nothing yet. Try another optimizer.lr (a tenth, ten times), "
            "he_normal, or batch_norm; `mlday check` looks at the network");
}

}  // namespace mlday
