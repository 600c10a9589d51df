#include "config/reader.h"

#include "core/text.h"

namespace mlday {

std::string Reader::path() const { return join(path_, "."); }

std::string Reader::path_of(const std::string& key) const {
  return path_.empty() ? key : path() + "." + key;
}

void Reader::error(const Mark& mark, std::string message, std::string hint) const {
  problems_.error(mark, path(), std::move(message), std::move(hint));
}

void Reader::mismatch(const Node& node, const std::string& expected, std::string hint) const {
  error(node.mark,
        (path_.empty() ? "the config" : "`" + path() + "`") + " expects " + expected + ", not " +
            node.described(),
        std::move(hint));
}

}  // namespace mlday
