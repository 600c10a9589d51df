#include "run/sections/numbers.h"

#include "data/contact_sheet.h"
#include "models/module.h"
#include "store/predictions.h"

namespace mlday {
namespace {

/// What each input number of a row is called, and how it was made: x became (x - shift) / scale.
struct RowNumber {
  std::string name;
  double shift = 0, scale = 1;
};

std::vector<RowNumber> numbers_of(const FieldFacts& row) {
  std::vector<RowNumber> numbers;
  for (const auto& column : row.columns)
    if (column.one_hot)
      for (const auto& category : column.categories)
        numbers.push_back({column.name + " " + category});
    else
      numbers.push_back({column.name, column.shift, column.scale});
  return numbers;
}

double at_or(const std::vector<double>& values, std::size_t place, double otherwise) {
  return values.empty() ? otherwise : values[place];
}

}  // namespace

void add_numbers(OrderedJson& json, const torch::Tensor& predictions, const torch::Tensor& truths,
                 const std::vector<std::string>& target_names) {
  constexpr std::int64_t most = 2000;
  auto list = OrderedJson::array();
  const auto shown = evenly_spread(truths.size(0), most);
  const auto predicted = predictions.contiguous(), truth = truths.contiguous();
  for (std::size_t t = 0; t < target_names.size(); ++t) {
    OrderedJson one{{"target", target_names[t]},
                    {"truth", OrderedJson::array()},
                    {"prediction", OrderedJson::array()}};
    for (const auto i : shown) {
      const auto place = i * std::ssize(target_names) + static_cast<std::int64_t>(t);
      one["truth"].push_back(number_json(truth.data_ptr<double>()[place]));
      one["prediction"].push_back(number_json(predicted.data_ptr<double>()[place]));
    }
    list.push_back(one);
  }
  json["regression"] = list;
}

std::string number_predictions_csv(const std::vector<std::string>& samples,
                                   const torch::Tensor& predictions, const torch::Tensor& truths,
                                   const std::vector<std::string>& target_names) {
  const auto predicted = predictions.contiguous(), truth = truths.contiguous();
  auto text = number_predictions_header();
  std::size_t place = 0;
  for (const auto& sample : samples)
    for (const auto& target : target_names) {
      text += number_prediction_row(sample, target, truth.data_ptr<double>()[place],
                                    predicted.data_ptr<double>()[place]);
      ++place;
    }
  return text;
}

OrderedJson coefficients_json(const Network& network, const DataFacts& facts) {
  const auto& plan = network.plan();
  const bool is_linear = plan.layers.size() == 1 && plan.layers[0].kind == "linear" &&
                         facts.inputs.size() == 1 && facts.input().is_row() && !facts.has_classes();
  if (!is_linear) return nullptr;
  const auto parameters = network.named_parameters();
  const auto* weight = parameters.find(plan.layers[0].name + ".weight");
  const auto* bias = parameters.find(plan.layers[0].name + ".bias");
  const auto weights = weight->detach().to(torch::kCPU, torch::kFloat64);
  const auto columns = numbers_of(facts.input());
  auto list = OrderedJson::array();
  for (std::size_t t = 0; t < facts.target_names.size(); ++t) {
    const double scale = at_or(facts.target_scale, t, 1), shift = at_or(facts.target_shift, t, 0);
    const auto row = static_cast<std::int64_t>(t);
    double intercept = bias ? (*bias)[row].item<double>() * scale + shift : shift;
    OrderedJson names = OrderedJson::array(), values = OrderedJson::array();
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const double of_unit =
          weights[row][static_cast<std::int64_t>(c)].item<double>() * scale / columns[c].scale;
      intercept -= of_unit * columns[c].shift;
      names.push_back(columns[c].name);
      values.push_back(of_unit);
    }
    list.push_back({{"target", facts.target_names[t]},
                    {"intercept", intercept},
                    {"columns", names},
                    {"values", values}});
  }
  return list;
}

}  // namespace mlday
