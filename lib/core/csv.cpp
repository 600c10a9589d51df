#include "core/csv.h"

#include "core/text.h"

namespace mlday {

std::string csv_cell(const std::string& text) {
  const bool has_edges = trimmed(text).size() < text.size();  // readers may take them off
  if (!has_edges && text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace mlday
