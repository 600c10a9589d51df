// What holds for every key of every section and kind that a config can have, the real program's
// own: followed from the declarations, so that a new kind is tested as soon as it is on a roster.
#include <functional>
#include <nlohmann/json.hpp>
#include <set>

#include "config/document.h"
#include "config/yaml.h"
#include "core/text.h"
#include "run/experiment.h"

#include "catch.h"

using namespace mlday;

namespace {

Node yaml(const std::string& text) {
  Problems problems;
  Node node = parse_yaml(std::make_shared<Source>(Source{"test", text}), problems);
  problems.throw_errors();
  return node;
}

/// The config without what has no place beside a task that learns without gradients.
Node fitting(Node config) {
  const Node* task = config.find("task");
  const Node* name = task && task->is_map() ? task->find("name") : task;
  if (name && (name->text == "clustering" || name->text == "recommendation"))
    std::erase_if(config.entries, [](const Node::Entry& entry) {
      const Key* key = experiment_spec().find(entry.key);
      return key && key->no_place;
    });
  return config;
}

Problems problems_of(const Node& given, Node* resolved = nullptr) {
  const Node config = fitting(given);
  Problems problems;
  Reader reader(problems);
  Experiment experiment;
  const Node tree = experiment_spec().read(config, &experiment, reader);
  if (resolved) *resolved = tree;
  return problems;
}

std::string texts_of(const Problems& problems) {
  std::string texts;
  for (const auto& problem : problems.list()) texts += problem.path + ": " + problem.message + "\n";
  return texts;
}

bool names(const Problems& problems, const std::string& path) {
  for (const auto& problem : problems.list())
    if (problem.path == path || problem.path.starts_with(path + ".")) return true;
  return false;
}

Node least_of(const AnySpec& spec);

/// A kind's settings as the roster wants them written.
Node chosen(const AnyRoster& roster, const AnySpec& kind, Node settings) {
  if (kind.spread()) {  // one of the keys bears the kind's name
    if (!settings.find(kind.name())) settings.set(kind.name(), *kind.defaults().find(kind.name()));
    return settings;
  }
  if (!roster.selector().empty()) {
    settings.set(roster.selector(), Node::scalar(kind.name()));
    return settings;
  }
  Node map = Node::map();
  map.set(kind.name(), std::move(settings));
  return map;
}

/// The default kind of a roster, or its first where there is none.
const AnySpec& usual_kind(const AnyRoster& roster) {
  for (const auto* kind : roster.specs())
    if (kind->name() == roster.default_kind()) return *kind;
  return *roster.specs().front();
}

/// Whether a section must say something under this key.
bool must_be_said(const Key& key) {
  if (key.required) return true;
  if (!key.roster || key.holds != Key::Holds::one) return false;
  return key.roster().default_kind().empty() || !least_of(usual_kind(key.roster())).entries.empty();
}

/// A value in the shape that a key's type asks for.
std::string shaped(const Key& key, std::string value) {
  if (!key.constraint.choices.empty()) value = "'" + value + "'";
  if (key.type.find("duration") != std::string::npos) value += " epochs";
  if (key.type.starts_with("list of two")) return "[" + value + ", " + value + "]";
  if (key.type.starts_with("list of rows")) return "[[" + value + "]]";
  if (key.type.starts_with("list of")) return "[" + value + "]";
  if (key.type.starts_with("map of")) return "{a: " + value + "}";
  return value;
}

/// A value that a required key accepts; of a list, one item.
Node good_value(const Key& key) {
  if (key.holds == Key::Holds::list) {
    Node list = Node::sequence();
    Key item = key;
    item.holds = Key::Holds::one;
    list.items.push_back(good_value(item));
    return list;
  }
  if (key.roster) {
    const AnySpec& kind = usual_kind(key.roster());
    return chosen(key.roster(), kind, least_of(kind));
  }
  if (key.section) return least_of(key.section());
  const auto& choices = key.constraint.choices;
  return yaml(shaped(key, choices.empty() ? "1" : choices.front()));
}

/// The least that a section must say.
Node least_of(const AnySpec& spec) {
  Node node = Node::map();
  for (const auto& key : spec.keys())
    if (must_be_said(key)) node.set(key.name, good_value(key));
  return node;
}

/// A section of the config: how a whole config comes to be around its settings.
struct Spot {
  const AnySpec* spec;
  std::string path;        ///< in the config: "optimizer", "model.layers.0.conv2d"
  std::string documented;  ///< in help and reference: "optimizer.adam", "layer.conv2d"
  std::function<Node(Node settings)> around;
};

/// Every section and kind below the root, each once.
class Places {
 public:
  Places() {
    for (const auto& documented : specs_below(experiment_spec()))
      names_[documented.spec] = documented.path;
    enter({&experiment_spec(), "", "", [](Node settings) { return settings; }});
  }

  const std::vector<Spot>& all() const { return places_; }

 private:
  void enter(Spot place) {
    if (!seen_.insert(place.spec).second) return;
    place.documented = names_.at(place.spec);
    places_.push_back(place);
    for (const auto& key : place.spec->keys()) {
      const auto path = place.path.empty() ? key.name : place.path + "." + key.name;
      const auto around = [place, key](Node value) {
        if (key.holds == Key::Holds::list) {
          Node list = Node::sequence();
          list.items.push_back(std::move(value));
          value = std::move(list);
        } else if (key.holds == Key::Holds::map) {
          Node map = Node::map();
          map.set("own_name", std::move(value));
          value = std::move(map);
        }
        Node settings = least_of(*place.spec);
        settings.set(key.name, std::move(value));
        return place.around(std::move(settings));
      };
      const auto below = key.holds == Key::Holds::list  ? path + ".0"
                         : key.holds == Key::Holds::map ? path + ".own_name"
                                                        : path;
      if (key.section) enter({&key.section(), below, "", around});
      if (!key.roster) continue;
      const auto& roster = key.roster();
      for (const auto* kind : roster.specs())
        enter({kind,
               roster.selector().empty() && !kind->spread() ? below + "." + kind->name() : below,
               "", [around, &roster, kind](Node settings) {
                 return around(chosen(roster, *kind, std::move(settings)));
               }});
    }
  }

  std::vector<Spot> places_;
  std::set<const AnySpec*> seen_;
  std::map<const AnySpec*, std::string> names_;
};

/// Calls `check` with every key of every section and kind.
void for_each_key(
    const std::function<void(const Spot&, const Key&, const std::string& path)>& check) {
  const Places places;
  for (const auto& place : places.all())
    for (const auto& key : place.spec->keys()) {
      const auto path = place.path.empty() ? key.name : place.path + "." + key.name;
      INFO(place.documented << " at " << path);
      check(place, key, path);
    }
}

Problems problems_with(const Spot& place, const Key& key, Node value, Node* resolved = nullptr) {
  Node settings = least_of(*place.spec);
  settings.set(key.name, std::move(value));
  return problems_of(place.around(std::move(settings)), resolved);
}

/// A key of a value alone, neither a section nor a choice.
bool is_plain(const Key& key) { return !key.section && !key.roster; }

/// Values that are of no type a key of this type takes.
std::vector<std::string> of_wrong_types(const Key& key) {
  std::vector<std::string> values{"{no_such: {}}"};
  const auto add = [&](std::initializer_list<const char*> more) {
    values.insert(values.end(), more.begin(), more.end());
  };
  if (!key.type.ends_with("or null")) add({"~"});
  if (key.type.starts_with("true or false")) add({"yes", "1", "'true'", "[true]"});
  if (key.type.starts_with("integer"))
    add({"abc", "1.5", "3.0", "1e3", "true", "'1'", "[]", "[1, 2, 3]"});
  if (key.type.starts_with("number")) add({"abc", "true", "'1'", "[]", "1_000"});
  if (key.type.starts_with("text or list"))
    add({"{a: b}"});
  else if (key.type.starts_with("text"))
    add({"[a]"});
  if (key.type.starts_with("list of")) add({"abc", "5"});
  if (key.type.starts_with("list of two")) add({"[1]", "[1, 1, 1]", "[a, b]"});
  if (key.type.starts_with("map of")) add({"abc", "5", "[1]"});
  if (key.type.starts_with("map of numbers")) add({"{a: b}"});
  return values;
}

}  // namespace

TEST_CASE("the least that each section and kind must say is accepted") {
  const Places places;
  for (const auto& place : places.all()) {
    INFO(place.documented << " at " << place.path);
    const auto problems = problems_of(place.around(least_of(*place.spec)));
    CHECK(texts_of(problems) == "");
  }
}

TEST_CASE("each constraint of each key refuses what lies outside, under the key's path") {
  int constrained = 0, fed = 0;
  for_each_key([&](const Spot& place, const Key& key, const std::string& path) {
    if (key.constraint.str().empty()) return;
    ++constrained;
    const auto values = key.constraint.refused();
    CHECK(!values.empty());
    for (const auto& value : values) {
      CAPTURE(value);
      const auto problems = problems_with(place, key, yaml(shaped(key, value)));
      INFO(texts_of(problems));
      CHECK(names(problems, path));
      ++fed;
    }
  });
  WARN(fed << " values refused by " << constrained << " constraints");
  CHECK(constrained > 30);
  CHECK(fed >= constrained);
}

TEST_CASE("each key refuses values of another type, under its path") {
  int fed = 0;
  for_each_key([&](const Spot& place, const Key& key, const std::string& path) {
    if (!is_plain(key)) return;
    for (const auto& value : of_wrong_types(key)) {
      CAPTURE(value);
      const auto problems = problems_with(place, key, yaml(value));
      INFO(texts_of(problems));
      CHECK(names(problems, path));
      ++fed;
    }
  });
  WARN(fed << " values of a wrong type refused");
  CHECK(fed > 200);
}

TEST_CASE("each section, choice and list refuses what is none, under its path") {
  for_each_key([&](const Spot& place, const Key& key, const std::string& path) {
    if (is_plain(key)) return;
    for (const char* value : {"[[[]]]", "{no_such: {}}"}) {
      if (key.holds == Key::Holds::map && std::string(value) != "[[[]]]")
        continue;  // any name is right
      CAPTURE(value);
      const auto problems = problems_with(place, key, yaml(value));
      INFO(texts_of(problems));
      CHECK(names(problems, path));
    }
  });
}

TEST_CASE("each default is accepted where it is written out, and changes nothing") {
  for_each_key([&](const Spot& place, const Key& key, const std::string&) {
    const Node defaults = place.spec->defaults();
    const Node* value = defaults.find(key.name);
    if (!value || must_be_said(key)) return;
    Node implied, written;
    problems_of(place.around(least_of(*place.spec)), &implied);
    CHECK(texts_of(problems_with(place, key, *value, &written)) == "");
    CHECK(emit_yaml(written) == emit_yaml(implied));
  });
}

TEST_CASE("each key and kind says what it is in sentences that end") {
  for_each_key([](const Spot&, const Key& key, const std::string&) {
    CHECK(key.sentence.size() > 5);
    CHECK(key.sentence.ends_with('.'));
  });
  for (const auto* roster : rosters_below(experiment_spec()))
    for (const auto* spec : roster->specs()) {
      INFO(roster->noun() << " " << spec->name());
      CHECK(spec->summary().ends_with('.'));
    }
}

TEST_CASE("help and reference have each key of each section and kind") {
  const auto page = reference_page(experiment_spec());
  for_each_key([&](const Spot& place, const Key& key, const std::string&) {
    const auto name = place.documented.empty() ? key.name : place.documented + "." + key.name;
    CHECK_THAT(help_text(experiment_spec(), name), ContainsSubstring(key.sentence));
    const auto title =
        "\n## " + (place.documented.empty() ? "The sections" : "`" + place.documented + "`");
    const auto begin = page.find(title + "\n");
    REQUIRE(begin != std::string::npos);
    const auto section = page.substr(begin, page.find("\n## ", begin + 1) - begin);
    CHECK_THAT(section, ContainsSubstring("| `" + key.name + "` |"));
  });
}

TEST_CASE("the schema and the resolved config have each key of each section and kind") {
  const auto schema = nlohmann::json::parse(json_schema(experiment_spec()));
  std::set<std::pair<std::string, std::string>> described;
  const std::function<void(const nlohmann::json&)> collect = [&](const nlohmann::json& json) {
    if (json.is_object() && json.contains("properties") && json["properties"].is_object())
      for (const auto& [name, property] : json["properties"].items())
        if (property.is_object() && property.contains("description"))
          described.emplace(name, property["description"].get<std::string>());
    for (const auto& inner : json)
      if (inner.is_structured()) collect(inner);
  };
  collect(schema);
  for_each_key([&](const Spot& place, const Key& key, const std::string& path) {
    CHECK(described.contains({key.name, key.sentence}));
    Node resolved;
    problems_of(place.around(least_of(*place.spec)), &resolved);
    const Node* at = &resolved;
    for (const auto& part : split(path, '.')) {
      at = at->is_sequence() ? &at->items.at(std::stoul(part)) : at->find(part);
      REQUIRE(at);
    }
  });
}
