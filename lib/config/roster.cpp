#include "config/roster.h"

#include <algorithm>

#include "core/text.h"

namespace mlday {
namespace {

std::vector<std::string> names_of(const std::vector<const AnySpec*>& specs) {
  std::vector<std::string> names;
  for (const auto* spec : specs) names.push_back(spec->name());
  return names;
}

/// "an optimizer", "a layer".
std::string with_article(const std::string& noun) {
  const bool vowel = std::string("aeiou").find(noun.front()) != std::string::npos;
  return (vowel ? "an " : "a ") + noun;
}

/// The last part of "dataset.validation".
std::string last_of(const std::string& path) { return split(path, '.').back(); }

}  // namespace

const AnySpec* AnyRoster::find(const std::string& kind) const {
  for (const auto* spec : specs_)
    if (spec->name() == kind) return spec;
  return nullptr;
}

const AnySpec* AnyRoster::find_other_spelling(const std::string& kind) const {
  for (const auto* spec : specs_) {
    if (same_name(spec->name(), kind)) return spec;
    for (const auto& foreign : spec->foreign_names())
      if (same_name(foreign, kind)) return spec;
  }
  return nullptr;
}

std::string AnyRoster::known_kinds() const {
  return "known " + plural(noun_) + ": " + join(names_of(specs_), ", ");
}

std::string AnyRoster::hint_for_choice(const Node::Entry& entry) const {
  if (selector_.empty()) return "";
  if (const auto* kind = find_other_spelling(entry.key))
    return "write `" + selector_ + ": " + kind->name() + "` and the settings beside it";
  const auto* kind = entry.value.is_scalar() ? find_other_spelling(entry.value.text) : nullptr;
  return kind ? "the " + noun_ + " is chosen by `" + selector_ + ": " + kind->name() + "`" : "";
}

void AnyRoster::report_absent(const Mark& section, const Reader& reader) const {
  reader.error(section, "`" + reader.path() + "` is missing",
               "add `" + last_of(reader.path()) + ": {" + selector_ + ": ...}`; " + known_kinds());
}

void AnyRoster::report_no_list(const Node& node, const Reader& reader) const {
  std::string hint;
  if (node.is_map()) hint = "begin each " + noun_ + " with `- `";
  if (node.is_scalar() && !node.is_nothing())
    hint = node.text.starts_with("-") ? "put a blank after each `-`"
                                      : "write it as a list: [" + node.text + "]";
  reader.mismatch(node, "a list of " + plural(noun_), hint);
}

AnyRoster::Picked AnyRoster::pick(const Node& node, Reader& reader) const {
  return selector_.empty() ? pick_by_key(node, reader) : pick_by_selector(node, reader);
}

AnyRoster::Picked AnyRoster::pick_named(const Node& kind, Reader& reader) const {
  for (std::size_t i = 0; i < specs_.size(); ++i)
    if (specs_[i]->name() == kind.text) return {static_cast<int>(i), Node::map(), kind.mark};
  std::string hint = known_kinds();
  Picked picked;
  if (const auto* other = find_other_spelling(kind.text)) {
    hint = same_name(other->name(), kind.text)
               ? "did you mean `" + other->name() + "`?"
               : "`" + kind.text + "` is called `" + other->name() + "` here";
    // So that what is wrong with its settings is said too.
    picked = {static_cast<int>(std::find(specs_.begin(), specs_.end(), other) - specs_.begin()),
              Node::map(), kind.mark};
  } else if (const auto name = kind.text.substr(0, kind.text.find(':'));
             name != kind.text && find(name))
    hint = kind.quoted ? "write it without quotes" : "put a blank after the colon";
  else if (const auto meant = nearest(kind.text, names_of(specs_)))
    hint = "did you mean `" + *meant + "`?";
  reader.error(kind.mark, "there is no " + noun_ + " `" + kind.text + "`", hint);
  return picked;
}

AnyRoster::Picked AnyRoster::pick_by_selector(const Node& node, Reader& reader) const {
  if (node.is_sequence() || node.is_null()) {
    // `model: [...]`: the settings of a kind that has one list.
    const AnySpec* usual = find(default_kind_);
    const bool is_list =
        node.is_sequence() && usual && usual->keys().front().holds == Key::Holds::list;
    const auto example = is_list ? usual->keys().front().name + ": [...]" : selector_ + ": ...";
    reader.mismatch(node, with_article(noun_) + "'s name or settings",
                    "write `" + last_of(reader.path()) + ": {" + example + "}`; " + known_kinds());
    return {};
  }
  Node settings = Node::map();
  settings.mark = node.mark;
  const Node* chosen = node.is_scalar() ? &node : nullptr;
  for (const auto& entry : node.entries)
    if (entry.key == selector_ || entry.key == short_form_key)
      chosen = &entry.value;
    else
      settings.entries.push_back(entry);
  if (chosen && !chosen->is_scalar()) {
    reader.mismatch(*chosen, "the name of the " + noun_);
    return {};
  }
  if (!chosen && default_kind_.empty()) {
    std::string hint = "add `" + selector_ + ": ...`; " + known_kinds();
    for (const auto& entry : settings.entries)
      if (const auto better = hint_for_choice(entry); !better.empty()) hint = better;
    reader.error(node.mark, "`" + reader.path_of(selector_) + "` is missing", hint);
    return {};
  }
  Picked picked = pick_named(chosen ? *chosen : Node::scalar(default_kind_), reader);
  picked.settings = std::move(settings);
  return picked;
}

AnyRoster::Picked AnyRoster::pick_by_key(const Node& node, Reader& reader) const {
  if (node.is_scalar()) {
    Picked picked = pick_named(node, reader);
    picked.settings.mark = node.mark;
    return picked;
  }
  if (!node.is_map() || node.entries.empty()) {
    reader.mismatch(node,
                    with_article(noun_) + ", such as `" + specs_.front()->name() + ": {...}`");
    return {};
  }
  const auto known = std::find_if(node.entries.begin(), node.entries.end(),
                                  [&](const auto& entry) { return find(entry.key) != nullptr; });
  const auto& chosen = known == node.entries.end() ? node.entries.front() : *known;
  for (const auto& entry : node.entries)
    // `activation: softmax`, `{type: conv2d, ...}`.
    if (const auto* meant = known == node.entries.end() && entry.value.is_scalar()
                                ? find_other_spelling(entry.value.text)
                                : nullptr) {
      reader.error(entry.mark, "there is no " + noun_ + " `" + entry.key + "`",
                   "write `" + std::string(to_int(last_of(reader.path())) ? "- " : "") +
                       meant->name() + (node.entries.size() > 1 ? ": {...}`" : "`"));
      return {};
    }
  Node name = Node::scalar(chosen.key);
  name.mark = chosen.mark;
  Picked picked = pick_named(name, reader);
  if (picked.index < 0) return picked;
  const auto& spec = *specs_[static_cast<std::size_t>(picked.index)];
  if (spec.spread() && chosen.value.is_map()) {
    const Reader::Step step(reader, chosen.key);
    std::vector<std::string> beside;
    for (const auto& key : spec.keys())
      beside.push_back(key.name + (key.holds == Key::Holds::list ? ": [...]" : ": ..."));
    reader.error(chosen.value.mark, "`" + chosen.key + "` has its settings beside it, not below",
                 "write it as {" + join(beside, ", ") + "}");
    return {};
  }
  picked.settings = settings_beside(node, chosen, spec, reader);
  return picked;
}

/// The settings of `{conv2d: {...}}`, and of what stands beside the kind where it should not.
Node AnyRoster::settings_beside(const Node& node, const Node::Entry& chosen, const AnySpec& spec,
                                Reader& reader) const {
  if (spec.spread()) return node;
  Node settings = chosen.value.is_null() ? Node::map() : chosen.value;
  settings.mark = chosen.value.is_null() ? chosen.mark : chosen.value.mark;
  for (const auto& entry : node.entries) {
    if (&entry == &chosen) continue;
    if (entry.key == short_form_key) {
      // `- relu` that --set reached into.
      if (entry.value.text != chosen.key)
        reader.error(
            chosen.mark,
            "the " + noun_ + " here is `" + entry.value.text + "`, not `" + chosen.key + "`",
            "set the list's item itself to replace it");
      continue;
    }
    const bool is_setting = spec.find(entry.key) != nullptr;
    reader.error(entry.mark, "`" + entry.key + "` stands beside `" + chosen.key + "`",
                 is_setting ? "indent it further, so that it is a setting of `" + chosen.key + "`"
                            : "one " + noun_ + " per list item: begin a new one with `- `");
    // Read where it belongs, so that it is not missing besides.
    if (is_setting && settings.is_map() && !settings.find(entry.key))
      settings.entries.push_back(entry);
  }
  return settings;
}

Node AnyRoster::named(const Picked& picked, Node settings) const {
  const auto& spec = *specs_[static_cast<std::size_t>(picked.index)];
  if (spec.spread()) return settings;
  Node node = Node::map();
  node.mark = picked.mark;
  if (selector_.empty()) {
    node.set(spec.name(), std::move(settings));
    return node;
  }
  Node kind = Node::scalar(spec.name());
  kind.mark = picked.mark;
  node.set(selector_, std::move(kind));
  for (auto& entry : settings.entries) node.entries.push_back(std::move(entry));
  return node;
}

}  // namespace mlday
