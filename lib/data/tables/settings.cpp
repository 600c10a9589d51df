// The keys of loaders whose samples are rows of a table.
#include <algorithm>

#include "data/arrays/gzip.h"
#include "data/image.h"
#include "data/tables/table.h"

namespace mlday {
namespace {

Constraint gap_policies() { return one_of({"error", "drop", "mean", "median", "constant"}); }

const Spec<ColumnSettings>& column_spec() {
  static const auto spec =
      Spec<ColumnSettings>("columns", "What a column is.")
          .key("type", &ColumnSettings::type,
               one_of({"auto", "numeric", "categorical", "ordinal", "text", "picture", "ignore",
                       "target"}),
               "auto takes a column of numbers for numeric and any other for categorical. A text "
               "(a sequence of words) and a picture (its cells name files beside the table) are "
               "inputs of their own.")
          .key("order", &ColumnSettings::order, anything(),
               "An ordinal column's values, from low to high.")
          .key("missing", &ColumnSettings::missing, gap_policies(),
               "What to do with this column's empty cells; null does as the table's `missing`.")
          .key("image_size", &ColumnSettings::image_size, between(1, 4096),
               "A picture column's pictures are made this many pixels high and wide; null takes "
               "the first one's size.")
          .key("interpolation", &ColumnSettings::interpolation, interpolations(),
               "How a picture column's pictures are resized.")
          .key("channels", &ColumnSettings::channels, one_of({"RGB", "grey"}),
               "Three channels of a picture column's pictures, or one.")
          .inherits(word_spec)
          .short_form("type");
  return spec;
}

}  // namespace

std::string ColumnSettings::idle_keys() const {
  const WordSettings& words = *this;
  const PictureColumn& pictures = *this;
  if (type != "ordinal" && !order.empty()) return "order is for columns of type ordinal";
  if (is_apart() && missing) return "missing is for columns of numbers and of categories";
  if (type != "text" && words != WordSettings())
    return "standardize, split, max_tokens and max_length are for columns of type text";
  if (type != "picture" && pictures != PictureColumn())
    return "image_size, interpolation and channels are for columns of type picture";
  return "";
}

const ColumnSettings* TableSettings::settings_of(const std::string& column) const {
  for (const auto& [name, settings] : columns)
    if (name == column) return &settings;
  return nullptr;
}

bool TableSettings::is_apart(const std::string& column) const {
  const auto* settings = settings_of(column);
  return settings && settings->is_apart();
}

bool TableSettings::has_pictures() const {
  return std::any_of(columns.begin(), columns.end(),
                     [](const auto& column) { return column.second.type == "picture"; });
}

TextRows TableSettings::read_rows(const std::filesystem::path& file) const {
  constexpr char guessed = 0;
  return parse_csv(read_gzip(file), file.string(), guessed, true);
}

const Spec<TableSettings>& table_spec() {
  static const auto spec =
      Spec<TableSettings>("dataset", "")
          .not_here({"target", "label", "target_column", "label_column", "y"},
                    "say it of the column: `columns: {price: target}`")
          .section_map(
              "columns", &TableSettings::columns, column_spec,
              "What each column is (numeric, categorical, ordinal, ignore, target); those not "
              "named are read off their cells. Columns without a header are called 1, 2, ...")
          .key("inputs", &TableSettings::inputs, anything(),
               "The input columns; null takes all that are neither target nor ignored.")
          .elsewhere({"features"})
          .key("target_kind", &TableSettings::target_kind, one_of({"auto", "classes", "numbers"}),
               "What the target is; auto takes texts for classes and numbers for numbers.")
          .key("classes", &TableSettings::classes, anything(),
               "A class target's values in order; where empty, those that are there, sorted.")
          .elsewhere({"class_names"})
          .key("categories", &TableSettings::categories, one_of({"one_hot", "integer"}),
               "Whether a categorical column becomes a 0 or 1 for each value, or its number.")
          .elsewhere({"encoding"})
          .key("scale", &TableSettings::scale, one_of({"none", "standard", "min_max"}),
               "How numeric inputs are scaled: to mean 0 and deviation 1, or to 0 .. 1, by what "
               "the training samples say.")
          .elsewhere({"normalize", "scaler"})
          .key("target_scale", &TableSettings::target_scale,
               one_of({"none", "standard", "min_max"}),
               "The same for targets that are numbers; metrics and predictions stay in their own "
               "units.")
          .key("missing", &TableSettings::missing, gap_policies(),
               "What to do with empty cells (also NA, NaN, null, ?): an error, leave out the row, "
               "or put in the training samples' mean or median or the constant `fill`.")
          .key("fill", &TableSettings::fill, anything(), "The constant for `missing: constant`.")
          .key("group", &TableSettings::group, anything(),
               "The column that says what validation.by: group keeps together; no input unless "
               "`inputs` names it.")
          .key("allow_leaks", &TableSettings::allow_leaks, anything(),
               "Input columns that may tell the target: the leak guard passes them over.");
  return spec;
}

}  // namespace mlday
