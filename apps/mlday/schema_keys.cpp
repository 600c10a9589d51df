#include "schema_keys.h"

#include <nlohmann/json.hpp>

namespace mlday {
namespace {

using Json = nlohmann::json;

constexpr const char* schema_text =
#include "schema_text.h"
    ;

/// Adds the keys of an object's schema, of its alternatives and of what it refers to.
void add_keys(const Json& root, const Json& schema, const std::string& prefix,
              std::set<std::string>& keys) {
  if (!schema.is_object()) return;
  if (const auto at = schema.find("$ref"); at != schema.end())
    add_keys(root, root.at(Json::json_pointer(at->get<std::string>().substr(1))), prefix, keys);
  if (const auto properties = schema.find("properties"); properties != schema.end())
    for (const auto& [name, value] : properties->items()) {
      keys.insert(prefix + name);
      add_keys(root, value, prefix + name + ".", keys);
    }
  for (const char* group : {"anyOf", "allOf"})
    if (const auto members = schema.find(group); members != schema.end())
      for (const auto& member : *members) add_keys(root, member, prefix, keys);
  if (const auto then = schema.find("then"); then != schema.end())
    add_keys(root, *then, prefix, keys);
}

}  // namespace

std::set<std::string> schema_keys() {
  const Json root = Json::parse(schema_text, nullptr, false);
  std::set<std::string> keys;
  if (!root.is_discarded()) add_keys(root, root, "", keys);
  return keys;
}

}  // namespace mlday
