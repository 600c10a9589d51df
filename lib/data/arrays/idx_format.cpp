#include "data/arrays/idx_format.h"

#include <algorithm>
#include <cstring>

#include "data/arrays/idx_header.h"

namespace mlday {
namespace {

torch::ScalarType scalar_type(IdxType type) {
  switch (type) {
    case IdxType::uint8:
      return torch::kUInt8;
    case IdxType::int8:
      return torch::kInt8;
    case IdxType::int16:
      return torch::kInt16;
    case IdxType::int32:
      return torch::kInt32;
    case IdxType::float32:
      return torch::kFloat32;
    case IdxType::float64:
      return torch::kFloat64;
  }
  throw std::logic_error("an IDX type without a name");
}

}  // namespace

torch::Tensor parse_idx(const std::string& bytes, const std::string& name) {
  const auto header = idx_header(bytes, name);
  auto array = torch::empty(header.shape, scalar_type(header.type));
  const auto there = bytes.size() - header.bytes, width = header.value_bytes;
  auto* out = static_cast<char*>(array.data_ptr());
  std::memcpy(out, bytes.data() + header.bytes, there);
  if (width > 1)
    for (std::size_t at = 0; at < there; at += width) std::reverse(out + at, out + at + width);
  return array;
}

}  // namespace mlday
