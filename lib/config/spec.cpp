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
  for (const auto& nested : here.keys())
    if (nested.roster && !nested.is_list)
      for (const auto* kind : nested.roster().specs())
        if (kind->find(key)) return "it belongs one level down, in `" + nested.name + "`";
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
    return {};
  }
  Node expanded = Node::map();
  expanded.mark = node.mark;
  if (bare) {
    expanded.set(short_form_, node);
    return expanded;
  }
  for (const auto& entry : node.entries)
    if (entry.key != short_form_key)
      expanded.entries.push_back(entry);
    else if (!node.find(short_form_))
      expanded.set(short_form_, entry.value);
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
  if (!node.is_map()) return resolved;
  reader.frames.push_back({this, std::exchange(reader.chosen_from, nullptr)});
  for (const auto& entry : node.entries)
    if (!find(entry.key)) report_unknown(entry, reader);
  for (const auto& key : keys_) {
    const Reader::Step step(reader, key.name);
    if (const Node* value = node.find(key.name)) {
      resolved.set(key.name, key.read(*value, object, reader));
      continue;
    }
    if (key.required) {
      const auto range = key.constraint.str();
      reader.error(given.mark, "`" + reader.path() + "` is missing",
                   "add `" + key.name + ": ...`, " + key.type + (range.empty() ? "" : " " + range) +
                       ": " + key.sentence);
    }
    resolved.set(key.name, key.absent(object, reader, given.mark));
  }
  reader.frames.pop_back();
  return resolved;
}

namespace {

/// The spec of what stands below a key: a section's own, or the chosen kind's; null for plain
/// values and lists.
const AnySpec* spec_below(const Key& key, const Node& value) {
  if (key.section) return &key.section();
  if (!key.roster || key.is_list || !value.is_map()) return nullptr;
  const auto& roster = key.roster();
  if (roster.selector().empty())
    return value.entries.empty() ? nullptr : roster.find(value.entries.front().key);
  const Node* kind = value.find(roster.selector());
  return kind ? roster.find(kind->text) : nullptr;
}

bool is_keyed(const Key& key) { return key.roster && key.roster().selector().empty(); }

/// Whether two values read back alike.
bool same(const Node& a, const Node& b) {
  if (a.kind != b.kind || a.text != b.text || a.quoted != b.quoted ||
      a.items.size() != b.items.size() || a.entries.size() != b.entries.size())
    return false;
  for (std::size_t i = 0; i < a.items.size(); ++i)
    if (!same(a.items[i], b.items[i])) return false;
  for (std::size_t i = 0; i < a.entries.size(); ++i)
    if (a.entries[i].key != b.entries[i].key || !same(a.entries[i].value, b.entries[i].value))
      return false;
  return true;
}

/// A list's items without their kinds' defaults: `{relu: {}}` is written `relu`.
Node items_without_defaults(const Node& list, const AnyRoster& roster) {
  Node kept = list;
  for (auto& item : kept.items) {
    if (!item.is_map() || item.entries.empty()) continue;
    const AnySpec* spec = roster.find(item.entries.front().key);
    if (!spec) continue;
    if (spec->spread()) {
      item = without_defaults(item, *spec);
      continue;
    }
    Node& settings = item.entries.front().value;
    settings = without_defaults(settings, *spec);
    if (settings.entries.empty()) {
      Node bare = Node::scalar(spec->name());
      bare.mark = item.mark;
      item = std::move(bare);
    }
  }
  return kept;
}

}  // namespace

Node results_only(const Node& resolved, const AnySpec& spec) {
  if (!resolved.is_map()) return resolved;
  Node kept = resolved;
  std::erase_if(kept.entries, [&](const Node::Entry& entry) {
    const Key* key = spec.find(entry.key);
    return key && !key->changes_results;
  });
  for (auto& entry : kept.entries)
    if (const Key* key = spec.find(entry.key))
      if (const auto* below = spec_below(*key, entry.value); below && !is_keyed(*key))
        entry.value = results_only(entry.value, *below);
  return kept;
}

Node without_defaults(const Node& resolved, const AnySpec& spec) {
  if (!resolved.is_map()) return resolved;
  const Node defaults = spec.defaults();
  Node kept = resolved;
  kept.entries.clear();
  for (const auto& entry : resolved.entries) {
    const Key* key = spec.find(entry.key);
    const Node* usual = key ? defaults.find(entry.key) : nullptr;
    if (usual && same(entry.value, *usual)) continue;
    auto copy = entry;
    if (key && key->is_list) copy.value = items_without_defaults(entry.value, key->roster());
    if (key && !is_keyed(*key))
      if (const auto* below = spec_below(*key, entry.value))
        copy.value = without_defaults(entry.value, *below);
    if (key && key->roster && copy.value.is_map())
      std::erase_if(copy.value.entries, [&](const Node::Entry& inner) {
        return inner.key == key->roster().selector() && !inner.mark.source &&
               !inner.value.mark.source;
      });
    // (An optional section means something by being there, even without settings.)
    const bool is_empty = copy.value.is_map() && copy.value.entries.empty();
    if (is_empty && key && key->section && usual && usual->is_map()) continue;
    kept.entries.push_back(std::move(copy));
  }
  return kept;
}

}  // namespace mlday
