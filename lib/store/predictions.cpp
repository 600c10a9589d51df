#include "store/predictions.h"

#include "core/csv.h"
#include "core/csv_format.h"
#include "core/error.h"
#include "core/file.h"
#include "core/text.h"

namespace mlday {
namespace {

const Cells class_columns{"sample", "truth", "prediction", "confidence", "truth_confidence"};
const Cells number_columns{"sample", "target", "truth", "prediction"};
constexpr int float_digits = 7;  // a float has no more

std::string number_cell(double value) { return rounded(value, float_digits); }

}  // namespace

std::string class_predictions_header() { return join(class_columns, ",") + "\n"; }
std::string number_predictions_header() { return join(number_columns, ",") + "\n"; }

std::string class_prediction_row(const std::string& sample, const std::string& truth,
                                 const std::string& prediction, double confidence,
                                 double truth_confidence) {
  return csv_cell(sample) + "," + csv_cell(truth) + "," + csv_cell(prediction) + "," +
         number_cell(confidence) + "," + number_cell(truth_confidence) + "\n";
}

std::string number_prediction_row(const std::string& sample, const std::string& target,
                                  double truth, double prediction) {
  return csv_cell(sample) + "," + csv_cell(target) + "," + number_cell(truth) + "," +
         number_cell(prediction) + "\n";
}

std::vector<Prediction> read_predictions(const std::filesystem::path& csv) {
  const auto table = parse_csv(read_file(csv), csv.string(), ',', true);
  const bool numbers = table.names == number_columns;
  if (!numbers && table.names != class_columns)
    throw Error(csv.string() + ":1: this is no list of predictions: its first line should be " +
                join(class_columns, ",") + " or " + join(number_columns, ","));
  std::vector<Prediction> list;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const auto& row = table.rows[i];
    for (const std::size_t place : {row.size() - 2, row.size() - 1})
      if (!to_double(row[place]))
        throw Error(csv.string() + ":" + std::to_string(table.lines[i]) + ": " +
                    table.names[place] + " should be a number and is `" + in_one_line(row[place]) +
                    "`");
    if (numbers)
      list.push_back({row[0], row[1], row[2], row[3]});
    else
      list.push_back({row[0], "", row[1], row[2]});
  }
  return list;
}

}  // namespace mlday
