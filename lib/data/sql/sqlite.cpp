// SQLite (sqlite.org): a database in a file.
#include <sqlite3.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/interrupt.h"
#include "core/text.h"
#include "data/sql/query.h"
#include "data/tables/column_text.h"

namespace mlday {
namespace {

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

Database opened(const std::filesystem::path& file, int flags) {
  sqlite3* raw = nullptr;
  const int status = sqlite3_open_v2(file.c_str(), &raw, flags, nullptr);
  Database database(raw);
  if (status != SQLITE_OK)
    throw Error("cannot open the database " + file.string() + ": " +
                (raw ? sqlite3_errmsg(raw) : "out of memory"));
  constexpr int patience_ms = 10'000;  // where another process writes
  sqlite3_busy_timeout(raw, patience_ms);
  return database;
}

Statement prepared(const Database& database, const std::string& sql, const std::string& name) {
  sqlite3_stmt* raw = nullptr;
  const char* rest = nullptr;
  if (sqlite3_prepare_v2(database.get(), sql.c_str(), static_cast<int>(sql.size()), &raw, &rest) !=
      SQLITE_OK)
    throw usage_error(name + ": " + sqlite3_errmsg(database.get()) + "\n  in the query: " + sql);
  Statement statement(raw);
  if (!statement) throw usage_error(name + ": the query is empty");
  if (!trimmed(std::string_view(rest)).empty())
    throw usage_error(name + ": the query is several: leave one, without `;` in it");
  return statement;
}

/// A cell as text that reads back to the same number.
std::string cell_of(sqlite3_stmt* row, int column, const std::string& name) {
  switch (sqlite3_column_type(row, column)) {
    case SQLITE_NULL:
      return "";
    case SQLITE_FLOAT:
      return exact(sqlite3_column_double(row, column));
    case SQLITE_BLOB:
      throw Error(name + ": the column `" + sqlite3_column_name(row, column) +
                  "` holds bytes, which are no number and no text: leave it out of the query");
    default:
      break;
  }
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(row, column));
  return {text, static_cast<std::size_t>(sqlite3_column_bytes(row, column))};
}

}  // namespace

TextRows rows_of_sqlite(const std::filesystem::path& file, const SqlSource& source) {
  const auto database = opened(file, SQLITE_OPEN_READONLY);
  const auto statement = prepared(database, source.query, source.name);
  auto* row = statement.get();
  if (!sqlite3_stmt_readonly(row))
    throw usage_error(source.name + ": the query would change the database: it may only read");
  const auto wanted = static_cast<std::size_t>(sqlite3_bind_parameter_count(row));
  if (wanted != source.parameters.size())
    throw usage_error(source.name + ": the query has " +
                      counted(static_cast<std::int64_t>(wanted), "parameter") +
                      ", and dataset.parameters gives " + std::to_string(source.parameters.size()));
  for (std::size_t i = 0; i < wanted; ++i) {
    const auto& value = source.parameters[i];
    const auto place = static_cast<int>(i) + 1;
    if (const auto number = number_in(value))
      sqlite3_bind_double(row, place, *number);
    else
      sqlite3_bind_text(row, place, value.data(), static_cast<int>(value.size()), SQLITE_STATIC);
  }
  TextRows rows;
  for (int i = 0; i < sqlite3_column_count(row); ++i)
    rows.names.emplace_back(sqlite3_column_name(row, i));
  int status = SQLITE_ROW;
  while ((status = sqlite3_step(row)) == SQLITE_ROW) {
    if (interrupt_signal()) throw Interrupted();
    Cells cells;
    for (int i = 0; i < sqlite3_column_count(row); ++i)
      cells.push_back(cell_of(row, i, source.name));
    rows.rows.push_back(std::move(cells));
    rows.lines.push_back(rows.rows.size());
  }
  if (status != SQLITE_DONE)
    throw Error(source.name + ": " + sqlite3_errmsg(database.get()) + ", after " +
                counted(static_cast<std::int64_t>(rows.rows.size()), "row"));
  return rows;
}

namespace {

std::string quoted(const std::string& name) {
  std::string text = "\"";
  for (const char c : name) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + "\"";
}

/// INTEGER or REAL where all cells but gaps are such numbers, else TEXT.
std::string type_of(const TextRows& rows, std::size_t column) {
  bool is_whole = true, has_values = false;
  for (const auto& row : rows.rows) {
    if (is_missing(row[column])) continue;
    const auto number = number_in(row[column]);
    if (!number) return "TEXT";
    has_values = true;
    is_whole = is_whole && to_int(row[column]).has_value();
  }
  return !has_values ? "TEXT" : is_whole ? "INTEGER" : "REAL";
}

void run(const Database& database, const std::string& sql, const std::string& name) {
  const auto statement = prepared(database, sql, name);
  if (sqlite3_step(statement.get()) != SQLITE_DONE)
    throw Error(name + ": " + sqlite3_errmsg(database.get()));
}

}  // namespace

void write_sqlite(const std::filesystem::path& file, const std::string& table,
                  const TextRows& rows) {
  const auto name = file.string();
  const auto database = opened(file, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  std::vector<std::string> columns, marks, types;
  for (std::size_t i = 0; i < rows.names.size(); ++i) {
    types.push_back(type_of(rows, i));
    columns.push_back(quoted(rows.names[i]) + " " + types.back());
    marks.emplace_back("?");
  }
  run(database, "BEGIN", name);  // what is not committed is not there
  run(database, "CREATE TABLE " + quoted(table) + " (" + join(columns, ", ") + ")", name);
  const auto insert = prepared(
      database, "INSERT INTO " + quoted(table) + " VALUES (" + join(marks, ", ") + ")", name);
  for (const auto& row : rows.rows) {
    if (interrupt_signal()) throw Interrupted();
    for (std::size_t i = 0; i < row.size(); ++i) {
      const auto place = static_cast<int>(i) + 1;
      if (is_missing(row[i]))
        sqlite3_bind_null(insert.get(), place);
      else
        sqlite3_bind_text(insert.get(), place, row[i].data(), static_cast<int>(row[i].size()),
                          SQLITE_STATIC);  // (the column's type makes it a number)
    }
    if (sqlite3_step(insert.get()) != SQLITE_DONE)
      throw Error(name + ": " + sqlite3_errmsg(database.get()));
    sqlite3_reset(insert.get());
  }
  run(database, "COMMIT", name);
}

bool is_postgresql(std::string_view source) {
  return source.starts_with("postgresql://") || source.starts_with("postgres://");
}

std::string sqlite_file(std::string_view source) {
  constexpr std::string_view front = "sqlite:";
  return source.starts_with(front) ? std::string(source.substr(front.size())) : "";
}

}  // namespace mlday
