// Where yaml-cpp reads otherwise than YAML 1.2 has it, told by the text that it read.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "config/node.h"

namespace mlday {

/// The first carriage return that ends a line alone: a line break, but not to yaml-cpp.
std::optional<std::size_t> first_lone_return(std::string_view text);

/// The value itself that begins at a place, behind its anchor and tag.
std::size_t content_at(std::string_view text, std::size_t place);

/// Whether a folded text keeps the line breaks at its end (`>+`): yaml-cpp loses one of them.
bool is_folded_and_kept(std::string_view text, std::size_t place);

/// Whether a line before the document begins with `%` but no `---` ends the directives: yaml-cpp
/// takes such lines for directives and drops them.
bool has_stray_directive(std::string_view text, std::size_t document);

/// The lines of blanks alone right before a place: yaml-cpp keeps one at the end of quotes.
std::size_t empty_lines_before(std::string_view text, std::size_t place);

/// yaml-cpp writes the escapes `\N` and `\_` as single bytes, which are no UTF-8.
std::string with_whole_characters(const std::string& text);

/// Whether a code is in it that Unicode gives no character (U+FFFF, U+FDD0, ...): yaml-cpp would
/// write another in its place.
bool has_noncharacter(std::string_view text);

/// Whether a plain scalar is what its tag says; yaml-cpp leaves that to its caller.
bool fits_tag(const Node& scalar, std::string_view tag);

}  // namespace mlday
