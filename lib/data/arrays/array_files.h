// Loaders of files that hold arrays under names: HDF5, MATLAB.
#pragma once

#include <torch/types.h>

#include "data/loader.h"

namespace mlday {

/// An array as the config names it, by the key `key`.
struct ArrayName {
  std::string name;
  std::string key;
};

/// What an array holds: numbers, of the type they have in the file or, where PyTorch has none, of a
/// wider one; or texts.
struct ArrayValues {
  torch::Tensor numbers;           ///< undefined where it holds texts
  double white = 0;                ///< 65,535 where the file has unsigned integers of 16 bits
  std::vector<std::string> texts;  ///< of an array of any shape, in a row
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

/// Throws where values that a header claims cannot be in a file of this size: `claimed` bytes, of
/// which a compressed file may hold a thousandth.
void check_claim(double claimed, const std::filesystem::path& path, const std::string& name,
                 bool compressed);

}  // namespace mlday
