// A protocol buffer's message, written field by field:
// https://protobuf.dev/programming-guides/encoding Event files need a dozen small messages, which
// is no reason to depend on the library.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mlday {

/// A field is set by its number in the .proto file. As proto3 has it, fields that hold their
/// default may be left out; these functions write what they are given.
class ProtoMessage {
 public:
  /// int32, int64, bool and enumerations.
  ProtoMessage& integer(int field, std::int64_t value);
  ProtoMessage& real(int field, double value);            ///< double
  ProtoMessage& real32(int field, float value);           ///< float
  ProtoMessage& text(int field, std::string_view bytes);  ///< string, bytes
  ProtoMessage& message(int field, const ProtoMessage& value) { return text(field, value.bytes()); }
  /// repeated double, packed
  ProtoMessage& reals(int field, const std::vector<double>& values);

  const std::string& bytes() const { return bytes_; }

 private:
  void varint(std::uint64_t value);
  void key(int field, int wire_type);

  std::string bytes_;
};

/// The number's bytes, the least significant first, whatever the machine's order is.
template <class Unsigned>
void append_little_endian(std::string& bytes, Unsigned number) {
  for (std::size_t i = 0; i < sizeof number; ++i)
    bytes.push_back(static_cast<char>(number >> (8 * i) & 0xFF));
}

}  // namespace mlday
