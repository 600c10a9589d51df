// A patience as long as the training can never run out.
#include "core/text.h"
#include "run/checks/checks.h"

namespace mlday {
namespace {

void check(const ResolvedConfig& config, const std::string& section, Problems& problems) {
  const Node* found = node_at(config.tree, section).find("patience");
  const auto patience = found ? to_int(found->text) : std::nullopt;
  const auto& training = config.experiment.training;
  const bool validates = node_at(config.tree, section + ".monitor").text.starts_with("val_");
  const auto every = validates ? training.validate_every : 1;
  const auto chances = (training.epochs + every - 1) / every;
  if (!found || !found->mark.source || !patience || *patience < chances) return;
  warn(config, problems, "patience-too-long", section + ".patience",
       "`" + section + ".patience` is " + std::to_string(*patience) + ", but there are only " +
           counted(chances, every > 1 ? "validation" : "epoch"),
       "it can never act: take a shorter patience, or more epochs");
}

/// Early stopping that begins after the last epoch.
void check_start(const ResolvedConfig& config, Problems& problems) {
  const auto start = config.experiment.early_stopping->start_from_epoch;
  const auto epochs = config.experiment.training.epochs;
  if (start < epochs) return;
  warn(config, problems, "patience-too-long", "early_stopping.start_from_epoch",
       "`early_stopping.start_from_epoch` is " + std::to_string(start) + ", but there are only " +
           counted(epochs, "epoch"),
       "it can never act: let it start earlier, or take more epochs");
}

}  // namespace

void check_patience(const ResolvedConfig& config, Problems& problems) {
  if (!config.experiment.annealer->monitored().empty()) check(config, "annealer", problems);
  if (!config.experiment.early_stopping) return;
  check(config, "early_stopping", problems);
  check_start(config, problems);
}

}  // namespace mlday
