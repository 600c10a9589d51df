// How a table's columns become inputs, and what is learned for that from the training rows.
#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>

#include "config/setting_error.h"
#include "core/error.h"
#include "core/text.h"
#include "data/tables/apart.h"
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
  const auto& policy = column.missing;
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

void refuse_gaps(const TableSettings& settings, const Table& table, const DataFacts& facts) {
  const auto codes = facts.row() ? facts.row()->columns : std::vector<ColumnCode>();
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

namespace {

/// A column of names or numbers of its own for each row would fill the memory as one-hot.
void refuse_wide_columns(const Table& table, const std::vector<ColumnCode>& codes) {
  constexpr std::int64_t many = 1000, most_bytes = std::int64_t{256} << 20;
  for (const auto& code : codes) {
    const auto bytes = code.width() * table.size() * static_cast<std::int64_t>(sizeof(float));
    if (code.width() > many && bytes > most_bytes)
      throw SettingError("dataset.columns." + code.name,
                         "the column `" + code.name + "` has " + with_commas(code.width()) +
                             " values: " + bytes_text(bytes) +
                             " as one-hot. Ignore it (columns: {" + code.name +
                             ": ignore}), or set `categories: integer`");
  }
}

}  // namespace

DataFacts table_facts(const TableSettings& settings, const Table& table, const DataFacts* known) {
  DataFacts facts;
  facts.inputs.clear();
  if (table.apart_called("row") && !table.inputs.empty())
    throw usage_error("a column is called `row`, as is the input of all numbers: rename it");
  for (const auto& column : table.apart)
    if (column.is_picture()) facts.inputs.push_back(field_of(column, known));
  if (!table.inputs.empty()) {
    const auto codes = plain_codes(settings, table);
    refuse_wide_columns(table, codes);
    facts.inputs.push_back({.name = table.apart.empty() ? "input" : "row",
                            .shape = {width_of(codes)},
                            .columns = codes});
  }
  for (const auto& column : table.apart)
    if (!column.is_picture()) facts.inputs.push_back(field_of(column, known));
  facts.class_names = table.class_names;
  if (facts.class_names.empty())
    for (const auto& target : table.targets) facts.target_names.push_back(target.name);
  facts.suspicions = table.suspicions;
  for (auto& leak : find_leaks(settings, table)) facts.suspicions.push_back(std::move(leak));
  return facts;
}

namespace {

/// Learns from these rows what the facts leave open: codes, vocabularies, the targets' scale.
void fit(const TableSettings& settings, const Table& table, const std::vector<std::int64_t>& rows,
         DataFacts& facts) {
  for (auto& field : facts.inputs) {
    if (field.is_row()) field.columns = fit_columns(settings, table, rows);
    if (field.is_text()) fit_text(*table.apart_called(field.name), rows, field);
  }
  fit_targets(settings, table, rows, facts);
}

/// Whether the settings make of a table the inputs that a checkpoint knows.
bool same_fields(const DataFacts& known, const DataFacts& facts) {
  return std::equal(known.inputs.begin(), known.inputs.end(), facts.inputs.begin(),
                    facts.inputs.end(), [](const FieldFacts& a, const FieldFacts& b) {
                      return a.name == b.name && a.is_text() == b.is_text() && a.bag == b.bag &&
                             a.columns.size() == b.columns.size() &&
                             width_of(a.columns) == width_of(b.columns);
                    });
}

/// The same from what a checkpoint knows.
void take_over(const DataFacts& known, DataFacts& facts) {
  if (!same_fields(known, facts))
    throw usage_error(
        "the settings make other inputs of the table (" + facts.inputs_text() +
        ") than the checkpoint was trained on (" + known.inputs_text() +
        "): leave dataset.columns, dataset.inputs and dataset.categories as they were");
  for (std::size_t i = 0; i < std::min(facts.inputs.size(), known.inputs.size()); ++i) {
    facts.inputs[i].columns = known.inputs[i].columns;
    facts.inputs[i].vocabulary = known.inputs[i].vocabulary;
    facts.inputs[i].idf = known.inputs[i].idf;
    if (facts.inputs[i].is_bag()) facts.inputs[i].shape = known.inputs[i].shape;
    facts.inputs[i].longest = known.inputs[i].longest;
  }
  facts.target_shift = known.target_shift;
  facts.target_scale = known.target_scale;
}

}  // namespace

LoadedData test_table_data(const TableSettings& settings, const LoadRequest& request,
                           const TableText& test) {
  auto data = table_data(settings, request, test);
  data.test = std::move(data.train);
  data.train = nullptr;
  return data;
}

LoadedData table_data(const TableSettings& settings, const LoadRequest& request,
                      const TableText& training, const TableText* test) {
  const auto table =
      std::make_shared<const Table>(read_table(settings, training, request.known, request.targets));
  LoadedData data;
  data.origin = training.origin;
  data.has_groups = !table->groups.empty();
  data.facts = table_facts(settings, *table, request.known);
  data.makes_samples = std::any_of(table->apart.begin(), table->apart.end(),
                                   [](const auto& column) { return column.settings.is_bag(); });
  std::shared_ptr<const Table> test_table;
  if (test)
    test_table =
        std::make_shared<const Table>(read_table(settings, *test, &data.facts, request.targets));
  for (const auto& [rows, name] :
       {std::pair{table, training.origin}, {test_table, test ? test->origin : ""}})
    if (rows && rows->dropped > 0)
      data.notes.push_back("left out " + counted(rows->dropped, "row") + " of " +
                           with_commas(rows->dropped + rows->size()) + " in " + name +
                           ", which have gaps (dataset.missing: drop)");
  const auto encode = [settings = &settings, table, test_table](LoadedData& result) {
    for (const auto& part : {table, test_table})
      if (part) refuse_gaps(*settings, *part, result.facts);
    result.train = table_dataset(table, result.facts);
    if (test_table) result.test = table_dataset(test_table, result.facts);
  };
  if (request.known) {
    take_over(*request.known, data.facts);
    encode(data);
    return data;
  }
  data.train = table_dataset(table, data.facts);
  if (test_table) data.test = table_dataset(test_table, data.facts);
  data.fit = [&settings, table, encode](LoadedData& result, const std::vector<std::int64_t>& rows) {
    fit(settings, *table, rows, result.facts);
    encode(result);
  };
  return data;
}

}  // namespace mlday
