#include "data/facts.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/text.h"
#include "store/json.h"

namespace mlday {

const FieldFacts* DataFacts::row() const {
  const auto found = std::find_if(inputs.begin(), inputs.end(),
                                  [](const FieldFacts& field) { return field.is_row(); });
  return found == inputs.end() ? nullptr : &*found;
}

std::int64_t DataFacts::outputs() const {
  return static_cast<std::int64_t>((has_classes() ? class_names : target_names).size());
}

std::string DataFacts::inputs_text() const {
  std::vector<std::string> texts;
  for (const auto& field : inputs)
    texts.push_back(
        (inputs.size() > 1 ? field.name + " " : "") +
        (field.is_text() ? "up to " + counted(field.longest, "word") : shape_text(field.shape)));
  return join_words(texts);
}

std::string DataFacts::target_text() const {
  if (!has_targets) return "no targets";
  if (has_classes())
    return std::to_string(class_names.size()) + (is_text ? " symbols" : " classes");
  return std::string(target_names.size() == 1 ? "the number " : "the numbers ") +
         join_words(target_names);
}

std::string DataFacts::columns_text() const {
  std::vector<std::string> texts;
  for (const auto& column : row() ? row()->columns : std::vector<ColumnCode>()) {
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
  for (const auto& field : inputs) {
    if (field.is_text())
      texts.push_back(field.name + " (text, " + (field.is_bag() ? field.bag + " of " : "") +
                      (field.bag == "hashed"
                           ? counted(field.shape.at(0), "place")
                           : counted(static_cast<std::int64_t>(field.vocabulary.size()),
                                     field.is_bag() ? "term" : "word")) +
                      ")");
    else if (inputs.size() > 1 && field.is_picture())
      texts.push_back(field.name + " (picture)");
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

/// What is read must make sense, or it would be read out of bounds later.
void require(bool makes_sense) {
  if (!makes_sense) throw Error("facts that make no sense");
}

bool are_different(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  return std::adjacent_find(names.begin(), names.end()) == names.end();
}

/// Spreads; what has none is divided by 1.
bool are_spreads(const std::vector<double>& numbers) {
  return std::all_of(numbers.begin(), numbers.end(),
                     [](double number) { return std::isfinite(number) && number >= 0; });
}

ColumnCode column_of(const OrderedJson& json) {
  ColumnCode column{.name = json.at("name"), .type = json.at("type")};
  column.one_hot = json.value("one_hot", false);
  if (json.contains("categories"))
    column.categories = json["categories"].get<std::vector<std::string>>();
  column.shift = json.at("shift");
  column.scale = json.at("scale");
  require(std::isfinite(column.shift) && std::isfinite(column.scale) && column.scale != 0);
  if (json.contains("fill")) column.fill = json["fill"].get<double>();
  const auto count = static_cast<double>(column.categories.size());
  const bool is_category = !column.categories.empty();
  const bool has_places = column.type == "categorical" || column.type == "ordinal";
  require(has_places || (column.type == "numeric" && !is_category));
  require(are_different(column.categories));
  require(is_category || !column.one_hot);
  require(!is_category || !column.fill || (*column.fill >= 0 && *column.fill < count));
  return column;
}

/// Adds what is known of a field.
void add_field(const FieldFacts& field, OrderedJson& json) {
  if (field.name != FieldFacts().name) json["name"] = field.name;
  json["input_shape"] = field.shape;
  if (field.longest > 1) json["longest"] = field.longest;
  if (field.is_picture()) {
    json["channels"] = field.channels;
    json["scale"] = "1/255";
  }
  if (!field.uncropped.empty()) json["uncropped"] = field.uncropped;
  if (!field.mean.empty()) {
    json["mean"] = field.mean;
    json["deviation"] = field.deviation;
  }
  for (const auto& column : field.columns) json["columns"].push_back(column_json(column));
  if (!field.vocabulary.empty()) json["vocabulary"] = field.vocabulary;
  if (field.is_bag()) json["bag"] = field.bag;
  if (!field.idf.empty()) json["idf"] = field.idf;
}

FieldFacts field_of(const OrderedJson& json) {
  FieldFacts field;
  field.name = json.value("name", field.name);
  field.shape = json.at("input_shape").get<std::vector<std::int64_t>>();
  field.longest = json.value("longest", field.longest);
  field.channels = json.value("channels", "");
  field.uncropped = json.value("uncropped", field.uncropped);
  if (json.contains("mean")) {
    field.mean = json["mean"].get<std::vector<double>>();
    field.deviation = json.at("deviation").get<std::vector<double>>();
  }
  if (json.contains("columns"))
    for (const auto& column : json["columns"]) field.columns.push_back(column_of(column));
  field.vocabulary = json.value("vocabulary", field.vocabulary);
  field.bag = json.value("bag", "");
  field.idf = json.value("idf", field.idf);
  for (const auto& shape : {field.shape, field.uncropped})
    for (const auto extent : shape) require(extent > 0 || extent == varies);
  std::int64_t width = 0;
  for (const auto& column : field.columns) width += column.width();
  require(!field.is_row() || field.shape == Shape{width});
  require(!field.is_picture() || (field.shape.size() == 3 && !is_varying(field.shape)));
  require(!field.is_picture() || field.channels == (field.shape[0] == 1 ? "grey" : "RGB"));
  require(!field.is_picture() || field.shape[0] == 1 || field.shape[0] == 3);
  const auto channels = field.is_picture() ? static_cast<std::size_t>(field.shape[0]) : 0;
  require(field.mean.empty() || field.mean.size() == channels);
  require(field.deviation.size() == field.mean.size() && are_spreads(field.deviation));
  require(field.longest > 0);
  require(!field.is_bag() || (field.shape.size() == 1 && !is_varying(field.shape)));
  require(!field.is_bag() || field.bag == "counts" || field.bag == "tfidf" ||
          field.bag == "hashed");
  const auto terms = static_cast<std::int64_t>(field.vocabulary.size());
  require(!field.is_bag() || field.bag == "hashed" || field.shape[0] == terms);
  require(field.idf.empty() ||
          (field.bag == "tfidf" && field.idf.size() == field.vocabulary.size()));
  require(are_spreads(field.idf));
  return field;
}

OrderedJson ratings_json(const RatingFacts& facts) {
  return {{"users", facts.users},     {"items", facts.items}, {"titles", facts.titles},
          {"ratings", facts.ratings}, {"low", facts.low},     {"high", facts.high}};
}

RatingFacts ratings_of(const OrderedJson& json) {
  RatingFacts facts{.users = json.at("users").get<std::vector<std::string>>(),
                    .items = json.at("items").get<std::vector<std::string>>(),
                    .titles = json.at("titles").get<std::vector<std::string>>(),
                    .ratings = json.at("ratings"),
                    .low = json.at("low"),
                    .high = json.at("high")};
  require(are_different(facts.users) && are_different(facts.items));
  require(facts.titles.empty() || facts.titles.size() == facts.items.size());
  require(facts.ratings > 0 && facts.low <= facts.high);
  return facts;
}

}  // namespace

// The facts of an only input stand beside those of the targets, as before there could be several.
std::map<std::string, std::string> facts_metadata(const DataFacts& facts) {
  auto preprocessing = OrderedJson::object();
  if (facts.inputs.size() == 1)
    add_field(facts.input(), preprocessing);
  else
    for (const auto& field : facts.inputs) {
      OrderedJson json;
      add_field(field, json);
      preprocessing["inputs"].push_back(json);
    }
  if (!facts.has_classes()) preprocessing["targets"] = facts.target_names;
  if (!facts.class_counts.empty()) preprocessing["class_counts"] = facts.class_counts;
  if (facts.is_text) preprocessing["text"] = true;
  if (!facts.target_scale.empty()) {
    preprocessing["target_shift"] = facts.target_shift;
    preprocessing["target_scale"] = facts.target_scale;
  }
  if (facts.ratings) preprocessing["ratings"] = ratings_json(*facts.ratings);
  return {{"class_names", json_text(facts.class_names)},
          {"preprocessing", json_text(preprocessing)}};
}

DataFacts facts_of_metadata(const std::map<std::string, std::string>& metadata,
                            const std::string& checkpoint) {
  try {
    const auto preprocessing = OrderedJson::parse(metadata.at("preprocessing"));
    DataFacts facts;
    facts.inputs.clear();
    if (preprocessing.contains("inputs"))
      for (const auto& json : preprocessing["inputs"]) facts.inputs.push_back(field_of(json));
    else
      facts.inputs.push_back(field_of(preprocessing));
    require(!facts.inputs.empty());
    facts.class_names =
        OrderedJson::parse(metadata.at("class_names")).get<std::vector<std::string>>();
    if (preprocessing.contains("targets"))
      facts.target_names = preprocessing["targets"].get<std::vector<std::string>>();
    require(are_different(facts.class_names) && are_different(facts.target_names));
    facts.is_text = preprocessing.value("text", false);
    facts.class_counts = preprocessing.value("class_counts", facts.class_counts);
    require(facts.class_counts.empty() || facts.class_counts.size() == facts.class_names.size());
    if (preprocessing.contains("target_scale")) {
      facts.target_shift = preprocessing.at("target_shift").get<std::vector<double>>();
      facts.target_scale = preprocessing["target_scale"].get<std::vector<double>>();
      require(facts.target_scale.size() == facts.target_shift.size());
      for (const auto scale : facts.target_scale) require(std::isfinite(scale) && scale != 0);
    }
    if (preprocessing.contains("ratings")) facts.ratings = ratings_of(preprocessing["ratings"]);
    return facts;
  } catch (const std::exception&) {
    throw Error(checkpoint +
                " does not say what its inputs and classes are: it is broken, or was "
                "not saved by mlday");
  }
}

}  // namespace mlday
