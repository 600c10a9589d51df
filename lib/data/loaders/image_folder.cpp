// Pictures in a folder for each class, or in one folder with the class in each file's name.
#include <algorithm>
#include <map>
#include <regex>

#include "config/setting_error.h"
#include "core/text.h"
#include "data/image.h"
#include "data/loader.h"
#include "data/loaders/part_folders.h"
#include "data/picture_files.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

struct ImageFolder : LoaderSettings, DataRoot, PictureSettings, FileSettings {
  std::optional<Size2> image_size;
  std::string interpolation = "bilinear", channels = "RGB", train, other_classes = "error";
  std::optional<std::string> test, label, group;
  std::vector<std::string> classes;

  LoadedData load(const LoadRequest& request) const override;
  const PictureSettings* pictures() const override { return this; }
  const FileSettings* files() const override { return this; }
  std::optional<DataFacts> facts() const override {
    if (!image_size || classes.empty()) return std::nullopt;
    return facts_of(*image_size, classes);
  }
  DataFacts facts_of(const Size2& size, const std::vector<std::string>& names) const {
    return {.inputs = {{.shape = {channels == "grey" ? 1 : 3, size.height, size.width},
                        .channels = channels}},
            .class_names = names};
  }
};

struct PictureFile {
  fs::path path;
  std::string class_name;
  std::int64_t label = 0, group = 0;
};

class PictureFiles : public Dataset {
 public:
  PictureFiles(std::vector<PictureFile> files, PictureFormat format)
      : files_(std::move(files)), format_(std::move(format)) {}

  std::int64_t size() const override { return static_cast<std::int64_t>(files_.size()); }
  Sample get(std::int64_t index) const override {
    const auto& file = at(index);
    return {read_picture(file.path, format_), torch::tensor(file.label, torch::kInt64)};
  }
  std::int64_t label(std::int64_t index) const override { return at(index).label; }
  std::int64_t group(std::int64_t index) const override { return at(index).group; }
  std::string name(std::int64_t index) const override { return at(index).path.string(); }
  bool is_picture_file() const override { return true; }
  std::uint64_t content(std::int64_t index) const override {
    return file_checksum(name(index), static_cast<std::uint64_t>(label(index)));
  }

 private:
  const PictureFile& at(std::int64_t index) const {
    return files_.at(static_cast<std::size_t>(index));
  }

  std::vector<PictureFile> files_;
  PictureFormat format_;
};

/// What a pattern's first group (or, without groups, all of its match) says of a file's name.
std::string captured(const std::regex& pattern, const fs::path& path, const std::string& key) {
  const auto name = path.filename().string();
  std::smatch match;
  if (!std::regex_search(name, match, pattern))
    throw SettingError("dataset." + key,
                       "dataset." + key + " does not match the file name of " + path.string());
  return match.size() > 1 ? match[1].str() : match[0].str();
}

/// A checkpoint's pattern may be anybody's, so one that takes exponentially long is refused where
/// the library can tell: its matching in polynomial time knows no back-references.
std::regex compiled(const std::string& pattern, const std::string& key) {
  auto syntax = std::regex::ECMAScript;
#ifdef __GLIBCXX__
  syntax |= std::regex_constants::__polynomial;
#endif
  try {
    return std::regex(pattern, syntax);
  } catch (const std::regex_error&) {
    throw SettingError(
        "dataset." + key,
        "dataset." + key + ": `" + pattern +
            "` is no regular expression (ECMAScript's syntax without back-references)");
  }
}

/// A part's pictures with the names of their classes; what is not read goes to `passed_over`.
std::vector<PictureFile> find_pictures(const ImageFolder& settings, const fs::path& folder,
                                       std::vector<fs::path>& passed_over) {
  std::vector<PictureFile> files;
  const auto take_over = [&](const std::vector<fs::path>& unread) {
    passed_over.insert(passed_over.end(), unread.begin(), unread.end());
  };
  if (settings.label) {
    const auto pattern = compiled(*settings.label, "label");
    const auto found = pictures_below(folder);
    if (found.pictures.empty()) throw no_pictures_error(folder.string(), found, "");
    for (const auto& path : found.pictures)
      files.push_back({path, captured(pattern, path, "label")});
    take_over(found.unread);
    return files;
  }
  std::vector<fs::path> class_folders;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.is_directory() && !is_hidden(entry.path())) class_folders.push_back(entry.path());
  std::sort(class_folders.begin(), class_folders.end());
  for (const auto& class_folder : class_folders) {
    const auto found = pictures_below(class_folder);
    if (found.pictures.empty())
      throw no_pictures_error("the class folder " + class_folder.string(), found,
                              ": fill or remove it");
    take_over(found.unread);
    for (const auto& path : found.pictures)
      files.push_back({path, class_folder.filename().string()});
  }
  if (files.empty())
    throw usage_error(folder.string() +
                      " holds no class folders with pictures. Where file names tell the class, say "
                      "how: label: '^(\\d)_'");
  return files;
}

/// The names in use, sorted; numbers by their value.
std::vector<std::string> class_names_of(const std::vector<PictureFile>& files) {
  std::vector<std::string> names;
  for (const auto& file : files) names.push_back(file.class_name);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  if (std::all_of(names.begin(), names.end(),
                  [](const auto& name) { return to_int(name).has_value(); }))
    std::stable_sort(names.begin(), names.end(),
                     [](const auto& a, const auto& b) { return *to_int(a) < *to_int(b); });
  return names;
}

/// Numbers the classes by their place among the names, and the groups by the pattern.
void number(std::vector<PictureFile>& files, const std::vector<std::string>& names,
            const std::optional<std::string>& group, const std::string& names_from) {
  const std::string hint = names_from == "dataset.classes"
                               ? " (dataset.other_classes: ignore leaves such pictures out)"
                               : "";
  const auto pattern = compiled(group.value_or(""), "group");
  std::map<std::string, std::int64_t> groups;
  for (auto& file : files) {
    const auto place = std::find(names.begin(), names.end(), file.class_name);
    if (place == names.end())
      throw usage_error(file.path.string() + " is of the class `" + file.class_name +
                        "`, which is none of " + names_from + ": " + join(names, ", ") + hint);
    file.label = place - names.begin();
    if (!group) continue;
    const auto next = static_cast<std::int64_t>(groups.size());
    file.group = groups.try_emplace(captured(pattern, file.path, "group"), next).first->second;
  }
}

/// Leaves out the pictures of classes that have none of the names; how many those are.
std::int64_t leave_out_others(std::vector<PictureFile>& files,
                              const std::vector<std::string>& names) {
  return static_cast<std::int64_t>(std::erase_if(files, [&](const PictureFile& file) {
    return std::find(names.begin(), names.end(), file.class_name) == names.end();
  }));
}

/// The size of the first picture that can be read, for all of them.
Size2 size_of_first(const std::vector<PictureFile>& files) {
  std::string failure;
  for (const auto& file : files) {
    try {
      const auto picture = read_picture(file.path, {});
      return {picture.size(1), picture.size(2)};
    } catch (const BadSample& error) {
      if (failure.empty()) failure = error.what();
    }
  }
  throw Error("none of the pictures can be read: " + failure);
}

LoadedData ImageFolder::load(const LoadRequest& request) const {
  refuse_twice(classes, "dataset.classes");
  // Any folder holds something: without parts or classes to know it by, its name must be root's.
  const bool finds_training = request.finds_training() || !test;
  const auto& first = finds_training ? train : *test;
  const Recognized part_folder{
      [&](const fs::path& folder) {
        if (!first.empty()) return fs::is_directory(folder / first);
        if (!classes.empty() && fs::is_directory(folder / classes.front())) return true;
        return fs::canonical(folder).filename() == (fs::path(root) / "").parent_path().filename();
      },
      first.empty() ? "folder of a class (and is not called so)" : "folder " + first};
  const auto folder = find_root(request.place, root, part_folder);
  if (!folder)
    throw no_data_error(request.place, root, part_folder,
                        "Put a folder of pictures for each class there, or name the folder that "
                        "holds it: --data DIR");
  const bool ignores_others = other_classes == "ignore";
  if (ignores_others && classes.empty())
    throw SettingError("dataset.other_classes",
                       "`ignore` leaves out what dataset.classes does not name, and it names none");
  std::vector<fs::path> passed_over;
  std::int64_t left_out = 0;
  const auto pictures_in = [&](const std::string& part, const std::string& key) {
    if (!fs::is_directory(*folder / part))
      throw SettingError(key, folder->string() + " holds no folder " + part);
    auto files = find_pictures(*this, *folder / part, passed_over);
    if (ignores_others) left_out += leave_out_others(files, classes);
    if (files.empty())
      throw SettingError("dataset.classes",
                         (*folder / part).string() + " has pictures of none of these classes");
    return files;
  };
  if (!image_size && crops())
    throw SettingError(
        center_crop ? "dataset.center_crop" : "dataset.augment.random_crop",
        "dataset.image_size must say how large pictures are before they are cropped");
  std::vector<PictureFile> training;
  if (finds_training) training = pictures_in(train, "dataset.train");
  const char* names_from = request.known      ? "the checkpoint's classes"
                           : !classes.empty() ? "dataset.classes"
                                              : "the training pictures'";
  const auto names = request.known      ? request.known->class_names
                     : !classes.empty() ? classes
                                        : class_names_of(training);
  const Size2 size = image_size      ? *image_size
                     : request.known ? Size2{request.known->input().shape.at(1),
                                             request.known->input().shape.at(2)}
                                     : size_of_first(training);
  const PictureFormat format{size.height, size.width, interpolation, channels == "grey"};
  const auto dataset = [&](std::vector<PictureFile> files) {
    number(files, names, group, names_from);
    return std::make_shared<PictureFiles>(std::move(files), format);
  };
  LoadedData data;
  data.root = *folder;
  data.origin = folder->string();
  data.facts = facts_of(size, names);
  if (train.empty() && !label && !request.known)
    if (auto found = parts_as_classes(*folder, names))
      data.facts.suspicions.push_back(*std::move(found));
  data.has_groups = group.has_value();
  if (finds_training) data.train = dataset(std::move(training));
  if (finds_training && validation.folder)
    data.validation = dataset(pictures_in(*validation.folder, "dataset.validation.folder"));
  if (test && request.finds_test()) data.test = dataset(pictures_in(*test, "dataset.test"));
  if (left_out > 0)
    data.notes.push_back("left out " + counted(left_out, "picture") +
                         " of classes that dataset.classes does not name");
  if (!passed_over.empty()) data.notes.push_back("passed over " + unread_text(passed_over));
  return data;
}

const auto image_folder_spec =
    Spec<ImageFolder>("image_folder",
                      "Pictures (JPEG, PNG, BMP, WebP, PNM) in a folder for each class, or in one "
                      "folder with the class in the file names.")
        .key("image_size", &ImageFolder::image_size, between(1, 4096),
             "Pictures are made this many pixels high and wide; null takes the first one's size.")
        .elsewhere({"target_size", "img_size"})
        .key("interpolation", &ImageFolder::interpolation, interpolations(),
             "How pictures are resized.")
        .key("channels", &ImageFolder::channels, one_of({"RGB", "grey"}), "Three channels, or one.")
        .elsewhere({"color_mode"})
        .key("train", &ImageFolder::train, anything(),
             "Folder of the training pictures below root; root itself where empty.")
        .key("test", &ImageFolder::test, anything(), "Folder of the test pictures below root.")
        .key("label", &ImageFolder::label, anything(),
             "Regular expression for file names: its first group is the class ('^(\\d)_').")
        .key("group", &ImageFolder::group, anything(),
             "The same for what validation.by: group keeps together.")
        .key("classes", &ImageFolder::classes, anything(),
             "The classes in order; where empty, those of the training pictures, sorted.")
        .elsewhere({"class_names"})
        .key("other_classes", &ImageFolder::other_classes, one_of({"error", "ignore"}),
             "Pictures of classes that `classes` does not name end the run, or are left out.")
        .inherits(picture_spec)
        .inherits(file_spec)
        .inherits(data_root_spec)
        .inherits(loader_spec);

}  // namespace

Kind<LoaderSettings> image_folder() { return kind_of<LoaderSettings>(image_folder_spec); }

}  // namespace mlday
