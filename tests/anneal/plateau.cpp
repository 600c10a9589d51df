// The traces of Keras 3 and PyTorch, re-run from their sources, and the journal's day 42.
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "anneal/settings_of.h"

#include "catch.h"

using namespace mlday;
using namespace mlday::test;

namespace {

std::unique_ptr<Annealer> annealer_of(const std::string& yaml, double lr,
                                      Direction better = Direction::down) {
  return make_annealer(*settings_of(yaml), {lr, [=](const std::string&) { return better; }});
}

Metrics val_loss(double value) {
  Metrics metrics;
  metrics.set("val_loss", value);
  return metrics;
}

using Rates = std::vector<double>;

/// The rate after each epoch.
Rates trace(Annealer& annealer, const Rates& values) {
  Rates rates;
  for (const double value : values) {
    annealer.epoch_ended(0, val_loss(value));
    rates.push_back(annealer.lr(0));
  }
  return rates;
}

Rates flat_trace(const std::string& settings, double lr, std::size_t epochs) {
  return trace(*annealer_of("{name: plateau, " + settings + "}", lr), Rates(epochs, 1.));
}

void check_rates(const Rates& rates, const Rates& expected) {
  REQUIRE(rates.size() == expected.size());
  for (std::size_t i = 0; i < rates.size(); ++i) {
    CAPTURE(i);
    CHECK(rates[i] == Approx(expected[i]).epsilon(1e-12));
  }
}

const Rates day_42{.2202, .3053, .4940, .4773, .5134, .5689, .4033, .4246, .4699, .5865,
                   .6549, .6744, .6698, .6707, .7105, .7317, .7308, .7197, .7336, .7206,
                   .7382, .6873, .7419, .7160, .7382, .7447, .7438, .7336, .7299, .7151,
                   .7530, .7530, .7530, .7558, .7567, .7613, .7613, .7567, .7604, .7567,
                   .7567, .7567, .7576, .7567, .7558, .7558, .7558, .7576, .7558, .7558};
const double nan_value = std::nan("");

}  // namespace

TEST_CASE("by Keras' rule a flat metric is cut after `patience` epochs without improvement") {
  check_rates(flat_trace("patience: 3", 1, 7), {1, 1, 1, .1, .1, .1, .01});
}

TEST_CASE("by PyTorch's rule a flat metric is cut one epoch later") {
  check_rates(flat_trace("rule: torch, patience: 3", 1, 9), {1, 1, 1, 1, .1, .1, .1, .1, .01});
}

TEST_CASE("a cooldown of one changes nothing by Keras' rule and skips an epoch by PyTorch's") {
  check_rates(flat_trace("patience: 1, cooldown: 1", 1, 4), {1, .1, .01, .001});
  check_rates(flat_trace("rule: torch, patience: 0, cooldown: 1", 1, 5), {1, .1, .1, .01, .01});
}

TEST_CASE("a cooldown of two skips one epoch by Keras' rule and two by PyTorch's") {
  check_rates(flat_trace("patience: 1, cooldown: 2", 1, 5), {1, .1, .1, .01, .01});
  check_rates(flat_trace("rule: torch, patience: 0, cooldown: 2", 1, 5), {1, .1, .1, .1, .01});
}

TEST_CASE("patience begins to count in the last epoch of Keras' cooldown") {
  check_rates(flat_trace("patience: 3, cooldown: 2", 1, 8), {1, 1, 1, .1, .1, .1, .1, .01});
}

TEST_CASE("the rate stops at min_lr") {
  check_rates(flat_trace("min_lr: .005, patience: 1", .1, 4), {.1, .01, .005, .005});
  check_rates(flat_trace("min_lr: .005, patience: 0, rule: torch", .1, 4), {.1, .01, .005, .005});
}

TEST_CASE("a rate below min_lr is never raised to it") {
  check_rates(flat_trace("min_lr: .5, patience: 1", .1, 3), {.1, .1, .1});
  check_rates(flat_trace("min_lr: .5, patience: 0, rule: torch", .1, 3), {.1, .1, .1});
}

TEST_CASE("patience 0 and 1 are the same by Keras' rule") {
  CHECK(flat_trace("patience: 0", 1, 6) == flat_trace("patience: 1", 1, 6));
  CHECK(flat_trace("patience: 0", 1, 6) != flat_trace("patience: 2", 1, 6));
}

TEST_CASE("PyTorch's rule makes no change below 1e-8") {
  check_rates(flat_trace("rule: torch, patience: 0", 1e-7, 4), {1e-7, 1e-8, 1e-8, 1e-8});
  check_rates(flat_trace("patience: 1", 1e-7, 4), {1e-7, 1e-8, 1e-9, 1e-10});
}

TEST_CASE("the journal's day 42 is cut after the epochs that its log shows") {
  const auto annealer = annealer_of(
      "{name: plateau, monitor: val_accuracy, mode: max, patience: 3}", .01, Direction::down);
  std::vector<int> cuts;
  double expected = .01;
  for (std::size_t i = 0; i < day_42.size(); ++i) {
    Metrics metrics;
    metrics.set("val_accuracy", day_42[i]);
    if (annealer->epoch_ended(0, metrics)) {
      cuts.push_back(static_cast<int>(i) + 1);
      expected *= .1;
    }
    CHECK(annealer->lr(static_cast<std::int64_t>(i)) == Approx(expected).epsilon(1e-12));
  }
  CHECK(cuts == std::vector<int>{9, 29, 39, 42, 45, 48});
  CHECK(annealer->lr(0) == Approx(1e-8).epsilon(1e-12));
}

TEST_CASE("a cut says which metric, for how long, and both rates") {
  const auto annealer = annealer_of("{name: plateau, patience: 3}", .01);
  for (int i = 0; i < 3; ++i) CHECK_FALSE(annealer->epoch_ended(0, val_loss(1)));
  CHECK(annealer->epoch_ended(0, val_loss(1)) ==
        "val_loss has not improved 3 times in a row: learning rate 0.01 -> 0.001");
}

TEST_CASE("what is no change is not told") {
  const auto annealer = annealer_of("{name: plateau, patience: 1, min_lr: .1}", .1);
  for (int i = 0; i < 5; ++i) CHECK_FALSE(annealer->epoch_ended(0, val_loss(1)));
}

TEST_CASE("min_delta is absolute by Keras' rule and relative by PyTorch's") {
  const Rates falling{100, 99.5, 99, 98.5};  // half a unit, and half a percent
  const auto rates = [&](const std::string& settings) {
    return trace(*annealer_of("{name: plateau, " + settings + "}", 1), falling);
  };
  check_rates(rates("patience: 1, min_delta: .4"), {1, 1, 1, 1});
  check_rates(rates("patience: 2, min_delta: .6"), {1, 1, 1, 1});  // 99 is better than 100
  check_rates(rates("patience: 1, min_delta: .6"), {1, .1, .1, .01});
  check_rates(rates("rule: torch, patience: 0, min_delta: .004"), {1, 1, 1, 1});
  check_rates(rates("rule: torch, patience: 0, min_delta: .006"), {1, .1, .1, .01});
}

TEST_CASE("PyTorch's relative threshold in max mode is a share above the best") {
  const auto annealer =
      annealer_of("{name: plateau, rule: torch, patience: 0, mode: max, min_delta: .1}", 1);
  check_rates(trace(*annealer, {10, 11.5, 12.5, 12.6, 12.7}), {1, 1, .1, .01, .01});
}

TEST_CASE("an improvement begins the wait anew") {
  check_rates(trace(*annealer_of("{name: plateau, patience: 2}", 1), {5, 5, 4, 4, 4, 3, 3, 3}),
              {1, 1, 1, 1, .1, .1, .1, .01});
}

TEST_CASE("mode auto asks the metric, min and max do not") {
  const Rates rising{1, 2, 3};
  const auto after = [&](const std::string& mode, Direction better) {
    return trace(*annealer_of("{name: plateau, patience: 1, mode: " + mode + "}", 1, better),
                 rising)
        .back();
  };
  CHECK(after("auto", Direction::up) == 1);
  CHECK(after("auto", Direction::down) == Approx(.01));
  CHECK(after("max", Direction::down) == 1);
  CHECK(after("min", Direction::up) == Approx(.01));
}

TEST_CASE("a NaN never becomes the best value") {
  for (const char* rule : {"keras", "torch"}) {
    CAPTURE(rule);
    const auto annealer =
        annealer_of("{name: plateau, patience: 5, rule: " + std::string(rule) + "}", 1);
    // Had the NaN become the best, nothing after it would be an improvement.
    check_rates(trace(*annealer, {nan_value, 9, 8, 7, 6, 5, 4, 3, 2, 1}), Rates(10, 1.));
  }
  check_rates(trace(*annealer_of("{name: plateau, patience: 2}", 1), {5, nan_value, nan_value}),
              {1, 1, .1});
}

TEST_CASE("an epoch without the metric does not count") {
  const auto annealer = annealer_of("{name: plateau, patience: 1}", 1);
  annealer->epoch_ended(0, val_loss(1));
  Metrics other;
  other.set("loss", 1);
  for (int i = 0; i < 5; ++i) CHECK_FALSE(annealer->epoch_ended(0, other));
  CHECK(annealer->lr(0) == 1);
  CHECK(annealer->epoch_ended(0, val_loss(1)));
}

TEST_CASE("a restored annealer goes on with the same rates from every epoch") {
  for (const char* settings : {"patience: 3", "patience: 1, cooldown: 2, factor: .7",
                               "rule: torch, patience: 2, cooldown: 1, factor: .3"}) {
    const auto yaml = "{name: plateau, mode: max, " + std::string(settings) + "}";
    const auto expected = trace(*annealer_of(yaml, .01), day_42);
    for (std::size_t at = 0; at <= day_42.size(); ++at) {
      const auto first = annealer_of(yaml, .01);
      const auto split = day_42.begin() + static_cast<std::ptrdiff_t>(at);
      auto rates = trace(*first, {day_42.begin(), split});
      const auto second = annealer_of(yaml, .5);
      second->restore(nlohmann::ordered_json::parse(first->state().dump()));
      CHECK(second->lr(0) == first->lr(0));
      const auto rest = trace(*second, {split, day_42.end()});
      rates.insert(rates.end(), rest.begin(), rest.end());
      CHECK(rates == expected);
    }
  }
}

TEST_CASE("a run whose loss was infinite can be restored") {
  const auto first = annealer_of("{name: plateau, patience: 2}", 1);
  trace(*first, {std::numeric_limits<double>::infinity(), nan_value});
  const auto second = annealer_of("{name: plateau, patience: 2}", 1);
  second->restore(nlohmann::ordered_json::parse(first->state().dump()));
  const Rates rest{5, 5, 5};
  CHECK(trace(*second, rest) == trace(*first, rest));
}

TEST_CASE("the defaults are Keras', but for the name nothing need be said") {
  const auto annealer = annealer_of("plateau", 1);
  check_rates(trace(*annealer, Rates(11, 1.)), {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, .1});
  using Names = std::vector<std::string>;
  CHECK(settings_of("plateau")->monitored() == Names{"val_loss"});
  CHECK(settings_of("{name: plateau, monitor: val_accuracy}")->monitored() ==
        Names{"val_accuracy"});
}

TEST_CASE("a constant rate stays, and is the default") {
  CHECK(annealers().default_kind() == "constant");
  const auto annealer = annealer_of("constant", .3);
  CHECK_FALSE(annealer->epoch_ended(0, val_loss(1)));
  CHECK(annealer->lr(0) == .3);
  CHECK(annealer->lr(1'000'000) == .3);
  CHECK(settings_of("constant")->monitored().empty());
}

TEST_CASE("settings of an annealer that make no sense are refused") {
  const auto refused = [](const std::string& settings, const std::string& why) {
    CAPTURE(settings);
    CHECK_THROWS_WITH(settings_of("{name: plateau, " + settings + "}"), ContainsSubstring(why));
  };
  refused("factor: 1", "`factor` expects a number greater than 0 and less than 1, not `1`");
  refused("factor: 0", "`factor` expects");
  refused("patience: -1", "`patience` expects an integer at least 0");
  refused("patience: 1.5", "a whole number");
  refused("min_lr: -1", "`min_lr` expects a number at least 0");
  refused("mode: maximum", "did you mean `max`?");
  refused("rule: pytorch", "did you mean `torch`?");
  refused("epsilon: 1e-3", "`epsilon` is called `min_delta` here");
  refused("threshold: 1e-3", "`threshold` is called `min_delta` here");
}

TEST_CASE("the documentation of every annealer is there") {
  for (const auto* spec : annealers().specs()) {
    CAPTURE(spec->name());
    CHECK_FALSE(spec->summary().empty());
    for (const auto& key : spec->keys()) CHECK_FALSE(key.sentence.empty());
  }
}
