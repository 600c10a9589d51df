// What train and eval put together from an experiment alike.
#pragma once

#include <memory>
#include <string>

#include "models/module.h"
#include "run/experiment.h"
#include "store/safetensors.h"

namespace mlday {

/// The data folder: --data, else $MLDAY_DATA, else `datasets` below the working folder.
DataPlace data_place(const std::string& data_flag);

/// The network on paper, for this experiment's inputs.
Plan plan_of(const Experiment& experiment);

/// How many updates an epoch over so many samples is.
std::int64_t updates_per_epoch(const Experiment& experiment, std::int64_t samples);

/// What the experiment's annealer is made with.
AnnealerContext annealer_context(const Experiment& experiment, std::int64_t updates_per_epoch);

/// "conv2d_1  32 x 30 x 30  896": layers with output shapes and parameter counts.
std::string plan_table(const Plan& plan);

/// What every checkpoint of a run says about itself.
std::map<std::string, std::string> checkpoint_metadata(const ResolvedConfig& config);

/// The experiment that a checkpoint was saved from.
ResolvedConfig config_of_checkpoint(const SafetensorsFile& file, const std::string& path,
                                    const std::vector<Setting>& settings);

}  // namespace mlday
