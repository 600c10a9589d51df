// Samples of files that a user brings to a trained network: pictures, tables without targets, lines
// of text.
#pragma once

#include <filesystem>
#include <string>

#include "data/loader.h"

namespace mlday {

/// The samples of one file, made as the checkpoint's `facts` say; their targets are empty.
/// `interpolation` is how the training pictures were resized. Throws an Error where the file cannot
/// be read, or the network knows neither pictures nor tables.
DatasetPtr samples_of_file(const std::filesystem::path& file, const LoaderSettings& loader,
                           const DataFacts& facts, const std::string& interpolation);

/// Whether such files are pictures, one sample each.
bool takes_picture_files(const LoaderSettings& loader, const DataFacts& facts);

}  // namespace mlday
