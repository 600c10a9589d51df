// A picture with a line of text below it, for the eye.
#pragma once

#include <filesystem>
#include <string>

namespace mlday {

/// Reads a picture, enlarges a small one, writes it as a PNG with `label` below it.
void write_labelled_picture(const std::filesystem::path& path, const std::filesystem::path& picture,
                            const std::string& label);

}  // namespace mlday
