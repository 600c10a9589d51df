// A table's rows as samples.
#include <cmath>

#include "core/checksum.h"
#include "core/error.h"
#include "core/text.h"
#include "data/tables/apart.h"

namespace mlday {
namespace {

using FieldReader = std::function<torch::Tensor(std::int64_t row)>;

/// A checksum of a row's cells, whatever they are scaled by.
std::uint64_t content_of(const Table& table, std::int64_t row) {
  const auto at = static_cast<std::size_t>(row);
  std::string cells;
  for (const auto* columns : {&table.inputs, &table.targets})
    for (const auto& column : *columns) {
      const double number = column.numbers[at];
      const bool is_category = !column.categories.empty() && !std::isnan(number);
      cells += is_category ? column.categories[static_cast<std::size_t>(number)] : exact(number);
      cells += '\n';
    }
  for (const auto& column : table.apart)
    cells += (column.is_picture() ? checksum_text(file_checksum(column.cells[at], 0))
                                  : column.cells[at]) +
             "\n";
  return checksum(cells);
}

class TableRows : public Dataset {
 public:
  TableRows(std::vector<FieldReader> inputs, BatchingRules batching, torch::Tensor targets,
            std::shared_ptr<const Table> table)
      : inputs_(std::move(inputs)),
        batching_(std::move(batching)),
        targets_(std::move(targets)),
        table_(std::move(table)) {}

  std::int64_t size() const override { return table_->size(); }
  Sample get(std::int64_t index) const override {
    Sample sample;
    for (const auto& read : inputs_) sample.inputs.push_back(read(index));
    sample.targets.push_back(targets_[index]);
    return sample;
  }
  std::int64_t label(std::int64_t index) const override {
    return targets_.dim() == 1 ? targets_.data_ptr<std::int64_t>()[index] : -1;
  }
  std::int64_t group(std::int64_t index) const override {
    return table_->groups.empty() ? index : table_->groups[static_cast<std::size_t>(index)];
  }
  std::string name(std::int64_t index) const override {
    return table_->names[static_cast<std::size_t>(index)];
  }
  std::uint64_t content(std::int64_t index) const override { return content_of(*table_, index); }
  BatchingRules batching() const override { return batching_; }

 private:
  std::vector<FieldReader> inputs_;
  BatchingRules batching_;
  torch::Tensor targets_;
  std::shared_ptr<const Table> table_;
};

torch::Tensor targets_of(const Table& table, const DataFacts& facts) {
  const auto rows = table.size(), count = static_cast<std::int64_t>(table.targets.size());
  if (!table.class_names.empty()) {
    auto labels = torch::empty({rows}, torch::kInt64);
    for (std::int64_t i = 0; i < rows; ++i)
      labels.data_ptr<std::int64_t>()[i] =
          static_cast<std::int64_t>(table.targets[0].numbers[static_cast<std::size_t>(i)]);
    return labels;
  }
  auto numbers = torch::empty({rows, count}, torch::kFloat32);
  for (std::int64_t t = 0; t < count; ++t) {
    const auto column = static_cast<std::size_t>(t);
    const double shift = facts.target_shift.empty() ? 0 : facts.target_shift[column];
    const double scale = facts.target_scale.empty() ? 1 : facts.target_scale[column];
    for (std::int64_t i = 0; i < rows; ++i)
      numbers.data_ptr<float>()[i * count + t] = static_cast<float>(
          (table.targets[column].numbers[static_cast<std::size_t>(i)] - shift) / scale);
  }
  return numbers;
}

/// [rows, width]
torch::Tensor numbers_of(const Table& table, const FieldFacts& field) {
  std::int64_t width = 0;
  for (const auto& code : field.columns) width += code.width();
  auto inputs = torch::zeros({table.size(), width}, torch::kFloat32);
  auto* out = inputs.data_ptr<float>();
  std::int64_t first = 0;
  for (std::size_t c = 0; c < field.columns.size(); ++c) {
    const auto& code = field.columns[c];
    for (std::int64_t row = 0; row < table.size(); ++row) {
      double value = table.inputs[c].numbers[static_cast<std::size_t>(row)];
      if (std::isnan(value)) value = code.fill.value_or(0);
      if (code.one_hot)
        out[row * width + first + static_cast<std::int64_t>(value)] = 1;
      else
        out[row * width + first] = static_cast<float>((value - code.shift) / code.scale);
    }
    first += code.width();
  }
  return inputs;
}

}  // namespace

DatasetPtr table_dataset(std::shared_ptr<const Table> table, const DataFacts& facts) {
  std::vector<FieldReader> readers;
  BatchingRules batching;
  for (const auto& field : facts.inputs) {
    batching.inputs.push_back(is_varying(field.shape) ? Batching::pad : Batching::stack);
    const auto* column = field.is_row() ? nullptr : table->apart_called(field.name);
    if (!column && field.columns.size() != table->inputs.size())
      throw usage_error("the table has other inputs than the network was trained on");
    if (column)
      readers.push_back(reader_of(*column, field));
    else
      readers.push_back([rows = numbers_of(*table, field)](std::int64_t row) { return rows[row]; });
  }
  return std::make_shared<TableRows>(std::move(readers), std::move(batching),
                                     targets_of(*table, facts), table);
}

}  // namespace mlday
