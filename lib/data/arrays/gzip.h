// Files that may be gzipped.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace mlday {

/// The file's content, unpacked where it is gzipped. An Error that names it where it cannot be
/// read, is cut off or broken, or unpacks to more than `limit` bytes; memory grows with what comes
/// out, never by what a header claims.
std::string read_gzip(const std::filesystem::path& path, std::size_t limit = std::size_t{4} << 30);

}  // namespace mlday
