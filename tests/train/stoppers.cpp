// The chain that decides whether a training ends early.
#include "torch_helpers.h"
#include "train/stopper.h"

using namespace mlday;
using namespace mlday::test;

namespace {

/// Ends with epoch `at`, and counts how often it was told.
struct At : Stopper {
  explicit At(std::int64_t epoch) : at(epoch) {}
  std::optional<Stop> epoch_ended(const Progress& progress, const Metrics&) override {
    ++told;
    if (progress.epoch < at) return std::nullopt;
    return Stop{.reason = "epoch " + std::to_string(at), .kind = "", .for_good = true};
  }
  std::int64_t at, told = 0;
};

}  // namespace

TEST_CASE("the first stopper with a reason counts, and all are told of every epoch") {
  At late(5), soon(3);
  LimitStopper limit({.steps = 30});
  Stoppers chain;
  chain.add(late);
  chain.add(soon);
  chain.add(limit);
  Progress progress;
  for (progress.epoch = 1; progress.epoch < 3; ++progress.epoch)
    CHECK_FALSE(chain.epoch_ended(progress, {}));
  CHECK(chain.epoch_ended(progress, {})->reason == "epoch 3");
  progress.epoch = 7;
  CHECK(chain.epoch_ended(progress, {})->reason == "epoch 5");
  CHECK(late.told == soon.told);
}

TEST_CASE(
    "a limit of steps or of seconds cuts an epoch short, and the run may go on with a later one") {
  LimitStopper steps({.steps = 30}), seconds({.seconds = 2});
  Stoppers chain;
  chain.add(steps);
  chain.add(seconds);
  CHECK_FALSE(chain.spent({.step = 29, .seconds = 1.9}));
  const auto by_steps = chain.spent({.epoch = 1, .step = 30, .seconds = 1});
  REQUIRE(by_steps);
  CHECK(by_steps->reason == "stop_after 30 steps, after 30 steps in 1 epoch");
  CHECK_FALSE(by_steps->for_good);
  CHECK(chain.spent({.step = 3, .seconds = 2}));
}
