// Where MLflow's file store keeps things, and what they are called there.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "config/node.h"

namespace mlday {

/// A name that is not in use yet: names that MLflow's rules make equal stay apart.
template <class Value>
std::string unused_name(std::string name, const std::map<std::string, Value>& used) {
  while (used.contains(name)) name += '_';
  return name;
}

/// Milliseconds since 1970.
std::int64_t milliseconds_of(std::filesystem::file_time_type time);

/// "file:///..." with what is no plain character as %20.
std::string file_uri(const std::filesystem::path& path);

/// The folder of the experiment with this name below `mlruns`; it is made where there is none, and
/// so is the experiment `Default`, without which MLflow begins no store, where `mlruns` is new.
std::filesystem::path mlflow_experiment(const std::filesystem::path& mlruns,
                                        const std::string& name);

/// A value for the store's YAML that is text, whatever it looks like.
Node quoted_text(const std::string& text);
/// Writes meta.yaml into a folder.
void write_mlflow_meta(const std::filesystem::path& folder, const Node& meta);

}  // namespace mlday
