// Loaders of files that hold arrays under names: HDF5, MATLAB.
#pragma once

#include <torch/types.h>

#include "data/arrays/stored_array.h"
#include "data/loader.h"

namespace mlday {

/// What an array holds: numbers, of the type they have in the file or, where PyTorch has none, of a
/// wider one; or texts.
struct ArrayValues {
  torch::Tensor numbers;           ///< undefined where it holds texts
  double white = 0;                ///< as in StoredArray
  std::vector<std::string> texts;  ///< likewise
};

struct ArrayFileSettings : LoaderSettings, DataRoot, PictureSettings {
  std::string file, inputs, targets;
  std::optional<std::string> test_file, test_inputs, test_targets;
  std::string layout = "channels_last", target_kind = "auto";
  std::int64_t first_class = 0;
  std::vector<std::string> classes;

  LoadedData load(const LoadRequest& request) const override;
  const PictureSettings* pictures() const override { return this; }

 protected:
  /// The array of this name in the file, row-major. A SettingError where there is none.
  virtual ArrayValues read(const std::filesystem::path& path, const ArrayName& array) const = 0;
  /// The classes' names, where the file has them; else empty.
  virtual std::vector<std::string> names_in(const std::filesystem::path&) const { return {}; }

 private:
  DatasetPtr part(const std::filesystem::path& path, const ArrayName& inputs,
                  const ArrayName& targets, DataFacts& facts) const;
  /// The classes [N] that an array of targets holds; undefined where it holds numbers to learn.
  torch::Tensor classes_in(const ArrayValues& targets, const std::filesystem::path& path,
                           const ArrayName& name, DataFacts& facts) const;
};

const Spec<ArrayFileSettings>& array_file_spec();

/// What a reader of files reads into the room of a tensor.
ArrayValues values_of(const std::function<StoredArray(const MakeRoom&)>& read);

}  // namespace mlday
