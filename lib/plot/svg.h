// What every drawing as SVG needs.
#pragma once

#include <string>

namespace mlday {

/// The text as SVG may hold it: in one line of UTF-8, with < and & as entities.
std::string svg_text(const std::string& text);

}  // namespace mlday
