// Where data sets are looked for.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "core/error.h"

namespace mlday {

/// The data folder, and who named it.
struct DataPlace {
  std::filesystem::path folder;
  bool asked_for = false;  ///< by --data, or a run was trained on it: never replaced by a stand-in
  bool named = false;      ///< by --data, $MLDAY_DATA or a run: may be the data set's own folder
  std::filesystem::path run_had =
      {};  ///< where the run found its data; empty where no run is asked
};

/// What a data set's folder must hold to be recognized.
struct Recognized {
  std::function<bool(const std::filesystem::path& folder)> by;
  std::string words;  ///< "Train.csv"
};

/// `root` below the data folder or, where the user named the data set's own folder, that one. None
/// where neither is there; a folder `root` is taken whatever it holds.
std::optional<std::filesystem::path> find_root(const DataPlace& place, const std::string& root,
                                               const Recognized& recognized);

/// The folder, found in the same way, of a data set that is the file `file` and perhaps others. A
/// usage Error where there is none.
std::filesystem::path folder_with(const DataPlace& place, const std::string& root,
                                  const std::string& file);

/// The file that the config's key names in a data set's folder; a SettingError where there is none.
std::filesystem::path existing_file(const std::filesystem::path& folder, const std::string& name,
                                    const std::string& key);

/// The usage Error for data that `find_root` did not find; `advice` says how to get it.
Error no_data_error(const DataPlace& place, const std::string& root, const Recognized& recognized,
                    const std::string& advice);

}  // namespace mlday
