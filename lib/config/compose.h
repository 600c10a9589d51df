// A config made of files: `extends`, `${NAME}`, and `--set` on top.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "config/node.h"
#include "config/problems.h"

namespace mlday {

/// Resolves `extends` (a file or a list of files, relative to the one that names them; later ones
/// win, the file itself wins over all): maps merge, lists and scalars replace, and a map with the
/// tag
/// `!replace` replaces the whole map below it. Then puts environment variables into texts. `source`
/// is the text of the file at `path`; an empty path (a text without a file) cannot extend.
Node compose(const std::shared_ptr<const Source>& source, const std::filesystem::path& path,
             Problems& problems);

/// The same for a text from elsewhere, such as a checkpoint's: it gets nothing of this machine's
/// environment, and cannot extend.
Node compose_foreign(const std::shared_ptr<const Source>& source, Problems& problems);

/// Puts `upper` over `lower` by the rules above.
Node merged(Node lower, const Node& upper);

/// Replaces `${NAME}` and `${NAME:default}` in every scalar by the environment's value, which is
/// text whatever it looks like; `$${` stands for `${`.
void expand_environment(Node& node, Problems& problems);

}  // namespace mlday
