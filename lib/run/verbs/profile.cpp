// `mlday profile`: trains for some seconds and tells where the time goes.
#include "run/profile.h"

#include <torch/cuda.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "core/error.h"
#include "core/file.h"
#include "core/interrupt.h"
#include "core/text.h"
#include "report/files.h"
#include "run/assembly.h"
#include "run/device.h"
#include "run/learner.h"
#include "run/opening.h"
#include "run/verbs/verbs.h"
#include "train/train.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point then) {
  return std::chrono::duration<double>(Clock::now() - then).count();
}

/// A run folder that is gone with this.
class PassingRun {
 public:
  PassingRun() : folder_(made()) { make_folder(folder_.checkpoints()); }
  ~PassingRun() {
    std::error_code ignored;
    fs::remove_all(folder_.root(), ignored);
  }
  PassingRun(const PassingRun&) = delete;
  PassingRun& operator=(const PassingRun&) = delete;
  const RunFolder& folder() const { return folder_; }

 private:
  static fs::path made() {
    auto path = (fs::temp_directory_path() / "mlday-profile-XXXXXX").string();
    if (!::mkdtemp(path.data()))
      throw Error("cannot make a folder for the run, " + path + ": " + std::strerror(errno));
    return path;
  }

  RunFolder folder_;
};

/// Counts steps, and forgets the first ones: they make room, and wake what sleeps.
class StepCounter : public Observer {
 public:
  StepCounter(Timeline& timeline, std::int64_t warm_up) : timeline_(timeline), left_(warm_up) {}

  void on_step(const StepRecord& record) override {
    const auto before = record.step == 1 ? 0 : before_;
    before_ = record.samples;
    steps_per_epoch_ = record.steps_per_epoch;
    if (left_ > 0) {
      if (--left_ == 0) timeline_.clear();
      return;
    }
    ++steps_;
    samples_ += record.samples - before;
  }

  std::int64_t steps() const { return steps_; }
  std::int64_t samples() const { return samples_; }
  std::int64_t steps_per_epoch() const { return steps_per_epoch_; }

 private:
  Timeline& timeline_;
  std::int64_t left_, before_ = 0, steps_ = 0, samples_ = 0, steps_per_epoch_ = 0;
};

/// Multiply-adds a second of the product of two square matrices: the best of several, as whatever
/// else the machine does only takes away.
std::int64_t sgemm_rate(const torch::Device& device, const std::function<void()>& settle) {
  constexpr std::int64_t side = 1536;
  const torch::InferenceMode inference;
  const auto a = torch::rand({side, side}, device), b = torch::rand({side, side}, device);
  auto out = torch::empty({side, side}, device);
  double best = 0;
  for (int i = 0; i < 8; ++i) {
    settle();
    const auto begin = Clock::now();
    torch::mm_out(out, a, b);
    settle();
    best = std::max(best, static_cast<double>(side * side * side) / seconds_since(begin));
  }
  return static_cast<std::int64_t>(best);
}

}  // namespace

int profile_run(const ProfileRequest& request) {
  constexpr std::int64_t warm_up = 3;
  auto config = resolve_config(request.config);
  const auto& experiment = config.experiment;
  const int threads = use_threads(experiment.training.threads);
  const auto device = choose_device(experiment.training.device.text);
  const auto settle = [device] {
    if (device.is_cuda()) torch::cuda::synchronize(device.index());
  };
  auto begin = Clock::now();
  const auto wanted = load_request(config, request.data);
  const auto data = data_to_try(config, wanted, "training on");
  const auto data_seconds = seconds_since(begin);

  catch_interrupts();
  begin = Clock::now();
  Timeline timeline(device.is_cuda() ? std::function<void()>(settle) : nullptr);
  const Context context{.device = device, .timeline = &timeline};
  const auto learner =
      make_learner(config, data, context, starter(config, wanted.place, [](const std::string&) {}));
  const auto network_seconds = seconds_since(begin);

  ConfigStoppers stoppers(experiment, *learner);
  const PassingRun run;
  auto training = make_training(config, data, *learner, stoppers, context, run.folder());
  StepCounter counter(timeline, warm_up);
  FileReport files(run.folder());
  Observers observers;
  observers.add(files);
  observers.add(counter);
  train(training, observers);
  if (counter.steps() == 0)
    throw usage_error("the training ended within its first " + std::to_string(warm_up) +
                      " steps, which are not counted: give more --seconds or --epochs");

  const Profile profile{.plan = learner->network().plan(),
                        .timeline = timeline,
                        .data_seconds = data_seconds,
                        .network_seconds = network_seconds,
                        .steps = counter.steps(),
                        .samples = counter.samples(),
                        .steps_per_epoch = counter.steps_per_epoch(),
                        .sgemm = sgemm_rate(device, settle),
                        .noun = noun_of(data.facts),
                        .where = device_text(device) + " with " + counted(threads, "thread")};
  if (!request.trace.empty()) write_file_atomically(request.trace, chrome_trace(timeline));
  std::puts(request.json ? json_text(profile_json(profile), 2).c_str()
                         : profile_text(profile).c_str());
  if (!request.trace.empty() && !request.json)
    std::printf("Written: %s (open it in chrome://tracing or ui.perfetto.dev)\n",
                request.trace.c_str());
  return interrupt_signal() != 0 ? 128 + interrupt_signal() : 0;
}

}  // namespace mlday
