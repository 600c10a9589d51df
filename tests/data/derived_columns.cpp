// Columns that are made of others, conditions on rows, and rare and missing categories.
#include "core/text.h"
#include "data/tables/dates.h"
#include "data/tables/derive.h"
#include "data/tables/expression.h"
#include "torch_helpers.h"

using namespace mlday;
using namespace mlday::test;

namespace {

constexpr auto trips = R"(start,station,seconds
2018-01-01 03:17:40,Sip,1795
2018-01-06 05:00:00,Hall,300
2018-02-04T23:59:59.5Z,Sip,
2018-12-31,Pier,99999
)";

DerivedTable made(const std::string& yaml, bool filters = true) {
  const auto settings = settings_of(table_spec(), yaml);
  return derived(settings, {parse_csv(trips, "t.csv", 0, true), "t.csv", {}}, filters);
}

Cells column(const DerivedTable& table, const std::string& name) {
  const auto& names = table.text.names;
  const auto at = std::find(names.begin(), names.end(), name);
  REQUIRE(at != names.end());
  Cells cells;
  for (const auto& row : table.text.rows)
    cells.push_back(row[static_cast<std::size_t>(at - names.begin())]);
  return cells;
}

std::string refusal(const std::string& yaml) {
  try {
    made(yaml);
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

std::size_t rows_where(const std::string& condition) {
  return made("{columns: {}, where: \"" + condition + "\"}").text.rows.size();
}

Table read(const std::string& yaml, const std::string& text) {
  return read_table(settings_of(table_spec(), yaml),
                    {parse_csv(text, "t.csv", 0, true), "t.csv", {}}, nullptr);
}

}  // namespace

TEST_CASE("a date's parts become columns, and the date none") {
  const auto table = made("{columns: {start: {type: datetime, as: [weekday, hour, month]}}}");
  CHECK(column(table, "start.weekday") == Cells{"Mon", "Sat", "Sun", "Mon"});
  CHECK(column(table, "start.hour") == Cells{"3", "5", "23", "0"});
  CHECK(column(table, "start.month") == Cells{"Jan", "Jan", "Feb", "Dec"});
  CHECK(table.settings.settings_of("start")->type == "ignore");
  CHECK(table.settings.settings_of("start.weekday")->type == "categorical");
}

TEST_CASE("parts of the day are buckets of the hour, from each edge on") {
  const auto table =
      made("{columns: {part: {type: datetime, from: start, as: hour, edges: [5, 10, 17]}}}");
  CHECK(column(table, "part") == Cells{"below 5", "5 to 10", "17 and more", "below 5"});
  const auto buckets =
      made("{columns: {long: {type: buckets, from: seconds, edges: [300, 2000]}}}");
  CHECK(column(buckets, "long") == Cells{"300 to 2000", "300 to 2000", "", "2000 and more"});
}

TEST_CASE("a cyclic part is a place on a circle") {
  const auto table = made("{columns: {start: {type: datetime, as: hour, cyclic: true}}}");
  CHECK(to_double(column(table, "start.hour_sin")[1]) == Approx(std::sin(2 * M_PI * 5 / 24)));
  CHECK(to_double(column(table, "start.hour_cos")[3]) == Approx(1));
}

TEST_CASE("inputs name a date, and mean its parts") {
  const auto table = made(
      "{columns: {start: {type: datetime, as: [weekend, year]}, seconds: target}, inputs: [start, "
      "station]}");
  CHECK(table.settings.inputs == std::optional(Cells{"start.weekend", "start.year", "station"}));
}

TEST_CASE("dates are read as written, or refused with their line") {
  CHECK(date_in("2016-02-29", "")->day == 29);
  CHECK(date_in("29.02.2016 7:05", "%d.%m.%Y %H:%M")->minute == 5);
  for (const auto* text :
       {"2015-02-29", "2016-13-01", "2016-01-01 25:00", "2016-01-01x", "1.2.16", ""})
    CHECK_FALSE(date_in(text, ""));
  CHECK_THAT(
      refusal("{columns: {station: {type: datetime, as: year}}}"),
      ContainsSubstring("t.csv:2: `Sip` in the column `station` is no date like 2018-01-31"));
  CHECK_THAT(refusal("{columns: {day: {type: datetime, from: strat, as: year}}}"),
             ContainsSubstring("no column `strat`: did you mean `start`?"));
}

TEST_CASE("a condition keeps rows as SQL does; gaps fit none") {
  CHECK(rows_where("seconds <= 1795") == 2);
  CHECK(rows_where("seconds > 300 and station = 'Sip'") == 1);
  CHECK(rows_where("not (station in ('Sip', 'Pier'))") == 1);
  CHECK(rows_where("station not in ('Sip') or seconds is missing") == 3);
  CHECK(rows_where("seconds is not missing AND `station` != 'Hall'") == 2);
  CHECK(rows_where("start >= '2018-02-01'") == 2);
  CHECK(made("{columns: {}, where: seconds < 0 or seconds = 300}", false).text.rows.size() == 4);
}

TEST_CASE("a condition that is wrong is shown where it is wrong") {
  const struct {
    const char* condition;
    const char* says;
  } cases[] = {
      {"seconds <= ", "a column, a number or a text is expected here"},
      {"second <= 3", "there is no column `second`: did you mean `seconds`?"},
      {"(seconds < 3", "`)` is missing"},
      {"seconds < 3 4", "`and`, `or` or the end is expected here"},
      {"station = 'Sip", "this quote is never closed"},
      {"seconds", "a comparison is expected here"},
      {"seconds < 0", "keeps no row"},
  };
  for (const auto& c : cases)
    CHECK_THAT(refusal(std::string("{columns: {}, where: \"") + c.condition + "\"}"),
               ContainsSubstring(c.says));
  CHECK_THAT(refusal("{columns: {}, where: seconds ! 3}"), ContainsSubstring("\n          ^"));
}

TEST_CASE("rare categories are one, and gaps may be one of their own") {
  const auto table = read("{columns: {y: target, a: {type: categorical, min_count: 2}}}",
                          "a,y\nu,1\nu,2\nv,3\nw,4\n");
  CHECK(table.inputs[0].categories == Cells{"u", "(rare)"});
  CHECK(table.inputs[0].numbers == std::vector<double>{0, 0, 1, 1});
  const auto gaps = read("{columns: {y: target}, missing: category}", "a,y\nu,1\n,2\nv,3\n");
  CHECK(gaps.inputs[0].categories == Cells{"u", "v", "(missing)"});
  CHECK(gaps.inputs[0].numbers == std::vector<double>{0, 2, 1});
}

TEST_CASE("numbers above the cap count as the cap") {
  const auto table = read("{columns: {y: {type: target, cap: 3}}}", "a,y\n1,2\n2,9\n");
  CHECK(table.targets[0].numbers == std::vector<double>{2, 3});
}
