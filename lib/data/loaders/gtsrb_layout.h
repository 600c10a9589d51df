// Finds the pictures of the German Traffic Sign Recognition Benchmark (Stallkamp et al., 2012) in
// the layout of its publisher or in that of its copy on Kaggle.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "data/region.h"

namespace mlday {

/// One photo, as its CSV row describes it.
struct SignFile {
  std::filesystem::path path;
  std::int64_t label = 0;
  std::int64_t track = 0;  ///< the physical sign, unique over all classes; for test pictures 0
  RegionOfInterest region;
};

struct GtsrbFiles {
  std::vector<SignFile> train, test;  ///< by class and file name; test may be empty
  std::string layout;                 ///< "official layout" or "Kaggle layout"
};

/// The rows of a table of the benchmark: columns by name, separated by semicolons or commas;
/// `file_column` names the picture, relative to `folder`. An Error names `table` and the line.
std::vector<SignFile> parse_sign_table(const std::string& text, const std::string& table,
                                       const std::string& file_column,
                                       const std::filesystem::path& folder);

/// Whether `find_gtsrb` would find anything here.
bool holds_gtsrb(const std::filesystem::path& folder, bool training = true);

/// Looks in `folder` and, where an archive brought one, in a GTSRB folder inside it. Throws an
/// Error where neither layout is there, a table is broken, or a class has no picture. Without
/// `training`, only the test pictures are looked for.
GtsrbFiles find_gtsrb(const std::filesystem::path& folder, bool training = true);

}  // namespace mlday
