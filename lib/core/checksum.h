// Checksums that are the same on every machine.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mlday {

/// XXH3 with 64 bits: https://github.com/Cyan4973/xxHash. It tells changes, it is no protection
/// against forgery.
std::uint64_t checksum(std::string_view bytes, std::uint64_t seed = 0);

/// As 16 hexadecimal digits.
std::string checksum_text(std::uint64_t checksum);

/// The number that such a text says; 0 where it says none.
std::uint64_t checksum_of_text(std::string_view text);

/// CRC-32C (Castagnoli's polynomial, as iSCSI has it: RFC 3720, B.4), which event files use.
std::uint32_t crc32c(std::string_view bytes);

}  // namespace mlday
