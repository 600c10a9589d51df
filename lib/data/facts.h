// What is known of a data set beside its samples: what a network's two ends must fit.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace mlday {

/// Some loaders know this from their settings alone, all know it once they have found their data.
/// A checkpoint carries it, and evaluation goes by what the checkpoint says.
struct DataFacts {
  std::vector<std::int64_t> input_shape;  ///< of one input, without the batch
  std::string channels;                   ///< of pictures: "RGB" or "grey"; else empty
  std::vector<std::string> class_names;   ///< by number; empty where targets are numbers
  std::vector<std::string> target_names;  ///< of the numbers in a target; empty where it is a class

  bool has_classes() const { return target_names.empty(); }
  /// What a network must tell of a sample: classes, or numbers.
  std::int64_t outputs() const;
  /// "43 classes", "the numbers apples and oranges".
  std::string target_text() const;
};

/// As a checkpoint's metadata: `class_names` and `preprocessing`, both JSON.
std::map<std::string, std::string> facts_metadata(const DataFacts& facts);

/// Reads it back; an Error that names the checkpoint where it is not there or broken.
DataFacts facts_of_metadata(const std::map<std::string, std::string>& metadata,
                            const std::string& checkpoint);

}  // namespace mlday
