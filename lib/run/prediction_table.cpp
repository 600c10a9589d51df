#include "run/prediction_table.h"

#include "core/csv.h"
#include "core/text.h"
#include "data/split.h"

namespace mlday {
namespace {

std::string number(const torch::Tensor& value) {
  constexpr int digits = 7;  // a float has no more
  return rounded(value.item<double>(), digits);
}

std::string head_of(const DataFacts& facts) {
  std::string head = facts.has_classes() ? "sample,truth,prediction" : "sample";
  if (facts.has_classes())
    for (const auto& name : facts.class_names) head += "," + csv_cell("P(" + name + ")");
  for (const auto& name : facts.target_names)
    head += "," + csv_cell(name) + "," + csv_cell("predicted " + name);
  return head;
}

/// `shares` [classes], `label` a class's number.
std::string class_cells(const torch::Tensor& shares, const torch::Tensor& label,
                        const DataFacts& facts) {
  const auto name = [&](const torch::Tensor& number) {
    return csv_cell(facts.class_names[static_cast<std::size_t>(number.item<std::int64_t>())]);
  };
  std::string cells = "," + name(label) + "," + name(shares.argmax());
  for (std::int64_t c = 0; c < shares.size(0); ++c) cells += "," + number(shares[c]);
  return cells;
}

/// Both [targets].
std::string number_cells(const torch::Tensor& predicted, const torch::Tensor& truths) {
  std::string cells;
  for (std::int64_t t = 0; t < truths.size(0); ++t)
    cells += "," + number(truths[t]) + "," + number(predicted[t]);
  return cells;
}

}  // namespace

std::string prediction_table(const Dataset& dataset, const std::filesystem::path& root,
                             const torch::Tensor& predictions, const torch::Tensor& truths,
                             const DataFacts& facts) {
  std::string text = head_of(facts) + "\n";
  for (std::int64_t i = 0; i < dataset.size(); ++i)
    text += csv_cell(sample_name(dataset, i, root)) +
            (facts.has_classes() ? class_cells(predictions[i], truths[i], facts)
                                 : number_cells(predictions[i], truths[i])) +
            "\n";
  return text;
}

}  // namespace mlday
