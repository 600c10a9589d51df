// A network's tensors, to and from safetensors files.
#pragma once

#include <torch/types.h>

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "store/safetensors.h"
#include "tensors/named_tensors.h"

namespace mlday {

class Network;

/// Parameters and statistics by name; they share memory with the network.
NamedTensors weights_of(const Network& network);

/// What training changes: all parameters but frozen ones.
NamedTensors trained_parameters(const Network& network);

/// The same tensors with memory of their own.
NamedTensors copies_of(const NamedTensors& tensors);

/// Adds tensors by their names behind the prefix.
void add_prefixed(NamedTensors& all, const std::string& prefix, const NamedTensors& tensors);

/// Before the names of averaged weights in a checkpoint.
inline const std::string average_prefix = "ema/";

/// Copies tensors into those of the same names and shapes.
void load_weights(const NamedTensors& targets, const NamedTensors& weights);

/// Copies tensors of the file, whose names have this prefix, into `targets`. An Error names what is
/// missing, of another shape, or not what was written; nothing is changed then.
void load_tensors(const NamedTensors& targets, const std::string& prefix,
                  const SafetensorsFile& file, const std::string& path);

void save_tensors(const std::filesystem::path& path, const NamedTensors& tensors,
                  const std::map<std::string, std::string>& metadata);

/// A tensor over the file's own bytes; valid as long as the file is.
torch::Tensor tensor_of(const TensorView& view);

}  // namespace mlday
