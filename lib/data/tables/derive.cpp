#include "data/tables/derive.h"

#include <algorithm>
#include <cmath>

#include "config/setting_error.h"
#include "core/error.h"
#include "core/text.h"
#include "data/tables/column_text.h"
#include "data/tables/dates.h"
#include "data/tables/expression.h"

namespace mlday {
namespace {

using Columns = std::vector<std::pair<std::string, ColumnSettings>>;

bool is_derived(const ColumnSettings& column) {
  return column.type == "datetime" || column.type == "buckets" || !column.from.list.empty();
}

/// "below 5", "5 to 10", "10 and more": the numbers from an edge on, to below the next.
std::vector<std::string> bucket_names(const std::vector<double>& edges) {
  std::vector<std::string> names{"below " + exact(edges.front())};
  for (std::size_t i = 1; i < edges.size(); ++i)
    names.push_back(exact(edges[i - 1]) + " to " + exact(edges[i]));
  names.push_back(exact(edges.back()) + " and more");
  return names;
}

std::size_t bucket_of(double number, const std::vector<double>& edges) {
  return static_cast<std::size_t>(std::upper_bound(edges.begin(), edges.end(), number) -
                                  edges.begin());
}

/// Adds the columns that the settings make of a table's own.
class Deriver {
 public:
  Deriver(const TableSettings& settings, const TableText& table, TextRows text)
      : settings_(settings), table_(table), own_(table.text.names.size()) {
    result_.text = std::move(text);
    result_.settings = settings;
    result_.settings.columns.clear();
  }

  DerivedTable make() {
    for (const auto& [name, column] : settings_.columns)
      if (!is_derived(column)) result_.settings.columns.emplace_back(name, column);
    for (const auto& [name, column] : settings_.columns)
      if (is_derived(column)) derive(name, column);
    return std::move(result_);
  }

 private:
  [[noreturn]] void refuse(const std::string& name, const std::string& what) const {
    throw SettingError("dataset.columns." + name, table_.origin + ": " + what);
  }

  bool has(const std::string& name) const {
    const auto& names = table_.text.names;
    return std::find(names.begin(), names.end(), name) != names.end();
  }

  std::size_t place_of(const std::string& name, const std::string& source) const {
    const auto& names = result_.text.names;
    const auto end = names.begin() + static_cast<std::ptrdiff_t>(own_);
    const auto found = std::find(names.begin(), end, source);
    if (found != end) return static_cast<std::size_t>(found - names.begin());
    const Cells known(names.begin(), end);
    const auto meant = nearest(source, known);
    refuse(name, "there is no column `" + source + "`: " +
                     (meant ? "did you mean `" + *meant + "`?" : "it has " + join_words(known)));
  }

  void derive(const std::string& name, const ColumnSettings& column) {
    if (const auto wrong = column.contradiction(); !wrong.empty())
      refuse(name, "the column `" + name + "`: " + wrong);
    auto sources = column.from.list;
    if (sources.empty()) sources.push_back(name);
    if (column.type == "text" && has(name) && !has(sources[0])) {  // joined already
      result_.settings.columns.emplace_back(name, without_source(column));
      return;
    }
    const bool is_own = std::find(sources.begin(), sources.end(), name) != sources.end();
    std::vector<std::size_t> places;
    for (const auto& source : sources) {
      places.push_back(place_of(name, source));
      ignore(source);
    }
    if (!is_own && std::find(result_.text.names.begin(), result_.text.names.end(), name) !=
                       result_.text.names.end())
      refuse(name, "`from` makes a new column, and one is called `" + name + "` already");
    if (sources.size() > 1 && column.type != "text")
      refuse(name, "only texts are made of several columns");
    made_.clear();
    if (column.type == "datetime")
      take_dates(name, column, places[0], is_own);
    else if (column.type == "buckets")
      take_buckets(name, column, places[0], is_own);
    else
      join_texts(name, column, places);
    replace_in_inputs(name);
  }

  /// A column that others are made of is no input by itself, unless the settings name it.
  void ignore(const std::string& source) {
    auto& columns = result_.settings.columns;
    const bool is_said = std::any_of(columns.begin(), columns.end(),
                                     [&](const auto& column) { return column.first == source; });
    ColumnSettings ignored;
    ignored.type = "ignore";
    if (!is_said) columns.emplace_back(source, ignored);
  }

  using CellMaker = std::function<std::string(const Cells& row, std::size_t number)>;

  /// A new column; of a source that is its own, under a name beside it.
  void add(const std::string& name, const ColumnSettings& settings, const CellMaker& cell) {
    result_.text.names.push_back(name);
    for (std::size_t row = 0; row < result_.text.rows.size(); ++row)
      result_.text.rows[row].push_back(cell(result_.text.rows[row], row));
    result_.settings.columns.emplace_back(name, settings);
    made_.push_back(name);
  }

  [[noreturn]] void refuse_cell(std::size_t row, std::size_t place, const std::string& what) const {
    throw usage_error(table_.origin + ":" + std::to_string(result_.text.lines[row]) + ": `" +
                      result_.text.rows[row][place] + "` in the column `" +
                      result_.text.names[place] + "` " + what);
  }

  ColumnSettings settings_for(const ColumnSettings& column, const std::string& type,
                              const std::vector<std::string>& order) const {
    ColumnSettings settings;
    settings.type = type;
    settings.order = order;
    settings.missing = column.missing;
    settings.min_count = type == "categorical" ? column.min_count : 1;
    return settings;
  }

  void take_dates(const std::string& name, const ColumnSettings& column, std::size_t place,
                  bool is_own) {
    const auto& wanted = column.as.list;
    for (const auto& part_name : wanted) {
      const auto* part = date_part(part_name);
      const auto made = wanted.size() == 1 && !is_own ? name : name + "." + part_name;
      const auto number = [&, part](const Cells& row, std::size_t at) -> std::optional<double> {
        if (is_missing(row[place])) return std::nullopt;
        const auto date = date_in(row[place], column.format);
        if (!date)
          refuse_cell(at, place,
                      column.format.empty()
                          ? "is no date like 2018-01-31 or 2018-01-31 13:05:59: say how dates are "
                            "written, such as format: '%d.%m.%Y %H:%M'"
                          : "is no date of the form " + column.format);
        return part->number(*date);
      };
      // What a cycle begins with is 0; hours and minutes are written so, days and months from 1.
      const bool from_0 = part_name == "hour" || part_name == "minute" || !part->categories.empty();
      const double first = part->turn > 0 && !part->is_number && !from_0 ? 1 : 0;
      if (column.cyclic) {
        if (part->turn == 0) refuse(name, "`" + part_name + "` has no cycle: leave cyclic away");
        for (const bool is_sine : {true, false})
          add(made + (is_sine ? "_sin" : "_cos"), settings_for(column, "numeric", {}),
              [&, is_sine](const Cells& row, std::size_t at) {
                const auto value = number(row, at);
                if (!value) return std::string();
                const double angle = 2 * M_PI * *value / part->turn;
                return exact(is_sine ? std::sin(angle) : std::cos(angle));
              });
      } else if (!column.edges.empty()) {
        const auto names = bucket_names(column.edges);
        add(made, settings_for(column, "categorical", names),
            [&](const Cells& row, std::size_t at) {
              const auto value = number(row, at);
              return value ? names[bucket_of(*value + first, column.edges)] : std::string();
            });
      } else {
        add(made,
            settings_for(column, part->is_number ? "numeric" : "categorical", part->categories),
            [&](const Cells& row, std::size_t at) {
              const auto value = number(row, at);
              if (!value) return std::string();
              return part->categories.empty() ? exact(*value + first)
                                              : part->categories[static_cast<std::size_t>(*value)];
            });
      }
    }
  }

  void take_buckets(const std::string& name, const ColumnSettings& column, std::size_t place,
                    bool is_own) {
    const auto names = bucket_names(column.edges);
    add(is_own ? name + ".bucket" : name, settings_for(column, "categorical", names),
        [&](const Cells& row, std::size_t at) {
          if (is_missing(row[place])) return std::string();
          const auto number = number_in(row[place]);
          if (!number) refuse_cell(at, place, "is no number, which buckets are made of");
          return names[bucket_of(*number, column.edges)];
        });
  }

  static ColumnSettings without_source(ColumnSettings column) {
    column.from = {};
    return column;
  }

  void join_texts(const std::string& name, const ColumnSettings& column,
                  const std::vector<std::size_t>& places) {
    add(name, without_source(column), [&](const Cells& row, std::size_t) {
      std::vector<std::string> texts;
      for (const auto place : places) texts.push_back(row[place]);
      return join(texts, " ");
    });
  }

  void replace_in_inputs(const std::string& name) {
    auto& inputs = result_.settings.inputs;
    if (!inputs) return;
    const auto found = std::find(inputs->begin(), inputs->end(), name);
    if (found == inputs->end()) return;
    const auto at = inputs->erase(found);
    inputs->insert(at, made_.begin(), made_.end());
  }

  const TableSettings& settings_;
  const TableText& table_;
  std::size_t own_;
  DerivedTable result_;
  std::vector<std::string> made_;  ///< by the column that is derived now
};

TextRows rows_where(const TableSettings& settings, const TableText& table) {
  const Condition condition(settings.where, table.text.names, "dataset.where");
  TextRows kept{.names = table.text.names, .rows = {}, .lines = {}};
  for (std::size_t row = 0; row < table.text.rows.size(); ++row) {
    if (!condition.holds(table.text.rows[row])) continue;
    kept.rows.push_back(table.text.rows[row]);
    kept.lines.push_back(table.text.lines[row]);
  }
  if (kept.rows.empty())
    throw SettingError("dataset.where", table.origin + ": dataset.where keeps no row");
  return kept;
}

}  // namespace

bool derives(const TableSettings& settings) {
  return !settings.where.empty() ||
         std::any_of(settings.columns.begin(), settings.columns.end(),
                     [](const auto& column) { return is_derived(column.second); });
}

DerivedTable derived(const TableSettings& settings, const TableText& table, bool filters) {
  auto text = filters && !settings.where.empty() ? rows_where(settings, table) : table.text;
  return Deriver(settings, table, std::move(text)).make();
}

}  // namespace mlday
