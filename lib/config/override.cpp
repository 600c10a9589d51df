#include "config/override.h"

#include <algorithm>

#include "config/yaml.h"
#include "core/text.h"

namespace mlday {
namespace {

struct Replacement {
  std::vector<std::string> path;
  Node value;
  Mark mark;
};

/// Puts the value at the rest of the path, making maps on the way; false where the path cannot go.
bool put(Node& node, const Replacement& replacement, std::size_t depth, Problems& problems) {
  if (depth == replacement.path.size()) {
    node = replacement.value;
    return true;
  }
  const std::string& part = replacement.path[depth];
  if (node.is_sequence()) {
    const auto index = to_int(part);
    const auto count = static_cast<std::int64_t>(node.items.size());
    if (!index || *index < 0 || *index >= count) {
      problems.error(replacement.mark, part, "`" + part + "` is no item of this list",
                     "it has " + counted(count, "item") + ", counted from 0");
      return false;
    }
    return put(node.items[static_cast<std::size_t>(*index)], replacement, depth + 1, problems);
  }
  if (node.is_scalar()) {
    Node map = Node::map();
    map.mark = node.mark;
    map.entries.push_back({std::string(short_form_key), node.mark, std::move(node)});
    node = std::move(map);
  } else if (node.is_null()) {
    node = Node::map();
    node.mark = replacement.mark;
  }
  if (!node.find(part)) {
    Node nothing;
    nothing.mark = replacement.mark;
    node.entries.push_back({part, replacement.mark, std::move(nothing)});
  }
  return put(*node.find(part), replacement, depth + 1, problems);
}

}  // namespace

void apply_override(Node& root, const std::string& argument, const std::string& origin,
                    Problems& problems) {
  const auto equals = argument.find('=');
  const auto source = std::make_shared<Source>(Source{origin, argument});
  const Mark mark{source, 1, 1};
  const auto path = split(argument.substr(0, equals), '.');
  if (equals == std::string::npos || std::find(path.begin(), path.end(), "") != path.end()) {
    problems.error(mark, "", "this is not key=value", "for example --set optimizer.lr=3e-4");
    return;
  }
  // Blanks in place of the key keep the columns of the value's marks true to the argument.
  const auto value_text = trimmed(std::string_view(argument).substr(equals + 1));
  if (value_text.starts_with('#')) {
    problems.error(
        mark, "", "`#` begins a comment, so that nothing is left of the value",
        "quote it: --set '" + argument.substr(0, equals) + "=\"" + std::string(value_text) + "\"'");
    return;
  }
  const std::string blanked = std::string(equals + 1, ' ') + argument.substr(equals + 1);
  Problems inner;
  Node value = parse_yaml(std::make_shared<Source>(Source{origin, blanked}), inner);
  for (auto problem : inner.list()) {
    problem.mark.source = source;
    problems.add(std::move(problem));
  }
  if (inner.has_errors()) return;
  const bool is_plain = value.is_scalar() && !value_text.starts_with('"') &&
                        !value_text.starts_with('\'') && value_text.starts_with(value.text);
  if (is_plain && trimmed(value_text.substr(value.text.size())).starts_with('#')) {
    problems.error(
        mark, "", "` #` begins a comment, so that only `" + value.text + "` is left of the value",
        "quote it: --set '" + argument.substr(0, equals) + "=\"" + std::string(value_text) + "\"'");
    return;
  }
  const auto show_argument = [&](auto&& self, Node& node) -> void {
    node.mark = {source, 1, static_cast<int>(node.is_null() ? equals + 2 : node.mark.column)};
    for (auto& item : node.items) self(self, item);
    for (auto& entry : node.entries) {
      entry.mark.source = source;
      self(self, entry.value);
    }
  };
  show_argument(show_argument, value);
  put(root, {path, std::move(value), mark}, 0, problems);
}

}  // namespace mlday
