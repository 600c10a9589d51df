// The comparison in a terminal.
#include <algorithm>

#include "core/text.h"
#include "report/compare.h"

namespace mlday {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string cell_of(const OrderedJson& value) {
  if (value.is_number()) return rounded(value.get<double>(), 5);
  return value.is_string() ? value.get<std::string>() : "-";
}

/// Cut at blanks into lines of at most so many columns; all but the first begin with `indent`.
std::string wrapped_words(const std::string& text, std::size_t columns, const std::string& indent) {
  std::string lines;
  std::size_t used = 0;
  for (const auto& word : split(text, ' ')) {
    if (used > 0 && used + 1 + word.size() > columns) {
      lines += "\n" + indent;
      used = indent.size();
    } else if (used > 0) {
      lines += " ";
      ++used;
    }
    lines += word;
    used += word.size();
  }
  return lines;
}

std::string table_of(const Rows& rows, std::size_t first, std::size_t end) {
  TextTable table("l" + std::string(end - first, 'r'));
  for (const auto& row : rows) {
    std::vector<std::string> cells{row.front()};
    cells.insert(cells.end(), row.begin() + static_cast<std::ptrdiff_t>(first),
                 row.begin() + static_cast<std::ptrdiff_t>(end));
    table.row(std::move(cells));
  }
  return table.str("  ");
}

std::size_t widest_line(const std::string& text) {
  std::size_t widest = 0;
  for (const auto& line : split(text, '\n')) widest = std::max(widest, line.size());
  return widest;
}

/// A table whose first column names its rows. One that is too wide becomes several, which have the
/// other columns between them.
std::string side_by_side(const Rows& rows, std::size_t columns) {
  std::vector<std::string> tables;
  for (std::size_t first = 1, end; first < rows.front().size(); first = end) {
    end = first + 1;
    while (end < rows.front().size() && widest_line(table_of(rows, first, end + 1)) <= columns)
      ++end;
    tables.push_back(table_of(rows, first, end));
  }
  return join(tables, "\n\n");
}

std::vector<std::string> head_of(const OrderedJson& runs) {
  std::vector<std::string> head{""};
  for (const auto& run : runs) head.push_back(run["label"].get<std::string>());
  return head;
}

std::string runs_table(const OrderedJson& runs) {
  TextTable table("lllrrrr");
  table.row({"", "run", "state", "epochs", "best", "parameters", "trained"});
  for (const auto& run : runs)
    table.row({cell_of(run["label"]), in_one_line(cell_of(run["name"])), cell_of(run["state"]),
               with_commas(run["epochs"].get<std::int64_t>()),
               run["best_epoch"] == 0 ? "-" : with_commas(run["best_epoch"].get<std::int64_t>()),
               with_commas(run["parameters"].get<std::int64_t>()),
               duration_text(run["seconds"].get<double>())});
  return table.str("  ");
}

/// Short values side by side, and below them those that take a line each.
std::string settings_text(const OrderedJson& document, std::size_t columns) {
  constexpr std::size_t long_value = 26;
  Rows rows{head_of(document["runs"])};
  std::string long_ones;
  for (const auto& setting : document["settings"]) {
    const auto values = setting["values"].get<std::vector<std::string>>();
    const auto key = setting["key"].get<std::string>();
    if (std::none_of(values.begin(), values.end(),
                     [](const std::string& value) { return value.size() > long_value; })) {
      rows.push_back({key});
      rows.back().insert(rows.back().end(), values.begin(), values.end());
      continue;
    }
    long_ones += "\n  " + key;
    for (std::size_t i = 0; i < values.size(); ++i)
      long_ones +=
          "\n    " + wrapped_words(rows[0][i + 1] + "  " + values[i], columns - 4, "       ");
  }
  if (rows.size() == 1) return long_ones.empty() ? "  none" : long_ones.substr(1);
  return side_by_side(rows, columns) + long_ones;
}

std::string figures_text(const OrderedJson& document, std::size_t columns) {
  Rows rows{head_of(document["runs"])};
  for (const auto& figure : document["figures"]) {
    rows.push_back({figure["name"].get<std::string>()});
    for (std::size_t i = 0; i < figure["values"].size(); ++i)
      rows.back().push_back((figure.value("best", std::size_t(-1)) == i ? "* " : "") +
                            cell_of(figure["values"][i]));
  }
  return rows.size() == 1 ? "  none yet" : side_by_side(rows, columns);
}

std::string pool_text(const OrderedJson& pool) {
  TextTable table("lrrl");
  table.row({"figure", "mean", "deviation", "95 % interval of the mean"});
  for (const auto& figure : pool["figures"])
    table.row({cell_of(figure["name"]), cell_of(figure["mean"]), cell_of(figure["deviation"]),
               cell_of(figure["low"]) + " to " + cell_of(figure["high"])});
  return table.str("    ");
}

}  // namespace

std::string compare_text(const OrderedJson& document, std::size_t columns) {
  const auto bulleted = [&](const std::string& words) {
    return "  " + wrapped_words(words, columns - 2, "    ");
  };
  std::string text = "Runs\n" + runs_table(document["runs"]);
  text += "\n\nSettings that differ\n" + settings_text(document, columns);
  text += "\n\nFigures at the best epoch (* the best)\n" + figures_text(document, columns);
  if (!document["tests"].empty()) text += "\n\nMore than chance?";
  for (const auto& test : document["tests"])
    text +=
        "\n" + bulleted(cell_of(test["part"]) + ": " + cell_of(test["words"]) +
                        (cell_of(test["method"]).empty() ? "" : ". " + cell_of(test["method"])));
  if (!document["pools"].empty()) text += "\n\nRuns that differ only in seed";
  for (const auto& pool : document["pools"]) {
    std::vector<std::string> seeds;
    for (const auto& seed : pool["seeds"])
      seeds.push_back(std::to_string(seed.get<std::int64_t>()));
    text += "\n" +
            bulleted(cell_of(pool["name"]) + ": " + cell_of(pool["config"]) + ", seeds " +
                     join_words(seeds)) +
            "\n" + pool_text(pool);
  }
  for (const auto& note : document.value("notes", OrderedJson::array()))
    text += "\n" + bulleted(cell_of(note));
  return text;
}

}  // namespace mlday
