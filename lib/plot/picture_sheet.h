// Many small pictures on one sheet, as SVG, with what they are below them.
#pragma once

#include <string>
#include <vector>

namespace mlday {

/// A picture as a data URL, and lines of text; longer ones go on in a line of their own.
struct Exhibit {
  std::string picture_url;
  std::vector<std::string> lines;
};

/// Row by row, eight beside each other. Text is broken between words and never cut.
std::string picture_sheet(const std::string& title, const std::vector<Exhibit>& exhibits);

/// The text in lines of at most so many columns, broken between words and, where a word is wider
/// than that, within it. Of an empty text one empty line.
std::vector<std::string> broken_into_lines(const std::string& text, std::size_t columns);

}  // namespace mlday
