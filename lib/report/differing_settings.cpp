#include "report/differing_settings.h"

#include <algorithm>

#include "core/text.h"
#include "report/run_config.h"

namespace mlday {
namespace {

using Nodes = std::vector<const Node*>;  ///< a value of each config; null where it has none

/// For people; where that does not tell configs apart, everything.
std::vector<std::string> shown_values(const Nodes& nodes) {
  std::vector<std::string> values;
  for (const bool all : {false, true}) {
    values.clear();
    for (const auto* node : nodes) values.push_back(node ? one_line(*node, all) : "-");
    if (std::adjacent_find(values.begin(), values.end(), std::not_equal_to<>()) != values.end())
      break;
  }
  return values;
}

bool are_alike(const Nodes& nodes) {
  const auto text = [](const Node* node) { return node ? one_line(*node, true) : ""; };
  return std::all_of(nodes.begin(), nodes.end(),
                     [&](const Node* node) { return text(node) == text(nodes.front()); });
}

template <class Predicate>
bool all_are(const Nodes& nodes, const Predicate& predicate) {
  return std::all_of(nodes.begin(), nodes.end(),
                     [&](const Node* node) { return node && predicate(*node); });
}

class SettingsDifference {
 public:
  void compare(const std::string& path, const Nodes& nodes) {
    if (are_alike(nodes)) return;
    if (all_are(nodes, [](const Node& node) { return node.is_map(); }))
      compare_maps(path, nodes);
    else if (all_are(nodes, is_list_of_layers))
      compare_lists(path, nodes);
    else
      found_.push_back({path, shown_values(nodes)});
  }

  std::vector<DifferingSetting> found() && { return std::move(found_); }

 private:
  static bool is_list_of_layers(const Node& node) {
    return node.is_sequence() &&
           std::all_of(node.items.begin(), node.items.end(),
                       [](const Node& item) { return item.is_map() && item.entries.size() == 1; });
  }
  static std::string kind_of_item(const Node& item) { return item.entries.front().key; }

  void compare_maps(const std::string& path, const Nodes& nodes) {
    const auto is_choice = [](const Node& node) { return node.entries.size() == 1; };
    if (all_are(nodes, is_choice) && !all_are(nodes, [&](const Node& node) {
          return kind_of_item(node) == kind_of_item(*nodes.front());
        })) {
      found_.push_back({path, shown_values(nodes)});
      return;
    }
    std::vector<std::string> keys;
    for (const auto* node : nodes)
      for (const auto& entry : node->entries)
        if (std::find(keys.begin(), keys.end(), entry.key) == keys.end()) keys.push_back(entry.key);
    for (const auto& key : keys) {
      Nodes below;
      for (const auto* node : nodes) below.push_back(node->find(key));
      compare(path.empty() ? key : path + "." + key, below);
    }
  }

  void compare_lists(const std::string& path, const Nodes& nodes) {
    std::size_t shortest = nodes.front()->items.size(), longest = 0;
    for (const auto* node : nodes) {
      shortest = std::min(shortest, node->items.size());
      longest = std::max(longest, node->items.size());
    }
    const auto at = [&](std::size_t place, bool from_end) {
      Nodes items;
      for (const auto* node : nodes)
        items.push_back(&node->items[from_end ? node->items.size() - 1 - place : place]);
      return items;
    };
    std::size_t front = 0, back = 0;
    while (front < shortest && are_alike(at(front, false))) ++front;
    while (front + back < shortest && are_alike(at(back, true))) ++back;
    const auto same_kinds = [&](std::size_t place) {
      const auto items = at(place, false);
      return all_are(items, [&](const Node& item) {
        return kind_of_item(item) == kind_of_item(*items.front());
      });
    };
    bool side_by_side = shortest == longest;
    for (auto i = front; side_by_side && i < shortest - back; ++i) side_by_side = same_kinds(i);
    if (side_by_side) {
      for (auto i = front; i < shortest - back; ++i)
        compare(path + "[" + std::to_string(i + 1) + "]", at(i, false));
      return;
    }
    std::vector<Node> middles;
    for (const auto* node : nodes) {
      middles.push_back(Node::sequence());
      const auto end = static_cast<std::ptrdiff_t>(node->items.size() - back);
      middles.back().items.assign(node->items.begin() + static_cast<std::ptrdiff_t>(front),
                                  node->items.begin() + end);
    }
    Nodes shown;
    for (const auto& middle : middles) shown.push_back(&middle);
    found_.push_back({path + "[" + std::to_string(front + 1) + "...]", shown_values(shown)});
  }

  std::vector<DifferingSetting> found_;
};

}  // namespace

std::vector<DifferingSetting> differing_settings(const std::vector<Node>& configs) {
  std::vector<Node> bare;
  for (const auto& config : configs) bare.push_back(without_names(config));
  Nodes nodes;
  for (const auto& config : bare) nodes.push_back(&config);
  SettingsDifference difference;
  difference.compare("", nodes);
  return std::move(difference).found();
}

}  // namespace mlday
