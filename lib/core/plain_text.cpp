#include "core/plain_text.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>

#include "core/error.h"
#include "core/text.h"

namespace mlday {
namespace {

void append_utf8(std::uint32_t code, std::string& text) {
  const auto add = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
  if (code < 0x80) {
    add(code);
  } else if (code < 0x800) {
    add(0xC0 | code >> 6), add(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    add(0xE0 | code >> 12), add(0x80 | (code >> 6 & 0x3F)), add(0x80 | (code & 0x3F));
  } else {
    add(0xF0 | code >> 18), add(0x80 | (code >> 12 & 0x3F));
    add(0x80 | (code >> 6 & 0x3F)), add(0x80 | (code & 0x3F));
  }
}

/// UTF-16's units behind its mark; surrogates that are no pair become U+FFFD.
std::string from_utf16(std::string_view bytes, bool big_endian) {
  const auto unit = [&](std::size_t at) {
    const auto first = static_cast<unsigned char>(bytes[at]),
               second = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<std::uint32_t>(big_endian ? first << 8 | second : second << 8 | first);
  };
  std::string text;
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    std::uint32_t code = unit(at);
    const bool is_high = code >= 0xD800 && code < 0xDC00;
    const auto low = is_high && at + 3 < bytes.size() ? unit(at + 2) : 0;
    if (low >= 0xDC00 && low < 0xE000) {
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
      at += 2;
    } else if (code >= 0xD800 && code < 0xE000) {
      code = 0xFFFD;
    }
    append_utf8(code, text);
  }
  return text;
}

/// Ends every line by \n.
void unify_line_ends(std::string& text) {
  std::size_t to = 0;
  for (std::size_t from = 0; from < text.size(); ++from) {
    const bool is_return = text[from] == '\r';
    if (is_return && from + 1 < text.size() && text[from + 1] == '\n') continue;
    text[to++] = is_return ? '\n' : text[from];
  }
  text.resize(to);
}

/// What the bytes are where they are no text; empty where they look like nothing known.
std::string other_format(std::string_view bytes) {
  using namespace std::string_view_literals;
  static constexpr std::pair<std::string_view, const char*> beginnings[] = {
      {"\x1f\x8b"sv, "gzipped: unpack it"},
      {"BZh"sv, "compressed by bzip2: unpack it"},
      {"\x28\xb5\x2f\xfd"sv, "compressed by zstd: unpack it"},
      {"\xfd"
       "7zXZ"sv,
       "compressed by xz: unpack it"},
      {"7z\xbc\xaf"sv, "a 7z archive: unpack it"},
      {"Rar!"sv, "a RAR archive: unpack it"},
      {"PK\3\4"sv, "a zip archive, as Excel's .xlsx is too: unpack it, or save the table as CSV"},
      {"\xd0\xcf\x11\xe0"sv, "an old Office file, such as Excel's .xls: save the table as CSV"},
      {"PAR1"sv, "a Parquet file: write it as CSV"},
      {"ARROW1"sv, "an Arrow file: write it as CSV"},
      {"SQLite format 3"sv, "an SQLite database"},
      {"\x89HDF"sv, "an HDF5 file"},
      {"\x93NUMPY"sv, "a NumPy array"},
      {"%PDF"sv, "a PDF"},
  };
  for (const auto& [beginning, what] : beginnings)
    if (bytes.starts_with(beginning)) return what;
  return "";
}

/// Every second byte of UTF-16 is NUL where most letters are English ones.
std::string what_nul_means(std::string_view text) {
  const auto nuls = std::count(text.begin(), text.end(), '\0');
  return 4 * nuls >= static_cast<std::ptrdiff_t>(text.size())
             ? "this looks like UTF-16; save it as UTF-8"
             : "no text has one: the file is damaged, or no text";
}

void refuse_other_encodings(const std::string& text, const std::string& file) {
  std::int64_t line = 1;
  for (std::size_t at = 0; at < text.size();) {
    const auto length = utf8_length(text, at);
    if (length == 0 || text[at] == '\0') {
      if (const auto format = other_format(text); !format.empty())
        throw Error(file + " is no text, but " + format);
      throw Error(
          file + ":" + std::to_string(line) + ": " +
          (length == 0 ? "not in UTF-8: save it as that" : "a NUL byte: " + what_nul_means(text)));
    }
    if (text[at] == '\n') ++line;
    at += length;
  }
}

}  // namespace

std::string plain_text(std::string bytes, const std::string& file) {
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF"))
    bytes = from_utf16(std::string_view(bytes).substr(2), bytes.starts_with("\xFE\xFF"));
  else if (bytes.starts_with("\xEF\xBB\xBF"))
    bytes.erase(0, 3);
  if (bytes.find('\r') != std::string::npos) unify_line_ends(bytes);
  refuse_other_encodings(bytes, file);
  return bytes;
}

}  // namespace mlday
