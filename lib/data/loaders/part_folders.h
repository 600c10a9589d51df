// Folders that look like parts of data (train, val, test) and are about to be taken for classes.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "data/facts.h"

namespace mlday {

/// A warning where all of the class folders in `folder` are called like parts of data, or all hold
/// folders of the same names; torchvision's and Keras' readers take them for classes too.
std::optional<Suspicion> parts_as_classes(const std::filesystem::path& folder,
                                          const std::vector<std::string>& classes);

}  // namespace mlday
