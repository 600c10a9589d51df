// What a config trains, put together: the one place where find-lr, gradcheck and train get it.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "run/experiment.h"
#include "store/run_folder.h"
#include "train/supervised.h"
#include "train/train.h"

namespace mlday {

/// The config's data for a verb that tries something on it: what only the data tells to be wrong
/// with the config is an Error, and drawn data is told ("trying rates on DRAWN data").
DataParts data_to_try(ResolvedConfig& config, const LoadRequest& request, const std::string& doing);

/// A learner by gradients; it lives no longer than the config. `start` gives the new network the
/// weights that training begins with.
std::unique_ptr<Supervised> make_supervised(const ResolvedConfig& config, const DataParts& data,
                                            const Context& context,
                                            const std::function<void(Network&)>& start);

/// Starts a network as the config says, and hands what is to be told of that to `tell`.
std::function<void(Network&)> starter(const ResolvedConfig& config, const DataPlace& place,
                                      const std::function<void(const std::string&)>& tell);

/// The learner of the config's task.
std::unique_ptr<Learner> make_learner(const ResolvedConfig& config, const DataParts& data,
                                      const Context& context,
                                      const std::function<void(Network&)>& start);

/// What may end the config's training early.
class ConfigStoppers {
 public:
  ConfigStoppers(const Experiment& experiment, const Learner& learner);
  ConfigStoppers(const ConfigStoppers&) = delete;  // the chain knows its links by address
  ConfigStoppers& operator=(const ConfigStoppers&) = delete;

  Stoppers chain();
  /// Null without early stopping.
  EarlyStopper* early() { return early_ ? &*early_ : nullptr; }

 private:
  std::optional<EarlyStopper> early_;
  RestStopper rest_;
  std::optional<LimitStopper> limit_;
};

/// What `train` works on; it lives no longer than all that is handed in.
Training make_training(const ResolvedConfig& config, const DataParts& data, Learner& learner,
                       ConfigStoppers& stoppers, const Context& context, const RunFolder& folder);

}  // namespace mlday
