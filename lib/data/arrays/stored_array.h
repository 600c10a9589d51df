// An array as it lies in a file that holds arrays under names.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace mlday {

/// An array as the config names it, by the key `key`.
struct ArrayName {
  std::string name;
  std::string key;
};

enum class NumberType { int8, uint8, int16, uint16, int32, uint32, int64, float32, float64 };

std::size_t bytes_of(NumberType type);

/// Makes room for an array's numbers, row-major: called once, with their type and extents, when all
/// of that was held against the file's size.
using MakeRoom = std::function<void*(NumberType type, const std::vector<std::int64_t>& extents)>;

/// What is known of an array beside its numbers.
struct StoredArray {
  double white = 0;                ///< 65,535 where the file has unsigned integers of 16 bits
  std::vector<std::string> texts;  ///< in a row, where it holds these: no room is asked for then
};

/// Throws where values that a header claims cannot be in a file of this size: `claimed` bytes, of
/// which a compressed file may hold a thousandth.
void check_claim(double claimed, const std::filesystem::path& path, const std::string& name,
                 bool compressed);

}  // namespace mlday
