// YAML text to nodes and back.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "config/node.h"
#include "config/problems.h"

namespace mlday {

/// Reads one document. Anchors, aliases and merge keys are resolved; duplicate keys, several
/// documents, keys that are not scalars, tags of one's own, bytes that are not UTF-8, and documents
/// beyond the limits (16 MB, 100 levels, 200,000 values with aliases written out) are problems. The
/// source must be shared because every mark points to it.
Node parse_yaml(const std::shared_ptr<const Source>& source, Problems& problems);

/// A file's text; one that cannot be read, or is larger than the limit, is a usage Error.
std::shared_ptr<const Source> read_source(const std::filesystem::path& path);

/// Writes block style, lists of scalars in brackets, so that it reads back to the same tree.
/// `origins` adds each value's origin as a comment ("# default").
std::string emit_yaml(const Node& node, bool origins = false);

}  // namespace mlday
