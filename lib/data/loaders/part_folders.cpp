#include "data/loaders/part_folders.h"

#include <algorithm>
#include <set>

#include "core/text.h"
#include "data/picture_files.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

using Names = std::vector<std::string>;

const Names for_training{"train", "training"};
const Names for_validation{"val", "valid", "validation", "dev"};
const Names for_testing{"test", "testing", "eval"};

/// "val", "Val", "val_set", "val_images" are all called like `val`.
bool is_called(const std::string& name, const Names& parts) {
  return std::any_of(parts.begin(), parts.end(), [&](const std::string& part) {
    return same_name(name, part) || same_name(name, part + "_set") ||
           same_name(name, part + "_data") || same_name(name, part + "_images");
  });
}

bool is_part(const std::string& name) {
  return is_called(name, for_training) || is_called(name, for_validation) ||
         is_called(name, for_testing);
}

std::optional<std::string> first_called(const Names& names, const Names& parts) {
  const auto found = std::find_if(names.begin(), names.end(),
                                  [&](const auto& name) { return is_called(name, parts); });
  return found == names.end() ? std::nullopt : std::optional(*found);
}

std::set<std::string> folders_in(const fs::path& folder) {
  std::set<std::string> names;
  std::error_code code;  // (a class folder that cannot be read is told where its pictures are)
  for (const auto& entry : fs::directory_iterator(folder, code))
    if (entry.is_directory(code) && !is_hidden(entry.path()))
      names.insert(entry.path().filename().string());
  return names;
}

/// The folders that all of the classes hold alike; empty where they differ, or are not several.
Names shared_folders(const fs::path& folder, const Names& classes) {
  std::set<std::string> shared;
  for (const auto& name : classes) {
    const auto held = folders_in(folder / name);
    if (held.size() < 2 || (!shared.empty() && held != shared)) return {};
    shared = held;
  }
  return {shared.begin(), shared.end()};
}

/// The keys that name these folders as parts, as far as their names tell which is which.
std::string keys_for(const Names& folders) {
  const auto training = first_called(folders, for_training);
  const auto validation = first_called(folders, for_validation);
  const auto testing = first_called(folders, for_testing);
  Names keys{"train: " + training.value_or(folders.front())};
  if (validation) keys.push_back("validation: {folder: " + *validation + "}");
  if (testing) keys.push_back("test: " + *testing);
  return join(keys, ", ");
}

}  // namespace

std::optional<Suspicion> parts_as_classes(const fs::path& folder, const Names& classes) {
  const bool are_parts = std::all_of(classes.begin(), classes.end(), is_part);
  const auto shared = are_parts || classes.size() < 2 ? Names() : shared_folders(folder, classes);
  if (!are_parts && shared.empty()) return std::nullopt;
  const auto why = are_parts ? ", like parts of data"
                             : ", and each holds the same folders (" + join(shared, ", ") +
                                   "): they look like parts of data";
  return Suspicion{"parts-as-classes", "dataset.train",
                   "the classes in " + folder.string() + " are called " + join_words(classes) + why,
                   "say which is which in dataset: " + keys_for(classes)};
}

}  // namespace mlday
