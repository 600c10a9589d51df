// What a network begins with in place of chance: the tensors of a safetensors file.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "config/spec.h"

namespace mlday {

class Network;

/// The section `weights`: what a run begins with.
struct PretrainedSettings {
  std::string file;
  std::vector<std::string> only, except;
  std::map<std::string, std::string> rename;
  bool strict = true;
};

const Spec<PretrainedSettings>& pretrained_spec();

/// What became of a file's tensors and of the network's.
struct LoadReport {
  std::vector<std::string> loaded;       ///< into the network
  std::vector<std::string> skipped;      ///< in the file, not wanted or not in the network
  std::vector<std::string> left;         ///< of the network, as they started
  std::vector<std::string> class_names;  ///< that the file says it was trained for; may be empty
};

/// Copies the file's tensors that the settings choose into the network. Strict, every chosen tensor
/// of the network must be in the file and every chosen one of the file in the network, with the
/// same shape; else what fits is loaded. An Error says what does not fit; nothing is changed then.
LoadReport load_pretrained(Network& network, const PretrainedSettings& settings,
                           const std::filesystem::path& path);

}  // namespace mlday
