// `mlday find-lr`: a range test.
#include <cmath>
#include <cstdio>

#include "core/error.h"
#include "core/rng.h"
#include "core/text.h"
#include "data/epoch_batches.h"
#include "models/module.h"
#include "plot/line_plot.h"
#include "run/assembly.h"
#include "run/device.h"
#include "run/learner.h"
#include "run/verbs/verbs.h"
#include "train/range_test.h"

namespace mlday {
namespace {

/// Batches without end, epoch after epoch.
class EndlessBatches {
 public:
  EndlessBatches(const DataParts& data, const Experiment& experiment)
      : data_(data), experiment_(experiment) {}

  Batch next() {
    auto batch = stream_ ? stream_->next() : std::nullopt;
    if (!batch) {
      const auto seed = static_cast<std::uint64_t>(experiment_.training.seed);
      const EpochPlan plan{.seed = seed,
                           .epoch = ++epoch_,
                           .batch_size = experiment_.dataset->batch_size.of(data_.train->size()),
                           .workers = static_cast<int>(experiment_.dataset->num_workers)};
      stream_.emplace(data_, nullptr, plan);
      batch = stream_->next();
    }
    return *std::move(batch);
  }

 private:
  const DataParts& data_;
  const Experiment& experiment_;
  std::optional<EpochBatches> stream_;
  std::int64_t epoch_ = 0;
};

void print_csv(const RangeTest& test) {
  std::puts("lr,loss,smoothed_loss");
  for (const auto& point : test.points())
    std::printf("%s,%s,%s\n", exact(point.lr).c_str(), exact(point.loss).c_str(),
                exact(point.smoothed).c_str());
}

void draw(const std::string& path, const std::string& name, const RangeTest& test) {
  LinePlot plot{.title = name + ": range test",
                .x_label = "learning rate",
                .y_label = "loss",
                .log_x = true,
                .lines = {{"each batch", {}, {}}, {"smoothed", {}, {}}},
                .marks = {}};
  for (const auto& point : test.points()) {
    // What exploded would press all the rest flat.
    const auto shown = [&](double loss) {
      return loss < 2 * test.points().front().loss ? loss : NAN;
    };
    for (auto& line : plot.lines) line.x.push_back(point.lr);
    plot.lines[0].y.push_back(shown(point.loss));
    plot.lines[1].y.push_back(shown(point.smoothed));
  }
  if (const auto found = test.suggestion()) {
    plot.marks.push_back({found->lr, "suggested: " + rounded(found->lr, 2)});
    plot.marks.push_back({found->lowest, "lowest loss at " + rounded(found->lowest, 2)});
  }
  write_svg(path, plot);
}

std::string verdict(const RangeTest& test, const FindLrRequest& request) {
  const auto found = test.suggestion();
  if (!found)
    return "The loss did not fall at any rate: look at data and model first, or try more --steps, "
           "or other bounds (--from, --to)";
  std::string text = "The smoothed loss falls fastest at " + rounded(found->steepest, 2) +
                     " and is lowest at " + rounded(found->lowest, 2);
  text += test.exploded() ? "; above " + rounded(test.points().back().lr, 2) + " it explodes.\n"
                          : "; it never exploded.\n";
  text += "Try optimizer.lr " + rounded(found->lr, 2) + ":\n  mlday train " +
          shell_word(request.config.path);
  for (const auto& setting : request.config.settings)
    if (!setting.argument.starts_with("optimizer.lr="))
      text += " --set " + shell_word(setting.argument);
  return text + " --set optimizer.lr=" + rounded(found->lr, 2) +
         (request.data.empty() ? "" : " --data " + shell_word(request.data));
}

}  // namespace

int find_lr_run(const FindLrRequest& request) {
  if (request.from >= request.to) throw usage_error("--from must be below --to");
  auto config = resolve_config(request.config);
  const auto& experiment = config.experiment;
  use_threads(experiment.training.threads);
  const auto device = choose_device(experiment.training.device.text);
  const auto seed = static_cast<std::uint64_t>(experiment.training.seed);
  const auto wanted = load_request(config, request.data);
  const auto data = data_to_try(config, wanted, "trying rates on");

  const auto learner = make_supervised(config, data, {device},
                                       starter(config, wanted.place, [](const std::string& told) {
                                         std::fprintf(stderr, "%s\n", told.c_str());
                                       }));
  learner->network().train();
  EndlessBatches batches(data, experiment);
  RangeTest test(request.from, request.to, request.steps);
  const auto accumulate = experiment.training.accumulate_grad_batches;
  std::uint64_t batch_number = 0;
  while (const auto lr = test.next_lr()) {
    double loss = 0, terms = 0;
    for (std::int64_t i = 1; i <= accumulate; ++i) {
      const auto batch = batches.next();
      const auto rates = i == accumulate ? std::optional(Rates{*lr}) : std::nullopt;
      const auto result =
          learner->stepper().step(batch, stream_seed(seed, "step", batch_number++), rates);
      loss += result.loss.item<double>() * result.terms;
      terms += result.terms;
    }
    test.add(loss / terms);
  }
  if (request.csv) print_csv(test);
  const auto svg = request.svg.empty() ? "find_lr_" + config.name + ".svg" : request.svg;
  if (!request.csv || !request.svg.empty()) draw(svg, config.name, test);
  if (!request.csv) std::printf("%s\nDrawn: %s\n", verdict(test, request).c_str(), svg.c_str());
  return 0;
}

}  // namespace mlday
