// Tables: their format, the types of their columns, encoding, gaps, and the leak guard.
#include <list>
#include <numeric>

#include "data/parts.h"
#include "data/tables/leaks.h"
#include "data/tables/table.h"
#include "torch_helpers.h"

using namespace mlday;
using namespace mlday::test;

namespace {

constexpr auto insurance = R"(age,sex,bmi,smoker,charges
19,female,27.9,yes,16884.5
18,male,33.5,no,1725.5
28,male,,no,4449
33,female,22.5,no,21984.5
32,male,28.5,yes,3866.5
)";

TableSettings table_settings(const std::string& yaml) { return settings_of(table_spec(), yaml); }

TextRows rows_of(const std::string& text) { return parse_csv(text, "t.csv", 0, true); }

LoadedData loaded(const TableSettings& settings, const std::string& text = insurance) {
  static std::list<TableSettings> kept;  // the data asks them again when it is fitted
  return table_data(kept.emplace_back(settings), {}, {rows_of(text), "t.csv", {}});
}

std::vector<float> values(const torch::Tensor& tensor) {
  const auto flat = tensor.flatten();
  return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

std::string refusal(const TableSettings& settings, const std::string& text = insurance) {
  try {
    loaded(settings, text);
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

std::vector<Suspicion> leaks_in(const std::string& text, const std::string& yaml) {
  const auto settings = table_settings(yaml);
  return find_leaks(settings, read_table(settings, {rows_of(text), "t.csv", {}}, nullptr));
}

/// A table of 40 rows, a column for each function of the row's number.
std::string made(const std::string& header, const std::vector<double (*)(int)>& columns) {
  std::string text = header + "\n";
  for (int i = 0; i < 40; ++i) {
    for (std::size_t c = 0; c < columns.size(); ++c)
      text += (c ? "," : "") + std::to_string(columns[c](i));
    text += "\n";
  }
  return text;
}

double target(int i) { return std::sin(i * 1.7) * 100 + i; }

}  // namespace

TEST_CASE("csv: quotes, separators within them, line ends, a byte order mark") {
  const auto table = parse_csv(
      "\xEF\xBB\xBF"
      "a;b\r\n\"x;\"\"y\"\"\n z\" ; 2 \r\n\r\n3;4",
      "t.csv", 0, true);
  CHECK(table.names == Cells{"a", "b"});
  REQUIRE(table.rows.size() == 2);
  CHECK(table.rows[0] == Cells{"x;\"y\"\n z", "2"});
  CHECK(table.rows[1] == Cells{"3", "4"});
  CHECK(table.lines == std::vector<std::size_t>{2, 5});
  CHECK(parse_csv("1,2\n3,4\n", "t.csv", 0, false).names == Cells{"1", "2"});
  CHECK(parse_csv(",x\n0,3\n", "t.csv", 0, true).names == Cells{"unnamed", "x"});
  CHECK(parse_csv(",0,,unnamed\n0,3,1,2\n", "t.csv", 0, true).names ==
        Cells{"unnamed_2", "0", "unnamed_3", "unnamed"});
  CHECK(parse_csv("a\tb\n1\t2\n", "t.csv", 0, true).rows[0] == Cells{"1", "2"});
}

TEST_CASE("csv: what is broken is refused with its line") {
  const auto refused = [](const std::string& text, const std::string& says) {
    CHECK_THROWS_WITH(parse_csv(text, "t.csv", 0, true), ContainsSubstring(says));
  };
  refused("a,b\n1,2\n3\n", "t.csv:3: 1 cell, but the table has 2 columns");
  refused("a,b\n1,\"2\n3,4\n", "t.csv:2: a quote is opened");
  refused("a,b\n1,\"2\"x\n", "t.csv:2: text follows");
  refused("a,b\n1,\"2\"\r3\n", "t.csv:3: 1 cell, but the table has 2 columns");
  refused("a,a\n1,2\n", "two columns are called `a`");
  refused("a,b\n", "no rows");
  refused("", "no rows");
}

TEST_CASE("columns are typed by their cells, and one-hot categories are sorted") {
  const auto data = loaded(table_settings("{columns: {charges: target}, missing: drop}"));
  CHECK(data.train->size() == 4);
  CHECK(data.facts.input().shape == std::vector<std::int64_t>{6});
  CHECK(data.facts.target_names == std::vector<std::string>{"charges"});
  CHECK(data.facts.columns_text() ==
        "age (numeric), sex (categorical, one-hot: female, male), bmi (numeric), smoker "
        "(categorical, one-hot: no, yes)");
  CHECK(values(data.train->get(0).input()) == std::vector<float>{19, 1, 0, 27.9f, 0, 1});
  CHECK(values(data.train->get(0).target()) == std::vector<float>{16884.5f});
  CHECK(data.train->name(2) == "t.csv line 5");
}

TEST_CASE("categories become numbers, ordinals keep their order, ignored columns are left out") {
  const auto data = loaded(table_settings(
      "{columns: {charges: target, bmi: ignore, smoker: {type: ordinal, order: [yes, no]}}, "
      "categories: integer}"));
  CHECK(values(data.train->get(0).input()) == std::vector<float>{19, 0, 0});
  CHECK(values(data.train->get(1).input()) == std::vector<float>{18, 1, 1});
}

TEST_CASE("a class target has its values as classes, and is not an input") {
  const auto data =
      loaded(table_settings("{columns: {smoker: target}, inputs: [age, charges], group: sex}"));
  CHECK(data.facts.class_names == std::vector<std::string>{"no", "yes"});
  CHECK(data.train->label(0) == 1);
  CHECK(data.train->label(1) == 0);
  CHECK(data.train->group(1) == data.train->group(2));
  CHECK(data.train->group(0) != data.train->group(1));
  CHECK(data.facts.input().shape == std::vector<std::int64_t>{2});
}

TEST_CASE("a text among numbers is a slip, unless the settings say otherwise") {
  const auto read = [](const std::string& settings, const std::string& text) {
    return read_table(table_settings(settings), {rows_of(text), "t.csv", {}}, nullptr);
  };
  const std::string slip = "a,b\n1,2\nx,3\n3,4\n4,5\n5,6\n";
  CHECK_THROWS_WITH(read("{columns: {b: target}}", slip),
                    ContainsSubstring("t.csv:3: `x` is no number, but 4 of the 5 values") &&
                        ContainsSubstring("columns: {a: categorical}"));
  CHECK(read("{columns: {a: categorical, b: target}}", slip).inputs[0].type == "categorical");
  CHECK_THROWS_WITH(read("{columns: {a: target}}", slip),
                    ContainsSubstring("say target_kind: classes"));
  CHECK(read("{target_kind: classes, columns: {a: target}}", slip).class_names.size() == 5);
  const auto codes = read("{columns: {b: target}}", "a,b\nx,2\ny,3\n3,4\n");
  CHECK(codes.inputs[0].type == "categorical");
  CHECK_THROWS_WITH(read("{columns: {b: target}}", "a,b\n1e39,2\n"),
                    ContainsSubstring("t.csv:2: `1e39`") && ContainsSubstring("too large"));
  CHECK(read("{missing: drop, columns: {b: target}}", "a,b\n1,2\n,3\n").dropped == 1);
}

TEST_CASE("numbers with decimal commas are told, not taken for categories") {
  const auto read = [](const std::string& settings) {
    const TextRows text = parse_csv("a;b\n27,9;1\n30;2\n-1,25;3\n", "t.csv", ';', true);
    return read_table(table_settings(settings), {text, "t.csv", {}}, nullptr);
  };
  CHECK_THROWS_WITH(
      read("{columns: {b: target}}"),
      ContainsSubstring("t.csv:2: `27,9` in the column `a`") && ContainsSubstring("with a point"));
  CHECK_THROWS_WITH(read("{columns: {a: target}}"), ContainsSubstring("say target_kind: classes"));
  CHECK(read("{columns: {a: categorical, b: target}}").inputs[0].categories.size() == 3);
}

TEST_CASE("several numeric targets make a vector") {
  const auto data =
      loaded(table_settings("{columns: {age: target, charges: target, bmi: ignore}}"));
  CHECK(values(data.train->get(1).target()) == std::vector<float>{18, 1725.5f});
  CHECK(data.facts.outputs() == 2);
}

TEST_CASE("scaling is fitted on the training rows alone") {
  const auto settings = table_settings(
      "{columns: {charges: target, bmi: ignore, sex: ignore, smoker: ignore}, scale: standard}");
  auto data = loaded(settings);
  data.fit(data, {0, 1, 3});  // ages 19, 18, 33
  const double mean = 70.0 / 3;
  const double deviation = std::sqrt((19 - mean) * (19 - mean) / 3 + (18 - mean) * (18 - mean) / 3 +
                                     (33 - mean) * (33 - mean) / 3);
  REQUIRE(data.facts.input().columns.size() == 1);
  CHECK(data.facts.input().columns[0].shift == Approx(mean));
  CHECK(data.facts.input().columns[0].scale == Approx(deviation));
  CHECK(data.train->get(2).input().item<float>() == Approx((28 - mean) / deviation));
  auto other = loaded(settings);
  other.fit(other, {2, 4});
  CHECK(other.facts.input().columns[0].shift == 30);

  auto ranged = loaded(table_settings(
      "{columns: {charges: target, bmi: ignore, sex: ignore, smoker: ignore}, scale: min_max}"));
  ranged.fit(ranged, {0, 1, 3});
  CHECK(ranged.train->get(1).input().item<float>() == 0);
  CHECK(ranged.train->get(3).input().item<float>() == 1);
  CHECK(ranged.train->get(2).input().item<float>() == Approx(10.0 / 15));
}

TEST_CASE("a gap is an error with its place, or filled by what the training rows say") {
  CHECK_THAT(refusal(table_settings("{columns: {charges: target}}")),
             ContainsSubstring("t.csv:4: no value in the column `bmi`"));
  const auto filled = [](const std::string& policy) {
    auto data =
        loaded(table_settings("{columns: {charges: target, sex: ignore, smoker: ignore, "
                              "age: ignore}, missing: " +
                              policy + ", fill: -1}"));
    data.fit(data, {0, 1, 2});  // bmi 27.9, 33.5, gap
    return data.train->get(2).input().item<float>();
  };
  CHECK(filled("mean") == Approx(30.7));
  CHECK(filled("median") == Approx(30.7));
  CHECK(filled("constant") == -1);
  // A column without gaps needs no value to stand for them.
  auto whole = loaded(table_settings("{columns: {charges: target}, missing: constant}"));
  whole.fit(whole, {0, 1, 2});
  CHECK(whole.facts.input().columns[2].fill == 0);
  CHECK_FALSE(whole.facts.input().columns[3].fill);
  auto holey = loaded(table_settings("{columns: {charges: target}, missing: constant}"),
                      "smoker,charges\nyes,1\n,2\nno,3\n");
  CHECK_THROWS_WITH(holey.fit(holey, {0, 1, 2}), ContainsSubstring("t.csv line 3") &&
                                                     ContainsSubstring("`smoker`") &&
                                                     ContainsSubstring("none of no, yes"));
  const auto own =
      loaded(table_settings("{columns: {charges: target, bmi: {missing: drop}}, missing: error}"));
  CHECK(own.train->size() == 4);
}

TEST_CASE("a column that is the same in all training rows becomes zeros") {
  std::string text = "x,y\n";
  for (int i = 0; i < 30; ++i) text += "0.1," + std::to_string(i) + "\n";
  for (const std::string how : {"standard", "min_max"}) {
    auto data = loaded(table_settings("{columns: {y: target}, scale: " + how + "}"), text);
    std::vector<std::int64_t> rows(30);
    std::iota(rows.begin(), rows.end(), 0);
    data.fit(data, rows);
    CHECK(data.facts.input().columns[0].scale == 1);
    CHECK(data.train->get(7).input().item<float>() == 0);
  }
}

TEST_CASE("another table's target is what training's was, and rows to predict need none") {
  const auto settings = table_settings("{columns: {kind: target}, missing: drop}");
  const auto training =
      read_table(settings, {rows_of("x,kind\n1,1\n2,2\n3,b\n"), "t.csv", {}}, nullptr);
  const auto known = table_facts(settings, training);
  const auto other = read_table(settings, {rows_of("x,kind\n1,2\n2,1\n"), "u.csv", {}}, &known);
  CHECK(other.class_names == std::vector<std::string>{"1", "2", "b"});
  CHECK(other.targets[0].numbers == std::vector<double>{1, 0});
  const auto asked = read_inputs(settings, {rows_of("x,kind\n1,\n2,b\n"), "v.csv", {}}, known);
  CHECK(asked.size() == 2);
  CHECK(asked.targets.empty());
  CHECK_THROWS_WITH(read_inputs(settings, {rows_of("x,z\n1,2\n,3\n"), "v.csv", {}}, known),
                    ContainsSubstring("v.csv:3") && ContainsSubstring("take the row out"));
}

TEST_CASE("what the settings say wrongly of a table names the column") {
  CHECK_THAT(refusal(table_settings("{columns: {charge: target}}")),
             ContainsSubstring("no column `charge`") && ContainsSubstring("`charges`"));
  CHECK_THAT(refusal(table_settings("{columns: {age: numeric}}")),
             ContainsSubstring("no column is the target"));
  CHECK_THAT(refusal(table_settings("{columns: {charges: target, sex: numeric}, missing: drop}")),
             ContainsSubstring("t.csv:2: `female` is no number"));
  CHECK_THAT(refusal(table_settings("{columns: {charges: target, sex: ordinal}, missing: drop}")),
             ContainsSubstring("`order`"));
  CHECK_THAT(refusal(table_settings("{columns: {charges: target, smoker: {type: ordinal, order: "
                                    "[yes]}}, missing: drop}")),
             ContainsSubstring("`no`, which is none of yes"));
}

TEST_CASE("a checkpoint's columns are taken over as they were fitted") {
  const auto settings =
      table_settings("{columns: {charges: target, bmi: ignore}, scale: standard}");
  auto data = loaded(settings);
  data.fit(data, {0, 1});
  const auto known = facts_of_metadata(facts_metadata(data.facts), "x");
  CHECK((known.input().columns == data.facts.input().columns));
  // The columns in another order, another distribution: encoded as in training all the same.
  const auto again = table_data(
      settings, {.known = &known},
      {rows_of("charges,bmi,smoker,sex,age\n1,2,no,male,18\n1,2,yes,male,90\n"), "u.csv", {}});
  CHECK_FALSE(static_cast<bool>(again.fit));
  CHECK(same_bits(again.train->get(0).input(), data.train->get(1).input()));
  CHECK_THROWS_WITH(
      table_data(settings, {.known = &known},
                 {rows_of("charges,bmi,smoker,sex,age\n1,2,maybe,male,18\n"), "u.csv", {}}),
      ContainsSubstring("`maybe`") && ContainsSubstring("u.csv:2"));
}

TEST_CASE("the leak guard names inputs that are, equal or determine the target") {
  const auto age_is_both = leaks_in(insurance,
                                    "{columns: {charges: target, bmi: ignore}, inputs: "
                                    "[age, charges]}");
  REQUIRE(age_is_both.size() == 1);
  CHECK_THAT(age_is_both[0].message, ContainsSubstring("`charges` is also an input"));
  CHECK(age_is_both[0].certain);

  const auto noise = [](int i) { return std::cos(i * 12.9898) * 50; };
  struct {
    double (*input)(int);
    bool found, certain;
  } const cases[] = {
      {target, true, true},                                           // a copy
      {[](int i) { return target(i) * -.5 + 3; }, true, true},        // in another unit
      {[](int i) { return target(i) + i % 2 * .5; }, true, false},    // nearly
      {[](int i) { return std::exp(target(i) / 20); }, true, false},  // in the same order
      {noise, false, false},
      {[](int i) { return target(i) + std::cos(i * 12.9898) * 30; }, false, false},
  };
  for (const auto& c : cases) {
    const auto leaks = leaks_in(made("x,y", {c.input, target}), "{columns: {y: target}}");
    CAPTURE(&c - cases);
    REQUIRE(leaks.size() == (c.found ? 1u : 0u));
    if (c.found) CHECK(leaks[0].certain == c.certain);
    CHECK(leaks_in(made("x,y", {c.input, target}), "{columns: {y: target}, allow_leaks: [x]}")
              .empty());
  }
}

TEST_CASE("the leak guard finds categories that determine the target, and ids") {
  const auto steps = made("x,y", {[](int i) { return static_cast<double>(i % 4); },
                                  [](int i) { return static_cast<double>(i % 4 == 2); }});
  const auto leaks =
      leaks_in(steps, "{columns: {y: target, x: categorical}, target_kind: classes}");
  REQUIRE(leaks.size() == 1);
  CHECK_FALSE(leaks[0].certain);
  CHECK_THAT(leaks[0].message, ContainsSubstring("determines"));
  const auto ids = leaks_in(made("n,y", {[](int i) { return 100.0 + (i * 7) % 40; }, target}),
                            "{columns: {y: target}}");
  REQUIRE(ids.size() == 1);
  CHECK_THAT(ids[0].message, ContainsSubstring("`n`") && ContainsSubstring("like an id"));
}

TEST_CASE("the fruit of day 46 stand in the config, and nothing is suspected of so few rows") {
  const auto data = chosen(loaders(), R"({loader: inline,
    header: [temperature, rainfall, humidity, apples, oranges],
    rows: [[73, 67, 43, 56, 70], [91, 88, 64, 81, 101], [87, 134, 58, 119, 133],
           [102, 43, 37, 22, 37], [69, 96, 70, 103, 119]],
    columns: {apples: target, oranges: target}})");
  REQUIRE(data->facts().has_value());
  CHECK(data->facts()->input().shape == std::vector<std::int64_t>{3});
  CHECK(data->facts()->suspicions.empty());
  const auto parts = load_parts(*data, {});
  CHECK(values(parts.train->get(2).input()) == std::vector<float>{87, 134, 58});
  CHECK(values(parts.train->get(2).target()) == std::vector<float>{119, 133});
  CHECK(parts.facts.target_text() == "the numbers apples and oranges");
}
