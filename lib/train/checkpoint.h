// Checkpoints: `best` holds weights, `last` all that a run needs to go on. Format: safetensors;
// both carry the config, class names and preprocessing, so that either can be evaluated alone.
#pragma once

#include <filesystem>
#include <string>

#include "models/weights.h"
#include "store/safetensors.h"
#include "train/train.h"

namespace mlday {

/// Copies a checkpoint's weights into these. An Error names what is missing or of another shape;
/// nothing is changed then.
void load_weights(const NamedTensors& targets, const SafetensorsFile& file,
                  const std::string& path);
/// The same for a network, which may take the averages of its weights instead; an Error where the
/// checkpoint has none.
void load_weights(Network& network, const SafetensorsFile& file, const std::string& path,
                  bool averages = false);

/// Weights alone, which can be evaluated.
void save_weights(const std::filesystem::path& file, const Training& training, std::int64_t epoch,
                  const NamedTensors& weights, const Metrics& metrics);

/// Weights that were the best until an epoch that is validated only because training ends with it:
/// not saved yet, or saved as `best`. A run that goes on takes them up again.
void save_best_before_ending(const Training& t, const NamedTensors& weights,
                             const Metrics& metrics);
void keep_best_before_ending(const Training& t);

/// Forgets the validation that the run ended with, as it goes on.
void go_back_before_ending(Training& t);

/// Best weights and `last` are one commit: `save_best` writes beside `best`, and what it wrote
/// takes that place once a `last` is saved that names its epoch; what no `last` names is thrown
/// away.
void commit_best(const RunFolder& folder, std::int64_t best_epoch);

void save_best(const Training& training, const NamedTensors& weights, const Metrics& metrics);
/// The one before stays beside it, by checkpoint.keep_last.
void save_last(Training& training);

/// Restores everything `save_last` wrote. Where `best` is not of the epoch that `last` names, what
/// is best is found anew from here on.
void load_last(Training& training);

}  // namespace mlday
