#include "config/spec.h"

#include <algorithm>
#include <set>

#include "config/roster.h"
#include "config/unknown_key.h"
#include "core/text.h"

namespace mlday {
namespace {

/// What helps with a plain value in place of a section's settings.
std::string hint_for_settings(const Node& node, const AnySpec& spec) {
  std::vector<std::string> names;
  for (const auto& key : spec.keys()) names.push_back(key.name);
  const auto known = names.empty() ? "it has no settings" : "its settings: " + join(names, ", ");
  if (node.is_sequence()) {
    const bool maps = std::all_of(node.items.begin(), node.items.end(),
                                  [](const Node& item) { return item.is_map(); });
    return maps ? "write them without `- ` and square brackets; " + known : known;
  }
  if (node.scalar_type() == ScalarType::boolean)
    return node.text[0] == 't' || node.text[0] == 'T'
               ? "write {} to have it with all defaults; " + known
               : "leave it out";
  const auto separator = node.text.find_first_of(":=");
  const auto key = std::string(trimmed(node.text.substr(0, separator)));
  if (separator != std::string::npos && spec.find(key))
    return "write it as `" + key + ": " + std::string(trimmed(node.text.substr(separator + 1))) +
           "`, with a blank after the colon";
  return known;
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
    reader.mismatch(node, "a map of settings", hint_for_settings(node, *this));
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

void AnySpec::report_missing(const Key& key, const Mark& section, const Reader& reader) const {
  const auto range = key.constraint.str();
  const auto type = key.roster ? "a list of " + plural(key.roster().noun())
                               : key.type + (range.empty() ? "" : " " + range);
  reader.error(section, "`" + reader.path() + "` is missing",
               "add `" + key.name + (key.holds == Key::Holds::list ? ": [...]`, " : ": ...`, ") +
                   type + ": " + key.sentence);
}

Node AnySpec::read(const Node& given, void* object, Reader& reader) const {
  auto chosen = std::exchange(reader.next_chosen, {});
  Node resolved = Node::map();
  resolved.mark = given.mark;
  if (given.is_null()) {
    reader.error(given.mark, "`" + reader.path() + "` is empty",
                 "give it settings, or remove the line");
    return resolved;
  }
  const Node node = expand_short_form(given, reader);
  if (!node.is_map()) return resolved;
  reader.frames.push_back({this, std::move(chosen), given.mark, reader.path()});
  std::set<std::string> meant;  // wrongly spelled: they are not missing besides
  for (const auto& entry : node.entries)
    if (!find(entry.key)) {
      const auto guess = guess_key(entry, *this, reader);
      reader.error(entry.mark, "unknown key `" + reader.path_of(entry.key) + "`", guess.hint);
      if (guess.meant) meant.insert(guess.meant->name);
    }
  for (const auto& key : keys_) {
    const Reader::Step step(reader, key.name);
    const Node* value = node.find(key.name);
    if (const auto reason = key.no_place ? key.no_place(object) : ""; !reason.empty()) {
      if (value)
        reader.error(value->mark, "`" + reader.path() + "` has no place here: " + reason,
                     "take it out");
      // What has a default is there all the same; what has none is not missed.
      Problems unheard;
      Reader quiet(unheard);
      key.absent(object, quiet, given.mark);
      continue;
    }
    if (value) {
      resolved.set(key.name, key.read(*value, object, reader));
      continue;
    }
    if (key.required && !meant.contains(key.name)) report_missing(key, given.mark, reader);
    resolved.set(key.name, key.absent(object, reader, given.mark));
  }
  reader.frames.pop_back();
  return resolved;
}

namespace {

/// The spec of what stands below a key: a section's own, or the chosen kind's; null for plain
/// values and lists.
const AnySpec* spec_below(const Key& key, const Node& value) {
  if (key.holds != Key::Holds::one) return nullptr;
  if (key.section) return &key.section();
  if (!key.roster || !value.is_map()) return nullptr;
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

/// The same for several sections; what is left of their short form alone is written short.
Node sections_without_defaults(const Node& several, const AnySpec& spec) {
  Node kept = several;
  const auto shorten = [&](Node& section) {
    section = without_defaults(section, spec);
    if (section.entries.size() == 1 && section.entries.front().key == spec.short_form()) {
      Node value = section.entries.front().value;
      section = std::move(value);
    }
  };
  for (auto& item : kept.items) shorten(item);
  for (auto& entry : kept.entries) shorten(entry.value);
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
    const bool names_kind = spec.spread() && entry.key == spec.name();
    if (usual && same(entry.value, *usual) && !names_kind) continue;
    auto copy = entry;
    if (key && key->roster && key->holds == Key::Holds::list)
      copy.value = items_without_defaults(entry.value, key->roster());
    if (key && key->section && key->holds != Key::Holds::one)
      copy.value = sections_without_defaults(entry.value, key->section());
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
