#include "config/unknown_key.h"

#include <algorithm>

#include "config/roster.h"
#include "core/text.h"

namespace mlday {
namespace {

std::string quoted(const std::string& text) { return "`" + text + "`"; }

std::vector<std::string> names_of(const std::vector<Key>& keys) {
  std::vector<std::string> names;
  for (const auto& key : keys) names.push_back(key.name);
  return names;
}

bool is_foreign_name(const Key& key, const std::string& name) {
  const auto& names = key.foreign_names;
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// A key that stands in the wrong section, with the sections below `spec` that know it.
struct Sections {
  std::vector<std::string> having;   ///< paths of those that have a key of this name
  std::vector<std::string> calling;  ///< "validation.fraction": keys that others call so
};

void search(const AnySpec& spec, const std::string& path, const std::string& name,
            Sections& found) {
  const auto add = [](std::vector<std::string>& list, const std::string& item) {
    if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
  };
  const auto look_into = [&](const AnySpec& below, const std::string& below_path) {
    for (const auto& key : below.keys())
      if (key.name == name)
        add(found.having, below_path);
      else if (is_foreign_name(key, name))
        add(found.calling, below_path + "." + key.name);
    search(below, below_path, name, found);
  };
  for (const auto& key : spec.keys()) {
    const auto below_path = path.empty() ? key.name : path + "." + key.name;
    if (key.holds != Key::Holds::one) continue;
    if (key.section) look_into(key.section(), below_path);
    if (key.roster)
      for (const auto* kind : key.roster().specs()) look_into(*kind, below_path);
  }
}

/// `epochs:3`, `optimizer.lr: .1`, or a list or number whose commas were taken for new settings.
std::string hint_for_slip(const std::string& name, const AnySpec& section) {
  if (const auto colon = name.find(':'); colon != std::string::npos && colon > 0)
    return "put a blank after the colon: `" + name.substr(0, colon) + ": " +
           name.substr(colon + 1) + "`";
  if (const auto dot = name.find('.'); section.find(name.substr(0, dot)) && dot != name.npos)
    return "write it in its section: `" + name.substr(0, dot) + ": {" + name.substr(dot + 1) +
           ": ...}`";
  const bool has_letters = std::any_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalpha(c) || c == '_' || c >= 0x80;
  });
  return has_letters ? ""
                     : "a comma begins a new setting: numbers are written without commas, lists in "
                       "square brackets";
}

/// A setting that another kind has. Where it comes from another file or argument than the kind
/// itself, the two were merged, and the way out is not to.
std::string hint_for_sibling(const Node::Entry& entry, const AnySpec& section,
                             const Reader::Frame& frame) {
  const auto* roster = frame.chosen.roster;
  if (!roster) return "";
  std::vector<std::string> others;
  for (const auto* spec : roster->specs())
    if (spec != &section && spec->find(entry.key)) others.push_back(quoted(spec->name()));
  if (others.empty()) return "";
  std::string hint = quoted(entry.key) + " is a setting of the " +
                     (others.size() > 1 ? plural(roster->noun()) : roster->noun()) + " " +
                     join_words(others) + "; this is " + quoted(section.name());
  const auto& kind = frame.chosen.mark.source;
  if (!kind || kind == entry.mark.source || roster->selector().empty()) return hint;
  const auto choice = "{" + roster->selector() + ": " + section.name() + "}";
  if (kind->name.starts_with("--"))
    return hint + ". To leave it out, set the section as a whole: --set '" + frame.path + "=" +
           choice + "'";
  return hint + ". To leave out what " + entry.mark.source->name + " says, write `" + frame.path +
         ": !replace " + choice + "`";
}

std::string hint_for_outer(const std::string& name, const std::vector<Reader::Frame>& frames) {
  for (auto frame = frames.rbegin(); frame != frames.rend(); ++frame)
    if (frame != frames.rbegin() && frame->spec->find(name))
      return frame->path.empty() ? "it belongs at the top level of the config"
                                 : "it belongs further out, in " + quoted(frame->path);
  return "";
}

std::string hint_for_place(const std::string& name, const Sections& found, bool below) {
  std::vector<std::string> places;
  if (found.having.empty()) {
    for (const auto& key : found.calling) places.push_back(quoted(key));
    return places.empty() ? "" : quoted(name) + " is called " + join_words(places, "or") + " here";
  }
  bool one_level = below;
  for (const auto& path : found.having) {
    places.push_back(quoted(path));
    one_level = one_level && path.find('.') == std::string::npos;
  }
  return std::string("it belongs ") + (one_level ? "one level down, " : "") + "in " +
         join_words(places, "or");
}

}  // namespace

Guess guess_key(const Node::Entry& unknown, const AnySpec& section, const Reader& reader) {
  const std::string& name = unknown.key;
  const auto& frame = reader.frames.back();
  if (auto hint = hint_for_slip(name, section); !hint.empty()) return {hint};
  for (const auto& key : section.keys())
    if (is_foreign_name(key, name))
      return {quoted(name) + " is called " + quoted(key.name) + " here", &key};
  for (const auto& advice : section.advice())
    if (std::find(advice.keys.begin(), advice.keys.end(), name) != advice.keys.end())
      return {advice.text};
  Sections below, anywhere;
  search(section, "", name, below);
  if (auto hint = hint_for_place(name, below, true); !hint.empty()) return {hint};
  if (auto hint = hint_for_sibling(unknown, section, frame); !hint.empty()) return {hint};
  if (const auto* roster = frame.chosen.roster)
    if (auto hint = roster->hint_for_choice(unknown); !hint.empty()) return {hint};
  if (auto hint = hint_for_outer(name, reader.frames); !hint.empty()) return {hint};
  search(*reader.frames.front().spec, "", name, anywhere);
  if (auto hint = hint_for_place(name, anywhere, false); !hint.empty()) return {hint};
  if (const auto meant = nearest(name, names_of(section.keys())))
    return {"did you mean " + quoted(*meant) + "?", section.find(*meant)};
  const auto known = names_of(section.keys());
  return {known.empty() ? quoted(section.name()) + " has no settings"
                        : "known here: " + join(known, ", ")};
}

}  // namespace mlday
