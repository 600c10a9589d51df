// `mlday elbow`: inertia over the number of clusters.
#include <cstdio>

#include "core/error.h"
#include "core/text.h"
#include "data/epoch_batches.h"
#include "plot/line_plot.h"
#include "run/assembly.h"
#include "run/checks/checks.h"
#include "run/device.h"
#include "run/learner.h"
#include "run/verbs/verbs.h"
#include "train/evaluate.h"

namespace mlday {
namespace {

/// The sum of squared distances once the config's clusters have come to rest, or its epochs are
/// over.
double inertia_of(const ResolvedConfig& config, const DataParts& data, torch::Device device) {
  const auto& experiment = config.experiment;
  const auto seed = static_cast<std::uint64_t>(experiment.training.seed);
  const auto batch_size = experiment.dataset->batch_size.of(data.train->size());
  const auto learner = make_learner(config, data, {device}, nullptr);
  for (std::int64_t epoch = 1; epoch <= experiment.training.epochs && !learner->ended(); ++epoch) {
    EpochBatches batches(data, nullptr, {.seed = seed, .epoch = epoch, .batch_size = batch_size});
    BatchPlace place{.seed = seed, .in_epoch = 0, .batches = batches.batches()};
    while (const auto batch = batches.next()) {
      ++place.in_epoch;
      learner->step(batch->to(device), place);
    }
  }
  return *evaluate(learner->network(), learner->task(), *data.train, {batch_size, 1, device})
              .find("inertia");
}

ResolvedConfig with_clusters(const ElbowRequest& request, std::int64_t k) {
  auto wanted = request.config;
  wanted.settings.push_back({"task.k=" + std::to_string(k), "elbow"});
  return resolve_config(wanted);
}

}  // namespace

int elbow_run(const ElbowRequest& request) {
  const auto asked = resolve_config(request.config);
  const auto& experiment = asked.experiment;
  if (experiment.task.kind() != "clustering")
    throw usage_error("an elbow is drawn of a clustering, and the task is " +
                      experiment.task.kind());
  use_threads(experiment.training.threads);
  const auto device = choose_device(experiment.training.device.text);
  const auto data = load_parts(asked, load_request(asked, request.data));
  if (data.synthetic)
    std::fprintf(stderr, "mlday: warning: the data folder is absent: clustering DRAWN data\n");
  LinePlot plot{.title = asked.name + ": elbow",
                .x_label = "clusters",
                .y_label = "inertia",
                .lines = {{"", {}, {}}}};
  if (request.csv) std::puts("k,inertia");
  for (std::int64_t k = 1; k <= std::min(request.most, data.train->size()); ++k) {
    auto config = with_clusters(request, k);
    Problems problems;
    check_facts(config, data.facts, data.train->size(), problems);
    problems.throw_errors();
    const double inertia = inertia_of(config, data, device);
    std::printf(request.csv ? "%s,%s\n" : "k %s  inertia %s\n", std::to_string(k).c_str(),
                request.csv ? exact(inertia).c_str() : rounded(inertia, 6).c_str());
    plot.lines[0].x.push_back(static_cast<double>(k));
    plot.lines[0].y.push_back(inertia);
  }
  if (request.csv && request.svg.empty()) return 0;
  const auto svg = request.svg.empty() ? "elbow_" + asked.name + ".svg" : request.svg;
  const auto chosen = node_at(asked.tree, "task.k").text;
  plot.marks.push_back({to_double(chosen).value_or(NAN), "task.k " + chosen});
  write_svg(svg, plot);
  if (!request.csv) std::printf("Drawn: %s\n", svg.c_str());
  return 0;
}

}  // namespace mlday
