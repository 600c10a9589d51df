// Reads back what the tests of event files write: records with their checksums, and the fields of
// protocol buffers by number.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/checksum.h"

namespace event_reader {

inline std::uint64_t little_endian(const std::string& bytes, std::size_t at, std::size_t size) {
  if (at + size > bytes.size()) throw std::runtime_error("cut off");
  std::uint64_t number = 0;
  for (std::size_t i = size; i-- > 0;)
    number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
  return number;
}

inline void check_crc(const std::string& bytes, std::uint64_t masked) {
  const auto rotated = static_cast<std::uint32_t>(masked) - 0xA282EAD8u;
  if ((rotated >> 17 | rotated << 15) != mlday::crc32c(bytes))
    throw std::runtime_error("wrong checksum");
}

inline std::vector<std::string> records(const std::string& file) {
  std::vector<std::string> list;
  for (std::size_t at = 0; at < file.size();) {
    const auto length = little_endian(file, at, 8);
    check_crc(file.substr(at, 8), little_endian(file, at + 8, 4));
    list.push_back(file.substr(at + 12, length));
    check_crc(list.back(), little_endian(file, at + 12 + length, 4));
    at += 12 + length + 4;
  }
  return list;
}

/// A message's fields: numbers as their bits, texts and messages as their bytes.
struct Message {
  std::multimap<int, std::uint64_t> numbers;
  std::multimap<int, std::string> texts;

  explicit Message(const std::string& bytes) {
    std::size_t at = 0;
    const auto varint = [&] {
      std::uint64_t value = 0;
      for (int shift = 0;; shift += 7) {
        const auto byte = little_endian(bytes, at++, 1);
        value |= (byte & 0x7F) << shift;
        if (byte < 0x80) return value;
      }
    };
    while (at < bytes.size()) {
      const auto key = varint();
      const int field = static_cast<int>(key >> 3), wire = static_cast<int>(key & 7);
      if (wire == 2) {
        const auto length = varint();
        texts.emplace(field, bytes.substr(at, length));
        at += length;
      } else if (wire == 0) {
        numbers.emplace(field, varint());
      } else {
        const std::size_t size = wire == 1 ? 8 : 4;
        numbers.emplace(field, little_endian(bytes, at, size));
        at += size;
      }
    }
  }

  bool has(int field) const { return numbers.count(field) + texts.count(field) > 0; }
  std::uint64_t number(int field) const {
    return numbers.count(field) ? numbers.find(field)->second : 0;
  }
  std::string text(int field) const { return texts.count(field) ? texts.find(field)->second : ""; }
  Message message(int field) const { return Message(text(field)); }
  std::vector<std::string> all(int field) const {
    std::vector<std::string> list;
    const auto [first, last] = texts.equal_range(field);
    for (auto it = first; it != last; ++it) list.push_back(it->second);
    return list;
  }
};

/// A point of a curve, or a purge ("START").
struct Point {
  std::string tag;
  std::int64_t step = 0;
  float value = 0;

  bool operator==(const Point&) const = default;
};

inline std::vector<Point> points(const std::string& file) {
  std::vector<Point> list;
  for (const auto& record : records(file)) {
    const Message event(record);
    const auto step = static_cast<std::int64_t>(event.number(2));
    if (event.has(7)) list.push_back({"START", step});
    for (const auto& bytes : event.message(5).all(1)) {
      const Message value(bytes);
      if (value.has(2))
        list.push_back({value.text(1), step,
                        std::bit_cast<float>(static_cast<std::uint32_t>(value.number(2)))});
    }
  }
  return list;
}

}  // namespace event_reader
