// HDF5 files (HDF Group): arrays in a tree of groups.
#pragma once

#include "data/arrays/stored_array.h"

namespace mlday {

/// Reads the array of this name: numbers of up to 64 bits, truths, or texts. Integers of more than
/// 8 bits come as int64, floats of less than 32 bits as float32. A SettingError where there is none
/// of that name or it holds something else, an Error where the file is broken.
StoredArray read_hdf5(const std::filesystem::path& path, const ArrayName& name,
                      const MakeRoom& make_room);

/// A text that stands beside an array; empty where there is none of that name.
std::string hdf5_attribute(const std::filesystem::path& path, const ArrayName& name,
                           const char* attribute);

}  // namespace mlday
