#include "config/compose.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "config/yaml.h"
#include "core/error.h"
#include "core/text.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view extends_key = "extends";

/// The files that `extends` names, with their places.
std::vector<const Node*> bases_of(const Node& extends, Problems& problems) {
  std::vector<const Node*> bases;
  if (extends.is_scalar() && !extends.text.empty()) bases.push_back(&extends);
  for (const auto& item : extends.items)
    if (item.is_scalar()) bases.push_back(&item);
  if (bases.empty() || bases.size() < extends.items.size())
    problems.fatal(extends.mark, "extends",
                   "`extends` expects a file or a list of files, not " + extends.described(),
                   "for example `extends: base.yaml`");
  return bases;
}

Node compose_file(const std::shared_ptr<const Source>& source, const fs::path& path,
                  std::vector<fs::path>& open, Problems& problems);

Node compose_base(const Node& named, const fs::path& from, std::vector<fs::path>& open,
                  Problems& problems) {
  const auto path = (from.parent_path() / named.text).lexically_normal();
  std::error_code code;
  const auto real = fs::weakly_canonical(path, code);
  if (std::find(open.begin(), open.end(), real) != open.end()) {
    problems.fatal(named.mark, "extends", "`" + named.text + "` extends this file in turn",
                   "a circle of configs has no beginning; take one `extends` out");
    return Node::map();
  }
  std::shared_ptr<const Source> source;
  try {
    source = read_source(path);
  } catch (const Error& error) {
    problems.fatal(named.mark, "extends", error.what(),
                   "the path is relative to the file that extends it");
    return Node::map();
  }
  open.push_back(real);
  Node base = compose_file(source, path, open, problems);
  open.pop_back();
  return base;
}

Node compose_file(const std::shared_ptr<const Source>& source, const fs::path& path,
                  std::vector<fs::path>& open, Problems& problems) {
  Node node = parse_yaml(source, problems);
  const Node* extends = node.find(extends_key);
  if (!extends) return node;
  Node result = Node::map();
  if (path.empty())
    problems.fatal(extends->mark, "extends", "a text without a file cannot extend one", "");
  else
    for (const auto* base : bases_of(*extends, problems))
      result = merged(std::move(result), compose_base(*base, path, open, problems));
  std::erase_if(node.entries, [](const auto& entry) { return entry.key == extends_key; });
  return merged(std::move(result), node);
}

/// The text with its variables, or none where there is nothing to replace.
std::optional<std::string> expanded(const Node& node, Problems& problems) {
  const auto& text = node.text;
  std::string result;
  std::size_t at = 0;
  bool changed = false;
  for (std::size_t found; (found = text.find("${", at)) != std::string::npos;) {
    changed = true;
    if (found > at && text[found - 1] == '$') {
      result += text.substr(at, found - at) + "{";
      at = found + 2;
      continue;
    }
    const auto end = text.find('}', found);
    if (end == std::string::npos) {
      problems.error(node.mark, "", "`${` without `}`",
                     "end the variable's name with `}`, or write `$${` for the two characters");
      return std::nullopt;
    }
    const auto inside = text.substr(found + 2, end - found - 2);
    const auto colon = inside.find(':');
    const auto name = inside.substr(0, colon);
    const char* value = std::getenv(name.c_str());
    if (!value && colon == std::string::npos) {
      problems.error(node.mark, "", "the environment variable `" + name + "` is not set",
                     "set it, or give a default: ${" + name + ":default}");
      return std::nullopt;
    }
    result += text.substr(at, found - at) + (value ? value : inside.substr(colon + 1));
    at = end + 1;
  }
  if (!changed) return std::nullopt;
  return result + text.substr(at);
}

}  // namespace

Node merged(Node lower, const Node& upper) {
  if (!upper.is_map() || upper.replaces || lower.is_sequence()) return upper;
  if (lower.is_scalar()) {
    // `optimizer: adam` below, `optimizer: {lr: .1}` above: the short form keeps its meaning.
    Node map = Node::map();
    map.entries.push_back({std::string(short_form_key), lower.mark, std::move(lower)});
    lower = std::move(map);
  }
  if (lower.is_null()) return upper;
  lower.mark = upper.mark;
  for (const auto& entry : upper.entries) {
    Node* known = lower.find(entry.key);
    if (!known) {
      lower.entries.push_back(entry);
      continue;
    }
    *known = merged(std::move(*known), entry.value);
    for (auto& kept : lower.entries)
      if (kept.key == entry.key) kept.mark = entry.mark;
  }
  return lower;
}

void expand_environment(Node& node, Problems& problems) {
  if (node.is_scalar())
    if (auto text = expanded(node, problems)) {
      node.text = std::move(*text);
      node.quoted = node.from_environment = true;
    }
  for (auto& item : node.items) expand_environment(item, problems);
  for (auto& entry : node.entries) expand_environment(entry.value, problems);
}

Node compose_foreign(const std::shared_ptr<const Source>& source, Problems& problems) {
  std::vector<fs::path> open;
  return compose_file(source, "", open, problems);
}

Node compose(const std::shared_ptr<const Source>& source, const fs::path& path,
             Problems& problems) {
  std::error_code code;
  std::vector<fs::path> open{fs::weakly_canonical(path, code)};
  Node node = compose_file(source, path, open, problems);
  expand_environment(node, problems);
  return node;
}

}  // namespace mlday
