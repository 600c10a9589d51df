// Rows of a database: SQLite in a file, or a PostgreSQL server.
#include "config/setting_error.h"
#include "core/error.h"
#include "core/text.h"
#include "data/sql/query.h"
#include "data/tables/table.h"

namespace mlday {
namespace {

struct Sql : LoaderSettings, DataRoot, TableSettings {
  std::string source, query;
  std::optional<std::string> test_query;
  std::vector<std::string> parameters, test_parameters;

  LoadedData load(const LoadRequest& request) const override;

 private:
  TextRows rows(const LoadRequest& request, const std::string& key, const std::string& text,
                const std::vector<std::string>& values) const;
};

TextRows Sql::rows(const LoadRequest& request, const std::string& key, const std::string& text,
                   const std::vector<std::string>& values) const {
  const auto file = sqlite_file(source);
  const SqlSource wanted{source, text, values};
  auto rows = file.empty() ? rows_of_postgresql(wanted)
                           : rows_of_sqlite(existing_file(folder_with(request.place, root, file),
                                                          file, "dataset.source"),
                                            wanted);
  refuse_twice(rows.names, key);
  if (rows.rows.empty()) throw SettingError(key, key + " gives no rows");
  return rows;
}

LoadedData Sql::load(const LoadRequest& request) const {
  if (has_pictures())
    throw SettingError("dataset.columns",
                       "rows of a database name no files of pictures: take `loader: csv`");
  if (sqlite_file(source).empty() && !is_postgresql(source))
    throw SettingError(
        "dataset.source",
        "`" + source + "` is no database: write sqlite:FILE (below root) or postgresql://...");
  const bool finds_training = request.finds_training() || !test_query;
  std::optional<TableText> training, test;
  if (finds_training)
    training = TableText{rows(request, "dataset.query", query, parameters), "dataset.query", {}};
  if (test_query && request.finds_test())
    test = TableText{rows(request, "dataset.test_query", *test_query, test_parameters),
                     "dataset.test_query",
                     {}};
  auto data = training ? table_data(*this, request, *training, test ? &*test : nullptr)
                       : test_table_data(*this, request, *test);
  const auto at = source.rfind('@');  // (never the password)
  data.origin = is_postgresql(source) && at != std::string::npos
                    ? "postgresql://" + source.substr(at + 1)
                    : source;
  return data;
}

const auto sql_spec =
    Spec<Sql>("sql", "Rows of a database, by a query that only reads.")
        .required("source", &Sql::source, anything(),
                  "sqlite:FILE (below root), or postgresql://user@host/database; a password comes "
                  "from ~/.pgpass or $PGPASSWORD.")
        .elsewhere({"database", "connection", "url", "uri"})
        .required("query", &Sql::query, anything(),
                  "What is read: SELECT ... ORDER BY ..., so that rows come in the same order each "
                  "time.")
        .elsewhere({"sql"})
        .key("parameters", &Sql::parameters, anything(),
             "Values for the query's ?1, ?2, ... (PostgreSQL's $1, $2, ...); they are never put "
             "into its text.")
        .key("test_query", &Sql::test_query, anything(), "The rows for testing.")
        .key("test_parameters", &Sql::test_parameters, anything(), "Values for test_query.")
        .inherits(data_root_spec)
        .inherits(table_spec)
        .inherits(loader_spec);

}  // namespace

Kind<LoaderSettings> sql() { return kind_of<LoaderSettings>(sql_spec); }

}  // namespace mlday
