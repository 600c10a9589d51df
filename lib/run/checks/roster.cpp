// The rules that every config is held against.
#include "core/text.h"
#include "run/checks/checks.h"

namespace mlday {

void check_experiment(const ResolvedConfig& config, Problems& problems) {
  check_monitors(config, problems);
  check_shapes(config, problems);
}

const Node& node_at(const Node& tree, const std::string& path) {
  const Node* node = &tree;
  for (const auto& part : split(path, '.')) {
    const Node* next = node->find(part);
    if (!next) break;
    node = next;
  }
  return *node;
}

}  // namespace mlday
