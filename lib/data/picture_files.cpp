#include "data/picture_files.h"

#include <algorithm>
#include <cctype>

#include "core/text.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

bool ends_in(const fs::path& path, const std::vector<std::string>& endings) {
  auto ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

bool is_picture(const fs::path& path) {
  return ends_in(path, {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".bmp", ".webp", ".ppm", ".pgm",
                        ".pbm", ".pnm"});
}

/// What people lay beside pictures and nobody misses among the samples.
bool is_companion(const fs::path& path) {
  static const std::vector<std::string> names{"readme",  "license",  "licence",    "copying",
                                              "authors", "makefile", "sha256sums", "md5sums"};
  return ends_in(path, {".txt",   ".md",   ".csv", ".tsv", ".json", ".jsonl", ".xml", ".yaml",
                        ".yml",   ".html", ".htm", ".pdf", ".db",   ".ini",   ".log", ".py",
                        ".ipynb", ".m",    ".sh",  ".url", ".zip",  ".gz",    ".tar", ".7z"}) ||
         (path.extension().empty() &&
          std::any_of(names.begin(), names.end(), [&](const std::string& name) {
            return same_name(path.filename().string(), name);
          }));
}

/// Whether a link leads to a folder that it lies in: to follow it would never end.
bool leads_back(const fs::directory_entry& entry) {
  std::error_code code;
  if (!entry.is_symlink() || !entry.is_directory(code)) return false;
  const auto target = fs::canonical(entry.path()).string() + "/";
  return (fs::canonical(entry.path().parent_path()).string() + "/").starts_with(target);
}

}  // namespace

bool is_hidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

FoundPictures pictures_below(const fs::path& folder) {
  FoundPictures found;
  std::error_code unreadable;
  fs::recursive_directory_iterator entries(folder,
                                           fs::directory_options::skip_permission_denied |
                                               fs::directory_options::follow_directory_symlink,
                                           unreadable);
  if (unreadable)
    throw Error("cannot read the folder " + folder.string() + ": " + unreadable.message());
  for (; entries != fs::recursive_directory_iterator(); ++entries) {
    // A link whose file is missing is a sample that cannot be read, and told as such.
    std::error_code missing;  // (also of a link to itself)
    const bool is_file = entries->is_regular_file(missing) ||
                         (entries->is_symlink() && !fs::exists(entries->path(), missing));
    if (is_hidden(entries->path()) || leads_back(*entries)) {
      entries.disable_recursion_pending();
    } else if (is_file) {
      if (is_picture(entries->path()))
        found.pictures.push_back(entries->path());
      else if (!is_companion(entries->path()))
        found.unread.push_back(entries->path());
    }
  }
  std::sort(found.pictures.begin(), found.pictures.end());
  std::sort(found.unread.begin(), found.unread.end());
  return found;
}

std::string unread_text(const std::vector<fs::path>& paths) {
  return counted(static_cast<std::int64_t>(paths.size()), "file") +
         (paths.size() == 1 ? " that is" : " that are") +
         " not read (JPEG, PNG, BMP, WebP, PBM, PGM and PPM are), such as " +
         paths.front().string() + ": make pictures JPEG or PNG";
}

Error no_pictures_error(const std::string& folder, const FoundPictures& found,
                        const std::string& remedy) {
  return usage_error(folder + " holds no pictures" +
                     (found.unread.empty() ? remedy : ", but " + unread_text(found.unread)));
}

}  // namespace mlday
