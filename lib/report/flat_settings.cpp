#include "report/flat_settings.h"

#include <algorithm>

#include "config/yaml.h"
#include "core/text.h"

namespace mlday {
namespace {

bool is_flat_list(const Node& node) {
  return node.is_sequence() &&
         std::all_of(node.items.begin(), node.items.end(),
                     [](const Node& item) { return !item.is_map() && !item.is_sequence(); });
}

void add_settings(const std::string& key, const Node& node, std::vector<FlatSetting>& settings) {
  const auto below = [&](const std::string& name, const Node& value) {
    add_settings(key.empty() ? name : key + "." + name, value, settings);
  };
  if (node.is_map() && !node.entries.empty()) {
    for (const auto& entry : node.entries) below(entry.key, entry.value);
  } else if (node.is_sequence() && !is_flat_list(node)) {
    for (std::size_t i = 0; i < node.items.size(); ++i) below(std::to_string(i), node.items[i]);
  } else if (node.is_scalar()) {
    settings.push_back({key, node.text, node.scalar_type()});
  } else {
    const auto type = node.is_null() ? ScalarType::null : ScalarType::text;
    settings.push_back({key, std::string(trimmed(emit_yaml(node))), type});
  }
}

std::variant<std::string, double, bool> value_of(const FlatSetting& setting) {
  if (setting.type == ScalarType::boolean) return setting.text.front() == 't';
  const bool is_number = setting.type == ScalarType::integer || setting.type == ScalarType::number;
  if (const auto number = to_double(setting.text); is_number && number) return *number;
  return setting.text;
}

}  // namespace

std::vector<FlatSetting> flat_settings(const Node& root) {
  std::vector<FlatSetting> settings;
  if (root.is_map() && root.entries.empty()) return settings;
  add_settings("", root, settings);
  return settings;
}

std::vector<Hyperparameter> hyperparameters_of(const std::vector<FlatSetting>& settings) {
  std::vector<Hyperparameter> parameters;
  for (const auto& setting : settings)
    if (setting.type != ScalarType::null && !setting.text.empty())
      parameters.push_back({setting.key, value_of(setting)});
  return parameters;
}

}  // namespace mlday
