// Figures of classes beside scikit-learn's (scripts/oracle/make_class_metric_figures.py).
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/file.h"
#include "tasks/class_metrics/class_metric.h"

#include "catch.h"

using namespace mlday;

namespace {

Judged judged_in(const nlohmann::json& json) {
  Judged judged{.classes = json["shares"][0].size(), .shares = {}, .truth = {}};
  for (const auto& row : json["shares"])
    for (const auto& share : row) judged.shares.push_back(share);
  judged.truth = json["truth"].get<std::vector<std::int64_t>>();
  return judged;
}

}  // namespace

TEST_CASE("figures of two and of several classes are scikit-learn's") {
  const auto figures =
      nlohmann::json::parse(read_file(std::string(MLDAY_FIGURES) + "/class_metrics.json"));
  for (const auto* classes : {"two", "four"}) {
    const auto judged = judged_in(figures[classes]);
    for (const auto& metric : class_metrics()) {
      CAPTURE(classes, metric.name);
      CHECK(metric.of(judged) ==
            Approx(figures[classes][metric.name].get<double>()).epsilon(1e-12));
    }
  }
}

TEST_CASE("where samples are all of one class, areas are not defined") {
  const Judged judged{.classes = 2, .shares = {.4, .6, .7, .3}, .truth = {1, 1}};
  CHECK(std::isnan(class_metric("auc")->of(judged)));
  CHECK(class_metric("recall")->of(judged) == .5);
  CHECK(class_metric("balanced_accuracy")->of(judged) == .5);
}
