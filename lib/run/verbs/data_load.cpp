// `mlday data load`: a CSV file as a table of a database, to try `loader: sql` on.
#include <cstdio>

#include "core/error.h"
#include "core/text.h"
#include "data/arrays/gzip.h"
#include "data/sql/query.h"
#include "run/verbs/verbs.h"

namespace mlday {

int load_rows(const std::string& file, const std::string& into, const std::string& table) {
  const auto database = sqlite_file(into);
  if (database.empty())
    throw usage_error(
        "--into " + shell_word(into) + " is no sqlite:FILE" +
        (is_postgresql(into) ? ": PostgreSQL reads a CSV file by psql's \\copy" : ""));
  constexpr char guessed = 0;
  const auto rows = parse_csv(read_gzip(file), file, guessed, true);
  const auto name = table.empty() ? std::filesystem::path(file).stem().string() : table;
  write_sqlite(database, name, rows);
  std::printf("Wrote %s into the table %s of %s\n",
              counted(static_cast<std::int64_t>(rows.rows.size()), "row").c_str(), name.c_str(),
              database.c_str());
  return 0;
}

}  // namespace mlday
