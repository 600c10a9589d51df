#include "run/verbs/prediction_table.h"

#include <algorithm>

#include "core/csv.h"
#include "core/text.h"
#include "run/sections/evaluation.h"

namespace mlday {
namespace {

std::string number(double value) {
  constexpr int digits = 7;  // a float has no more
  return rounded(value, digits);
}

using Cells = std::vector<std::string>;
using Row = torch::TensorAccessor<double, 1>;

Cells head_of(const DataFacts& facts, bool with_truths) {
  Cells head{"sample"};
  if (facts.has_classes()) head.insert(head.end(), {"truth", "prediction"});
  if (facts.has_classes())
    for (const auto& name : facts.class_names) head.push_back("P(" + name + ")");
  for (const auto& name : facts.target_names)
    if (with_truths)
      head.insert(head.end(), {name, "predicted " + name});
    else
      head.push_back(name);
  return head;
}

/// `shares` [classes], `label` a class's number.
void add_class(Cells& cells, const Row& shares, std::int64_t label, const DataFacts& facts) {
  const auto* likeliest = std::max_element(shares.data(), shares.data() + shares.size(0));
  for (const auto number : {label, static_cast<std::int64_t>(likeliest - shares.data())})
    cells.push_back(facts.class_names[static_cast<std::size_t>(number)]);
  for (std::int64_t c = 0; c < shares.size(0); ++c) cells.push_back(number(shares[c]));
}

/// Both [targets].
void add_numbers(Cells& cells, const Row& predicted, const Row& truths) {
  for (std::int64_t t = 0; t < truths.size(0); ++t)
    cells.insert(cells.end(), {number(truths[t]), number(predicted[t])});
}

std::string line_of(Cells cells) {
  for (auto& cell : cells) cell = csv_cell(cell);
  return join(cells, ",") + "\n";
}

}  // namespace

std::string prediction_table(const Dataset& dataset, const std::filesystem::path& root,
                             const torch::Tensor& predictions, const torch::Tensor& truths,
                             const DataFacts& facts) {
  const bool of_classes = facts.has_classes();
  const auto numbers = predictions.to(torch::kCPU, torch::kFloat64).contiguous();
  const auto targets =
      truths.defined()
          ? truths.to(torch::kCPU, of_classes ? torch::kInt64 : torch::kFloat64).contiguous()
          : torch::Tensor();
  const auto rows = numbers.accessor<double, 2>();
  std::string text = line_of(head_of(facts, truths.defined()));
  const auto names = prediction_names(dataset, root, facts);
  for (std::int64_t i = 0; i < std::ssize(names); ++i) {
    Cells cells{names[static_cast<std::size_t>(i)]};
    if (of_classes)
      add_class(cells, rows[i], targets.data_ptr<std::int64_t>()[i], facts);
    else if (!truths.defined())
      for (std::int64_t t = 0; t < rows.size(1); ++t) cells.push_back(number(rows[i][t]));
    else
      add_numbers(cells, rows[i], targets.accessor<double, 2>()[i]);
    text += line_of(std::move(cells));
  }
  return text;
}

}  // namespace mlday
