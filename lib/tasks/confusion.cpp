#include "tasks/confusion.h"

#include <algorithm>

namespace mlday {
namespace {

double ratio(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

void add(ClassFigures& sum, const ClassFigures& figures, double weight) {
  sum.precision += weight * figures.precision;
  sum.recall += weight * figures.recall;
  sum.f1 += weight * figures.f1;
  sum.support += figures.support;
}

}  // namespace

std::int64_t Confusion::total() const {
  std::int64_t sum = 0;
  for (const auto& row : counts)
    for (const auto count : row) sum += count;
  return sum;
}

ClassificationReport report_of(const Confusion& confusion) {
  const auto classes = confusion.counts.size();
  const auto total = confusion.total();
  ClassificationReport report;
  for (std::size_t c = 0; c < classes; ++c) {
    std::int64_t predicted = 0, present = 0;
    for (std::size_t other = 0; other < classes; ++other) {
      predicted += confusion.counts[other][c];
      present += confusion.counts[c][other];
    }
    const auto right = confusion.counts[c][c];
    report.classes.push_back({.precision = ratio(right, predicted),
                              .recall = ratio(right, present),
                              .f1 = ratio(2 * right, predicted + present),
                              .support = present});
    add(report.macro, report.classes.back(), 1.0 / static_cast<double>(classes));
    add(report.weighted, report.classes.back(), ratio(present, total));
  }
  return report;
}

std::vector<Mistake> worst_mistakes(const Confusion& confusion, std::size_t most) {
  std::vector<Mistake> mistakes;
  for (std::size_t truth = 0; truth < confusion.counts.size(); ++truth)
    for (std::size_t prediction = 0; prediction < confusion.counts.size(); ++prediction)
      if (truth != prediction && confusion.counts[truth][prediction] > 0)
        mistakes.push_back({truth, prediction, confusion.counts[truth][prediction]});
  std::stable_sort(mistakes.begin(), mistakes.end(),
                   [](const Mistake& a, const Mistake& b) { return a.count > b.count; });
  if (mistakes.size() > most) mistakes.resize(most);
  return mistakes;
}

}  // namespace mlday
