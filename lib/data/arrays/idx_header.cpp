#include "data/arrays/idx_header.h"

#include <algorithm>
#include <optional>

#include "core/error.h"
#include "core/text.h"

namespace mlday {
namespace {

struct CodedType {
  unsigned char code;
  IdxType type;
  std::size_t bytes;
};

constexpr CodedType types[] = {{0x08, IdxType::uint8, 1},   {0x09, IdxType::int8, 1},
                               {0x0B, IdxType::int16, 2},   {0x0C, IdxType::int32, 4},
                               {0x0D, IdxType::float32, 4}, {0x0E, IdxType::float64, 8}};

}  // namespace

IdxHeader idx_header(const std::string& bytes, const std::string& name) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
  if (bytes.size() < 4 || byte(0) != 0 || byte(1) != 0)
    throw Error(name + " is no IDX file: it does not begin with IDX's magic number");
  const auto* type = std::find_if(std::begin(types), std::end(types),
                                  [&](const CodedType& known) { return known.code == byte(2); });
  const std::size_t dimensions = byte(3);
  constexpr std::size_t most_dimensions = 8;
  if (type == std::end(types) || dimensions == 0 || dimensions > most_dimensions)
    throw Error(name + " is no IDX file: type " + std::to_string(byte(2)) + ", " +
                std::to_string(dimensions) + " dimensions");
  IdxHeader header{type->type, type->bytes, {}, 4 + 4 * dimensions};
  if (bytes.size() < header.bytes) throw Error(name + " is cut off within its header");
  // As doubles: extents may multiply beyond 64 bits, also those before one that is 0.
  double needed = static_cast<double>(type->bytes), largest = needed;
  for (std::size_t d = 0; d < dimensions; ++d) {
    std::int64_t extent = 0;
    for (std::size_t i = 0; i < 4; ++i) extent = extent * 256 + byte(4 + 4 * d + i);
    header.shape.push_back(extent);
    needed *= static_cast<double>(extent);
    largest *= static_cast<double>(std::max<std::int64_t>(extent, 1));
  }
  const auto there = bytes.size() - header.bytes;
  constexpr double most_bytes = 1e18;
  if (needed != static_cast<double>(there) || largest > most_bytes) {
    std::vector<std::string> extents;
    for (const auto extent : header.shape) extents.push_back(std::to_string(extent));
    throw Error(name + " is broken: its header says " + join(extents, " x ") + " values of " +
                counted(static_cast<std::int64_t>(type->bytes), "byte") + ", but " +
                with_commas(static_cast<std::int64_t>(there)) + " bytes follow");
  }
  return header;
}

}  // namespace mlday
