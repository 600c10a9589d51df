#include "data/facts.h"

#include "core/error.h"
#include "core/text.h"
#include "store/json.h"

namespace mlday {

std::int64_t DataFacts::outputs() const {
  return static_cast<std::int64_t>((has_classes() ? class_names : target_names).size());
}

std::string DataFacts::target_text() const {
  if (has_classes())
    return std::to_string(class_names.size()) + (is_text ? " symbols" : " classes");
  return std::string(target_names.size() == 1 ? "the number " : "the numbers ") +
         join_words(target_names);
}

std::string DataFacts::columns_text() const {
  std::vector<std::string> texts;
  for (const auto& column : columns) {
    constexpr std::size_t shown = 6;
    std::string text = column.type;
    if (!column.categories.empty()) {
      const auto count = column.categories.size();
      text += column.one_hot ? ", one-hot: " : ": ";
      text += count <= shown ? join(column.categories, ", ") : std::to_string(count) + " values";
    } else if (column.scale != 1 || column.shift != 0) {
      text += ", (x - " + rounded(column.shift) + ") / " + rounded(column.scale);
    }
    texts.push_back(column.name + " (" + text + ")");
  }
  return join(texts, ", ");
}

namespace {

OrderedJson column_json(const ColumnCode& column) {
  OrderedJson json{{"name", column.name}, {"type", column.type}};
  if (!column.categories.empty()) {
    json["categories"] = column.categories;
    json["one_hot"] = column.one_hot;
  }
  json["shift"] = column.shift;
  json["scale"] = column.scale;
  if (column.fill) json["fill"] = *column.fill;
  return json;
}

ColumnCode column_of(const OrderedJson& json) {
  ColumnCode column{.name = json.at("name"), .type = json.at("type")};
  column.one_hot = json.value("one_hot", false);
  if (json.contains("categories"))
    column.categories = json["categories"].get<std::vector<std::string>>();
  column.shift = json.at("shift");
  column.scale = json.at("scale");
  if (json.contains("fill")) column.fill = json["fill"].get<double>();
  return column;
}

}  // namespace

std::map<std::string, std::string> facts_metadata(const DataFacts& facts) {
  OrderedJson preprocessing{{"input_shape", facts.input_shape}};
  if (!facts.channels.empty()) {
    preprocessing["channels"] = facts.channels;
    preprocessing["scale"] = "1/255";
  }
  if (!facts.uncropped.empty()) preprocessing["uncropped"] = facts.uncropped;
  if (!facts.has_classes()) preprocessing["targets"] = facts.target_names;
  if (facts.is_text) preprocessing["text"] = true;
  if (!facts.target_scale.empty()) {
    preprocessing["target_shift"] = facts.target_shift;
    preprocessing["target_scale"] = facts.target_scale;
  }
  if (!facts.mean.empty()) {
    preprocessing["mean"] = facts.mean;
    preprocessing["deviation"] = facts.deviation;
  }
  for (const auto& column : facts.columns) preprocessing["columns"].push_back(column_json(column));
  return {{"class_names", json_text(facts.class_names)},
          {"preprocessing", json_text(preprocessing)}};
}

DataFacts facts_of_metadata(const std::map<std::string, std::string>& metadata,
                            const std::string& checkpoint) {
  try {
    const auto preprocessing = OrderedJson::parse(metadata.at("preprocessing"));
    DataFacts facts;
    facts.input_shape = preprocessing.at("input_shape").get<std::vector<std::int64_t>>();
    facts.channels = preprocessing.value("channels", "");
    facts.uncropped = preprocessing.value("uncropped", facts.uncropped);
    facts.class_names =
        OrderedJson::parse(metadata.at("class_names")).get<std::vector<std::string>>();
    if (preprocessing.contains("targets"))
      facts.target_names = preprocessing["targets"].get<std::vector<std::string>>();
    facts.is_text = preprocessing.value("text", false);
    if (preprocessing.contains("target_scale")) {
      facts.target_shift = preprocessing["target_shift"].get<std::vector<double>>();
      facts.target_scale = preprocessing["target_scale"].get<std::vector<double>>();
    }
    if (preprocessing.contains("mean")) {
      facts.mean = preprocessing["mean"].get<std::vector<double>>();
      facts.deviation = preprocessing["deviation"].get<std::vector<double>>();
    }
    if (preprocessing.contains("columns"))
      for (const auto& column : preprocessing["columns"])
        facts.columns.push_back(column_of(column));
    return facts;
  } catch (const std::exception&) {
    throw Error(checkpoint +
                " does not say what its inputs and classes are: it is broken, or was "
                "not saved by mlday");
  }
}

}  // namespace mlday
