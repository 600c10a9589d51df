#include "report/protobuf.h"

#include <bit>

namespace mlday {
namespace {

enum WireType { wire_varint = 0, wire_64_bits = 1, wire_bytes = 2, wire_32_bits = 5 };

}  // namespace

void ProtoMessage::varint(std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) bytes_.push_back(static_cast<char>(value | 0x80));
  bytes_.push_back(static_cast<char>(value));
}

void ProtoMessage::key(int field, int wire_type) {
  varint(static_cast<std::uint64_t>(field) << 3 | static_cast<std::uint64_t>(wire_type));
}

ProtoMessage& ProtoMessage::integer(int field, std::int64_t value) {
  key(field, wire_varint);
  varint(static_cast<std::uint64_t>(value));
  return *this;
}

ProtoMessage& ProtoMessage::real(int field, double value) {
  key(field, wire_64_bits);
  append_little_endian(bytes_, std::bit_cast<std::uint64_t>(value));
  return *this;
}

ProtoMessage& ProtoMessage::real32(int field, float value) {
  key(field, wire_32_bits);
  append_little_endian(bytes_, std::bit_cast<std::uint32_t>(value));
  return *this;
}

ProtoMessage& ProtoMessage::text(int field, std::string_view bytes) {
  key(field, wire_bytes);
  varint(bytes.size());
  bytes_ += bytes;
  return *this;
}

ProtoMessage& ProtoMessage::reals(int field, const std::vector<double>& values) {
  key(field, wire_bytes);
  varint(values.size() * sizeof(double));
  for (const auto value : values) append_little_endian(bytes_, std::bit_cast<std::uint64_t>(value));
  return *this;
}

}  // namespace mlday
