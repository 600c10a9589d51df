#include "config/document.h"

#include <algorithm>

#include "core/error.h"
#include "core/text.h"

namespace mlday {
namespace {

/// Calls `visit(path, spec, roster)` for each section and kind below a spec, outside in, each once.
class Walk {
 public:
  std::vector<DocumentedSpec> specs;
  std::vector<const AnyRoster*> rosters;

  void enter(const AnySpec& spec, const std::string& path) {
    for (const auto& known : specs)
      if (known.spec == &spec) return;
    specs.push_back({path, &spec});
    for (const auto& key : spec.keys()) {
      const auto below = path.empty() ? key.name : path + "." + key.name;
      if (key.section) enter(key.section(), below);
      if (key.roster) enter(key.roster());
    }
  }

 private:
  void enter(const AnyRoster& roster) {
    if (std::find(rosters.begin(), rosters.end(), &roster) != rosters.end()) return;
    rosters.push_back(&roster);
    for (const auto* spec : roster.specs()) enter(*spec, roster.noun() + "." + spec->name());
  }
};

Walk walk(const AnySpec& root) {
  Walk result;
  result.enter(root, "");
  return result;
}

/// "number greater than 0", "one of `image` or `track`", "an optimizer".
std::string type_text(const Key& key) {
  if (key.roster)
    return key.holds == Key::Holds::list ? "list of " + plural(key.roster().noun())
                                         : key.roster().noun();
  const auto range = key.constraint.str();
  if (!key.constraint.choices.empty())
    return key.type.starts_with("list") ? "list, each " + range : range;
  return range.empty() ? key.type : key.type + " " + range;
}

/// The default as YAML; nothing for a section, whose keys have their own.
std::string default_text(const AnySpec& spec, const Key& key) {
  if (key.required) return "required";
  if (key.section && key.holds == Key::Holds::one) return "";
  if (key.roster && key.holds == Key::Holds::one) {
    const auto& kind = key.roster().default_kind();
    return kind.empty() ? "required" : kind;
  }
  const Node all = spec.defaults();
  const Node* value = all.find(key.name);
  if (!value) return "";
  if (value->is_scalar()) return value->text.empty() ? "\"\"" : value->text;
  if (value->is_null()) return "null";
  std::vector<std::string> parts;
  for (const auto& item : value->items) parts.push_back(item.text);
  return value->is_map() ? "{}" : "[" + join(parts, ", ") + "]";
}

std::string spec_help(const AnySpec& spec, const std::string& path) {
  std::string text = path.empty() ? "The sections of a config:" : path + ": " + spec.summary();
  if (!spec.short_form().empty())
    text += "\nShort form: a bare value is its `" + spec.short_form() + "`.";
  if (spec.keys().empty()) return text + "\nIt has no settings.";
  TextTable table("llll");
  for (const auto& key : spec.keys())
    table.row({key.name, type_text(key), default_text(spec, key), key.sentence});
  return text + "\n\n" + table.str("  ");
}

std::string roster_help(const AnyRoster& roster) {
  TextTable table("ll");
  for (const auto* spec : roster.specs()) table.row({spec->name(), spec->summary()});
  std::string text = "The kinds of " + roster.noun();
  if (!roster.selector().empty()) text += ", chosen by `" + roster.selector() + "`";
  if (!roster.default_kind().empty()) text += " (default " + roster.default_kind() + ")";
  return text + ":\n\n" + table.str("  ") + "\n\nOf one: mlday help " + roster.noun() + "." +
         roster.specs().front()->name();
}

std::string key_help(const AnySpec& spec, const Key& key, const std::string& path) {
  std::string text = path + ": " + key.sentence + "\n  type: " + type_text(key);
  if (const auto value = default_text(spec, key); !value.empty()) text += "\n  default: " + value;
  if (!key.foreign_names.empty()) text += "\n  elsewhere called: " + join_words(key.foreign_names);
  if (!key.changes_results) text += "\n  may differ when a run is resumed";
  if (key.section) text += "\n\n" + spec_help(key.section(), path);
  if (key.roster) text += "\n\n" + roster_help(key.roster());
  return text;
}

/// Follows a dotted path through keys and kinds; numbers (list items) are passed over.
std::string help_below(const AnySpec& spec, const std::vector<std::string>& parts, std::size_t at,
                       const std::string& path);

std::string help_in_roster(const AnyRoster& roster, const std::vector<std::string>& parts,
                           std::size_t at, const std::string& path) {
  while (at < parts.size() && to_int(parts[at])) ++at;
  if (at == parts.size()) return roster_help(roster);
  if (const auto* spec = roster.find(parts[at]))
    if (auto text = help_below(*spec, parts, at + 1, path + "." + parts[at]); !text.empty())
      return text;
  // `dataset.batch_size`: a setting named without its kind.
  for (const auto* spec : roster.specs())
    if (spec->find(parts[at])) return help_below(*spec, parts, at, path + "." + spec->name());
  return "";
}

std::string help_below(const AnySpec& spec, const std::vector<std::string>& parts, std::size_t at,
                       const std::string& path) {
  if (at == parts.size()) return spec_help(spec, path);
  const Key* key = spec.find(parts[at]);
  if (!key) return "";
  const auto below = path.empty() ? key->name : path + "." + key->name;
  if (at + 1 == parts.size()) return key_help(spec, *key, below);
  if (key->section) return help_below(key->section(), parts, at + 1, below);
  if (key->roster) return help_in_roster(key->roster(), parts, at + 1, below);
  return "";
}

/// Help on a key that is named without its section: the first of them, and where else there is one;
/// empty where there is none.
std::string help_on_key(const Walk& known, const std::string& name) {
  std::string first;
  std::vector<std::string> others;
  for (const auto& [path, spec] : known.specs)
    if (const Key* key = spec->find(name)) {
      const auto below = path.empty() ? name : path + "." + name;
      const auto value = default_text(*spec, *key);
      if (first.empty())
        first = key_help(*spec, *key, below);
      else
        others.push_back(below + (value.empty() ? "" : " (default " + value + ")"));
    }
  if (others.empty()) return first;
  constexpr std::size_t shown = 8;
  if (others.size() > shown) {
    const auto rest = others.size() - shown;
    others.resize(shown);
    others.push_back(std::to_string(rest) + " more");
  }
  return first + "\n\nThere are also " + join_words(others);
}

/// Help on what Keras or PyTorch call so; empty where they do not.
std::string help_elsewhere(const Walk& known, const std::string& name) {
  const auto is_among = [&](const std::vector<std::string>& names) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  const auto called = [&](const std::string& path) {
    return "`" + name + "` is called `" + path + "` here.\n\n";
  };
  for (const auto* roster : known.rosters)
    if (const auto* spec = roster->find_other_spelling(name)) {
      const auto path = roster->noun() + "." + spec->name();
      return called(path) + spec_help(*spec, path);
    }
  for (const auto& [path, spec] : known.specs)
    for (const auto& key : spec->keys())
      if (is_among(key.foreign_names)) {
        const auto below = path.empty() ? key.name : path + "." + key.name;
        return called(below) + key_help(*spec, key, below);
      }
  for (const auto& [path, spec] : known.specs)
    for (const auto& advice : spec->advice())
      if (is_among(advice.keys)) return "There is no `" + name + "`: " + advice.text + ".";
  return "";
}

std::string markdown_cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2)
    text.insert(at, "\\");
  return text;
}

}  // namespace

std::vector<const AnyRoster*> rosters_below(const AnySpec& root) { return walk(root).rosters; }
std::vector<DocumentedSpec> specs_below(const AnySpec& root) { return walk(root).specs; }

std::string help_text(const AnySpec& root, const std::string& path) {
  if (path.empty()) return spec_help(root, "") + "\n\nOf one: mlday help optimizer";
  const auto parts = split(path, '.');
  if (auto text = help_below(root, parts, 0, ""); !text.empty()) return text;
  const auto known = walk(root);
  std::vector<std::string> names;
  for (const auto& key : root.keys()) names.push_back(key.name);
  for (const auto* roster : known.rosters) {
    if (roster->noun() == parts[0]) {
      if (auto text = help_in_roster(*roster, parts, 1, parts[0]); !text.empty()) return text;
    }
    for (const auto* spec : roster->specs()) {
      names.push_back(roster->noun() + "." + spec->name());
      if (spec->name() == parts[0])
        if (auto text = help_below(*spec, parts, 1, roster->noun() + "." + spec->name());
            !text.empty())
          return text;
    }
  }
  for (const auto& documented : known.specs)
    for (const auto& key : documented.spec->keys()) names.push_back(key.name);
  if (auto text = help_on_key(known, path); !text.empty()) return text;
  if (auto text = help_elsewhere(known, path); !text.empty()) return text;
  const auto meant = nearest(path, names);
  throw usage_error("there is no setting or kind `" + path + "`" +
                    (meant ? ": did you mean `" + *meant + "`?" : "; see `mlday help`"));
}

std::string list_text(const AnySpec& root, const std::string& what,
                      const std::vector<std::string>& others) {
  const auto rosters = rosters_below(root);
  std::vector<std::string> plurals;
  for (const auto* roster : rosters) {
    plurals.push_back(plural(roster->noun()));
    if (what == roster->noun() || what == plurals.back()) {
      TextTable table("ll");
      for (const auto* spec : roster->specs()) table.row({spec->name(), spec->summary()});
      return table.str();
    }
  }
  plurals.insert(plurals.end(), others.begin(), others.end());
  if (what.empty()) return join(plurals, "\n");
  const auto meant = nearest(what, plurals);
  throw usage_error(
      "there is no list of `" + what + "`" +
      (meant ? ": did you mean `" + *meant + "`?" : ": there are " + join_words(plurals)));
}

std::string reference_page(const AnySpec& root) {
  std::string page;
  for (const auto& [path, spec] : specs_below(root)) {
    page += "\n## " + (path.empty() ? "The sections" : "`" + path + "`") + "\n";
    if (!spec->summary().empty()) page += spec->summary() + "\n";
    if (!spec->short_form().empty())
      page += "\nShort form: a bare value is its `" + spec->short_form() + "`.\n";
    if (spec->keys().empty()) continue;
    page += "\n| key | type | default | |\n|---|---|---|---|\n";
    for (const auto& key : spec->keys()) {
      const auto value = default_text(*spec, key);
      page += "| `" + key.name + "` | " + markdown_cell(type_text(key)) + " | " +
              (value.empty() || value == "required" ? value : "`" + value + "`") + " | " +
              markdown_cell(key.sentence) + " |\n";
    }
  }
  return page;
}

}  // namespace mlday
