#include "train/best_epochs.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "store/saves.h"
#include "train/checkpoint.h"

namespace mlday {

BestEpochs::BestEpochs(const Training& t) {
  if (t.keep.keep_best <= 1) return;
  for (const auto& [epoch, file] : best_epoch_files(t.folder)) {
    const auto value =
        epoch > t.progress.epoch ? std::nullopt : saved_figure(file, t.best_rule.monitor);
    if (value)
      put(t, {.epoch = epoch, .value = *value});
    else
      std::filesystem::remove(file);
  }
}

void BestEpochs::put(const Training& t, Kept kept) {
  const auto at = std::find_if(list_.begin(), list_.end(), [&](const Kept& other) {
    return improves(kept.value, other.value, t.best_rule.better);
  });
  list_.insert(at, std::move(kept));
  if (std::ssize(list_) > t.keep.keep_best) list_.pop_back();
}

void BestEpochs::epoch_ended(const Training& t, const Metrics& metrics) {
  const auto value = metrics.find(t.best_rule.monitor);
  if (t.keep.keep_best <= 1 || !value || t.progress.before_ending) return;
  const bool is_full = std::ssize(list_) == t.keep.keep_best;
  const auto to_beat = is_full ? std::optional(list_.back().value) : std::nullopt;
  if (!improves(*value, to_beat, t.best_rule.better)) return;
  put(t, {.epoch = t.progress.epoch,
          .value = *value,
          .metrics = metrics,
          .weights = copies_of(t.learner.weights())});
}

void BestEpochs::save(const Training& t) {
  for (auto& kept : list_)
    if (const auto weights = std::exchange(kept.weights, std::nullopt))
      save_weights(t.folder.best_of(kept.epoch), t, kept.epoch, *weights, kept.metrics);
}

void BestEpochs::committed(const RunFolder& folder) {
  if (list_.empty()) return;
  for (const auto& [epoch, file] : best_epoch_files(folder))
    if (std::none_of(list_.begin(), list_.end(),
                     [&](const Kept& kept) { return kept.epoch == epoch; }))
      std::filesystem::remove(file);
}

}  // namespace mlday
