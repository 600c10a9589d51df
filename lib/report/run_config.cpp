#include "report/run_config.h"

#include "config/compose.h"
#include "config/yaml.h"
#include "core/text.h"

namespace mlday {
namespace {

/// resolved.yaml says behind each value where it comes from.
bool is_unset(const Node& node) {
  if (!node.mark.source) return false;
  const auto& text = node.mark.source->text;
  std::size_t begin = 0;
  for (int line = 1; line < node.mark.line && begin != std::string::npos; ++line)
    begin = text.find('\n', begin + (line > 1));
  if (begin == std::string::npos) return false;
  const auto end = text.find('\n', begin + 1);
  return std::string_view(text).substr(begin, end - begin).ends_with("# default");
}

void remove_setting(Node& root, const std::string& path) {
  auto* node = &root;
  const auto keys = split(path, '.');
  for (std::size_t i = 0; i + 1 < keys.size(); ++i) {
    node = node->find(keys[i]);
    if (!node) return;
  }
  std::erase_if(node->entries, [&](const Node::Entry& entry) { return entry.key == keys.back(); });
}

constexpr const char* names_of_the_run[] = {"day", "title", "journal", "check"};
constexpr const char* seed_settings[] = {"training.seed", "dataset.seed",
                                         "dataset.validation.seed"};
/// Where and how it is trained; not what comes of it.
constexpr const char* ways_to_train[] = {
    "training.device",     "training.threads", "training.log_every",  "training.save_every",
    "dataset.num_workers", "dataset.cache",    "dataset.cache_limit", "checkpoint.keep_last"};

}  // namespace

Node read_config(const std::filesystem::path& resolved) {
  if (!std::filesystem::exists(resolved)) return Node::map();
  Problems problems;
  auto root = compose_foreign(read_source(resolved), problems);
  problems.throw_errors();
  return root.is_map() ? root : Node::map();
}

std::string one_line(const Node& node, bool all) {
  std::vector<std::string> parts;
  switch (node.kind) {
    case Node::Kind::null:
      return "null";
    case Node::Kind::scalar:
      return node.text.empty() ? "\"\"" : in_one_line(node.text);
    case Node::Kind::sequence:
      for (const auto& item : node.items) parts.push_back(one_line(item, all));
      return "[" + join(parts, ", ") + "]";
    case Node::Kind::map:
      break;
  }
  for (const auto& [key, mark, value] : node.entries) {
    if (!all && !value.is_map() && is_unset(value)) continue;
    const bool is_kind = value.is_map();  // `conv2d {out_channels: 32}`, `relu`
    const auto text = one_line(value, all);
    parts.push_back(!is_kind ? key + ": " + text : text == "{}" ? key : key + " " + text);
  }
  const bool is_one_kind = node.entries.size() == 1 && node.entries.front().value.is_map();
  return is_one_kind ? join(parts, ", ") : "{" + join(parts, ", ") + "}";
}

Node without_names(Node config) {
  for (const auto* name : names_of_the_run) remove_setting(config, name);
  return config;
}

std::string config_without_seeds(const Node& config) {
  auto bare = without_names(config);
  for (const auto* name : ways_to_train) remove_setting(bare, name);
  for (const auto* name : seed_settings) remove_setting(bare, name);
  return one_line(bare, true);
}

std::vector<std::string> seeds_of(const Node& config) {
  std::vector<std::string> seeds;
  for (const std::string path : seed_settings) {
    const auto* node = &config;
    for (const auto& key : split(path, '.')) node = node ? node->find(key) : nullptr;
    seeds.push_back(node && node->is_scalar() ? node->text : "");
  }
  return seeds;
}

}  // namespace mlday
