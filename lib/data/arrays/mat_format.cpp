#include "data/arrays/mat_format.h"

#include <zlib.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <type_traits>

#include "core/error.h"
#include "core/text.h"

namespace mlday {
namespace {

constexpr std::size_t header_bytes = 128, tag_bytes = 8;
constexpr std::uint32_t matrix_element = 14, compressed_element = 15;
constexpr std::uint32_t complex_flag = 0x800, logical_flag = 0x200, class_mask = 0xFF;
constexpr int opaque_class = 17;

/// Unpacks deflated bytes, at most so many of them.
std::string inflated(std::string_view packed, std::size_t most, const std::string& name) {
  z_stream stream{};
  if (::inflateInit(&stream) != Z_OK) throw Error("cannot unpack " + name);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());  // (an element has at most 4 GB)
  std::string bytes;
  int code = Z_OK;
  while (code == Z_OK && bytes.size() < most) {
    const auto before = bytes.size();
    bytes.resize(std::min(most, before + (std::size_t{1} << 16)));
    stream.next_out = reinterpret_cast<Bytef*>(bytes.data() + before);
    stream.avail_out = static_cast<uInt>(bytes.size() - before);
    code = ::inflate(&stream, Z_NO_FLUSH);
    bytes.resize(bytes.size() - stream.avail_out);
  }
  ::inflateEnd(&stream);
  if (code != Z_OK && code != Z_STREAM_END)
    throw Error(name + " is cut off or broken: it cannot be unpacked");
  return bytes;
}

template <class Value>
Value value_at(std::string_view bytes, std::size_t index, bool big_endian) {
  char raw[sizeof(Value)];
  std::memcpy(raw, bytes.data() + index * sizeof(Value), sizeof(Value));
  if (big_endian == (std::endian::native == std::endian::little))
    std::reverse(raw, raw + sizeof(Value));
  Value value;
  std::memcpy(&value, raw, sizeof(Value));
  return value;
}

/// Calls `use` with a value of the C++ type that numbers of this element have; false where it holds
/// none.
template <class Use>
bool with_stored_type(std::uint32_t type, const Use& use) {
  switch (type) {
    case 1:
      return use(std::int8_t{}), true;
    case 2:
      return use(std::uint8_t{}), true;
    case 3:
      return use(std::int16_t{}), true;
    case 4:
      return use(std::uint16_t{}), true;
    case 5:
      return use(std::int32_t{}), true;
    case 6:
      return use(std::uint32_t{}), true;
    case 7:
      return use(float{}), true;
    case 9:
      return use(double{}), true;
    case 12:
      return use(std::int64_t{}), true;
    case 13:
      return use(std::uint64_t{}), true;
    default:
      return false;
  }
}

/// The same of a variable's class.
template <class Use>
bool with_class(int type, const Use& use) {
  switch (type) {
    case 6:
      return use(double{}), true;
    case 7:
      return use(float{}), true;
    case 8:
      return use(std::int8_t{}), true;
    case 9:
      return use(std::uint8_t{}), true;
    case 10:
      return use(std::int16_t{}), true;
    case 11:
      return use(std::uint16_t{}), true;
    case 12:
      return use(std::int32_t{}), true;
    case 13:
      return use(std::uint32_t{}), true;
    case 14:
      return use(std::int64_t{}), true;
    case 15:
      return use(std::uint64_t{}), true;
    default:
      return false;
  }
}

MatVariable header_of(MatElements elements, bool big_endian, const std::string& name) {
  MatVariable variable;
  const auto flags = elements.next().bytes;
  if (flags.size() < sizeof(std::uint32_t))
    throw Error(name + " is broken: a variable has no class");
  const auto word = value_at<std::uint32_t>(flags, 0, big_endian);
  variable.type = static_cast<int>(word & class_mask);
  variable.is_complex = (word & complex_flag) != 0;
  variable.is_logical = (word & logical_flag) != 0;
  const auto extents = elements.next().bytes;
  if (variable.type == opaque_class) {  // an object has no extents
    variable.name = extents;
    return variable;
  }
  if (extents.size() % sizeof(std::int32_t) != 0)
    throw Error(name + " is broken: a variable has no extents");
  for (std::size_t d = 0; d < extents.size() / sizeof(std::int32_t); ++d) {
    variable.extents.push_back(value_at<std::int32_t>(extents, d, big_endian));
    if (variable.extents.back() < 0) throw Error(name + " is broken: a negative extent");
  }
  variable.name = elements.next().bytes;
  return variable;
}

}  // namespace

std::uint32_t MatElements::word(std::size_t at) const {
  return value_at<std::uint32_t>(bytes_.substr(at), 0, big_endian_);
}

MatElement MatElements::next() {
  const auto left = bytes_.size() - std::min(at_, bytes_.size());
  const auto missing = [&](std::size_t bytes) {
    return Error(name_ + " is cut off: " + counted(static_cast<std::int64_t>(bytes), "byte") +
                 " or more are missing");
  };
  if (left < tag_bytes) throw missing(tag_bytes - left);
  const auto first = word(at_);
  if (const auto length = first >> 16; length > 0) {  // up to 4 bytes stand in the tag itself
    const MatElement small{first & 0xFFFF, bytes_.substr(at_ + 4, std::min(length, 4u))};
    at_ += tag_bytes;
    return small;
  }
  const std::size_t length = word(at_ + 4);
  if (left - tag_bytes < length) throw missing(length - (left - tag_bytes));
  const MatElement element{first, bytes_.substr(at_ + tag_bytes, length)};
  const auto filled = first == compressed_element ? length : (length + 7) / 8 * 8;
  at_ += tag_bytes + filled;
  return element;
}

MatFile::MatFile(std::string bytes, std::string name)
    : bytes_(std::move(bytes)), name_(std::move(name)) {
  const auto mark = std::string_view(bytes_).substr(std::min(bytes_.size(), header_bytes - 4), 4);
  big_endian_ = mark == std::string_view("\1\0MI", 4);
  if (!big_endian_ && mark != std::string_view("\0\1IM", 4))
    throw Error(name_ +
                " is no MATLAB file of version 5 or later, or is cut off (one of version 4 "
                "is not read: load it and save it anew)");
  MatElements all(std::string_view(bytes_).substr(header_bytes), big_endian_, name_);
  while (!all.at_end()) {
    const auto element = all.next();
    if (element.type == matrix_element || element.type == compressed_element)
      elements_.push_back(element);
  }
  for (std::size_t i = 0; i < elements_.size(); ++i) {
    std::string room;
    variables_.push_back(header_of(open(i, room, false), big_endian_, name_));
  }
}

MatElements MatFile::open(std::size_t i, std::string& room, bool whole) const {
  const auto& element = elements_[i];
  if (element.type == matrix_element) return {element.bytes, big_endian_, name_};
  // (A header has a name of up to 63 letters and some extents.)
  constexpr std::size_t enough_for_header = 4096, best_ratio = 1032;  // of deflate
  room = inflated(element.bytes,
                  whole ? tag_bytes + element.bytes.size() * best_ratio : enough_for_header, name_);
  if (whole) {
    const auto inner = MatElements(room, big_endian_, name_).next();
    return {inner.bytes, big_endian_, name_};
  }
  if (room.size() < tag_bytes) throw Error(name_ + " is broken: a variable is empty");
  return {std::string_view(room).substr(tag_bytes), big_endian_, name_};
}

std::string MatFile::numbers(std::size_t i) const {
  const auto& variable = variables_[i];
  std::string room;
  auto elements = open(i, room, true);
  for (int part = 0; part < 3; ++part) elements.next();  // flags, extents, name
  const auto values = elements.next();
  std::string numbers;
  const bool is_known = with_stored_type(values.type, [&](auto stored) {
    using Stored = decltype(stored);
    const auto count = values.bytes.size() / sizeof(Stored);
    with_class(variable.type, [&](auto wanted) {
      using Wanted = decltype(wanted);
      if constexpr (std::is_floating_point_v<Stored> && !std::is_floating_point_v<Wanted>)
        throw Error(name_ + ": `" + variable.name +
                    "` keeps its integers as fractions: it is broken");
      numbers.resize(count * sizeof(Wanted));
      for (std::size_t k = 0; k < count; ++k) {
        const auto value = static_cast<Wanted>(value_at<Stored>(values.bytes, k, big_endian_));
        std::memcpy(numbers.data() + k * sizeof(Wanted), &value, sizeof(Wanted));
      }
    });
  });
  double wanted = static_cast<double>(bytes_of_mat_class(variable.type));
  for (const auto extent : variable.extents) wanted *= static_cast<double>(extent);
  if (!is_known || static_cast<double>(numbers.size()) != wanted)
    throw Error(name_ + ": `" + variable.name + "` cannot be read: the file is cut off or broken");
  return numbers;
}

std::size_t bytes_of_mat_class(int type) {
  std::size_t bytes = 0;
  with_class(type, [&](auto value) { bytes = sizeof(value); });
  return bytes;
}

}  // namespace mlday
