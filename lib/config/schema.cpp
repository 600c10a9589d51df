// The JSON Schema that editors check configs by, built from the declarations.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "config/document.h"

namespace mlday {
namespace {

using Json = nlohmann::ordered_json;

Json reference(const std::string& name) { return {{"$ref", "#/$defs/" + name}}; }

Json key_schema(const AnySpec& spec, const Key& key);

/// The keys of a section as properties. Nothing is required: `extends` may supply it.
Json properties_of(const AnySpec& spec) {
  Json properties = Json::object();
  for (const auto& key : spec.keys()) properties[key.name] = key_schema(spec, key);
  return properties;
}

Json object_of(Json properties) {
  return {
      {"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
}

/// A section: a map of its keys, or the bare value of its short form.
Json section_schema(const AnySpec& spec) {
  Json object = object_of(properties_of(spec));
  if (spec.short_form().empty()) return object;
  return {{"anyOf", Json::array({object, key_schema(spec, *spec.find(spec.short_form()))})}};
}

Json key_schema(const AnySpec& spec, const Key& key) {
  Json schema;
  if (key.section) {
    schema = section_schema(key.section());
    if (key.holds == Key::Holds::list) schema = {{"type", "array"}, {"items", schema}};
    if (key.holds == Key::Holds::map)
      schema = {{"type", "object"}, {"additionalProperties", schema}};
    if (key.type.ends_with("null")) schema = {{"anyOf", Json::array({schema, {{"type", "null"}}})}};
  } else if (key.roster && key.holds == Key::Holds::list) {
    schema = {{"type", "array"}, {"items", reference(key.roster().noun())}};
  } else if (key.roster) {
    schema = reference(key.roster().noun());
  } else {
    schema = Json::parse(key.schema());
    const Node defaults = spec.defaults();
    const Node* value = defaults.find(key.name);
    if (value && value->is_scalar() && key.constraint.choices.empty() && !value->quoted &&
        (value->scalar_type() == ScalarType::integer ||
         value->scalar_type() == ScalarType::number || value->scalar_type() == ScalarType::boolean))
      schema["default"] = Json::parse(value->text, nullptr, false);
  }
  schema["description"] = key.sentence;
  return schema;
}

Json names_of(const AnyRoster& roster) {
  Json names = Json::array();
  for (const auto* spec : roster.specs()) names.push_back(spec->name());
  return names;
}

/// One of several schemas, each said once.
Json any_of(const Json& schemas) {
  Json distinct = Json::array();
  for (const auto& schema : schemas)
    if (std::find(distinct.begin(), distinct.end(), schema) == distinct.end())
      distinct.push_back(schema);
  return distinct.size() == 1 ? distinct.front() : Json{{"anyOf", distinct}};
}

/// Every key of a roster's kinds, with what any of them takes for it: all that can be said where
/// the kind is not, because it is the default one or `extends` supplies it.
Json keys_of_all(const AnyRoster& roster) {
  Json schemas = Json::object();
  for (const auto* spec : roster.specs()) {
    const Json properties = properties_of(*spec);
    for (const auto& [name, schema] : properties.items()) schemas[name].push_back(schema);
  }
  for (auto& [name, schema] : schemas.items()) schema = any_of(schema);
  return schemas;
}

/// Kinds chosen by a key of their own: `{name: adam, lr: .1}` or `adam`.
Json selected_schema(const AnyRoster& roster) {
  Json all_keys = keys_of_all(roster);
  all_keys[roster.selector()] = {{"enum", names_of(roster)}};
  Json cases = Json::array();
  for (const auto* spec : roster.specs()) {
    Json properties = properties_of(*spec);
    properties[roster.selector()] = {{"const", spec->name()}};
    const Json is_this = {{"properties", {{roster.selector(), {{"const", spec->name()}}}}},
                          {"required", Json::array({roster.selector()})}};
    cases.push_back({{"if", is_this}, {"then", object_of(properties)}});
  }
  Json object = {{"type", "object"},
                 {"properties", all_keys},
                 {"additionalProperties", false},
                 {"allOf", cases}};
  return {{"anyOf", Json::array({{{"enum", names_of(roster)}}, object})}};
}

/// Kinds that are themselves the key: `relu`, `{conv2d: {...}}`, `{repeat: 2, layers: [...]}`.
Json keyed_schema(const AnyRoster& roster) {
  Json forms = Json::array({{{"enum", names_of(roster)}}});
  Json properties = Json::object();
  for (const auto* spec : roster.specs())
    if (spec->spread()) {
      forms.push_back(object_of(properties_of(*spec)));
      forms.back()["required"] = Json::array({spec->name()});
    } else {
      properties[spec->name()] = {
          {"anyOf", Json::array({section_schema(*spec), {{"type", "null"}}})},
          {"description", spec->summary()}};
    }
  Json one = object_of(properties);
  one["minProperties"] = one["maxProperties"] = 1;
  forms.push_back(one);
  return {{"anyOf", forms}};
}

}  // namespace

std::string json_schema(const AnySpec& root) {
  Json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                 {"title", "mlday config"}};
  Json object = object_of(properties_of(root));
  object["properties"]["extends"] = {
      {"anyOf",
       Json::array({{{"type", "string"}}, {{"type", "array"}, {"items", {{"type", "string"}}}}})},
      {"description", "Configs below this one, relative to this file."}};
  schema.update(object);
  for (const auto* roster : rosters_below(root))
    schema["$defs"][roster->noun()] =
        roster->selector().empty() ? keyed_schema(*roster) : selected_schema(*roster);
  return schema.dump(1) + "\n";
}

}  // namespace mlday
