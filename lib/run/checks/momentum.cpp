// Settings of momentum that take away what it is for.
#include "core/text.h"
#include "run/checks/checks.h"

namespace mlday {

/// Nesterov's look-ahead goes along the velocity, undamped; PyTorch refuses it otherwise.
void check_nesterov(const ResolvedConfig& config, Problems& problems) {
  const auto text = [&](const char* path) { return node_at(config.tree, path).text; };
  if (config.experiment.optimizer.kind() != "sgd" || text("optimizer.nesterov") != "true") return;
  if (text("optimizer.momentum") == "0")
    problems.error(place_of(config, "optimizer.nesterov"), "optimizer.nesterov",
                   "`optimizer.nesterov` needs momentum, but `optimizer.momentum` is 0",
                   "add `momentum: 0.9`, or take `nesterov` out");
  if (const auto dampening = text("optimizer.dampening"); dampening != "0")
    problems.error(place_of(config, "optimizer.dampening"), "optimizer.dampening",
                   "`optimizer.nesterov` needs `optimizer.dampening` to be 0, not " + dampening,
                   "take `dampening` out, or `nesterov`");
}

void check_dampening(const ResolvedConfig& config, Problems& problems) {
  const auto text = [&](const char* path) { return node_at(config.tree, path).text; };
  if (config.experiment.optimizer.kind() != "sgd" || text("optimizer.momentum") == "0" ||
      to_double(text("optimizer.dampening")) != 1.0)
    return;
  warn(config, problems, "dampening-of-one", "optimizer.dampening",
       "`optimizer.dampening` is 1: momentum takes in no gradient but the first",
       "take `dampening` out; it is the share of each new gradient that is left out");
}

}  // namespace mlday
