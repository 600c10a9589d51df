// A table of a few rows, written in the config itself (the journal's day 46).

#include "config/setting_error.h"
#include "data/tables/table.h"

namespace mlday {

/// Rows of cells.
struct TextCells {
  std::vector<std::vector<std::string>> rows;
};

template <>
struct Codec<TextCells> {
  using Row = Codec<std::vector<std::string>>;

  static std::string name() { return "list of rows"; }
  static std::string schema(const Constraint& constraint) {
    return R"({"type":"array","items":)" + Row::schema(constraint) + "}";
  }
  static bool read(const Node& node, TextCells& value, const Constraint& constraint,
                   Reader& reader) {
    if (!node.is_sequence()) {
      reader.mismatch(node, "a list of rows, such as [[1, 2], [3, 4]]");
      return false;
    }
    bool all = true;
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      const Reader::Step step(reader, std::to_string(i));
      auto row = node.items[i];
      for (auto& cell : row.items)
        if (cell.is_null()) {  // YAML's null is a gap
          const auto mark = cell.mark;
          cell = Node::scalar("");
          cell.quoted = true;
          cell.mark = mark;
        }
      all = Row::read(row, value.rows.emplace_back(), constraint, reader) && all;
    }
    return all;
  }
  static Node write(const TextCells& value) {
    Node node = Node::sequence();
    for (const auto& row : value.rows) {
      Node cells = Node::sequence();
      for (const auto& cell : row) {
        auto scalar = Node::scalar(cell);
        scalar.quoted = scalar.is_nothing();  // else it would be read back as no text at all
        cells.items.push_back(std::move(scalar));
      }
      node.items.push_back(std::move(cells));
    }
    return node;
  }
};

namespace {

struct Inline : LoaderSettings, TableSettings {
  std::vector<std::string> header;
  TextCells rows;

  LoadedData load(const LoadRequest& request) const override {
    if (has_pictures())
      throw SettingError("dataset.columns",
                         "rows in the config name no files of pictures: take `loader: csv`");
    return table_data(*this, request, {text(), "the config's own rows", {}});
  }
  std::optional<DataFacts> facts() const override {
    try {
      const auto table = read_table(*this, {text(), "dataset.rows", {}}, nullptr);
      if (!table.apart.empty()) return std::nullopt;  // the words are known once data is split
      return table_facts(*this, table);
    } catch (const Error&) {
      return std::nullopt;  // `load` says what is wrong
    }
  }

 private:
  TextRows text() const {
    TextRows table{.names = header, .rows = rows.rows};
    for (std::size_t i = 0; i < rows.rows.size(); ++i) {
      if (rows.rows[i].size() != header.size())
        throw SettingError("dataset.rows", "dataset.rows: row " + std::to_string(i + 1) + " has " +
                                               std::to_string(rows.rows[i].size()) +
                                               " cells, but dataset.header " +
                                               std::to_string(header.size()));
      table.lines.push_back(i + 1);
    }
    if (table.rows.empty()) throw SettingError("dataset.rows", "dataset.rows is empty");
    return table;
  }
};

const auto inline_spec =
    Spec<Inline>("inline", "A table of a few rows in the config itself.")
        .required("header", &Inline::header, anything(), "The columns' names.")
        .required("rows", &Inline::rows, anything(), "The rows, a cell for each column.")
        .inherits(table_spec)
        .inherits(loader_spec);

}  // namespace

Kind<LoaderSettings> inline_rows() { return kind_of<LoaderSettings>(inline_spec); }

}  // namespace mlday
