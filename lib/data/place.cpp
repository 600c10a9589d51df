#include "data/place.h"

namespace mlday {
namespace fs = std::filesystem;

namespace {

fs::path below(const fs::path& folder, const std::string& root) {
  return root.empty() ? folder : folder / root;
}

}  // namespace

std::optional<fs::path> find_root(const DataPlace& place, const std::string& root,
                                  const Recognized& recognized) {
  if (const auto folder = below(place.folder, root); fs::is_directory(folder)) return folder;
  if (place.named && fs::is_directory(place.folder) && recognized.by(place.folder))
    return place.folder;
  return std::nullopt;
}

Error no_data_error(const DataPlace& place, const std::string& root, const Recognized& recognized,
                    const std::string& advice) {
  return usage_error(
      "there is no data folder " + below(place.folder, root).string() +
      (place.named ? ", and " + place.folder.string() + " itself holds no " + recognized.words
                   : "") +
      "\n  " + advice);
}

}  // namespace mlday
