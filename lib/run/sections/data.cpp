#include "run/sections/data.h"

#include <algorithm>

#include "core/text.h"
#include "run/sections/pictures.h"

namespace mlday {
namespace {

using Parts = std::vector<std::pair<const char*, const Dataset*>>;

Parts parts_of(const DataParts& data) {
  Parts parts;
  const std::pair<const char*, const DatasetPtr&> all[] = {
      {"train", data.train}, {"validation", data.validation}, {"test", data.test}};
  for (const auto& [name, part] : all)
    if (part) parts.emplace_back(name, part.get());
  return parts;
}

bool has_labels(const DataParts& data) {
  return data.train->size() > 0 && data.train->label(0) >= 0 && !data.facts.is_text &&
         !data.facts.class_names.empty();
}

OrderedJson classes_json(const Parts& parts, const std::vector<std::string>& names) {
  auto list = OrderedJson::array();
  for (const auto& name : names) list.push_back({{"name", name}});
  for (const auto& [part, dataset] : parts) {
    std::vector<std::int64_t> counts(names.size(), 0);
    for (std::int64_t i = 0; i < dataset->size(); ++i)
      if (const auto label = dataset->label(i); label >= 0 && label < std::ssize(counts))
        ++counts[static_cast<std::size_t>(label)];
    for (std::size_t c = 0; c < names.size(); ++c) list[c][part] = counts[c];
  }
  return list;
}

/// Some samples of each class in turn, the first of each first.
std::vector<std::int64_t> samples_to_show(const Dataset& dataset, std::size_t classes) {
  constexpr std::size_t most = 86, most_of_class = 8;
  std::vector<std::vector<std::int64_t>> of_class(classes);
  for (std::int64_t i = 0; i < dataset.size(); ++i) {
    auto& found = of_class.at(static_cast<std::size_t>(dataset.label(i)));
    if (found.size() < most_of_class) found.push_back(i);
  }
  const auto each = std::clamp<std::size_t>(most / classes, 1, most_of_class);
  std::vector<std::int64_t> shown;
  for (const auto& found : of_class)
    for (std::size_t k = 0; k < std::min(each, found.size()) && shown.size() < most; ++k)
      shown.push_back(found[k]);
  return shown;
}

OrderedJson pictures_json(const Dataset& dataset, const std::vector<std::int64_t>& samples,
                          const std::function<std::int64_t(std::int64_t)>& label,
                          const FieldFacts& facts) {
  auto list = OrderedJson::array();
  for (const auto i : samples)
    list.push_back(
        {{"image", picture_url(unnormalized(dataset.get(i).input(), facts))}, {"class", label(i)}});
  return list;
}

std::string code_of(const ColumnCode& column) {
  if (!column.categories.empty())
    return (column.one_hot ? "one of " : "place in ") + join(column.categories, ", ");
  if (column.shift == 0 && column.scale == 1) return "as it is";
  return "(x - " + rounded(column.shift) + ") / " + rounded(column.scale);
}

OrderedJson columns_json(const FieldFacts& row) {
  auto list = OrderedJson::array();
  for (const auto& column : row.columns)
    list.push_back({{"name", column.name}, {"kind", column.type}, {"codes", code_of(column)}});
  return list;
}

/// The first of many lines, and how many more there are.
OrderedJson first_lines(const std::vector<std::string>& lines) {
  constexpr std::size_t most = 50;
  auto list = OrderedJson::array();
  for (std::size_t i = 0; i < std::min(most, lines.size()); ++i)
    list.push_back(in_one_line(lines[i]));
  if (lines.size() > most)
    list.push_back("... and " + std::to_string(lines.size() - most) + " more");
  return list;
}

}  // namespace

OrderedJson data_json(const DataParts& data) {
  const auto parts = parts_of(data);
  OrderedJson json{{"origin", data.origin}, {"synthetic", data.synthetic}};
  for (const auto& [name, part] : parts)
    json["parts"].push_back({{"name", name}, {"samples", part->size()}});
  if (has_labels(data)) json["classes"] = classes_json(parts, data.facts.class_names);
  const auto& input = data.facts.input();
  if (input.is_picture() && has_labels(data)) {
    const auto shown = samples_to_show(*data.train, data.facts.class_names.size());
    const auto label = [&](std::int64_t i) { return data.train->label(i); };
    json["plain"] = pictures_json(*data.train, shown, label, input);
    if (data.augmented) json["augmented"] = pictures_json(*data.augmented(1), shown, label, input);
  }
  if (const auto* row = data.facts.row()) json["columns"] = columns_json(*row);
  json["skipped"] = first_lines(data.skipped);
  json["overlaps"] = first_lines(data.overlaps);
  json["notes"] = first_lines(data.notes);
  return json;
}

}  // namespace mlday
