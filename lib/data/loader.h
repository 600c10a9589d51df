// What every dataset loader has in common, and the roster of them.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/roster.h"
#include "data/dataset.h"
#include "data/split.h"

namespace mlday {

/// Data as a loader found it, before it is split and read.
struct LoadedData {
  DatasetPtr train, test;  ///< test is null where the data has no such part
  std::string origin;      ///< "data/gtsrb (official layout)", "synthetic (drawn signs)"
  bool synthetic = false;
};

/// Used where a data folder is absent and none was asked for.
struct StandInSettings {
  std::string kind = "none";
  std::int64_t images = 12900;
};

const Spec<StandInSettings>& stand_in_spec();

/// Where data lies; --data overrules the rest.
struct DataPlace {
  std::filesystem::path folder;  ///< `root` is below it
  bool asked_for = false;        ///< named by --data: never replaced by a stand-in
  bool named = false;            ///< by --data or $MLDAY_DATA: may be the data set's own folder
};

/// Settings that all loaders share. A loader is a struct derived from this, with its own keys.
struct LoaderSettings {
  std::string root;
  StandInSettings stand_in;
  ValidationSettings validation;
  std::int64_t batch_size = 32;
  std::int64_t num_workers = 1;
  std::string on_bad_sample = "error";

  virtual ~LoaderSettings() = default;
  /// Finds the data (reads tables and folders, no samples). Throws an Error that says how to get
  /// it.
  virtual LoadedData load(const DataPlace& place, std::uint64_t seed) const = 0;
  /// Shape of one input, without the batch, known from the settings alone.
  virtual std::vector<std::int64_t> input_shape() const = 0;
  virtual const std::vector<std::string>& class_names() const = 0;
};

/// The keys of LoaderSettings.
const Spec<LoaderSettings>& loader_spec();

Kind<LoaderSettings> gtsrb();

const Roster<LoaderSettings>& loaders();

/// The three parts, read into memory. `validation` and `test` may be null.
struct DataParts {
  DatasetPtr train, validation, test;
  std::string origin;
  bool synthetic = false;
  std::vector<std::string> skipped;  ///< samples that could not be read, each with its reason
};

/// Loads, splits, and reads everything.
DataParts load_parts(const LoaderSettings& settings, const DataPlace& place, std::uint64_t seed);

}  // namespace mlday
