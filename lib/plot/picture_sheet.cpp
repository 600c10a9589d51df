#include "plot/picture_sheet.h"

#include <algorithm>

#include "core/terminal.h"
#include "core/text.h"
#include "plot/svg.h"

namespace mlday {
namespace {

constexpr std::size_t per_row = 8, letters = 22;
constexpr int picture = 144, gap = 16, line_height = 17, first_row = 56;

constexpr const char* sheet_style = R"(<style>
svg { background: #fff; color: #1b1b1f; font: 13px system-ui, sans-serif; }
text { fill: currentColor; } .title { font-size: 20px; font-weight: 600; } .more { opacity: .7; }
image { image-rendering: pixelated; }
@media (prefers-color-scheme: dark) { svg { background: #16181d; color: #e6e6e6; } }
</style>
)";

std::string place(int x, int y) {
  return " x=\"" + std::to_string(x) + "\" y=\"" + std::to_string(y) + "\"";
}

/// Its lines as they are drawn; all but the first of them paler.
std::string exhibit_text(const Exhibit& exhibit, int x, int y) {
  const auto side = std::to_string(picture);
  auto text = "<image" + place(x, y) + " width=\"" + side + "\" height=\"" + side + "\" href=\"" +
              svg_text(exhibit.picture_url) + "\"/>\n";
  y += picture + 2;
  for (std::size_t i = 0; i < exhibit.lines.size(); ++i)
    for (const auto& line : broken_into_lines(exhibit.lines[i], letters))
      text += "<text" + place(x, y += line_height) + (i > 0 ? " class=\"more\">" : ">") +
              svg_text(line) + "</text>\n";
  return text;
}

int lines_of(const Exhibit& exhibit) {
  std::size_t count = 0;
  for (const auto& line : exhibit.lines) count += broken_into_lines(line, letters).size();
  return static_cast<int>(count);
}

}  // namespace

std::vector<std::string> broken_into_lines(const std::string& text, std::size_t width) {
  std::vector<std::string> lines{""};
  for (auto word : split(text, ' ')) {
    auto& line = lines.back();
    if (!line.empty() && display_width(line) + 1 + display_width(word) <= width) {
      line += " " + word;
      continue;
    }
    if (!line.empty()) lines.emplace_back();
    while (display_width(word) > width) {
      const auto front = fitted(word, width);
      if (front.empty()) break;  // a character that is wider than the line
      lines.back() = front;
      word.erase(0, front.size());
      lines.emplace_back();
    }
    lines.back() = word;
  }
  return lines;
}

std::string picture_sheet(const std::string& title, const std::vector<Exhibit>& exhibits) {
  std::string drawn;
  int y = first_row;
  for (std::size_t begin = 0; begin < exhibits.size(); begin += per_row) {
    int most_lines = 0;
    for (std::size_t i = begin; i < std::min(begin + per_row, exhibits.size()); ++i) {
      const int x = gap + static_cast<int>(i - begin) * (picture + gap);
      drawn += exhibit_text(exhibits[i], x, y);
      most_lines = std::max(most_lines, lines_of(exhibits[i]));
    }
    y += picture + most_lines * line_height + gap;
  }
  const auto width = std::to_string(gap + static_cast<int>(per_row) * (picture + gap));
  const auto height = std::to_string(y + gap);
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + width + " " + height +
         "\" width=\"" + width + "\" height=\"" + height + "\" role=\"img\">\n<title>" +
         svg_text(title) + "</title>\n" + sheet_style + "<text class=\"title\"" + place(gap, 36) +
         ">" + svg_text(title) + "</text>\n" + drawn + "</svg>\n";
}

}  // namespace mlday
