// MATLAB files: version 5 to 7, and 7.3, which is HDF5.
#pragma once

#include "data/arrays/stored_array.h"

namespace mlday {

/// Reads the array of this name, of real numbers. MATLAB's first index runs fastest, so the room is
/// asked for with the extents in reverse order; integers of 64 bits come as signed ones. A
/// SettingError where there is no such array or it holds something else, an Error where the file is
/// broken.
StoredArray read_mat(const std::filesystem::path& path, const ArrayName& name,
                     const MakeRoom& make_room);

}  // namespace mlday
