#include "data/byte_table.h"

namespace mlday {
namespace {

/// A plane whose values lie `step_x` and `step_y` bytes apart.
void write_plane(const std::uint8_t* plane, std::int64_t height, std::int64_t width,
                 std::int64_t step_y, std::int64_t step_x, const ByteTable& table, float* out) {
  for (std::int64_t y = 0; y < height; ++y) {
    const auto* row = plane + y * step_y;
    for (std::int64_t x = 0; x < width; ++x) *out++ = table[row[x * step_x]];
  }
}

}  // namespace

const ByteTable& unit_table() {
  static const ByteTable table = [] {
    ByteTable values{};
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i) / 255.0f;
    return values;
  }();
  return table;
}

void write_floats(const torch::Tensor& bytes, const std::vector<ByteTable>& tables, float* out) {
  const bool is_picture = bytes.dim() == 3;
  const auto values = is_picture ? bytes : bytes.contiguous().reshape({bytes.size(0), 1, -1});
  const auto* data = values.data_ptr<std::uint8_t>();
  const auto height = values.size(1), width = values.size(2);
  for (std::int64_t c = 0; c < values.size(0); ++c) {
    const auto& table = tables.size() == 1 ? tables.front() : tables[static_cast<std::size_t>(c)];
    write_plane(data + c * values.stride(0), height, width, values.stride(1), values.stride(2),
                table, out + c * height * width);
  }
}

}  // namespace mlday
