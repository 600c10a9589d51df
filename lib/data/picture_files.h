// The picture files that lie below a folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/error.h"

namespace mlday {

/// What lies below a folder, by path.
struct FoundPictures {
  std::vector<std::filesystem::path> pictures;  ///< also links whose file is missing
  std::vector<std::filesystem::path> unread;    ///< of formats that are not read
};

/// Also in folders that links lead to. What is hidden (its name begins with a dot) is passed over.
FoundPictures pictures_below(const std::filesystem::path& folder);

bool is_hidden(const std::filesystem::path& path);

/// "2 pictures of formats that are not read (...), such as a.gif: make them JPEG or PNG".
std::string unread_text(const std::vector<std::filesystem::path>& paths);

/// Of a folder that holds no pictures, or none that are read.
Error no_pictures_error(const std::string& folder, const FoundPictures& found,
                        const std::string& remedy);

}  // namespace mlday
