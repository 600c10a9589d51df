#include "plot/svg.h"

#include "core/text.h"

namespace mlday {

std::string svg_text(const std::string& text) {
  std::string safe;
  for (const char c : in_one_line(text))
    if (c == '<')
      safe += "&lt;";
    else if (c == '&')
      safe += "&amp;";
    else
      safe += c;
  return safe;
}

}  // namespace mlday
