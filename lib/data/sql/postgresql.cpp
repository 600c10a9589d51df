// PostgreSQL, through its own library (libpq).
#include <libpq-fe.h>

#include "core/error.h"
#include "core/interrupt.h"
#include "core/text.h"
#include "data/sql/query.h"

namespace mlday {
namespace {

struct Finish {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
struct Clear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Connection = std::unique_ptr<PGconn, Finish>;
using Result = std::unique_ptr<PGresult, Clear>;

/// In one line, without the end that libpq gives its messages.
std::string said(const char* message) {
  const auto lines = split(trimmed(std::string_view(message)), '\n');
  return join(lines, "; ");
}

/// Messages name the server, never the password.
std::string without_password(const std::string& source) {
  const auto at = source.find('@'), slashes = source.find("://");
  const auto colon = source.find(':', slashes + 3);
  if (at == std::string::npos || colon == std::string::npos || colon > at) return source;
  return source.substr(0, colon) + source.substr(at);
}

void run(const Connection& connection, const char* command, const std::string& name) {
  const Result result(PQexec(connection.get(), command));
  if (PQresultStatus(result.get()) != PGRES_COMMAND_OK)
    throw Error(name + ": " + said(PQerrorMessage(connection.get())));
}

/// true and false, which PostgreSQL writes t and f.
std::string cell_of(const PGresult* result, int row, int column) {
  constexpr Oid boolean = 16;
  if (PQgetisnull(result, row, column)) return "";
  const std::string text(PQgetvalue(result, row, column),
                         static_cast<std::size_t>(PQgetlength(result, row, column)));
  if (PQftype(result, column) != boolean) return text;
  return text == "t" ? "true" : "false";
}

void take_rows(const PGresult* result, TextRows& rows) {
  if (rows.names.empty())
    for (int i = 0; i < PQnfields(result); ++i) rows.names.emplace_back(PQfname(result, i));
  for (int row = 0; row < PQntuples(result); ++row) {
    Cells cells;
    for (int i = 0; i < PQnfields(result); ++i) cells.push_back(cell_of(result, row, i));
    rows.rows.push_back(std::move(cells));
    rows.lines.push_back(rows.rows.size());
  }
}

}  // namespace

TextRows rows_of_postgresql(const SqlSource& source) {
  const auto name = without_password(source.name);
  const Connection connection(PQconnectdb(source.name.c_str()));
  if (!connection || PQstatus(connection.get()) != CONNECTION_OK)
    throw Error("cannot connect to " + name + ": " + said(PQerrorMessage(connection.get())));
  PQsetClientEncoding(connection.get(), "UTF8");
  run(connection, "BEGIN TRANSACTION READ ONLY", name);  // what the query may do, the server says
  std::vector<const char*> values;
  for (const auto& parameter : source.parameters) values.push_back(parameter.c_str());
  if (!PQsendQueryParams(connection.get(), source.query.c_str(), static_cast<int>(values.size()),
                         nullptr, values.data(), nullptr, nullptr, 0))
    throw Error(name + ": " + said(PQerrorMessage(connection.get())));
  PQsetSingleRowMode(connection.get());
  TextRows rows;
  while (const auto result = Result(PQgetResult(connection.get()))) {
    if (interrupt_signal()) throw Interrupted();
    const auto status = PQresultStatus(result.get());
    if (status == PGRES_SINGLE_TUPLE || status == PGRES_TUPLES_OK) {
      take_rows(result.get(), rows);
      continue;
    }
    const auto what = said(PQresultErrorMessage(result.get()));
    if (PQstatus(connection.get()) != CONNECTION_OK)
      throw Error(name + ": the connection broke after " +
                  counted(static_cast<std::int64_t>(rows.rows.size()), "row") + ": " + what);
    throw usage_error(name + ": " + (what.empty() ? "the query gives no rows" : what) +
                      "\n  in the query: " + source.query);
  }
  if (PQstatus(connection.get()) != CONNECTION_OK)
    throw Error(name + ": the connection broke after " +
                counted(static_cast<std::int64_t>(rows.rows.size()), "row"));
  return rows;
}

}  // namespace mlday
