#include "data/arrays/idx_format.h"

#include <algorithm>
#include <cstring>
#include <optional>

#include "core/error.h"
#include "core/text.h"

namespace mlday {
namespace {

/// The type of a code in the third byte; all are big-endian.
std::optional<torch::ScalarType> type_of_code(unsigned char code) {
  switch (code) {
    case 0x08:
      return torch::kUInt8;
    case 0x09:
      return torch::kInt8;
    case 0x0B:
      return torch::kInt16;
    case 0x0C:
      return torch::kInt32;
    case 0x0D:
      return torch::kFloat32;
    case 0x0E:
      return torch::kFloat64;
    default:
      return std::nullopt;
  }
}

}  // namespace

torch::Tensor parse_idx(const std::string& bytes, const std::string& name) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
  if (bytes.size() < 4 || byte(0) != 0 || byte(1) != 0)
    throw Error(name + " is no IDX file: it does not begin with IDX's magic number");
  const auto type = type_of_code(byte(2));
  const std::size_t dimensions = byte(3);
  constexpr std::size_t most_dimensions = 8;
  if (!type || dimensions == 0 || dimensions > most_dimensions)
    throw Error(name + " is no IDX file: type " + std::to_string(byte(2)) + ", " +
                std::to_string(dimensions) + " dimensions");
  const std::size_t header = 4 + 4 * dimensions;
  if (bytes.size() < header) throw Error(name + " is cut off within its header");
  std::vector<std::int64_t> shape;
  const auto width = torch::elementSize(*type);
  double needed = static_cast<double>(width);  // as a double: extents may multiply beyond 64 bits
  for (std::size_t d = 0; d < dimensions; ++d) {
    std::int64_t extent = 0;
    for (std::size_t i = 0; i < 4; ++i) extent = extent * 256 + byte(4 + 4 * d + i);
    shape.push_back(extent);
    needed *= static_cast<double>(extent);
  }
  const auto there = bytes.size() - header;
  if (needed != static_cast<double>(there)) {
    std::vector<std::string> extents;
    for (const auto extent : shape) extents.push_back(std::to_string(extent));
    throw Error(name + " is broken: its header says " + join(extents, " x ") + " values of " +
                counted(static_cast<std::int64_t>(width), "byte") + ", but " +
                with_commas(static_cast<std::int64_t>(there)) + " bytes follow");
  }
  auto array = torch::empty(shape, *type);
  auto* out = static_cast<char*>(array.data_ptr());
  std::memcpy(out, bytes.data() + header, there);
  if (width > 1)
    for (std::size_t at = 0; at < there; at += width) std::reverse(out + at, out + at + width);
  return array;
}

}  // namespace mlday
