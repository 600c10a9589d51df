#include "train/settings.h"

namespace mlday {

const Spec<TrainingSettings>& training_spec() {
  static const auto spec =
      Spec<TrainingSettings>("training", "How long to train, from which seed, and where.")
          .key("epochs", &TrainingSettings::epochs, at_least(1), "Passes over the training data.")
          .no_effect_on_results()
          .key("seed", &TrainingSettings::seed, at_least(0),
               "Decides split, initial weights, order and dropout.")
          .elsewhere({"random_state"})
          .key("validate_every", &TrainingSettings::validate_every, at_least(1),
               "Validate after every so many epochs, and after the last.")
          .key("save_every", &TrainingSettings::save_every, at_least(1),
               "Save after every so many epochs, and after the last.")
          .no_effect_on_results()
          .key("log_every", &TrainingSettings::log_every, at_least(1),
               "Print every so many epochs, and the last.")
          .no_effect_on_results()
          .key("device", &TrainingSettings::device, anything(),
               "auto (CUDA where there is one), cpu, cuda, or cuda:N.")
          .no_effect_on_results()
          .key("threads", &TrainingSettings::threads, between(1, 4096),
               "Threads for arithmetic; null takes all that the process may use.")
          .no_effect_on_results();
  return spec;
}

const Spec<CheckpointSettings>& checkpoint_spec() {
  static const auto spec =
      Spec<CheckpointSettings>("checkpoint", "Which epoch's weights are the best.")
          .key("monitor", &CheckpointSettings::monitor, anything(),
               "The metric that decides; null takes what early stopping, else the annealer "
               "watches, else val_loss (loss without validation).")
          .key("mode", &CheckpointSettings::mode, one_of({"auto", "min", "max"}),
               "Which way is better; auto asks the metric.")
          .short_form("monitor");
  return spec;
}

}  // namespace mlday
