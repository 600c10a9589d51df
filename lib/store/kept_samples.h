// The samples that a run was begun with: which part of the data each belongs to. Evaluating and
// going on take the parts from here, so that a file that comes, goes or changes moves no other
// sample to another part.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace mlday {

struct KeptSample {
  std::string part;           ///< "train", "validation", "test", or skipped_part
  std::string name;           ///< below the data's folder
  std::uint64_t content = 0;  ///< a checksum (XXH3) of what it held; 0 where it could not be read
};

/// The part of samples that could not be read.
inline constexpr const char* skipped_part = "skipped";

/// In the order in which each part has them.
using KeptSamples = std::vector<KeptSample>;

/// What may have happened to them that a user may allow (--allow-change): "changed", "gone".
const std::vector<std::string>& allowable_changes();

/// As a table of comma-separated values.
void write_kept_samples(const std::filesystem::path& file, const KeptSamples& samples);

/// None where the file is not there: earlier versions kept none. An Error where it is broken.
std::optional<KeptSamples> read_kept_samples(const std::filesystem::path& file);

}  // namespace mlday
