// How a table's rows become samples.
#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>

#include "core/error.h"
#include "core/text.h"
#include "data/arrays/array_dataset.h"
#include "data/tables/leaks.h"
#include "data/tables/table.h"

namespace mlday {
namespace {

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double median_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const auto middle = values.size() / 2;
  return values.size() % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

std::string gap_policy(const TableSettings& settings, const std::string& column) {
  const auto* own = settings.settings_of(column);
  return own && own->missing ? *own->missing : settings.missing;
}

/// `fill` as this column's number; none where it is no value of the column.
std::optional<double> constant_for(const TableSettings& settings, const ColumnCode& code) {
  if (code.categories.empty()) return to_double(settings.fill);
  const auto found = std::find(code.categories.begin(), code.categories.end(), settings.fill);
  if (found == code.categories.end()) return std::nullopt;
  return static_cast<double>(found - code.categories.begin());
}

/// The columns' codes before any row was looked at: no scaling.
std::vector<ColumnCode> plain_codes(const TableSettings& settings, const Table& table) {
  std::vector<ColumnCode> codes;
  for (const auto& column : table.inputs)
    codes.push_back({.name = column.name,
                     .type = column.type,
                     .one_hot = column.type == "categorical" && settings.categories == "one_hot",
                     .categories = column.categories});
  return codes;
}

/// The numbers of a column in these rows, gaps filled where something stands for them.
std::vector<double> numbers_in(const Column& column, const std::vector<std::int64_t>& rows,
                               std::optional<double> fill) {
  std::vector<double> numbers;
  for (const auto row : rows) {
    const double value = column.numbers[static_cast<std::size_t>(row)];
    if (!std::isnan(value))
      numbers.push_back(value);
    else if (fill)
      numbers.push_back(*fill);
  }
  return numbers;
}

void fit_fill(const TableSettings& settings, const Column& column,
              const std::vector<std::int64_t>& rows, ColumnCode& code) {
  const auto policy = gap_policy(settings, column.name);
  if (policy == "constant") code.fill = constant_for(settings, code);
  if (policy != "mean" && policy != "median") return;
  const auto there = numbers_in(column, rows, std::nullopt);
  if (!column.is_numeric()) return;
  if (there.empty())
    throw usage_error("the column `" + column.name +
                      "` has no value in any training row: ignore it");
  code.fill = policy == "mean" ? mean_of(there) : median_of(there);
}

/// A number x becomes (x - shift) / scale.
struct Scaling {
  double shift = 0, scale = 1;
};

Scaling scaling_of(const std::vector<double>& numbers, const std::string& how) {
  if (how == "none" || numbers.empty()) return {};
  const auto [low, high] = std::minmax_element(numbers.begin(), numbers.end());
  if (*low == *high) return {.shift = *low};  // a constant column becomes zeros
  if (how == "min_max") return {*low, *high - *low};
  const double mean = mean_of(numbers);
  double squares = 0;
  for (const auto number : numbers) squares += (number - mean) * (number - mean);
  return {mean, std::sqrt(squares / static_cast<double>(numbers.size()))};
}

void fit_scale(const TableSettings& settings, const Column& column,
               const std::vector<std::int64_t>& rows, ColumnCode& code) {
  if (!column.is_numeric()) return;
  const auto scaling = scaling_of(numbers_in(column, rows, code.fill), settings.scale);
  code.shift = scaling.shift;
  code.scale = scaling.scale;
}

class TableRows : public ArrayDataset {
 public:
  TableRows(torch::Tensor inputs, torch::Tensor targets, std::shared_ptr<const Table> table)
      : ArrayDataset(std::move(inputs), std::move(targets), ""), table_(std::move(table)) {}

  std::int64_t group(std::int64_t index) const override {
    return table_->groups.empty() ? index : table_->groups[static_cast<std::size_t>(index)];
  }
  std::string name(std::int64_t index) const override {
    return table_->names[static_cast<std::size_t>(index)];
  }

 private:
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

std::int64_t width_of(const std::vector<ColumnCode>& codes) {
  std::int64_t width = 0;
  for (const auto& code : codes) width += code.width();
  return width;
}

}  // namespace

std::vector<ColumnCode> fit_columns(const TableSettings& settings, const Table& table,
                                    const std::vector<std::int64_t>& rows) {
  auto codes = plain_codes(settings, table);
  for (std::size_t i = 0; i < codes.size(); ++i) {
    fit_fill(settings, table.inputs[i], rows, codes[i]);
    fit_scale(settings, table.inputs[i], rows, codes[i]);
  }
  return codes;
}

void fit_targets(const TableSettings& settings, const Table& table,
                 const std::vector<std::int64_t>& rows, DataFacts& facts) {
  if (!table.class_names.empty() || settings.target_scale == "none") return;
  for (const auto& target : table.targets) {
    const auto scaling = scaling_of(numbers_in(target, rows, std::nullopt), settings.target_scale);
    facts.target_shift.push_back(scaling.shift);
    facts.target_scale.push_back(scaling.scale);
  }
}

void refuse_gaps(const TableSettings& settings, const Table& table,
                 const std::vector<ColumnCode>& codes) {
  for (std::size_t c = 0; c < codes.size(); ++c) {
    const auto& numbers = table.inputs[c].numbers;
    const auto gap = std::find_if(numbers.begin(), numbers.end(),
                                  [](double number) { return std::isnan(number); });
    if (codes[c].fill || gap == numbers.end()) continue;
    const auto& categories = codes[c].categories;
    throw usage_error(table.names[static_cast<std::size_t>(gap - numbers.begin())] +
                      ": no value in the column `" + codes[c].name + "`, and dataset.fill, `" +
                      settings.fill + "`, is " +
                      (categories.empty() ? "no number" : "none of " + join(categories, ", ")));
  }
}

DatasetPtr table_dataset(std::shared_ptr<const Table> table, const DataFacts& facts) {
  const auto& codes = facts.columns;
  const auto width = width_of(codes);
  auto inputs = torch::zeros({table->size(), width}, torch::kFloat32);
  auto* out = inputs.data_ptr<float>();
  std::int64_t first = 0;
  for (std::size_t c = 0; c < codes.size(); ++c) {
    const auto& code = codes[c];
    for (std::int64_t row = 0; row < table->size(); ++row) {
      double value = table->inputs[c].numbers[static_cast<std::size_t>(row)];
      if (std::isnan(value)) value = code.fill.value_or(0);
      if (code.one_hot)
        out[row * width + first + static_cast<std::int64_t>(value)] = 1;
      else
        out[row * width + first] = static_cast<float>((value - code.shift) / code.scale);
    }
    first += code.width();
  }
  return std::make_shared<TableRows>(inputs, targets_of(*table, facts), table);
}

DataFacts table_facts(const TableSettings& settings, const Table& table) {
  DataFacts facts;
  facts.columns = plain_codes(settings, table);
  facts.input_shape = {width_of(facts.columns)};
  facts.class_names = table.class_names;
  if (facts.class_names.empty())
    for (const auto& target : table.targets) facts.target_names.push_back(target.name);
  facts.leaks = find_leaks(settings, table);
  return facts;
}

LoadedData table_data(const TableSettings& settings, const LoadRequest& request,
                      const TextRows& training, const std::string& origin, const TextRows* test,
                      const std::string& test_origin) {
  const auto table =
      std::make_shared<const Table>(read_table(settings, training, origin, request.known));
  LoadedData data;
  data.origin = origin;
  data.has_groups = !table->groups.empty();
  data.facts = table_facts(settings, *table);
  std::shared_ptr<const Table> test_table;
  if (test)
    test_table =
        std::make_shared<const Table>(read_table(settings, *test, test_origin, &data.facts));
  for (const auto& [rows, name] : {std::pair{table, origin}, {test_table, test_origin}})
    if (rows && rows->dropped > 0)
      data.notes.push_back("left out " + counted(rows->dropped, "row") + " of " +
                           with_commas(rows->dropped + rows->size()) + " in " + name +
                           ", which have gaps (dataset.missing: drop)");
  const auto encode = [table, test_table](LoadedData& result) {
    result.train = table_dataset(table, result.facts);
    if (test_table) result.test = table_dataset(test_table, result.facts);
  };
  if (request.known) {
    data.facts.columns = request.known->columns;
    data.facts.target_shift = request.known->target_shift;
    data.facts.target_scale = request.known->target_scale;
  }
  const auto refuse = [settings, table, test_table](const DataFacts& facts) {
    refuse_gaps(settings, *table, facts.columns);
    if (test_table) refuse_gaps(settings, *test_table, facts.columns);
  };
  if (request.known) refuse(data.facts);
  encode(data);
  if (!request.known)
    data.fit = [settings, table, encode, refuse](LoadedData& result,
                                                 const std::vector<std::int64_t>& rows) {
      result.facts.columns = fit_columns(settings, *table, rows);
      fit_targets(settings, *table, rows, result.facts);
      refuse(result.facts);
      encode(result);
    };
  return data;
}

}  // namespace mlday
