// Schedules beside PyTorch's schedulers of the same names, and what goes around them.
#include <cmath>
#include <nlohmann/json.hpp>

#include "anneal/settings_of.h"
#include "core/error.h"
#include "core/file.h"

#include "catch.h"

using namespace mlday;
using namespace mlday::test;

namespace {

std::unique_ptr<Annealer> schedule_of(const std::string& yaml, std::int64_t steps_per_epoch = 1,
                                      std::int64_t steps = 220, double lr = .3) {
  const auto down = [](const std::string&) { return Direction::down; };
  return make_annealer(*settings_of(yaml), {lr, down, steps_per_epoch, steps});
}

struct Case {
  const char *figure, *yaml;  ///< `per` is left out: each is tried by step and by epoch
};
constexpr Case cases[] = {
    {"step", "name: step, step_size: 30, gamma: .4"},
    {"multistep", "name: multistep, milestones: [20, 90, 91, 180], gamma: .3"},
    {"exponential", "name: exponential, gamma: .97"},
    {"inverse_time", "name: inverse_time, decay: .02"},
    {"linear", "name: linear, start_factor: .2, end_factor: .9, over: 150 UNIT"},
    {"linear_down", "name: linear"},
    {"polynomial", "name: polynomial, power: 1.7, over: 180 UNIT"},
    {"cosine", "name: cosine"},
    {"cosine_min", "name: cosine, eta_min: .01, over: 219 UNIT"},
    {"cosine_restarts", "name: cosine_restarts, restart_after: 25 UNIT"},
    {"cosine_restarts_growing",
     "name: cosine_restarts, restart_after: 20 UNIT, period_factor: 2, eta_min: .02"},
    {"one_cycle", "name: one_cycle"},
    {"one_cycle_linear",
     "name: one_cycle, pct_start: .2, anneal_strategy: linear, div_factor: 10,"
     "final_div_factor: 100, base_momentum: .7, max_momentum: .9"},
    {"cyclic", "name: cyclic, max_lr: 2, step_size_up: 40"},
    {"cyclic_triangular2",
     "name: cyclic, max_lr: 2, step_size_up: 15, step_size_down: 35, mode: triangular2,"
     "base_momentum: .6, max_momentum: .95"},
    {"cyclic_exp_range",
     "name: cyclic, max_lr: 2, step_size_up: 25, mode: exp_range, gamma: .99,"
     "cycle_momentum: false"},
};

std::string with_unit(std::string yaml, const std::string& unit) {
  if (const auto at = yaml.find("UNIT"); at != std::string::npos) yaml.replace(at, 4, unit + "s");
  return "{per: " + unit + ", " + yaml + "}";
}

using Values = std::vector<double>;

nlohmann::json figures() {
  return nlohmann::json::parse(read_file(std::string(MLDAY_FIGURES) + "/schedules.json"));
}

void check_close(double value, double expected) {
  CHECK(std::abs(value - expected) <= std::max(1e-7 * std::abs(expected), 1e-12));
}

/// The rates, and the momenta where there are any, at every `stride` steps.
void check_trace(const Annealer& annealer, const nlohmann::json& expected, std::int64_t stride,
                 std::int64_t offset) {
  const Values rates = expected.at("lr");
  const Values momenta = expected.value("momentum", Values{});
  REQUIRE(rates.size() == 220);
  for (std::size_t t = 0; t < rates.size(); ++t) {
    CAPTURE(t);
    const auto step = static_cast<std::int64_t>(t) * stride + offset;
    check_close(annealer.lr(step), rates[t]);
    const auto momentum = annealer.momentum(step);
    REQUIRE(momentum.has_value() == !momenta.empty());
    if (momentum) check_close(*momentum, momenta[t]);
  }
}

}  // namespace

TEST_CASE("over 220 steps every schedule is PyTorch's") {
  const auto expected = figures();
  for (const auto& [figure, yaml] : cases) {
    CAPTURE(figure);
    check_trace(*schedule_of(with_unit(yaml, "step"), 7), expected.at(figure), 1, 0);
  }
}

TEST_CASE("counted in epochs every schedule is the same, and constant within an epoch") {
  const auto expected = figures();
  for (const auto& [figure, yaml] : cases) {
    CAPTURE(figure);
    const auto annealer = schedule_of(with_unit(yaml, "epoch"), 3, 660);
    check_trace(*annealer, expected.at(figure), 3, 0);
    check_trace(*annealer, expected.at(figure), 3, 2);
  }
}

TEST_CASE("every schedule in the roster is held against PyTorch") {
  for (const auto* spec : annealers().specs()) {
    const auto& name = spec->name();
    if (name == "constant" || name == "plateau" || name == "sequence") continue;
    CAPTURE(name);
    CHECK(std::any_of(std::begin(cases), std::end(cases), [&](const Case& known) {
      return std::string(known.yaml).find("name: " + name) == 0;
    }));
  }
}

TEST_CASE("a warmup and then a schedule are PyTorch's LinearLR and that schedule in sequence") {
  const auto expected = figures().at("warmup_exponential");
  check_trace(*schedule_of("{name: exponential, gamma: .98, per: step,"
                           " warmup: {over: 50 steps, start_factor: .1}}"),
              expected, 1, 0);
  check_trace(*schedule_of("{name: exponential, gamma: .98, per: step,"
                           " warmup: {over: 5 epochs, start_factor: .1}}",
                           10),
              expected, 1, 0);
}

TEST_CASE("annealers in sequence are PyTorch's SequentialLR") {
  check_trace(*schedule_of("{name: sequence, milestones: [30 steps, 15 epochs], annealers: ["
                           "{name: linear, start_factor: .5, end_factor: 1, over: 30 steps},"
                           "{name: step, step_size: 40, gamma: .5, per: step},"
                           "{name: exponential, gamma: .95, per: step}]}",
                           10),
              figures().at("sequence"), 1, 0);
}

TEST_CASE("a warmup begins at 0 unless told otherwise, whatever it is a warmup of") {
  for (const auto* name : {"constant", "plateau", "cosine"}) {
    CAPTURE(name);
    const auto annealer = schedule_of("{name: " + std::string(name) + ", warmup: 10 steps}");
    CHECK(annealer->lr(0) == 0);
    check_close(annealer->lr(5), .15);
    check_close(annealer->lr(10), .3);
  }
}

TEST_CASE("after a warmup a schedule over the whole run takes what is left of it") {
  const auto annealer = schedule_of("{name: linear, warmup: 20 steps}", 1, 220);
  check_close(annealer->lr(20), .3);
  check_close(annealer->lr(120), .15);
  check_close(annealer->lr(220), 0);
}

TEST_CASE("a plateau's waiting begins after the warmup") {
  Metrics flat;
  flat.set("val_loss", 1);
  const auto annealer = schedule_of("{name: plateau, patience: 1, warmup: 2 epochs}", 5);
  for (const std::int64_t steps : {5, 10, 15}) CHECK_FALSE(annealer->epoch_ended(steps, flat));
  CHECK(annealer->epoch_ended(20, flat));
  check_close(annealer->lr(20), .03);
}

TEST_CASE("in a sequence only the annealer whose time it is hears of the epoch") {
  Metrics flat;
  flat.set("val_loss", 1);
  const auto annealer = schedule_of(
      "{name: sequence, milestones: [2 epochs],"
      " annealers: [constant, {name: plateau, patience: 1}]}",
      5);
  for (const std::int64_t steps : {5, 10, 15}) CHECK_FALSE(annealer->epoch_ended(steps, flat));
  CHECK(annealer->epoch_ended(20, flat));
  check_close(annealer->lr(9), .3);
  check_close(annealer->lr(20), .03);
  CHECK(settings_of("{name: sequence, milestones: [2 epochs], annealers: [constant, plateau]}")
            ->monitored() == std::vector<std::string>{"val_loss"});
}

TEST_CASE("a sequence, and a plateau behind a warmup, go on from their state") {
  for (const auto* yaml : {"{name: sequence, milestones: [2 epochs],"
                           " annealers: [constant, {name: plateau, patience: 1}]}",
                           "{name: plateau, patience: 1, warmup: 2 epochs}"}) {
    CAPTURE(yaml);
    Metrics flat;
    flat.set("val_loss", 1);
    const auto first = schedule_of(yaml, 5), second = schedule_of(yaml, 5);
    for (const std::int64_t steps : {15, 20, 25}) first->epoch_ended(steps, flat);
    second->restore(nlohmann::ordered_json::parse(first->state().dump()));
    CHECK(second->lr(30) == first->lr(30));
    CHECK(second->lr(30) < .1);
    CHECK(second->epoch_ended(30, flat) == first->epoch_ended(30, flat));
  }
}

TEST_CASE("a schedule holds its last rate") {
  const auto cosine = schedule_of("{name: cosine, eta_min: .02, over: 100 steps}");
  for (const std::int64_t step : {100, 101, 150, 200, 10'000}) check_close(cosine->lr(step), .02);
  const auto cycle = schedule_of("{name: one_cycle, over: 100 steps}");
  CHECK(cycle->lr(99) == cycle->lr(1000));
  CHECK(cycle->momentum(1000) == .95);
}

TEST_CASE("a schedule over the whole run refuses to go on with a run of another length") {
  const auto begun = schedule_of("cosine", 10, 200);
  const auto state = nlohmann::ordered_json::parse(begun->state().dump());
  CHECK_NOTHROW(schedule_of("cosine", 10, 200)->restore(state));
  CHECK_THROWS_WITH(schedule_of("cosine", 10, 300)->restore(state),
                    ContainsSubstring("as many epochs as before"));
  const auto fixed = schedule_of("{name: cosine, over: 10 epochs}", 10, 200);
  CHECK_NOTHROW(schedule_of("{name: cosine, over: 10 epochs}", 10, 300)->restore(fixed->state()));
}

TEST_CASE("a run of a single step has a rate, whatever the schedule") {
  for (const auto& [figure, yaml] : cases) {
    CAPTURE(figure);
    const auto annealer = schedule_of(with_unit(yaml, "step"), 1, 1);
    CHECK(std::isfinite(annealer->lr(0)));
    CHECK(annealer->lr(0) >= 0);
  }
}

TEST_CASE("a duration is a number with its unit, and nothing else") {
  const auto read = [](const std::string& text) {
    return settings_of("{name: cosine, over: " + text + "}");
  };
  CHECK_NOTHROW(read("1 step"));
  CHECK_NOTHROW(read("20 epochs"));
  CHECK_NOTHROW(read("2.5 epochs"));
  CHECK_NOTHROW(read("20epochs"));
  CHECK_THROWS_WITH(read("20"), ContainsSubstring("`20 steps` or `20 epochs`"));
  for (const auto* wrong : {"0 epochs", "-1 steps", "2.5 steps", "5 minutes", "epochs", "[1]"}) {
    CAPTURE(wrong);
    CHECK_THROWS_AS(read(wrong), Error);
  }
}

TEST_CASE("schedules that make no sense are refused") {
  for (const auto* yaml :
       {"step", "{name: step, step_size: 0}", "exponential", "{name: exponential, gamma: 0}",
        "multistep", "{name: multistep, milestones: 3}", "{name: multistep, milestones: [0]}",
        "{name: inverse_time, decay: 0}", "{name: cosine, T_max: 10}", "cosine_restarts", "cyclic",
        "{name: cyclic, max_lr: 1, mode: square}", "{name: one_cycle, pct_start: 1}",
        "{name: cosine, per: batch}", "{name: constant, warmup: 5}",
        "{name: linear, warmup: {}}"}) {
    CAPTURE(yaml);
    CHECK_THROWS_AS(settings_of(yaml), Error);
  }
  CHECK_THROWS_WITH(settings_of("{name: cosine, T_max: 10}"), ContainsSubstring("`over`"));
}

TEST_CASE("a sequence says which milestones it lacks") {
  const auto found = [](const std::string& milestones) {
    return settings_of("{name: sequence, annealers: [constant, cosine, constant], milestones: " +
                       milestones + "}")
        ->contradiction();
  };
  CHECK_FALSE(found("[1 epoch, 2 epochs]"));
  CHECK_FALSE(found("[700 steps, 2 epochs]"));
  CHECK(found("[1 epoch]").value_or("").find("3 annealers") == 0);
  CHECK(found("[2 epochs, 1 epoch]") == "milestones must rise");
}
