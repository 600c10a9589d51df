// The header of an IDX file (LeCun, Cortes, Burges, 1998): a magic number, a type, extents.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace mlday {

enum class IdxType { uint8, int8, int16, int32, float32, float64 };

struct IdxHeader {
  IdxType type = IdxType::uint8;
  std::size_t value_bytes = 0;      ///< of each value, big-endian
  std::vector<std::int64_t> shape;  ///< at least one extent; all of them multiply within 64 bits
  std::size_t bytes = 0;            ///< the header's own
};

/// The header of these bytes, which are a whole file. An Error that begins with `name` where they
/// are no IDX file, or too few or too many for what the header says.
IdxHeader idx_header(const std::string& bytes, const std::string& name);

}  // namespace mlday
