// Fuzzes the reader of comma-separated values. Beyond not crashing: an accepted table is
// rectangular, and written with quotes it reads back as itself.
#include <string>

#include "core/csv_format.h"
#include "core/error.h"
#include "fuzz/require.h"

using namespace mlday;

namespace {

std::string quoted(const Cells& cells) {
  std::string line;
  for (const auto& cell : cells) {
    line += line.empty() ? "\"" : ",\"";
    for (const char c : cell) line.append(c == '"' ? 2 : 1, c);
    line += '"';
  }
  return line + "\n";
}

/// An empty line is no row.
bool is_blank(const Cells& cells) { return cells.size() == 1 && cells.front().empty(); }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string text(reinterpret_cast<const char*>(data + 2), size - 2);
  const char separators[] = {0, ',', ';', '\t', '|'};
  TextRows table;
  try {
    table = parse_csv(text, "fuzzed", separators[data[0] % sizeof separators], data[1] % 2 == 1);
  } catch (const Error&) {
    return 0;  // refused, as most inputs are
  }
  require(!table.rows.empty() && table.lines.size() == table.rows.size(), "no rows");
  std::string again = quoted(table.names);
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    require(table.rows[i].size() == table.names.size(), "a row of another length");
    require(i == 0 || table.lines[i] > table.lines[i - 1], "lines that do not ascend");
    require(!is_blank(table.rows[i]), "a blank row");
    again += quoted(table.rows[i]);
  }
  if (is_blank(table.names)) return 0;
  const auto second = parse_csv(again, "written", ',', true);
  require(second.names == table.names && second.rows == table.rows, "not what was written");
  return 0;
}
