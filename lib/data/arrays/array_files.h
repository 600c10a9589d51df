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

struct ArrayFileSettings : LoaderSettings, DataRoot, PictureSettings {
  std::string file, inputs, targets;
  std::optional<std::string> test_file, test_inputs, test_targets;
  std::string layout = "channels_last", target_kind = "auto";
  std::vector<std::string> classes;

  LoadedData load(const LoadRequest& request) const override;
  const PictureSettings* pictures() const override { return this; }

 protected:
  /// The array of this name in the file, row-major, of the type it has there. A SettingError where
  /// there is none.
  virtual torch::Tensor read(const std::filesystem::path& path, const ArrayName& array) const = 0;
  /// The classes' names, where the file has them; else empty.
  virtual std::vector<std::string> names_in(const std::filesystem::path&) const { return {}; }

 private:
  DatasetPtr part(const std::filesystem::path& path, const ArrayName& inputs,
                  const ArrayName& targets, DataFacts& facts) const;
};

const Spec<ArrayFileSettings>& array_file_spec();

/// Throws where values that a header claims cannot be in a file of this size: `claimed` bytes, of
/// which a compressed file may hold a thousandth.
void check_claim(double claimed, const std::filesystem::path& path, const std::string& name,
                 bool compressed);

}  // namespace mlday
