// Comma-separated values (RFC 4180): cells may be quoted, hold separators, quotes and line ends.
#pragma once

#include <string>
#include <vector>

namespace mlday {

using Cells = std::vector<std::string>;

/// A table as text: every row has a cell for each name.
struct TextRows {
  Cells names;
  std::vector<Cells> rows;
  std::vector<std::size_t> lines;  ///< where each row begins in the file, from 1
};

/// Reads a whole table, a file's bytes in any form that `plain_text` knows. `separator` 0 takes the
/// one of `,`, `;`, tab and `|` that the first line has most of. Without a header, columns are
/// called "1", "2", ... An Error names `file` and the line where rows differ in length or a quote
/// is never closed. Without `quotes`, a double quote is a character like any other.
TextRows parse_csv(const std::string& bytes, const std::string& file, char separator, bool header,
                   bool quotes = true);

}  // namespace mlday
