#include "data/place.h"

#include "config/setting_error.h"

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

fs::path folder_with(const DataPlace& place, const std::string& root, const std::string& file) {
  const Recognized by_file{[&](const fs::path& folder) { return fs::exists(folder / file); }, file};
  if (const auto folder = find_root(place, root, by_file)) return *folder;
  throw no_data_error(place, root, by_file,
                      "Put " + file + " there, or name the folder that holds it: --data DIR");
}

fs::path existing_file(const fs::path& folder, const std::string& name, const std::string& key) {
  if (fs::is_regular_file(folder / name)) return folder / name;
  throw SettingError(key, folder.string() + " holds no file " + name);
}

Error no_data_error(const DataPlace& place, const std::string& root, const Recognized& recognized,
                    const std::string& advice) {
  const auto& had = place.run_had;
  return usage_error(
      "there is no data folder " + below(place.folder, root).string() +
      (place.named ? ", and " + place.folder.string() + " itself holds no " + recognized.words
                   : "") +
      (had.empty() ? ""
                   : "\n  The run was trained on data in " + had.string() +
                         (fs::is_directory(had) ? "" : ", which is no longer there")) +
      "\n  " +
      (fs::path(root).is_absolute() ? "Say where it is now: --set dataset.root=DIR" : advice));
}

}  // namespace mlday
