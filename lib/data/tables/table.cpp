#include "data/tables/table.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "config/setting_error.h"
#include "core/error.h"
#include "core/text.h"
#include "data/tables/apart.h"
#include "data/tables/column_names.h"
#include "data/tables/column_text.h"
#include "data/tables/derive.h"
#include "data/tables/notation.h"

namespace mlday {
namespace {

constexpr double gap = std::numeric_limits<double>::quiet_NaN();
constexpr const char* gap_category = "(missing)";

/// Turns a table of texts into typed columns.
class TableReader {
 public:
  TableReader(const TableSettings& settings, const TableText& table, const DataFacts* known,
              bool is_learned)
      : settings_(settings),
        text_(table.text),
        origin_(table.origin),
        source_(table),
        known_(known),
        is_learned_(is_learned),
        names_(settings, table, known) {}

  Table read(bool targets) {
    names_.check();
    for (const auto& name : names_.inputs()) {
      (settings_.is_apart(name) ? apart_ : inputs_).push_back(typed(name));
      tell_mixture(name);
    }
    if (targets)
      for (const auto& name : names_.targets()) targets_.push_back(typed_target(name));
    keep_rows();
    Table table;
    for (const auto& input : inputs_) table.inputs.push_back(column_of(input));
    for (const auto& input : apart_)
      table.apart.push_back(
          apart_column(source_, rows_, input.at, *settings_.settings_of(input.name)));
    for (const auto& target : targets_) table.targets.push_back(column_of(target));
    if (!targets_.empty() && targets_.front().type == "categorical")
      table.class_names = targets_.front().categories;
    table.dropped = static_cast<std::int64_t>(text_.rows.size() - rows_.size());
    table.suspicions = suspicions_;
    for (const auto row : rows_)
      table.names.push_back(origin_ + " line " + std::to_string(text_.lines[row]));
    if (settings_.group && names_.has(*settings_.group)) table.groups = groups();
    return table;
  }

 private:
  struct Typed {
    std::string name, type;
    std::size_t at;
    std::vector<std::string> categories;
    bool is_target = false;
  };

  [[noreturn]] void refuse(const std::string& key, const std::string& what) const {
    throw SettingError(key, origin_ + ": " + what);
  }

  std::string place(std::size_t row) const {
    return origin_ + ":" + std::to_string(text_.lines[row]) + ": ";
  }

  const ColumnCode* known_code(const std::string& name) const {
    if (known_ && known_->row())
      for (const auto& column : known_->row()->columns)
        if (column.name == name) return &column;
    return nullptr;
  }

  Typed typed(const std::string& name) const {
    Typed column{name, names_.type_in_settings(name), names_.at(name, "dataset.inputs")};
    if (settings_.is_apart(name)) return column;
    if (const auto* code = known_code(name)) {
      column.type = code->type;
      column.categories = code->categories;
      return column;
    }
    const ColumnText cells(text_, column.at, origin_);
    const auto text = cells.first_text();
    if (column.type == "auto") cells.refuse_slips("columns: {" + name + ": categorical}");
    if (column.type == "auto" || column.type == "target")
      column.type = text ? "categorical" : "numeric";
    if (column.type == "numeric" && text)
      throw usage_error(place(*text) + "`" + text_.rows[*text][column.at] +
                        "` is no number, but the column `" + name + "` is numeric");
    const auto* own = settings_.settings_of(name);
    if (column.type == "categorical" && own && !own->order.empty())
      column.categories = own->order;
    else if (column.type == "categorical")
      column.categories = cells.values(own ? own->min_count : 1);
    if (own && own->min_count > 1 && column.categories.empty())
      refuse("dataset.columns." + name, "min_count is for categories, and the column `" + name +
                                            "` is numeric: say type: categorical");
    if (own && own->cap && !column.categories.empty())
      refuse("dataset.columns." + name,
             "cap is for numbers, and the column `" + name + "` holds categories");
    const auto policy = own && own->missing ? *own->missing : settings_.missing;
    if (policy == "category" && column.type == "categorical")
      column.categories.emplace_back(gap_category);
    if (column.type == "ordinal") {
      column.categories = settings_.settings_of(name)->order;
      if (column.categories.empty())
        refuse("dataset.columns",
               "the column `" + name + "` is ordinal: give its values from low to high in `order`");
    }
    return column;
  }

  /// Of a column that nobody gave a type: why it is none of numbers.
  void tell_mixture(const std::string& name) {
    if (known_ || names_.type_in_settings(name) != "auto") return;
    const auto mixture = ColumnText(text_, names_.at(name, "dataset.inputs"), origin_).mixture();
    if (!mixture.empty())
      suspicions_.push_back({"mixed-column", "dataset.columns", origin_ + ": " + mixture,
                             "mend these values (an empty cell is a gap), or say columns: {" +
                                 name + ": categorical}",
                             false});
  }

  Typed typed_target(const std::string& name) const {
    Typed column{name, "numeric", names_.at(name, "dataset.columns"), {}, true};
    const ColumnText cells(text_, column.at, origin_);
    const auto text = cells.first_text();
    const bool is_number =
        known_ ? !known_->has_classes()
               : settings_.target_kind == "numbers" || (settings_.target_kind == "auto" && !text);
    if (is_number) {
      if (text)
        throw usage_error(place(*text) + "`" + text_.rows[*text][column.at] +
                          "` is no number, but the target `" + name + "` is to be one");
      return column;
    }
    if (!known_ && settings_.target_kind == "auto" && settings_.classes.empty())
      cells.refuse_slips("target_kind: classes");
    if (names_.targets().size() > 1)
      refuse("dataset.columns",
             "with several targets each must be a number, and `" + name + "` is a class");
    column.type = "categorical";
    column.categories = known_                       ? known_->class_names
                        : !settings_.classes.empty() ? settings_.classes
                                                     : cells.values();
    return column;
  }

  std::string gap_policy(const Typed& column) const {
    const auto* own = settings_.settings_of(column.name);
    const auto policy = own && own->missing ? *own->missing : settings_.missing;
    if (column.is_target) return policy == "drop" ? "drop" : "error";
    if (!column.categories.empty() && (policy == "mean" || policy == "median")) return "error";
    if (column.categories.empty() && policy == "category") return "error";
    return policy;
  }

  void keep_rows() {
    std::vector<std::pair<const Typed*, std::string>> checked;
    for (const auto* list : {&inputs_, &targets_})
      for (const auto& column : *list) checked.emplace_back(&column, gap_policy(column));
    for (std::size_t row = 0; row < text_.rows.size(); ++row) {
      bool keep = true;
      for (const auto& [column, policy] : checked) {
        if (!is_missing(text_.rows[row][column->at])) continue;
        if (policy == "drop" && !is_learned_)
          throw usage_error(place(row) + "no value in the column `" + column->name +
                            "`, and training left such rows out (dataset.missing: drop): fill it "
                            "in, or take the row out");
        if (policy == "error" && !is_learned_)
          throw usage_error(place(row) + "no value in the column `" + column->name +
                            "`, and training knew no gaps: fill it in, or take the row out");
        if (policy == "error")
          throw usage_error(place(row) + "no value in the column `" + column->name +
                            "`: say what to do with gaps (dataset.missing: drop" +
                            (column->is_target            ? ")"
                             : column->categories.empty() ? ", mean, median or constant)"
                                                          : " or constant)"));
        if (policy == "drop") keep = false;
      }
      if (keep) rows_.push_back(row);
    }
    if (rows_.empty())
      refuse("dataset.missing", "every row has a gap: nothing is left after dropping them");
  }

  /// A category as it is written or, where it is a number, as another writing of that number.
  static std::vector<std::string>::const_iterator place_among(
      const std::vector<std::string>& categories, const std::string& cell) {
    const auto found = std::find(categories.begin(), categories.end(), cell);
    if (found == categories.end() && is_truth(cell))
      return std::find_if(categories.begin(), categories.end(), [&](const std::string& category) {
        return is_truth(category) && same_name(category, cell);
      });
    const auto number = found == categories.end() ? number_in(cell) : std::nullopt;
    if (!number) return found;
    return std::find_if(categories.begin(), categories.end(),
                        [&](const std::string& category) { return number_in(category) == number; });
  }

  /// A gap, or the category that gaps are.
  static double gap_value(const Typed& column) {
    const auto found = std::find(column.categories.begin(), column.categories.end(), gap_category);
    return found == column.categories.end()
               ? gap
               : static_cast<double>(found - column.categories.begin());
  }

  double value(const Typed& column, std::size_t row) const {
    const auto& cell = text_.rows[row][column.at];
    if (is_missing(cell)) return gap_value(column);
    if (column.categories.empty()) {
      const auto number = number_in(cell);
      if (is_too_large(cell))
        throw usage_error(place(row) + "`" + cell + "` in the column `" + column.name +
                          "` is too large: numbers have 32 bits, up to 3.4e38");
      const auto* own = settings_.settings_of(column.name);
      if (number) return own && own->cap ? std::min(*number, *own->cap) : *number;
      const bool may_be_header = !is_learned_ && text_.lines[row] == 1;
      throw usage_error(
          place(row) + "`" + cell + "` is no number, but the column `" + column.name +
          "` is numeric" +
          (may_be_header ? "; training's table had no header, so this one needs none" : ""));
    }
    auto found = place_among(column.categories, cell);
    if (found == column.categories.end() && !column.is_target)
      found = std::find(column.categories.begin(), column.categories.end(), rare_category);
    if (found == column.categories.end())
      throw usage_error(place(row) + "the column `" + column.name + "` has the value `" + cell +
                        "`, which is none of " + join(column.categories, ", "));
    return static_cast<double>(found - column.categories.begin());
  }

  Column column_of(const Typed& typed) const {
    Column column{typed.name, typed.type, {}, typed.categories, gap_policy(typed)};
    for (const auto row : rows_) column.numbers.push_back(value(typed, row));
    return column;
  }

  std::vector<std::int64_t> groups() const {
    std::vector<std::int64_t> groups;
    std::map<std::string, std::int64_t> known;
    const auto column = names_.at(*settings_.group, "dataset.group");
    for (const auto row : rows_) {
      const auto next = static_cast<std::int64_t>(known.size());
      groups.push_back(known.try_emplace(text_.rows[row][column], next).first->second);
    }
    return groups;
  }

  const TableSettings& settings_;
  const TextRows& text_;
  const std::string& origin_;
  const TableText& source_;
  const DataFacts* known_;
  bool is_learned_;
  const ColumnNames names_;
  std::vector<Typed> inputs_, apart_, targets_;
  std::vector<std::size_t> rows_;  ///< those that are kept
  std::vector<Suspicion> suspicions_;
};

}  // namespace

Table read_table(const TableSettings& settings, const TableText& table, const DataFacts* known,
                 bool targets) {
  if (!derives(settings)) return TableReader(settings, table, known, true).read(targets);
  const auto made = derived(settings, table, true);
  return TableReader(made.settings, {made.text, table.origin, table.folder}, known, true)
      .read(targets);
}

Table read_inputs(const TableSettings& settings, const TableText& table, const DataFacts& known) {
  if (!derives(settings)) return TableReader(settings, table, &known, false).read(false);
  const auto made = derived(settings, table, false);
  return TableReader(made.settings, {made.text, table.origin, table.folder}, &known, false)
      .read(false);
}

}  // namespace mlday
