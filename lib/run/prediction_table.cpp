#include "run/prediction_table.h"

#include <functional>

#include "core/csv.h"
#include "core/text.h"

namespace mlday {
namespace {

/// Columns for each row, given its number.
using Cells = std::function<std::string(std::int64_t)>;

std::string table(const Dataset& dataset, const std::string& head, const Cells& cells) {
  std::string text = "sample" + head + "\n";
  for (std::int64_t i = 0; i < dataset.size(); ++i)
    text += csv_cell(dataset.name(i)) + cells(i) + "\n";
  return text;
}

torch::Tensor in_own_units(const torch::Tensor& targets, const DataFacts& facts) {
  const auto numbers = targets.to(torch::kFloat64);
  if (facts.target_scale.empty()) return numbers;
  return numbers * torch::tensor(facts.target_scale, numbers.options()) +
         torch::tensor(facts.target_shift, numbers.options());
}

std::string number(const torch::Tensor& value) { return rounded(value.item<double>(), 8); }

}  // namespace

std::string prediction_table(const Dataset& dataset, const torch::Tensor& predictions,
                             const torch::Tensor& truth, const DataFacts& facts) {
  if (facts.has_classes()) {
    const auto [share, taken_for] = predictions.max(1);
    const auto name = [&](const torch::Tensor& label) {
      return csv_cell(facts.class_names[static_cast<std::size_t>(label.item<std::int64_t>())]);
    };
    return table(dataset, ",truth,prediction,probability",
                 [&, &share = share, &taken_for = taken_for](auto i) {
                   return "," + name(truth[i]) + "," + name(taken_for[i]) + "," + number(share[i]);
                 });
  }
  const auto numbers = in_own_units(truth, facts);
  std::string head;
  for (const auto& name : facts.target_names)
    head += "," + csv_cell(name) + "," + csv_cell("predicted " + name);
  return table(dataset, head, [&](auto i) {
    std::string cells;
    for (std::int64_t t = 0; t < numbers.size(1); ++t)
      cells += "," + number(numbers[i][t]) + "," + number(predictions[i][t]);
    return cells;
  });
}

}  // namespace mlday
