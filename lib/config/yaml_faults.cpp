#include "config/yaml_faults.h"

#include <algorithm>
#include <cctype>

#include "core/text.h"

namespace mlday {

std::optional<std::size_t> first_lone_return(std::string_view text) {
  for (std::size_t at = 0; (at = text.find('\r', at)) != std::string_view::npos; ++at)
    if (at + 1 == text.size() || text[at + 1] != '\n') return at;
  return std::nullopt;
}

std::size_t content_at(std::string_view text, std::size_t place) {
  while (place < text.size() && (text[place] == '&' || text[place] == '!')) {
    place = text.find_first_of(" \t\r\n", place);
    while (place < text.size() && (text[place] == '#' || std::isspace(text[place])))
      place = text[place] == '#' ? text.find('\n', place) : place + 1;
  }
  return std::min(place, text.size());
}

bool is_folded_and_kept(std::string_view text, std::size_t place) {
  const auto header = text.substr(content_at(text, place), 3);
  return header.starts_with('>') &&
         header.substr(0, header.find_first_of(" \t\r\n")).find('+') != header.npos;
}

bool has_stray_directive(std::string_view text, std::size_t document) {
  const auto before = text.substr(0, document);
  const bool has_directive = before.starts_with('%') || before.find("\n%") != before.npos;
  return has_directive && !text.substr(document).starts_with("---");
}

std::size_t empty_lines_before(std::string_view text, std::size_t place) {
  const auto last = text.substr(0, place).find_last_not_of(" \t\r\n");
  const auto blanks = text.substr(last + 1, place - last - 1);
  const auto lines = std::count(blanks.begin(), blanks.end(), '\n');
  return static_cast<std::size_t>(std::max<std::ptrdiff_t>(lines - 1, 0));
}

std::string with_whole_characters(const std::string& text) {
  std::string whole;
  for (std::size_t i = 0; i < text.size();) {
    const auto length = utf8_length(text, i);
    if (length == 0) whole += '\xc2';  // U+0085 and U+00A0 are this byte and the one they are
    whole += text.substr(i, std::max<std::size_t>(length, 1));
    i += std::max<std::size_t>(length, 1);
  }
  return whole;
}

bool has_noncharacter(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto length = std::max<std::size_t>(utf8_length(text, i), 1);
    // The first byte of several has as many ones in front; six bits come from each of the others.
    const auto lead = static_cast<unsigned char>(text[i]);
    char32_t code = length == 1 ? lead : lead & (0x7FU >> length);
    for (std::size_t k = 1; k < length; ++k)
      code = code << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3FU);
    if ((code & 0xFFFE) == 0xFFFE || (code >= 0xFDD0 && code <= 0xFDEF)) return true;
    i += length;
  }
  return false;
}

bool fits_tag(const Node& scalar, std::string_view tag) {
  const auto type = scalar.scalar_type();
  if (tag == "tag:yaml.org,2002:int") return type == ScalarType::integer;
  if (tag == "tag:yaml.org,2002:float")
    return type == ScalarType::number || type == ScalarType::integer;
  if (tag == "tag:yaml.org,2002:bool") return type == ScalarType::boolean;
  if (tag == "tag:yaml.org,2002:null") return type == ScalarType::null;
  return true;
}

}  // namespace mlday
