// What every dataset loader has in common, and the roster of them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/roster.h"
#include "data/dataset.h"
#include "data/facts.h"
#include "data/place.h"
#include "data/split.h"

namespace mlday {

/// What a loader is asked for.
struct LoadRequest {
  DataPlace place;
  std::uint64_t seed = 0;            ///< of the run, for data that is generated
  const DataFacts* known = nullptr;  ///< a checkpoint's: samples are to be made as it says
};

/// Data as a loader found it, before it is split and read.
struct LoadedData {
  DatasetPtr train, test;  ///< test is null where the data has no such part
  std::string origin;      ///< "data/gtsrb (official layout)", "synthetic (drawn signs)"
  bool synthetic = false;
  DataFacts facts;
};

/// Settings that all loaders share. A loader is a struct derived from this, with its own keys.
struct LoaderSettings {
  ValidationSettings validation;
  std::int64_t batch_size = 32;
  std::int64_t num_workers = 1;
  std::string on_bad_sample = "error";

  virtual ~LoaderSettings() = default;
  /// Finds the data (reads tables and folders, no pictures). Throws an Error that says how to get
  /// it.
  virtual LoadedData load(const LoadRequest& request) const = 0;
  /// The facts, where the settings alone tell them; then `load` gives the same.
  virtual std::optional<DataFacts> facts() const { return std::nullopt; }
};

/// The keys of LoaderSettings.
const Spec<LoaderSettings>& loader_spec();

/// Settings of loaders that read files.
struct FileLoaderSettings : LoaderSettings {
  std::string root;
};

const Spec<FileLoaderSettings>& file_loader_spec();

Kind<LoaderSettings> gtsrb();

const Roster<LoaderSettings>& loaders();

/// Data found and split, no sample read yet.
struct FoundData {
  LoadedData data;
  Split split;
};

FoundData find_data(const LoaderSettings& settings, const LoadRequest& request);

/// The three parts, read into memory. `validation` and `test` may be null.
struct DataParts {
  DatasetPtr train, validation, test;
  std::string origin;
  bool synthetic = false;
  DataFacts facts;
  std::vector<std::string> skipped;  ///< samples that could not be read, each with its reason
};

/// Loads, splits, and reads everything.
DataParts load_parts(const LoaderSettings& settings, const LoadRequest& request);

}  // namespace mlday
