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

}  // namespace

const AnySpec* AnyRoster::find(const std::string& kind) const {
  for (const auto* spec : specs_)
    if (spec->name() == kind) return spec;
  return nullptr;
}

std::string AnyRoster::kinds_hint() const {
  return "name the " + noun_ + ": " + join(names_of(specs_), ", ");
}

AnyRoster::Picked AnyRoster::pick(const Node& node, Reader& reader) const {
  return selector_.empty() ? pick_by_key(node, reader) : pick_by_selector(node, reader);
}

AnyRoster::Picked AnyRoster::pick_named(const std::string& kind, const Mark& mark,
                                        Reader& reader) const {
  for (std::size_t i = 0; i < specs_.size(); ++i)
    if (specs_[i]->name() == kind) return {static_cast<int>(i), Node::map(), mark};
  const auto names = names_of(specs_);
  const auto meant = nearest(kind, names);
  reader.error(mark, "there is no " + noun_ + " `" + kind + "`",
               meant ? "did you mean `" + *meant + "`?" : "known: " + join(names, ", "));
  return {};
}

AnyRoster::Picked AnyRoster::pick_by_selector(const Node& node, Reader& reader) const {
  if (node.is_sequence() || node.is_null()) {
    reader.mismatch(node, "the name of the " + noun_ + " or a map with `" + selector_ + "`",
                    kinds_hint());
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
  std::string kind = default_kind_;
  if (chosen) {
    if (!chosen->is_scalar()) {
      reader.mismatch(*chosen, "the name of the " + noun_);
      return {};
    }
    kind = chosen->text;
  }
  if (kind.empty()) {
    reader.error(node.mark, "`" + reader.path_of(selector_) + "` is missing", kinds_hint());
    return {};
  }
  Picked picked = pick_named(kind, chosen ? chosen->mark : Mark{}, reader);
  picked.settings = std::move(settings);
  return picked;
}

AnyRoster::Picked AnyRoster::pick_by_key(const Node& node, Reader& reader) const {
  if (node.is_scalar()) {
    Picked picked = pick_named(node.text, node.mark, reader);
    picked.settings.mark = node.mark;
    return picked;
  }
  if (!node.is_map() || node.entries.empty()) {
    reader.mismatch(node, "a " + noun_ + ", such as `" + specs_.front()->name() + ": {...}`");
    return {};
  }
  const auto known = std::find_if(node.entries.begin(), node.entries.end(),
                                  [&](const auto& entry) { return find(entry.key) != nullptr; });
  const auto& chosen = known == node.entries.end() ? node.entries.front() : *known;
  Picked picked = pick_named(chosen.key, chosen.mark, reader);
  if (picked.index < 0) return picked;
  const auto& spec = *specs_[static_cast<std::size_t>(picked.index)];
  if (spec.spread()) {
    picked.settings = node;
    return picked;
  }
  for (const auto& entry : node.entries)
    if (entry.key == short_form_key) {
      // `- relu` that --set reached into.
      if (entry.value.text != chosen.key)
        reader.error(
            chosen.mark,
            "the " + noun_ + " here is `" + entry.value.text + "`, not `" + chosen.key + "`",
            "set the list's item itself to replace it");
    } else if (&entry != &chosen)
      reader.error(entry.mark, "`" + entry.key + "` stands beside `" + chosen.key + "`",
                   spec.find(entry.key)
                       ? "indent it further, so that it is a setting of `" + chosen.key + "`"
                       : "one " + noun_ + " per list item: begin a new one with `- `");
  if (!chosen.value.is_null()) picked.settings = chosen.value;
  picked.settings.mark = chosen.value.is_null() ? chosen.mark : chosen.value.mark;
  return picked;
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
