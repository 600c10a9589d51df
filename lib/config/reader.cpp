#include "config/reader.h"

#include "core/text.h"

namespace mlday {
namespace {

/// What helps with a value that is of the wrong sort whatever the key is.
std::string general_hint(const Node& node) {
  if (node.is_nothing()) return "give it a value, or leave it out";
  if (node.is_sequence() && node.items.size() == 1 && node.items[0].is_scalar())
    return "write it without brackets: " + node.items[0].text;
  return "";
}

}  // namespace

std::string Reader::path() const { return join(path_, "."); }

std::string Reader::path_of(const std::string& key) const {
  return path_.empty() ? key : path() + "." + key;
}

void Reader::error(const Mark& mark, std::string message, std::string hint) const {
  const Mark* place = &mark;
  for (auto frame = frames.rbegin(); !place->source && frame != frames.rend(); ++frame)
    place = &frame->mark;
  problems_.error(*place, path(), std::move(message), std::move(hint));
}

void Reader::mismatch(const Node& node, const std::string& expected, std::string hint) const {
  error(node.mark,
        (path_.empty() ? "the config" : "`" + path() + "`") + " expects " + expected + ", not " +
            node.described(),
        hint.empty() ? general_hint(node) : std::move(hint));
}

}  // namespace mlday
