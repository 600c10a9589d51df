// What train and eval put together from an experiment alike.
#pragma once

#include <memory>
#include <string>

#include "data/find_data.h"
#include "data/parts.h"
#include "models/plan.h"
#include "run/experiment.h"
#include "store/safetensors.h"

namespace mlday {

class Network;

/// What the config asks its loader for: the data folder and the run's seed. The folder is --data,
/// else $MLDAY_DATA, else that which the config's run had, else `datasets` below the working
/// folder.
LoadRequest load_request(const ResolvedConfig& config, const std::string& data_flag);

/// What a run knows of its data. Loading goes by it: nothing is learned or drawn again.
struct RunData {
  std::optional<DataFacts> facts;      ///< a checkpoint's
  std::optional<KeptSamples> samples;  ///< none where an earlier version began the run

  /// Asks for the data as the run knows it; must live until it is loaded.
  void ask(LoadRequest& request, const std::vector<std::string>& allowed_changes) const;
};

/// The config's data. A setting that does not go with it is a usage Error with the setting's line.
FoundData find_data(const ResolvedConfig& config, const LoadRequest& request);
DataParts load_parts(const ResolvedConfig& config, const LoadRequest& request);

/// The network on paper; the facts of the data must be known.
Plan plan_of(const ResolvedConfig& config);

/// The file of `weights:`, which is below the data folder or absolute; a usage Error where it is
/// not there.
std::filesystem::path weights_file(const PretrainedSettings& settings, const DataPlace& place);

/// Gives a network the weights that training begins with: drawn by `init`, then those of
/// `weights:`. Returns what to tell of these; empty where the config has none.
std::string begin_network(Network& network, const ResolvedConfig& config, const DataPlace& place);

/// How many updates an epoch over so many samples is.
std::int64_t updates_per_epoch(const Experiment& experiment, std::int64_t samples);

/// How many tensors of its size are kept beside each parameter: the optimizer's, an average.
std::int64_t tensors_kept(const Experiment& experiment);

/// The experiment's task, at work on this data.
std::unique_ptr<Task> make_task(const Experiment& experiment, const DataParts& data);

/// What the experiment's annealer is made with.
AnnealerContext annealer_context(const Experiment& experiment, std::int64_t updates_per_epoch);

/// "conv2d_1  32 x 30 x 30  896": layers with output shapes and parameter counts.
std::string plan_table(const Plan& plan);

/// What every checkpoint of a run says about itself.
std::map<std::string, std::string> checkpoint_metadata(const ResolvedConfig& config);

/// The experiment that a checkpoint was saved from, with the facts of its data.
ResolvedConfig config_of_checkpoint(const SafetensorsFile& file, const std::string& path,
                                    const std::vector<Setting>& settings);

}  // namespace mlday
