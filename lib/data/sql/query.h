// Rows of a database, by a query that may only read.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/csv_format.h"

namespace mlday {

/// Where a query's rows come from.
struct SqlSource {
  std::string name;  ///< "postgresql://..." or "sqlite:shop.db", for messages
  std::string query;
  std::vector<std::string> parameters;  ///< for ?1, ?2, ... (SQLite) or $1, $2, ... (PostgreSQL)
};

/// Whether a source is a PostgreSQL server (`postgresql://` or `postgres://`).
bool is_postgresql(std::string_view source);
/// The file of `sqlite:FILE`; empty where the source is none.
std::string sqlite_file(std::string_view source);

/// All rows, each cell as text; NULL is an empty cell. Rows come one by one: memory holds the texts
/// alone. An Error names the source and what the database says: no such file or server, a query
/// that is wrong or writes, a connection that breaks.
TextRows rows_of_sqlite(const std::filesystem::path& file, const SqlSource& source);
TextRows rows_of_postgresql(const SqlSource& source);

/// Writes a table into a SQLite file, which is made where it is not there. Columns of numbers alone
/// become INTEGER or REAL, gaps NULL. An Error where a table of that name is there already.
void write_sqlite(const std::filesystem::path& file, const std::string& table,
                  const TextRows& rows);

}  // namespace mlday
