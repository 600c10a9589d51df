// Text files as their bytes are met in the world: marks, encodings, ends of lines.
#pragma once

#include <string>

namespace mlday {

/// A text file's bytes as UTF-8 without a byte order mark, each line ended by \n (Python's
/// universal newlines: also CR LF, and CR alone). UTF-16 with its mark is read too. An Error that
/// names `file` and the line where the bytes are none of this.
std::string plain_text(std::string bytes, const std::string& file);

}  // namespace mlday
