// Rates that an annealer's settings come to, beside what they are plainly meant for: each setting
// is right by itself, only together with optimizer.lr it is not.
#include <algorithm>

#include "core/error.h"
#include "core/text.h"
#include "run/assembly.h"
#include "run/checks/checks.h"

namespace mlday {
namespace {

/// The rates of a run, evenly spread.
std::vector<double> rates_of(const Annealer& annealer, std::int64_t steps) {
  constexpr std::int64_t most = 1000;
  std::vector<double> rates;
  for (std::int64_t i = 0; i <= most; ++i) rates.push_back(annealer.lr(i * (steps - 1) / most));
  return rates;
}

/// Whether nothing changes at the time either at which the config says that something does.
bool is_idle_there(const Annealer& annealer, const std::optional<Milestone>& last,
                   std::int64_t steps_per_epoch) {
  return !last || annealer.lr(last->time.steps(steps_per_epoch)) == annealer.lr(0);
}

/// Whether the momentum, where the annealer cycles it, is ever above its first value.
bool momentum_rises(const Annealer& annealer, std::int64_t steps) {
  const auto first = annealer.momentum(0);
  if (!first) return false;
  constexpr std::int64_t most = 1000;
  for (std::int64_t i = 0; i <= most; ++i)
    if (*annealer.momentum(i * (steps - 1) / most) > *first) return true;
  return false;
}

bool are_in_order(const Node& milestones) {
  for (std::size_t i = 1; i < milestones.items.size(); ++i)
    if (to_double(milestones.items[i].text) <= to_double(milestones.items[i - 1].text))
      return false;
  return true;
}

/// Whether a metric that gets no better ever changes the rate.
bool ever_cuts(Annealer& annealer, const std::vector<std::string>& monitored) {
  constexpr std::int64_t long_enough = 10'000;
  const double before = annealer.lr(0);
  Metrics same;
  for (const auto& metric : monitored) same.set(metric, 1);
  for (std::int64_t epoch = 1; epoch <= long_enough; ++epoch) {
    annealer.epoch_ended(epoch, same);
    if (annealer.lr(epoch) != before) return true;
  }
  return false;
}

}  // namespace

void check_odd_rates(const ResolvedConfig& config, Problems& problems) {
  const auto& experiment = config.experiment;
  if (experiment.task->brings_learner()) return;
  Problems monitors;
  check_monitors(config, monitors);
  if (monitors.has_errors()) return;
  const auto& settings = *experiment.annealer;
  if (settings.contradiction()) return;
  const auto kind = experiment.annealer.kind();
  const auto tell = [&](const std::string& what, const std::string& hint) {
    warn(config, problems, "odd-rates", "annealer.name", "`annealer` " + what, hint);
  };
  const auto text = [&](const std::string& key) {
    return node_at(config.tree, "annealer." + key).text;
  };
  constexpr std::int64_t steps_per_epoch = 1000;  // only the curve counts
  const auto context = annealer_context(experiment, steps_per_epoch);
  std::unique_ptr<Annealer> annealer;
  try {
    annealer = settings.make(context);
  } catch (
      const Error&) {  // it fits epochs of another length alone; training says so if it does not
    return;
  }
  if (const auto monitored = settings.monitored(); !monitored.empty()) {
    if (!ever_cuts(*annealer, monitored))
      tell("never cuts the rate: optimizer.lr is " + rounded(context.base_lr) +
               ", and that is no more than min_lr",
           "take a smaller min_lr");
    return;
  }
  const auto rates = rates_of(*annealer, context.steps);
  const auto [lowest, highest] = std::minmax_element(rates.begin(), rates.end());
  const bool is_meant_to_fall = kind == "cosine" || kind == "linear" || kind == "exponential" ||
                                kind == "polynomial" || kind == "inverse_time" || kind == "step" ||
                                kind == "multistep" || kind == "cosine_restarts";
  if (*highest == 0)
    tell("keeps the rate at 0: nothing is learned", "give it a factor or an end above 0");
  else if (*highest == *lowest && is_meant_to_fall &&
           is_idle_there(*annealer, settings.last_milestone(), steps_per_epoch))
    tell("never changes the rate of " + rounded(*highest), "leave it out, or say when it changes");
  else if (kind == "cyclic" && *highest <= context.base_lr)
    tell("never takes the rate above optimizer.lr, " + rounded(context.base_lr) + ": max_lr is " +
             text("max_lr"),
         "take a max_lr above optimizer.lr");
  else if (kind == "one_cycle" && rates.front() >= context.base_lr)
    tell("never rises to optimizer.lr: it begins with " + rounded(rates.front(), 3),
         "take a div_factor above 1");
  else if (kind == "one_cycle" && rates.back() > rates.front())
    tell("ends with " + rounded(rates.back(), 3) + ", above its beginning of " +
             rounded(rates.front(), 3),
         "take a final_div_factor above 1");
  else if (is_meant_to_fall && rates.back() > rates.front())
    tell("raises the rate from " + rounded(rates.front(), 3) + " to " + rounded(rates.back(), 3),
         "take an end below optimizer.lr");
  if (momentum_rises(*annealer, context.steps))
    tell("raises the momentum where the rate is highest: base_momentum is " +
             text("base_momentum") + ", max_momentum " + text("max_momentum"),
         "take a base_momentum below max_momentum");
  if (!are_in_order(node_at(config.tree, "annealer.milestones")))
    tell("has milestones out of order, or one twice", "give each time once, from first to last");
}

}  // namespace mlday
