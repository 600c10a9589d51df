// What every dataset loader has in common, and the roster of them.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "config/roster.h"
#include "data/batch_size.h"
#include "data/dataset.h"
#include "data/facts.h"
#include "data/file_settings.h"
#include "data/pictures.h"
#include "data/place.h"
#include "data/split.h"
#include "store/kept_samples.h"

namespace mlday {

/// The parts of data.
enum class Part { train, validation, test };

/// What a loader is asked for.
struct LoadRequest {
  DataPlace place;
  std::uint64_t seed = 0;            ///< of the run, for data that is generated
  const DataFacts* known = nullptr;  ///< a checkpoint's: samples are to be made as it says
  /// The run's samples, which then are its parts: nothing is drawn again.
  const KeptSamples* kept = nullptr;
  std::set<std::string> allowed_changes;  ///< since then (allowable_changes)
  bool targets = true;  ///< whether the task learns from targets; else a table needs none
  /// The only part whose samples are read; none reads all.
  std::optional<Part> only;
  /// Of the training part, only the first so many of the first epoch are read, where nothing is to
  /// be learned from all of them; 0 reads all.
  std::int64_t first_samples = 0;
  /// Pictures as they are before evaluation takes the middle of them: for crops of its own.
  bool whole_pictures = false;

  /// Whether the training part must be found: not where only testing is asked for and a checkpoint
  /// knows what the training samples told.
  bool finds_training() const;
  /// The same of the test part, where another part of a checkpoint's data is asked for.
  bool finds_test() const { return !known || !only || only == Part::test; }
};

/// Data as a loader found it, before it is split and read.
struct LoadedData {
  DatasetPtr train;                ///< null where it need not be found
  DatasetPtr validation;           ///< only where it lies apart (validation.folder)
  DatasetPtr test;                 ///< null where the data has no such part
  std::string origin;              ///< "data/gtsrb (official layout)", "synthetic (drawn signs)"
  std::filesystem::path root;      ///< the folder that sample names may begin with
  std::vector<std::string> notes;  ///< what a user should know of it: rows that were left out
  bool synthetic = false;
  bool is_split = false;       ///< the loader itself has drawn the parts, as `validation` says
  bool makes_samples = false;  ///< from something smaller: they are not kept in memory
  bool has_groups = false;     ///< `Dataset::group` says more than the index
  DataFacts facts;
  /// For data whose samples depend on what the training samples say (a table's means): called with
  /// their indices once the data is split, completes the datasets and the facts. The settings that
  /// loaded it must still be there.
  std::function<void(LoadedData&, const std::vector<std::int64_t>& training)> fit;
};

/// Settings that all loaders share. A loader is a struct derived from this, with its own keys.
struct LoaderSettings {
  ValidationSettings validation;
  BatchSize batch_size;
  std::int64_t num_workers = 1;

  virtual ~LoaderSettings() = default;
  /// Finds the data (reads tables and folders, no pictures). Throws an Error that says how to get
  /// it.
  virtual LoadedData load(const LoadRequest& request) const = 0;
  /// What is done to pictures; null for loaders of anything else.
  virtual const PictureSettings* pictures() const { return nullptr; }
  /// How each sample comes from its file; null for loaders that have all of them in memory.
  virtual const FileSettings* files() const { return nullptr; }
  /// The facts of what the loader makes, where the settings alone tell them; then `load` gives the
  /// same.
  virtual std::optional<DataFacts> facts() const { return std::nullopt; }
};

/// The keys of LoaderSettings.
const Spec<LoaderSettings>& loader_spec();

/// The setting that loaders of files share.
struct DataRoot {
  std::string root;
};

const Spec<DataRoot>& data_root_spec();

/// The class names of `count` classes that nobody named: "0", "1", ...
std::vector<std::string> numbered_classes(std::int64_t count);

/// A SettingError where a list of names has one of them twice.
void refuse_twice(const std::vector<std::string>& names, const std::string& key);
/// The same of a table's values, where two writings of one number (0 and 0.0) are one value.
void refuse_same_values(const std::vector<std::string>& values, const std::string& key);

const Roster<LoaderSettings>& loaders();

}  // namespace mlday
