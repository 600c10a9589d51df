#include "run/sections/classes.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "data/contact_sheet.h"
#include "run/sections/pictures.h"
#include "run/sections/ranking.h"
#include "store/predictions.h"
#include "tasks/confusion.h"

namespace mlday {
namespace {

/// Counts of truth and prediction that are not 0, and what follows from them by class.
void add_confusion(OrderedJson& json, const std::vector<SeenClass>& seen, std::size_t classes) {
  Confusion confusion(classes);
  for (const auto& one : seen)
    ++confusion
          .counts[static_cast<std::size_t>(one.truth)][static_cast<std::size_t>(one.prediction)];
  auto cells = OrderedJson::array(), figures = OrderedJson::array();
  for (std::size_t truth = 0; truth < classes; ++truth)
    for (std::size_t prediction = 0; prediction < classes; ++prediction)
      if (const auto count = confusion.counts[truth][prediction])
        cells.push_back({truth, prediction, count});
  for (const auto& of_class : report_of(confusion).classes)
    figures.push_back({{"precision", of_class.precision},
                       {"recall", of_class.recall},
                       {"f1", of_class.f1},
                       {"support", of_class.support}});
  json["confusion"] = cells;
  json["per_class"] = figures;
}

/// How often predictions of a confidence are right, in ten equal bins, and the mean distance of the
/// two, each sample counting the same (Naeini et al., 2015: expected calibration error).
OrderedJson calibration_json(const std::vector<SeenClass>& seen) {
  struct Bin {
    std::int64_t samples = 0, right = 0;
    double confidence = 0;
  };
  constexpr std::size_t count = 10;
  std::vector<Bin> bins(count);
  for (const auto& one : seen) {
    const auto place = static_cast<std::size_t>(one.confidence * count);
    auto& bin = bins[std::min(place, count - 1)];
    ++bin.samples;
    bin.right += one.right() ? 1 : 0;
    bin.confidence += one.confidence;
  }
  OrderedJson list = OrderedJson::array();
  double error = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto& bin = bins[i];
    if (bin.samples == 0) continue;
    const double samples = static_cast<double>(bin.samples);
    error += std::abs(bin.confidence - static_cast<double>(bin.right));
    list.push_back({{"low", static_cast<double>(i) / count},
                    {"high", static_cast<double>(i + 1) / count},
                    {"samples", bin.samples},
                    {"confidence", bin.confidence / samples},
                    {"accuracy", static_cast<double>(bin.right) / samples}});
  }
  return {{"error", error / static_cast<double>(seen.size())}, {"bins", list}};
}

/// Of two classes the second against the first; of more each against all others, its area beside
/// its other figures, and the mean of those that the samples have.
void add_rankings(OrderedJson& json, const std::vector<SeenClass>& seen,
                  const torch::Tensor& shares, const std::vector<std::string>& names) {
  const auto by_class = shares.t().to(torch::kFloat64).contiguous();
  const auto classes = std::ssize(names), samples = std::ssize(seen);
  MeanCurves mean;
  for (std::int64_t at = classes == 2 ? 1 : 0; at < classes; ++at) {
    const auto* scores = by_class.data_ptr<double>() + at * samples;
    std::vector<Ranked> ranked;
    for (const auto& one : seen) ranked.push_back({*scores++, one.truth == at});
    const auto ranking = ranking_of(std::move(ranked));
    if (!ranking) continue;
    if (classes == 2) return add_ranking(json, curves_of(*ranking), names[1]);
    json["per_class"][static_cast<std::size_t>(at)]["auc"] = ranking->auc;
    mean.add(*ranking);
  }
  if (mean.count() > 0)
    add_ranking(json, mean.result(), "mean over " + std::to_string(mean.count()) + " classes");
}

/// Which samples to show: wrong ones, those first that the network was surest of, a few of each
/// pair of classes; then right ones, the least sure and some spread over all.
std::vector<std::size_t> shown_samples(const std::vector<SeenClass>& seen) {
  constexpr std::size_t most_wrong = 150, most_of_pair = 4, least_sure = 20, spread = 44;
  std::vector<std::size_t> right, wrong, shown;
  for (std::size_t i = 0; i < seen.size(); ++i) (seen[i].right() ? right : wrong).push_back(i);
  const auto surer = [&](std::size_t a, std::size_t b) {
    return seen[a].confidence > seen[b].confidence;
  };
  std::stable_sort(wrong.begin(), wrong.end(), surer);
  std::map<std::pair<std::int64_t, std::int64_t>, std::size_t> of_pair;
  for (const auto i : wrong)
    if (shown.size() < most_wrong && ++of_pair[{seen[i].truth, seen[i].prediction}] <= most_of_pair)
      shown.push_back(i);
  for (const auto place : evenly_spread(std::ssize(right), spread))
    shown.push_back(right[static_cast<std::size_t>(place)]);
  std::stable_sort(right.begin(), right.end(), [&](auto a, auto b) { return surer(b, a); });
  for (std::size_t i = 0; i < std::min(least_sure, right.size()); ++i)
    if (std::find(shown.begin(), shown.end(), right[i]) == shown.end()) shown.push_back(right[i]);
  return shown;
}

OrderedJson examples_json(const std::vector<SeenClass>& seen, const Evaluated& of,
                          const std::vector<std::string>& samples) {
  OrderedJson list = OrderedJson::array();
  for (const auto i : shown_samples(seen)) {
    const auto input = of.dataset.get(static_cast<std::int64_t>(i)).input();
    list.push_back({{"image", picture_url(unnormalized(input, of.facts.input()))},
                    {"sample", samples[i]},
                    {"truth", seen[i].truth},
                    {"prediction", seen[i].prediction},
                    {"confidence", seen[i].confidence},
                    {"truth_confidence", seen[i].truth_confidence}});
  }
  return list;
}

}  // namespace

std::vector<SeenClass> seen_classes(const torch::Tensor& shares, const torch::Tensor& truth) {
  const auto numbers = shares.to(torch::kFloat64).contiguous();
  const auto labels = truth.to(torch::kCPU, torch::kInt64).contiguous();
  const auto classes = numbers.size(1);
  std::vector<SeenClass> seen;
  for (std::int64_t i = 0; i < numbers.size(0); ++i) {
    const auto* row = numbers.data_ptr<double>() + i * classes;
    const auto label = labels.data_ptr<std::int64_t>()[i];
    const auto likeliest = std::max_element(row, row + classes) - row;
    seen.push_back({label, likeliest, row[likeliest], row[label]});
  }
  return seen;
}

void add_classes(OrderedJson& json, const std::vector<SeenClass>& seen, const torch::Tensor& shares,
                 const Evaluated& of, const std::vector<std::string>& samples) {
  const auto& names = of.facts.class_names;
  json["classes"] = names;
  add_confusion(json, seen, names.size());
  const auto right = std::count_if(seen.begin(), seen.end(), [](auto& one) { return one.right(); });
  json["right"] = right;
  json["wrong"] = std::ssize(seen) - right;
  if (seen.empty()) return;
  json["calibration"] = calibration_json(seen);
  add_rankings(json, seen, shares, names);
  if (of.facts.input().is_picture()) json["examples"] = examples_json(seen, of, samples);
}

void tell_mistakes(const std::vector<SeenClass>& seen, const Evaluated& of, Observer& observer) {
  constexpr std::size_t most = 8;
  PicturesRecord record{.part = of.part, .name = "worst mistakes"};
  const auto name = [&](std::int64_t number) {
    return of.facts.class_names[static_cast<std::size_t>(number)];
  };
  for (const auto i : shown_samples(seen)) {
    if (seen[i].right() || record.pngs.size() == most) break;
    const auto input = of.dataset.get(static_cast<std::int64_t>(i)).input();
    record.pngs.push_back(picture_png(unnormalized(input, of.facts.input())));
    record.description += std::to_string(record.pngs.size()) + ". is " + name(seen[i].truth) +
                          ", taken for " + name(seen[i].prediction) + "\n";
  }
  if (!record.pngs.empty()) observer.on_pictures(record);
}

std::string class_predictions_csv(const std::vector<std::string>& samples,
                                  const std::vector<SeenClass>& seen,
                                  const std::vector<std::string>& class_names) {
  const auto name = [&](std::int64_t number) {
    return class_names[static_cast<std::size_t>(number)];
  };
  auto text = class_predictions_header();
  for (std::size_t i = 0; i < samples.size(); ++i)
    text += class_prediction_row(samples[i], name(seen[i].truth), name(seen[i].prediction),
                                 seen[i].confidence, seen[i].truth_confidence);
  return text;
}

}  // namespace mlday
