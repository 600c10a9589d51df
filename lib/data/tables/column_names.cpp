#include "data/tables/column_names.h"

#include <algorithm>

#include "config/setting_error.h"
#include "core/error.h"
#include "core/text.h"

namespace mlday {

ColumnNames::ColumnNames(const TableSettings& settings, const TableText& table,
                         const DataFacts* known)
    : settings_(settings), text_(table.text), origin_(table.origin), known_(known) {
  for (std::size_t i = 0; i < text_.names.size(); ++i) place_[text_.names[i]] = i;
}

void ColumnNames::refuse(const std::string& key, const std::string& what) const {
  throw SettingError(key, origin_ + ": " + what);
}

std::size_t ColumnNames::at(const std::string& name, const std::string& key) const {
  const auto found = place_.find(name);
  if (found != place_.end()) return found->second;
  const auto meant = nearest(name, text_.names);
  const auto advice =
      meant ? "did you mean `" + *meant + "`?" : "it has " + join_words(text_.names);
  const auto gone = origin_ + " has no column `" + name + "`";
  if (known_) throw usage_error(gone + ", which the table for training has: " + advice);
  throw SettingError(key, gone + ": " + advice);
}

std::string ColumnNames::type_in_settings(const std::string& name) const {
  const auto* column = settings_.settings_of(name);
  return column ? column->type : "auto";
}

void ColumnNames::check() const {
  if (known_) return;  // a checkpoint's names were right where it was trained
  refuse_twice(text_.names, "dataset.header");
  if (settings_.inputs) refuse_twice(*settings_.inputs, "dataset.inputs");
  refuse_same_values(settings_.classes, "dataset.classes");
  for (const auto& [name, column] : settings_.columns)
    refuse_same_values(column.order, "dataset.columns." + name + ".order");
  for (const auto& [name, column] : settings_.columns) {
    at(name, "dataset.columns." + name);
    if (const auto wrong = column.contradiction(); !wrong.empty())
      refuse("dataset.columns." + name, "the column `" + name + "`: " + wrong);
    if (const auto idle = column.idle_keys(); !idle.empty())
      refuse("dataset.columns." + name, idle + ", and `" + name + "` is none");
  }
  for (std::size_t i = 0; i < settings_.allow_leaks.size(); ++i)
    at(settings_.allow_leaks[i], "dataset.allow_leaks." + std::to_string(i));
  if (settings_.group) at(*settings_.group, "dataset.group");
  if (!settings_.inputs) return;
  for (std::size_t i = 0; i < settings_.inputs->size(); ++i) {
    const auto& name = (*settings_.inputs)[i];
    const auto key = "dataset.inputs." + std::to_string(i);
    at(name, key);
    if (type_in_settings(name) == "ignore")
      refuse(key, "the column `" + name + "` is both in dataset.inputs and ignored");
  }
}

std::vector<std::string> ColumnNames::inputs() const {
  std::vector<std::string> names;
  if (known_) {
    for (const auto& field : known_->inputs) {
      if (!field.is_row()) names.push_back(field.name);
      for (const auto& column : field.columns) names.push_back(column.name);
    }
    for (const auto& name : names) at(name, "dataset.inputs");
    return names;
  }
  if (settings_.inputs && settings_.inputs->empty())
    refuse("dataset.inputs", "no column is left as an input");
  if (settings_.inputs) return *settings_.inputs;
  for (const auto& name : text_.names) {
    const auto type = type_in_settings(name);
    if (type != "target" && type != "ignore" && name != settings_.group) names.push_back(name);
  }
  if (names.empty()) refuse("dataset.columns", "no column is left as an input");
  return names;
}

/// A table to be filled in is no test part.
void ColumnNames::refuse_missing_target(const std::string& name) const {
  throw usage_error(origin_ + " has no column `" + name +
                    "`, the target, so that nothing can be tested on it. To fill it in: mlday "
                    "predict RUN " +
                    origin_);
}

std::vector<std::string> ColumnNames::targets() const {
  std::vector<std::string> names;
  if (known_ && !known_->has_classes()) {
    for (const auto& name : known_->target_names)
      if (!place_.contains(name)) refuse_missing_target(name);
    return known_->target_names;
  }
  for (const auto& name : text_.names)
    if (type_in_settings(name) == "target") names.push_back(name);
  const auto said = std::find_if(settings_.columns.begin(), settings_.columns.end(),
                                 [](const auto& column) { return column.second.type == "target"; });
  if (names.empty() && known_ && said != settings_.columns.end())
    refuse_missing_target(said->first);
  if (names.empty())
    refuse("dataset.columns",
           "no column is the target: say which, columns: {" + text_.names.back() + ": target}");
  return names;
}

}  // namespace mlday
