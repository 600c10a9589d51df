// A network's tensors, to and from safetensors files.
#pragma once

#include <torch/types.h>

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "config/spec.h"
#include "models/module.h"
#include "store/safetensors.h"

namespace mlday {

using NamedTensors = std::vector<std::pair<std::string, torch::Tensor>>;

/// Parameters and statistics by name; they share memory with the network.
NamedTensors weights_of(const Network& network);

/// What training changes: all parameters but frozen ones.
NamedTensors trained_parameters(const Network& network);

/// The same tensors with memory of their own.
NamedTensors copies_of(const NamedTensors& tensors);

/// Copies tensors into those of the same names and shapes.
void load_weights(const NamedTensors& targets, const NamedTensors& weights);

/// Copies tensors of the file, whose names have this prefix, into `targets`. An Error names what is
/// missing or of another shape; nothing is changed then.
void load_tensors(const NamedTensors& targets, const std::string& prefix,
                  const SafetensorsFile& file, const std::string& path);

void save_tensors(const std::filesystem::path& path, const NamedTensors& tensors,
                  const std::map<std::string, std::string>& metadata);

/// A tensor over the file's own bytes; valid as long as the file is.
torch::Tensor tensor_of(const TensorView& view);

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
  std::vector<std::string> loaded;   ///< into the network
  std::vector<std::string> skipped;  ///< in the file, not wanted or not in the network
  std::vector<std::string> left;     ///< of the network, as they started
};

/// Copies the file's tensors that the settings choose into the network. Strict, every chosen tensor
/// of the network must be in the file and every chosen one of the file in the network, with the
/// same shape; else what fits is loaded. An Error says what does not fit; nothing is changed then.
LoadReport load_pretrained(Network& network, const PretrainedSettings& settings,
                           const std::filesystem::path& path);

}  // namespace mlday
