#include "train/broken_numbers.h"

#include <torch/utils.h>

#include <cmath>
#include <filesystem>

#include "core/text.h"
#include "store/history.h"
#include "train/checkpoint.h"

namespace mlday {

void refuse_broken_loss(const Training& t, double loss, std::int64_t epoch,
                        const std::string& where) {
  if (std::isfinite(loss)) return;
  throw BrokenNumbers(
      "the " + where + " became " + (std::isnan(loss) ? "nan" : exact(loss)) + " in epoch " +
      std::to_string(epoch) +
      ": try a lower learning rate (optimizer.lr), or batch_norm. What was saved before is "
      "kept in " +
      t.folder.root().string());
}

void refuse_broken_weights(const Training& t) {
  const auto epoch = t.progress.epoch + (t.progress.batch > 0 ? 1 : 0);
  for (const auto& [name, weight] : t.learner.weights())
    if (weight.is_floating_point() && !torch::isfinite(weight).all().item<bool>())
      throw BrokenNumbers(
          "the weights `" + name + "` became infinite or nan in epoch " + std::to_string(epoch) +
          ": try a lower learning rate (optimizer.lr). What was saved before is kept in " +
          t.folder.root().string());
}

double lr_factor(const Progress& progress) {
  return std::pow(.5, static_cast<double>(progress.rollbacks));
}

void LeftOut::step(const Training& t, bool skipped) {
  constexpr std::int64_t most = 10;
  count_ += skipped;
  in_a_row_ = skipped ? in_a_row_ + 1 : 0;
  if (in_a_row_ == most)
    throw BrokenNumbers("the loss or its gradients were no numbers in " + std::to_string(most) +
                        " batches in a row, in epoch " + std::to_string(t.progress.epoch + 1) +
                        ": leaving them out (training.on_nan: skip) is no help; try a lower "
                        "learning rate (optimizer.lr)");
}

void LeftOut::tell(Observer& observer, std::int64_t epoch) const {
  if (count_ > 0)
    observer.on_note(
        {epoch, "on_nan",
         "left out " + counted(count_, "batch") + " whose loss or gradients were no numbers"});
}

bool roll_back(Training& t, Observer& observer, const BrokenNumbers& error) {
  constexpr std::int64_t most = 5;
  const auto rollbacks = t.progress.rollbacks + 1;
  if (t.settings.on_nan != "rollback" || rollbacks > most ||
      !std::filesystem::exists(t.folder.last()))
    return false;
  const auto broken_in = t.progress.epoch;
  load_last(t);
  t.progress.rollbacks = rollbacks;
  truncate_history(t.folder.history(), t.folder.metrics(), t.progress.epoch);
  observer.on_note({broken_in, "on_nan",
                    std::string(error.what()).substr(0, std::string(error.what()).find(':')) +
                        ": went back to epoch " + std::to_string(t.progress.epoch) +
                        ", on with the learning rate times " + exact(lr_factor(t.progress))});
  return true;
}

}  // namespace mlday
