// The keys of loaders whose samples are rows of a table.
#include <algorithm>

#include "core/text.h"
#include "data/arrays/gzip.h"
#include "data/image.h"
#include "data/tables/dates.h"
#include "data/tables/table.h"

namespace mlday {
namespace {

Constraint gap_policies() {
  return one_of({"error", "drop", "mean", "median", "constant", "category"});
}

/// What a date or a text can become.
Constraint forms() {
  std::vector<std::string> names{"sequence", "counts", "tfidf", "hashed"};
  for (auto& part : date_part_names()) names.push_back(std::move(part));
  return one_of(std::move(names));
}

const Spec<ColumnSettings>& column_spec() {
  static const auto spec =
      Spec<ColumnSettings>("columns", "What a column is.")
          .key("type", &ColumnSettings::type,
               one_of({"auto", "numeric", "categorical", "ordinal", "datetime", "buckets", "text",
                       "picture", "ignore", "target"}),
               "auto takes a column of numbers for numeric and any other for categorical. Of a "
               "datetime its parts (`as`) are inputs, of numbers in buckets (`edges`) which one. A "
               "text (words) and a picture (its cells name files beside the table) are inputs of "
               "their own.")
          .key("from", &ColumnSettings::from, anything(),
               "Makes a new column of this one of the table (a text of several, joined), which is "
               "no input by itself then.")
          .key("as", &ColumnSettings::as, forms(),
               "The parts of a datetime, each a column: [weekday, hour]; or what a text becomes: a "
               "sequence of words, or its words in no order as counts, tfidf or hashed.")
          .key("format", &ColumnSettings::format, anything(),
               "How dates are written, as strptime has it: '%d.%m.%Y %H:%M'; empty reads "
               "2018-01-31 and 2018-01-31 13:05:59.")
          .key("edges", &ColumnSettings::edges, anything(),
               "Where buckets begin: [5, 10, 17] makes four, the last from 17 on.")
          .elsewhere({"bins", "bin_boundaries"})
          .key("cyclic", &ColumnSettings::cyclic, anything(),
               "A datetime's parts become sine and cosine of their place in the cycle.")
          .key("min_count", &ColumnSettings::min_count, at_least(1),
               "Categories (and terms of a text) with fewer rows are one category, `(rare)` (or "
               "left out).")
          .elsewhere({"min_df", "min_frequency"})
          .key("cap", &ColumnSettings::cap, anything(),
               "Numbers above this, of an input or a target, count as this.")
          .elsewhere({"clip", "max"})
          .key("order", &ColumnSettings::order, anything(),
               "An ordinal column's values, from low to high; a categorical one's, in any order.")
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
          .inherits(bag_spec)
          .short_form("type");
  return spec;
}

}  // namespace

std::string ColumnSettings::contradiction() const {
  const BagSettings& bag = *this;
  const bool is_date = type == "datetime", is_text = type == "text";
  if (is_date && (as.list.empty() || !date_part(as.list[0])))
    return "a datetime needs `as`, the parts of it that are inputs: " +
           join_words(date_part_names());
  for (const auto& form : as.list) {
    if (is_date && !date_part(form)) return "`as: " + form + "` is for texts";
    if (!is_date && date_part(form)) return "`as: " + form + "` is for columns of type datetime";
  }
  if (!is_date && !is_text && !as.list.empty())
    return "`as` is for columns of type datetime or text";
  if (is_text && as.list.size() > 1) return "a text becomes one thing: leave one of `as`";
  if (type == "buckets" && edges.empty()) return "buckets need `edges`";
  if (!std::is_sorted(edges.begin(), edges.end(), std::less_equal<>()))
    return "`edges` go from low to high";
  if (!edges.empty() && type != "buckets" && !is_date)
    return "`edges` is for columns of type buckets, or a datetime's part";
  if (is_date && !edges.empty() && (as.list.size() != 1 || cyclic))
    return "`edges` is for one part of a datetime";
  if (!is_date && (cyclic || !format.empty()))
    return "cyclic and format are for columns of type datetime";
  if (!from.list.empty() && !is_date && !is_text && type != "buckets")
    return "`from` is for columns of type datetime, buckets or text";
  if (!is_bag() && bag != BagSettings())
    return "ngrams and n_features are for texts as counts, tfidf or hashed";
  if (ngrams.size() != 2 || ngrams[0] > ngrams[1])
    return "`ngrams` is two numbers, the smaller first";
  if (n_features != BagSettings().n_features && as.list[0] != "hashed")
    return "n_features is for hashed texts";
  if (min_count > 1 && (type == "numeric" || type == "target" || type == "picture"))
    return "min_count is for categories and for terms of texts";
  if (min_count > 1 && is_text && (!is_bag() || as.list[0] == "hashed"))
    return "min_count of a text is for counts and tfidf; of a sequence, max_tokens";
  if (cap && type != "numeric" && type != "auto" && type != "target") return "`cap` is for numbers";
  return "";
}

std::string ColumnSettings::idle_keys() const {
  const WordSettings& words = *this;
  const PictureColumn& pictures = *this;
  if (type != "ordinal" && type != "categorical" && !order.empty())
    return "order is for columns of type ordinal or categorical";
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
          .key("where", &TableSettings::where, anything(),
               "Which rows are kept, as in SQL: \"duration <= 3600 and kind in ('a', 'b')\". Rows "
               "to "
               "predict are all kept.")
          .elsewhere({"filter", "query"})
          .key("allow_leaks", &TableSettings::allow_leaks, anything(),
               "Input columns that may tell the target: the leak guard passes them over.");
  return spec;
}

}  // namespace mlday
