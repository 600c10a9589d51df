#include "config/spec.h"

#include <algorithm>

#include "config/roster.h"
#include "core/text.h"

namespace mlday {
namespace {

std::vector<std::string> names_of(const std::vector<Key>& keys) {
  std::vector<std::string> names;
  for (const auto& key : keys) names.push_back(key.name);
  return names;
}

/// "`momentum` belongs to the optimizer sgd": a key that another kind of the roster has.
std::string sibling_hint(const std::string& key, const AnySpec& here, const AnyRoster* roster) {
  if (!roster) return "";
  for (const auto* spec : roster->specs())
    if (spec != &here && spec->find(key))
      return "`" + key + "` is a setting of the " + roster->noun() + " `" + spec->name() + "`";
  return "";
}

std::string nested_hint(const std::string& key, const AnySpec& here) {
  for (const auto& nested : here.keys())
    if (nested.section && nested.section().find(key))
      return "it belongs one level down, in `" + nested.name + "`";
  return "";
}

}  // namespace

const Key* AnySpec::find(const std::string& name) const {
  for (const auto& key : keys_)
    if (key.name == name) return &key;
  return nullptr;
}

Node AnySpec::expand_short_form(const Node& node, Reader& reader) const {
  const bool bare = node.is_scalar() || node.is_sequence();
  if (!bare && !(node.is_map() && node.find(short_form_key))) return node;
  if (short_form_.empty()) {
    reader.mismatch(node, "a map of settings");
    return Node::map();
  }
  Node expanded = Node::map();
  expanded.mark = node.mark;
  if (bare) {
    expanded.set(short_form_, node);
    return expanded;
  }
  for (const auto& entry : node.entries)
    if (entry.key == short_form_key)
      expanded.set(short_form_, entry.value);
    else
      expanded.entries.push_back(entry);
  return expanded;
}

void AnySpec::report_unknown(const Node::Entry& entry, const Reader& reader) const {
  std::string hint;
  for (const auto& key : keys_)
    for (const auto& foreign : key.foreign_names)
      if (foreign == entry.key) hint = "`" + entry.key + "` is called `" + key.name + "` here";
  if (hint.empty()) hint = nested_hint(entry.key, *this);
  if (hint.empty())
    hint = sibling_hint(entry.key, *this,
                        reader.frames.empty() ? nullptr : reader.frames.back().roster);
  for (auto frame = reader.frames.rbegin(); hint.empty() && frame != reader.frames.rend(); ++frame)
    if (frame->spec != this && frame->spec->find(entry.key))
      hint = "it belongs further out, in `" + frame->spec->name() + "`";
  if (hint.empty())
    if (const auto meant = nearest(entry.key, names_of(keys_)))
      hint = "did you mean `" + *meant + "`?";
  if (hint.empty() && !keys_.empty()) hint = "known here: " + join(names_of(keys_), ", ");
  reader.error(entry.mark, "unknown key `" + reader.path_of(entry.key) + "`", hint);
}

Node AnySpec::read(const Node& given, void* object, Reader& reader) const {
  Node resolved = Node::map();
  resolved.mark = given.mark;
  if (given.is_null()) {
    reader.error(given.mark, "`" + reader.path() + "` is empty",
                 "give it settings, or remove the line");
    return resolved;
  }
  const Node node = expand_short_form(given, reader);
  reader.frames.push_back({this, std::exchange(reader.chosen_from, nullptr)});
  for (const auto& entry : node.entries)
    if (!find(entry.key)) report_unknown(entry, reader);
  for (const auto& key : keys_) {
    const Reader::Step step(reader, key.name);
    if (const Node* value = node.find(key.name)) {
      resolved.set(key.name, key.read(*value, object, reader));
      continue;
    }
    if (key.required) reader.error(given.mark, "`" + reader.path() + "` is missing", key.sentence);
    resolved.set(key.name, key.absent(object, reader, given.mark));
  }
  reader.frames.pop_back();
  return resolved;
}

Node results_only(const Node& resolved, const AnySpec& spec) {
  if (!resolved.is_map()) return resolved;
  Node kept = resolved;
  std::erase_if(kept.entries, [&](const Node::Entry& entry) {
    const Key* key = spec.find(entry.key);
    return key && !key->changes_results;
  });
  for (auto& entry : kept.entries) {
    const Key* key = spec.find(entry.key);
    if (!key || key->is_list) continue;
    if (key->section) {
      entry.value = results_only(entry.value, key->section());
    } else if (key->roster && entry.value.is_map()) {
      const Node* kind = entry.value.find(key->roster().selector());
      const AnySpec* chosen = kind ? key->roster().find(kind->text) : nullptr;
      if (chosen) entry.value = results_only(entry.value, *chosen);
    }
  }
  return kept;
}

}  // namespace mlday
