// What is written as comma-separated values (RFC 4180).
#pragma once

#include <string>

namespace mlday {

/// A text as a cell: quoted where it holds a comma, a quote or a line end, or blanks stand at its
/// ends.
std::string csv_cell(const std::string& text);

}  // namespace mlday
