// A run in MLflow's file store (mlflow/store/tracking/file_store.py), for `mlflow ui`.
#pragma once

#include <filesystem>
#include <string>

#include "store/run_folder.h"

namespace mlday {

/// Writes the run below `mlruns`, which is made where it is absent. The experiment has the config's
/// name, the run its own; parameters are the keys of resolved.yaml; metrics are the history, by
/// epoch and at the time that training had come to, and `best/...` and `journal/...` of the
/// summary; artifacts are the config, the report and the best weights, these as a link where the
/// disk has links. What is exported again takes its old place. Returns the run's folder in the
/// store. An Error where something cannot be read or written: what the store has of the run is left
/// as it was.
std::filesystem::path export_mlflow(const RunFolder& run, const std::filesystem::path& mlruns);

/// A name as MLflow takes it for a parameter or metric and for a file: ASCII letters, digits,
/// `_ - . :` and blanks, at most 250 characters, and no `..` in front; all else becomes `_`.
std::string mlflow_name(const std::string& name);

/// The 32 hexadecimal digits by which the store knows a run: from its name, its config's name and
/// the config itself, so that it is the same wherever the folder lies.
std::string mlflow_run_id(const RunFolder& run);

}  // namespace mlday
