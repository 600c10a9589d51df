// What is wrong with a text that is to be YAML, in words for the person who wrote it.
#pragma once

#include <memory>
#include <string>

#include "config/problems.h"

namespace mlday {

/// The place of a byte.
Mark mark_at(const std::shared_ptr<const Source>& source, std::size_t offset);

/// Whether every byte belongs to UTF-8 text; the first that does not is a problem.
bool is_text(const std::shared_ptr<const Source>& source, Problems& problems);

/// Says what one of yaml-cpp's complaints means, and where to mend it. `open` is the list or map
/// that was being read, if any.
void explain_complaint(const Mark& place, const std::string& complaint, const Node* open,
                       Problems& problems);

}  // namespace mlday
