// A table of typed columns, and how its rows become samples.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "config/one_or_more.h"
#include "core/csv_format.h"
#include "data/facts.h"
#include "data/loader.h"
#include "data/tables/bag.h"
#include "data/tables/words.h"

namespace mlday {

/// How the files that a column names become pictures.
struct PictureColumn {
  std::optional<Size2> image_size;
  std::string interpolation = "bilinear", channels = "RGB";

  bool operator==(const PictureColumn&) const = default;
};

/// What a config says of one column.
struct ColumnSettings : WordSettings, BagSettings, PictureColumn {
  std::string type = "auto";
  OneOrMore from;             ///< the columns it is made of; empty where it is the table's own
  OneOrMore as;               ///< the parts of a date, or what a text becomes
  std::string format;         ///< of dates, as strptime's
  std::vector<double> edges;  ///< of buckets
  bool cyclic = false;        ///< parts of dates as sine and cosine
  std::int64_t min_count = 1;
  std::optional<double> cap;
  std::vector<std::string> order;
  std::optional<std::string> missing;

  /// The keys that are given and do nothing in a column of this type: "max_tokens ... are for
  /// columns of type text"; empty where there is none.
  std::string idle_keys() const;
  /// What does not go together; empty where all does.
  std::string contradiction() const;
  /// Whether the column is an input of its own beside the row of numbers: a picture or a text.
  bool is_apart() const { return type == "picture" || type == "text"; }
  bool is_bag() const { return type == "text" && !as.list.empty() && as.list[0] != "sequence"; }
};

/// A table as it was read.
struct TableText {
  TextRows text;
  std::string origin;            ///< names it in messages
  std::filesystem::path folder;  ///< the pictures' files that it names lie below it
};

/// The settings that loaders share whose samples are rows of a table.
struct TableSettings {
  virtual ~TableSettings() = default;

  std::vector<std::pair<std::string, ColumnSettings>> columns;
  std::optional<std::vector<std::string>> inputs;
  std::vector<std::string> allow_leaks;
  std::string target_kind = "auto", categories = "one_hot", scale = "none", missing = "error";
  std::string fill = "0", target_scale = "none";
  std::vector<std::string> classes;
  std::optional<std::string> group;
  std::string where;  ///< which rows are kept (expression.h); empty keeps all

  const ColumnSettings* settings_of(const std::string& column) const;
  bool is_apart(const std::string& column) const;
  bool has_pictures() const;
  /// Reads a file of such rows.
  virtual TextRows read_rows(const std::filesystem::path& file) const;
};

const Spec<TableSettings>& table_spec();

/// A column read by its type. Missing cells are NaN.
struct Column {
  std::string name, type;       ///< "numeric", "categorical", "ordinal"
  std::vector<double> numbers;  ///< numeric: the values; else places among the categories
  std::vector<std::string> categories;
  std::string missing;  ///< what is done to its gaps

  bool is_numeric() const { return type == "numeric"; }
};

/// A column that is an input of its own.
struct ApartColumn {
  std::string name;
  ColumnSettings settings;
  std::vector<std::string> cells;  ///< texts, or the paths of pictures

  bool is_picture() const { return settings.type == "picture"; }
};

/// A table's rows as far as the settings use them.
struct Table {
  std::vector<Column> inputs, targets;
  std::vector<ApartColumn> apart;
  std::vector<std::int64_t> groups;      ///< of each row; empty without `group`
  std::vector<std::string> names;        ///< of each row, for messages
  std::vector<std::string> class_names;  ///< of a class target; empty where targets are numbers
  std::int64_t dropped = 0;              ///< rows that a gap kept out
  std::vector<Suspicion> suspicions;     ///< about the types of columns

  std::int64_t size() const { return static_cast<std::int64_t>(names.size()); }
  /// Null where no input of its own is called so.
  const ApartColumn* apart_called(const std::string& name) const;
};

/// Types every column, as the settings or its own cells say, and leaves out what is ignored and
/// (`missing: drop`) rows with gaps. `known` is of the training table: its columns, categories and
/// kind of target are taken over. Without `targets`, none is read.
Table read_table(const TableSettings& settings, const TableText& table, const DataFacts* known,
                 bool targets = true);

/// The inputs alone, of rows to predict: targets need not be there. No row is left out.
Table read_inputs(const TableSettings& settings, const TableText& table, const DataFacts& known);

/// How the inputs become numbers, by what these rows say: means and ranges, stand-ins for gaps.
std::vector<ColumnCode> fit_columns(const TableSettings& settings, const Table& table,
                                    const std::vector<std::int64_t>& rows);

/// Sets how targets that are numbers are learned, by what these rows say.
void fit_targets(const TableSettings& settings, const Table& table,
                 const std::vector<std::int64_t>& rows, DataFacts& facts);

/// Throws where a row has a gap that nothing stands for: `missing: constant` with a constant that
/// is no value of the column.
void refuse_gaps(const TableSettings& settings, const Table& table, const DataFacts& facts);

/// The rows as samples, as the facts have their inputs and targets.
DatasetPtr table_dataset(std::shared_ptr<const Table> table, const DataFacts& facts);

/// What a table of training rows (and perhaps one for testing) comes to as data.
LoadedData table_data(const TableSettings& settings, const LoadRequest& request,
                      const TableText& training, const TableText* test = nullptr);

/// The same of a table for testing alone, by what the request knows.
LoadedData test_table_data(const TableSettings& settings, const LoadRequest& request,
                           const TableText& test);

/// The same facts, as far as they do not depend on the split. Pictures whose size is not set have
/// the one that is known.
DataFacts table_facts(const TableSettings& settings, const Table& table,
                      const DataFacts* known = nullptr);

}  // namespace mlday
