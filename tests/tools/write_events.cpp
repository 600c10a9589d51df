// Writes event files as a run does, into the folder that is named: for
// tests/cli/test_event_files.py.
#include <cstdio>
#include <filesystem>

#include "config/yaml.h"
#include "core/error.h"
#include "core/file.h"
#include "report/flat_settings.h"
#include "report/tensorboard.h"

using namespace mlday;

namespace {

constexpr const char* config = R"(
optimizer: {name: adam, lr: 1e-3, betas: [0.9, 0.999], fused: true, warmup: null}
model: {layers: [{conv2d: {out_channels: 8}}, {relu: {name: ""}}]}
)";

/// usage: write_events FOLDER PNG [resumed | cut]
int write(const std::filesystem::path& folder, const std::string& png, const std::string& how) {
  TensorBoardReport report(folder);
  const std::int64_t before = how == "resumed" ? 1 : 0;
  Problems problems;
  report.hyperparameters(hyperparameters_of(
      flat_settings(parse_yaml(std::make_shared<Source>(Source{"config", config}), problems))));
  report.text("config", "    lr: 0.001  # größer");
  report.on_begin({before, 2});
  for (std::int64_t epoch = before + 1; epoch <= 2; ++epoch) {
    for (std::int64_t step = 1; step <= 3; ++step)
      report.on_step({.epoch = epoch, .step = step, .steps_per_epoch = 3, .loss = [&] {
                        return 1. / static_cast<double>(3 * epoch + step);
                      }});
    EpochRecord record{.epoch = epoch, .lr = 1e-3, .seconds = .5};
    record.metrics.set("loss", 1. / static_cast<double>(epoch));
    record.metrics.set("val_loss", 2. / static_cast<double>(epoch));
    record.metrics.set("val_accuracy", .5);
    report.on_epoch(record);
    report.on_save();
  }
  report.on_note({2, "annealer", "lr 0.001 -> 0.0001"});
  report.on_note({2, "annealer", "lr 0.0001 -> 0.00001"});
  report.histogram(2, {.name = "weights/conv2d_1.weight",
                       .edges = {-1, 0, 2},
                       .counts = {3, 5},
                       .min = -.75,
                       .max = 1.5,
                       .sum = 2,
                       .sum_squares = 4});
  report.pictures("validation", 2, "wrong", {png, png}, "cat, taken for a dog");
  if (how == "cut") std::_Exit(0);  // as a kill: what was not flushed is lost
  report.on_end({.interrupted = before == 0, .reason = "all 2 epochs"});
  Metrics best;
  best.set("val_accuracy", .5);
  report.best_figures(best);
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) return 2;
  try {
    return write(arguments[1], read_file(arguments[2]), count > 3 ? arguments[3] : "");
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
