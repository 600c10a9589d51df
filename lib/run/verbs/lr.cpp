// `mlday lr`: the annealer asked for every step of a run that does not take place.
#include <algorithm>
#include <cstdio>

#include "core/text.h"
#include "plot/line_plot.h"
#include "run/assembly.h"
#include "run/verbs/verbs.h"

namespace mlday {
namespace {

/// Finds the data and splits it; reads no sample.
std::int64_t training_samples(const ResolvedConfig& config, const std::string& data_flag) {
  return find_data(config, load_request(config, data_flag)).data.train->size();
}

/// The steps that a table of about twenty rows shows: first, last, and evenly between.
std::vector<std::int64_t> thinned(std::int64_t steps) {
  constexpr std::int64_t rows = 20;
  std::vector<std::int64_t> shown;
  for (std::int64_t i = 0; i < std::min(rows, steps); ++i)
    shown.push_back(steps <= rows ? i : i * (steps - 1) / (rows - 1));
  return shown;
}

void print_csv(const Annealer& annealer, const AnnealerContext& context, bool cycles) {
  std::puts(cycles ? "step,epoch,lr,momentum" : "step,epoch,lr");
  for (std::int64_t step = 0; step < context.steps; ++step) {
    std::string row = std::to_string(step) + "," +
                      std::to_string(step / context.steps_per_epoch + 1) + "," +
                      exact(annealer.lr(step));
    const auto momentum = annealer.momentum(step);  // a sequence may have some steps without
    if (cycles) row += "," + (momentum ? exact(*momentum) : "");
    std::puts(row.c_str());
  }
}

void print_table(const Annealer& annealer, const AnnealerContext& context, bool cycles) {
  TextTable table("rrrr");
  table.row({"step", "epoch", "lr", cycles ? "momentum" : ""});
  for (const auto step : thinned(context.steps)) {
    const auto momentum = annealer.momentum(step);
    table.row({with_commas(step), std::to_string(step / context.steps_per_epoch + 1),
               rounded(annealer.lr(step), 5), momentum ? rounded(*momentum, 5) : ""});
  }
  std::puts(table.str("  ").c_str());
}

void draw(const std::string& path, const ResolvedConfig& config, const Annealer& annealer,
          const AnnealerContext& context) {
  LinePlot plot{.title = config.name + ": annealer " + config.experiment.annealer.kind(),
                .x_label = "epoch",
                .y_label = "learning rate",
                .lines = {{"learning rate", {}, {}}},
                .marks = {}};
  // A point for each pixel is enough.
  const auto stride = std::max<std::int64_t>(1, context.steps / 4000);
  const auto add = [&](std::int64_t step, std::int64_t at) {
    plot.lines[0].x.push_back(static_cast<double>(at) /
                              static_cast<double>(context.steps_per_epoch));
    plot.lines[0].y.push_back(annealer.lr(step));
  };
  for (std::int64_t step = 0; step < context.steps; step += stride) add(step, step);
  add(context.steps - 1, context.steps);
  write_svg(path, plot);
}

}  // namespace

int lr_run(const LrRequest& request) {
  const auto config = resolve_config(request.config);
  if (config.experiment.task->brings_learner())
    throw usage_error("the task " + config.experiment.task.kind() +
                      " learns without a learning rate");
  const auto& experiment = config.experiment;
  const auto steps_per_epoch =
      request.steps_per_epoch > 0
          ? request.steps_per_epoch
          : updates_per_epoch(experiment, training_samples(config, request.data));
  const auto context = annealer_context(experiment, steps_per_epoch);
  const auto annealer = make_annealer(*experiment.annealer, context);
  const bool cycles = experiment.annealer->cycles_momentum();
  const bool draws = !request.csv || !request.svg.empty();
  const auto svg = request.svg.empty() ? "lr_" + config.name + ".svg" : request.svg;
  if (draws) draw(svg, config, *annealer, context);
  if (request.csv) {
    print_csv(*annealer, context, cycles);
    return 0;
  }
  std::printf("%s: annealer %s, %s of %s\n", config.name.c_str(),
              experiment.annealer.kind().c_str(),
              counted(experiment.training.epochs, "epoch").c_str(),
              counted(steps_per_epoch, "step").c_str());
  print_table(*annealer, context, cycles);
  for (const auto& metric : experiment.annealer->monitored())
    std::printf("  when %s no longer improves, the rate is cut: that only training shows\n",
                metric.c_str());
  std::printf("Drawn: %s\n", svg.c_str());
  return 0;
}

}  // namespace mlday
