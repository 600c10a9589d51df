// Early stopping by Keras' rules.
#include "train/early_stopping.h"

#include "anneal/annealer.h"
#include "data/loader.h"
#include "run/experiment.h"
#include "torch_helpers.h"
#include "train/settings.h"

using namespace mlday;
using namespace mlday::test;

namespace {

struct Story {
  std::int64_t stopped_after = 0;  ///< 0: never
  std::vector<std::int64_t> best;  ///< epochs whose weights were to be remembered
  bool operator==(const Story&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Story& story) {
  out << "stopped after " << story.stopped_after << ", best";
  for (const auto epoch : story.best) out << " " << epoch;
  return out;
}

EarlyStopper stopper(const std::string& yaml, Direction better = Direction::down) {
  return {settings_of(early_stopping_spec(), yaml), better};
}

Story told(EarlyStopper stopper, const std::vector<double>& values, std::size_t first = 0) {
  Story story;
  for (std::size_t i = first; i < values.size(); ++i) {
    Metrics metrics;
    metrics.set("val_loss", values[i]);
    const auto epoch = static_cast<std::int64_t>(i) + 1;
    const auto verdict = stopper.epoch_ended(epoch, metrics);
    if (verdict.is_best) story.best.push_back(epoch);
    if (!verdict.stop) continue;
    story.stopped_after = epoch;
    break;
  }
  return story;
}

Story told(const std::string& yaml, const std::vector<double>& values,
           Direction better = Direction::down) {
  return told(stopper(yaml, better), values);
}

constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

}  // namespace

TEST_CASE("training stops when patience epochs in a row brought no improvement") {
  const std::vector<double> values{5, 4, 4.5, 3, 3.1, 3.2, 3.3, 3.4};
  CHECK(told("{patience: 3}", values) == Story{7, {1, 2, 4}});
  CHECK(told("{patience: 2}", values) == Story{6, {1, 2, 4}});
  CHECK(told("{patience: 5}", values) == Story{0, {1, 2, 4}});
}

TEST_CASE("patience 0 and patience 1 stop at the first epoch without improvement") {
  const std::vector<double> values{5, 4, 4.5, 3};
  CHECK(told("{patience: 0}", values) == Story{3, {1, 2}});
  CHECK(told("{patience: 1}", values) == Story{3, {1, 2}});
  CHECK(told("{}", values) == Story{3, {1, 2}});
}

TEST_CASE("a tie is no improvement") {
  CHECK(told("{patience: 2}", {1, 1, 1, 1}) == Story{3, {1}});
}

TEST_CASE("a change must be more than min_delta, which is absolute") {
  CHECK(told("{patience: 2, min_delta: .25}", {2, 1.75, 1.5, 1.25, 1.25}) == Story{5, {1, 3}});
  CHECK(told("{patience: 1, min_delta: .25}", {2, 1.75, 1}) == Story{2, {1}});
  CHECK(told("{patience: 1, min_delta: .25, mode: max}", {1, 1.5, 1.75, 3}) == Story{3, {1, 2}});
}

TEST_CASE("mode auto asks the metric which way is better; min and max overrule it") {
  const std::vector<double> rising{1, 2, 3, 4};
  CHECK(told("{patience: 2}", rising, Direction::up) == Story{0, {1, 2, 3, 4}});
  CHECK(told("{patience: 2}", rising, Direction::down) == Story{3, {1}});
  CHECK(told("{patience: 2, mode: max}", rising, Direction::down) == Story{0, {1, 2, 3, 4}});
  CHECK(told("{patience: 2, mode: min}", rising, Direction::up) == Story{3, {1}});
}

TEST_CASE("until the baseline is beaten an improvement does not end the waiting") {
  // Better each time, but never below 1.
  CHECK(told("{patience: 3, baseline: 1}", {5, 4, 3, 3, 2}) == Story{4, {1, 2, 3}});
  // An epoch that improves never stops, even when patience is over.
  CHECK(told("{patience: 2, baseline: 1}", {5, 4, 3, 2, 1.5, 1.5}) == Story{6, {1, 2, 3, 4, 5}});
  // Beaten in epoch 2: from there on patience counts anew.
  CHECK(told("{patience: 2, baseline: 1}", {5, .5, .6, .4, .5, .5}) == Story{6, {1, 2, 4}});
  CHECK(told("{patience: 1, baseline: .9, mode: max}", {.5, .95, .96, .9}) == Story{4, {1, 2, 3}});
}

TEST_CASE("the first epochs do not count where start_from_epoch says so") {
  // 1 and 2 would have been the best.
  CHECK(told("{patience: 2, start_from_epoch: 3}", {1, .5, 9, 5, 6, 4, 6, 6}) == Story{8, {4, 6}});
  CHECK(told("{patience: 1, start_from_epoch: 3}", {9, 9, 9, 5, 5}) == Story{5, {4}});
  CHECK(told("{patience: 1, start_from_epoch: 10}", {9, 9, 9, 9}) == Story{0, {}});
}

TEST_CASE("a NaN is no improvement and does not poison what comes after it") {
  CHECK(told("{patience: 2}", {3, no_number, 2, no_number, no_number, 1}) == Story{5, {1, 3}});
  CHECK(told("{patience: 3, mode: max}", {3, no_number, 4, no_number, 5}) == Story{0, {1, 3, 5}});
}

TEST_CASE("a NaN in the first epoch is remembered until a number comes, and never stops there") {
  CHECK(told("{patience: 3}", {no_number, 4, 3}) == Story{0, {1, 2, 3}});
  CHECK(told("{patience: 0}", {no_number, 4, 3}) == Story{0, {1, 2, 3}});
  // Keras remembers the first epoch's weights only.
  CHECK(told("{patience: 3}", {no_number, no_number, no_number, 3}) == Story{3, {1}});
}

TEST_CASE("an epoch without the metric counts for nothing") {
  auto counting = stopper("{patience: 2}");
  Metrics with, without;
  with.set("val_loss", 1);
  without.set("loss", 1);
  CHECK(counting.epoch_ended(1, with).is_best);
  for (int epoch = 2; epoch < 9; ++epoch) CHECK_FALSE(counting.epoch_ended(epoch, without).stop);
  CHECK_FALSE(counting.epoch_ended(9, with).stop);
  CHECK(counting.epoch_ended(10, with).stop);
  CHECK(counting.best_epoch() == 1);
}

TEST_CASE("restored from its state, a stopper goes on as if it had never stopped") {
  const std::vector<double> values{5, 4, 4.5, 3, 3.5, 3.6, 2.9, 3, 3, 3};
  for (const std::string yaml :
       {"{patience: 3}", "{patience: 3, baseline: 4.2}", "{patience: 2, start_from_epoch: 3}"}) {
    const auto whole = told(yaml, values);
    REQUIRE(whole.stopped_after > 4);
    for (std::size_t cut = 0; cut <= 4; ++cut) {
      INFO(yaml << " cut after " << cut);
      auto before = stopper(yaml), after = stopper(yaml);
      Story story;
      for (std::size_t i = 0; i < cut; ++i) {
        Metrics metrics;
        metrics.set("val_loss", values[i]);
        const auto epoch = static_cast<std::int64_t>(i) + 1;
        if (before.epoch_ended(epoch, metrics).is_best) story.best.push_back(epoch);
      }
      after.restore(nlohmann::ordered_json::parse(before.state().dump()));
      CHECK(after.best_epoch() == before.best_epoch());
      const auto rest = told(after, values, cut);
      story.best.insert(story.best.end(), rest.best.begin(), rest.best.end());
      story.stopped_after = rest.stopped_after;
      CHECK(story == whole);
    }
  }
}

TEST_CASE("early stopping refuses settings that make no sense") {
  for (const auto* yaml : {"{patience: -1}", "{min_delta: -1}", "{mode: up}",
                           "{start_from_epoch: -1}", "{restore_best_weights: true}"}) {
    INFO(yaml);
    CHECK_THROWS_AS(settings_of(early_stopping_spec(), yaml), Error);
  }
}

TEST_CASE("every annealer's kind and every section's keys are documented, each key once") {
  CHECK(documentation_gaps(annealers()) == "");
  CHECK(documentation_gaps(experiment_spec(), "config") == "");
}
