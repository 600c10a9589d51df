// A patience as long as the training can never run out.
#include <algorithm>

#include "core/text.h"
#include "run/checks/checks.h"

namespace mlday {
namespace {

/// `start`: so many epochs do not count.
void check(const ResolvedConfig& config, const std::string& section, std::int64_t start,
           Problems& problems) {
  const Node* found = node_at(config.tree, section).find("patience");
  const auto patience = found ? to_int(found->text) : std::nullopt;
  const auto& training = config.experiment.training;
  const bool validates = node_at(config.tree, section + ".monitor").text.starts_with("val_");
  const auto every = validates ? training.validate_every : 1;
  const auto chances = std::max<std::int64_t>(0, training.epochs - start + every - 1) / every;
  if (!patience || *patience < chances || (start == 0 && !found->mark.source)) return;
  warn(config, problems, "patience-too-long",
       section + (start > 0 ? ".start_from_epoch" : ".patience"),
       "`" + section + ".patience` is " + std::to_string(*patience) + ", but there are only " +
           counted(chances, every > 1 ? "validation" : "epoch") +
           (start > 0
                ? " after those that do not count (start_from_epoch: " + std::to_string(start) + ")"
                : ""),
       "it can never act: take a shorter patience, or more epochs");
}

}  // namespace

void check_patience(const ResolvedConfig& config, Problems& problems) {
  const auto& stopping = config.experiment.early_stopping;
  if (!config.experiment.annealer->monitored().empty()) check(config, "annealer", 0, problems);
  if (stopping) check(config, "early_stopping", stopping->start_from_epoch, problems);
}

}  // namespace mlday
