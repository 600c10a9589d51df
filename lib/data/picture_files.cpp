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

bool is_other_picture(const fs::path& path) {
  return ends_in(path, {".gif", ".tif", ".tiff", ".jp2", ".heic", ".avif", ".svg", ".exr"});
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
      if (is_picture(entries->path())) found.pictures.push_back(entries->path());
      if (is_other_picture(entries->path())) found.unread.push_back(entries->path());
    }
  }
  std::sort(found.pictures.begin(), found.pictures.end());
  std::sort(found.unread.begin(), found.unread.end());
  return found;
}

std::string unread_text(const std::vector<fs::path>& paths) {
  return counted(static_cast<std::int64_t>(paths.size()), "picture") +
         " of formats that are not read (JPEG, PNG, BMP, WebP and PNM are), such as " +
         paths.front().string() + ": make them JPEG or PNG";
}

Error no_pictures_error(const std::string& folder, const FoundPictures& found,
                        const std::string& remedy) {
  return usage_error(folder + " holds no pictures" +
                     (found.unread.empty() ? remedy : ", but " + unread_text(found.unread)));
}

}  // namespace mlday
