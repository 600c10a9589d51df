// YAML text to nodes: types of scalars, places, and texts that are refused.
#include "config/yaml.h"

#include <ctime>

#include "config/sample.h"
#include "core/error.h"
#include "core/file.h"
#include "core/temporary_folder.h"

#include "catch.h"

using namespace mlday;

namespace {

Node parse_text(const std::string& text) {
  Problems problems;
  Node node = parse_yaml(sample::source_of(text), problems);
  for (const auto& problem : problems.list()) FAIL_CHECK(problem.str());
  return node;
}

/// The only problem of a text: "line:column: message / hint".
std::string problem_of(const std::string& text) {
  Problems problems;
  parse_yaml(sample::source_of(text), problems);
  if (problems.list().size() != 1) return std::to_string(problems.list().size()) + " problems";
  const auto& problem = problems.list().front();
  return problem.mark.str() + ": " + problem.message + " / " + problem.hint;
}

void check_refused(const std::string& text, const std::string& place, const std::string& message) {
  CAPTURE(text.substr(0, 200));
  const auto problem = problem_of(text);
  CHECK_THAT(problem, ContainsSubstring("a.yaml:" + place + ": "));
  CHECK_THAT(problem, ContainsSubstring(message));
}

ScalarType type_of(const std::string& value) {
  const Node root = parse_text("a: " + value);
  REQUIRE(root.find("a"));
  return root.find("a")->scalar_type();
}

}  // namespace

TEST_CASE("scalars have the types of YAML 1.2's core schema") {
  const auto all_are = [](ScalarType type, const std::vector<std::string>& values) {
    for (const auto& value : values) {
      CAPTURE(value);
      CHECK(type_of(value) == type);
    }
  };
  all_are(ScalarType::null, {"", "~", "null", "Null", "NULL"});
  all_are(ScalarType::boolean, {"true", "True", "TRUE", "false", "False", "FALSE"});
  all_are(ScalarType::integer, {"0", "42", "-42", "+42", "007", "0x10", "0xfF", "0o17"});
  all_are(ScalarType::number, {"1e-3", "1E5", "1e3", ".5", "-.5", "+.5", "5.", "3.0", "1.5e+3",
                               ".inf", "-.inf", "+.Inf", ".INF", ".nan", ".NaN", ".NAN"});
  all_are(ScalarType::text,
          {"yes",   "no",    "on",         "off",      "y",      "Yes",  "nULL",    "tRUE",
           "1_000", "1,5",   "1e",         "e3",       "0b1",    "0X10", "0xg",     "-0x1",
           "0o8",   "1.2.3", "2026-11-22", "12:30",    ".",      "inf",  "nan",     "-.nan",
           "1 2",   "none",  "'1'",        "\"true\"", "'null'", "\"\"", "!!str 5", "'~'"});
}

TEST_CASE("JSON is read, also where it is indented by tabs") {
  const Node root = parse_text("{\n\t\"a\": 1,\n\t\"b\": [\n\t\t\"x\"\n\t]\n}\n");
  CHECK(root.find("a")->text == "1");
  CHECK(root.find("b")->items.at(0).text == "x");
}

TEST_CASE("numbers have the values of YAML 1.2's core schema") {
  const auto value = [](const std::string& text) {
    const auto read = sample::read_below_minimal("scale: " + text);
    REQUIRE(read.errors() == 0);
    return read.config.scale;
  };
  CHECK(value("1e-3") == .001);
  CHECK(value("0x10") == 16);
  CHECK(value("0o17") == 15);
  CHECK(value("007") == 7);
  CHECK(value("+.5") == .5);
  CHECK(value("-5.") == -5);
  CHECK(value("-1.5E+3") == -1500);
  CHECK(sample::read_below_minimal("day: 0x10").config.day == 16);
  CHECK(sample::read_below_minimal("day: +7").config.day == 7);
  for (const char* text : {"1_000", "yes", "1e", "0b1", "''"})
    CHECK(sample::read_below_minimal("scale: " + std::string(text)).errors() == 1);
}

TEST_CASE("a number may have any number of digits") {
  const std::string digits(100'000, '3');
  const auto read = sample::read_below_minimal("scale: 0." + digits);
  REQUIRE(read.errors() == 0);
  CHECK(read.config.scale == 1. / 3);
  CHECK(sample::read_below_minimal("day: " + digits).errors() == 1);
}

TEST_CASE("every value and key remembers its line and column") {
  const Node root = parse_text("a: 1\nlist:\n  - x\n  - {k: v}\n");
  CHECK(root.mark.str() == "a.yaml:1:1");
  CHECK(root.find("a")->mark.str() == "a.yaml:1:4");
  CHECK(root.entries[1].mark.str() == "a.yaml:2:1");
  CHECK(root.find("list")->items[0].mark.str() == "a.yaml:3:5");
  CHECK(root.find("list")->items[1].entries[0].mark.str() == "a.yaml:4:6");
  CHECK(root.find("list")->items[1].find("k")->mark.str() == "a.yaml:4:9");
}

TEST_CASE("the order of keys is kept, and their texts are exact") {
  const Node root = parse_text("z: 1e-3\na: 0.10\nm: \"\\u00e4\\n\"\n");
  REQUIRE(root.entries.size() == 3);
  CHECK(root.entries[0].key == "z");
  CHECK(root.entries[0].value.text == "1e-3");
  CHECK(root.entries[1].value.text == "0.10");
  CHECK(root.entries[2].value.text == "ä\n");
}

TEST_CASE("files from Windows and with a byte order mark are read") {
  const Node root = parse_text(
      "\xef\xbb\xbf"
      "a: 1\r\nb: x\r\n");
  CHECK(root.find("a")->text == "1");
  CHECK(root.find("b")->text == "x");
}

TEST_CASE("an empty file is nothing") {
  for (const char* text : {"", "\n", "# a comment\n", "---\n"}) CHECK(parse_text(text).is_null());
}

TEST_CASE("an alias is a copy of what it names") {
  const Node root = parse_text("base: &b {x: [1, 2]}\ncopy: *b\n");
  CHECK(root.find("copy")->find("x")->items.size() == 2);
  CHECK(root.find("copy")->find("x")->mark.str() == "a.yaml:1:14");
}

TEST_CASE("merge keys give what a map does not say itself, earlier ones first") {
  const Node root = parse_text(
      "a: &a {x: 1, y: 1}\n"
      "b: &b {y: 2, z: 2}\n"
      "one: {<<: *a, x: 0}\n"
      "two: {x: 0, <<: [*a, *b]}\n");
  const Node& one = *root.find("one");
  CHECK(one.entries.size() == 2);
  CHECK(one.find("x")->text == "0");
  CHECK(one.find("y")->text == "1");
  const Node& two = *root.find("two");
  CHECK(two.entries.size() == 3);
  CHECK(two.find("x")->text == "0");
  CHECK(two.find("y")->text == "1");
  CHECK(two.find("z")->text == "2");
  check_refused("a: {<<: 5}\n", "1:9", "`<<` merges maps, not `5`");
}

TEST_CASE("a key that is given twice is refused, and both lines are named") {
  check_refused("a: 1\nb: 2\na: 3\n", "3:1", "the key `a` is given twice");
  CHECK_THAT(problem_of("a: 1\nb: 2\na: 3\n"), ContainsSubstring("it stands already in line 1"));
  check_refused("s:\n  x: 1\n  x: 1\n", "3:3", "the key `x` is given twice");
}

TEST_CASE("a tab in the indentation is named as such") {
  check_refused("a:\n\tb: 1\n", "2:1", "a tab in the indentation / YAML indents by spaces");
  check_refused("a:\n  b:\n  \tc: 1\n  d: 1\n", "3:3", "a tab in the indentation");
}

TEST_CASE("a second document is refused") {
  check_refused("a: 1\n---\nb: 2\n", "3:1", "a second document begins here");
  // yaml-cpp takes a lesser indentation for the end of the document.
  check_refused(" a: 1\nb: 2\n", "2:1", "indent");
  CHECK(parse_text("---\na: 1\n...\n").find("a"));
}

TEST_CASE("text that is no YAML is refused with the place and the likely remedy") {
  check_refused("title: Day 64: signs\n", "1:14", "quote");
  check_refused("a: 1\n  b: 2\n", "2:4", "this is not YAML");
  check_refused("a: [1, 2\nb: 3\n", "1:4",
                "this list is never closed / end it with `]` before line 2");
  check_refused("a: {x: 1\n", "1:4", "this map is never closed / end it with `}`");
  check_refused("a: {x: [1, 2}\n", "1:13", "this bracket closes nothing / lists end with `]`");
  check_refused("a: {x: 1}}\n", "1:10", "this bracket closes nothing");
  check_refused("a: - x\n", "1:4", "begin the list on a line of its own");
  check_refused("a: @x\n", "1:4", "quote");
  check_refused("a: `x`\n", "1:4", "quote");
  check_refused("a: *none\n", "1:4", "anchor");
}

TEST_CASE("a quote that is never closed is refused where it begins") {
  check_refused("title: \"German signs\nday: 64\n", "1:8", "never closed");
  check_refused("a: 1\ntitle: 'it''s\n", "2:8", "never closed");
  check_refused("a: \"x\\\"\n", "1:4", "never closed");
  CHECK(parse_text("a: \"x\\\"\\\\\"\nb: 'it''s'\n").find("b")->text == "it's");
  CHECK(parse_text("\"quoted key\": |\n  a \" in a block\n").find("quoted key"));
}

TEST_CASE("what the parser would take for something else is refused") {
  check_refused("a: 1\nb\n", "2:1", "a key without a colon");
  check_refused("a:\n  b: 1\n  c\n", "3:3", "a key without a colon");
  check_refused("a: [b,, c]\n", "1:7", "nothing stands before this comma");
  check_refused("a: {b: 1,, c: 2}\n", "1:10", "nothing stands before this comma");
  check_refused("%a: 1\nb: 2\n", "2:1", "a line above begins with %");
  check_refused("a: >+\n  b\n\n", "1:4", "`>+` is not supported");
  check_refused("a: &x !!str >2+ # c\n  b\n\n", "1:4", "`>+` is not supported");
  check_refused("a: \"b\n\n\n\"\n", "1:4", "ends in several empty lines");
  check_refused("a: 1\rb: 2\n", "1:5", "a carriage return alone");
  CHECK(parse_text("a:\n? b\n").entries.size() == 2);
  CHECK(parse_text("a: [b, null, ~, c, ]\n").find("a")->items.size() == 4);
  CHECK(parse_text("%YAML 1.2\n# c\n---\na: \"b\n\n\"\n").find("a")->text == "b\n");
}

TEST_CASE("a quoted << is a key like any other, and the plain one stands once") {
  CHECK(parse_text("a: &a {x: 1}\nb: {\"<<\": *a}\n").find("b")->find("<<")->is_map());
  check_refused("a: &a {x: 1}\nb: {<<: *a, <<: *a}\n", "2:13", "the key `<<` is given twice");
}

TEST_CASE("a tag must be true of its value") {
  CHECK(parse_text("[!!int 5, !!float 5, !!float 1e3, !!bool true, !!null ~, !!str 5]")
            .items.size() == 6);
  for (const char* text :
       {"!!int abc", "!!int 1.5", "!!int '5x'", "!!float x", "!!bool yes", "!!null x"})
    check_refused("a: " + std::string(text), "1:4", "the tag says otherwise");
}

TEST_CASE("escapes give UTF-8 whatever character they name") {
  CHECK(parse_text("\"\\_ä\\N\\x85\\L\"").text == "\u00a0ä\u0085\u0085\u2028");
}

TEST_CASE("codes that Unicode gives no character are no text") {
  for (const char* text : {"\xef\xbf\xbf", "\xef\xbf\xbe", "\xef\xb7\x90", "\xf0\x9f\xbf\xbf",
                           "\"\\uFFFF\"", "\"\\uFDD0\"", "\"x\\U0010FFFE\""})
    check_refused("a: " + std::string(text), "1:4", "no character");
  check_refused("a\xef\xbf\xbf: 1\n", "1:1", "no character");
  // Their neighbours are.
  for (const std::string text :
       {"\xef\xbf\xbd", "\xef\xb7\xb0", "\xef\xb7\x8f", "\xe0\xbf\xbf", "\xf0\x9f\xbf\xbd"})
    CHECK(parse_text(text).text == text);
}

TEST_CASE("keys are words, and not empty") {
  check_refused("[a, b]: 1\n", "1:1", "a key must be a word, not a list");
  check_refused("{a: 1}: 1\n", "1:1", "a key must be a word, not a map");
  check_refused("~: 1\n", "1:1", "a key must be a word, not nothing");
  check_refused("\"\": 1\n", "1:1", "a key must be a word");
}

TEST_CASE("tags of one's own are refused, YAML's are known") {
  check_refused("a: !python/object 1\n", "1:4", "the tag `!python/object` is not known here");
  check_refused("a: !mine {b: 1}\n", "1:4", "the tag `!mine` is not known here");
  check_refused("a: !!binary abcd\n", "1:4", "is not known here");
  CHECK(parse_text("a: !!int 5\nb: !!seq [1]\nc: !!map {}\n").entries.size() == 3);
}

TEST_CASE("bytes that are not UTF-8 text are refused with their place") {
  check_refused("a: 1\nb: \xff\n", "2:4", "a byte that is not UTF-8 text");
  check_refused("a: \xc3\n", "1:4", "a byte that is not UTF-8 text");
  check_refused("a: \xe2\x82", "1:4", "a byte that is not UTF-8 text");
  check_refused("\x80", "1:1", "a byte that is not UTF-8 text");
  check_refused("a: \xc0\xaf\n", "1:4", "a byte that is not UTF-8 text");
  check_refused("a: \xed\xa0\x80\n", "1:4", "a byte that is not UTF-8 text");
  check_refused("a: \xf4\x90\x80\x80\n", "1:4", "a byte that is not UTF-8 text");
  check_refused(
      "\xff\xfe"
      "a",
      "1:1", "it looks like UTF-16");
  check_refused(std::string("a: x\0y\n", 7), "1:5", "a control character");
  check_refused("a: \x1b[31m\n", "1:4", "a control character");
  CHECK(parse_text("a: äöü 漢字 🙂\n").find("a")->text == "äöü 漢字 🙂");
}

TEST_CASE("what is too much is refused quickly") {
  const auto begin = std::clock();  // of this process alone, whatever else runs
  const auto nested = [](const std::string& part) {
    std::string text;
    for (int i = 0; i < 10'000; ++i) text += part;
    return problem_of(text);
  };
  for (const char* part : {"[", "{a: ", "- ", "? ", "[[", "{a: ["}) {
    CAPTURE(part);
    CHECK_THAT(nested(part), ContainsSubstring("more than 100 levels inside each other"));
  }
  std::string bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\n";
  for (char c = 'b'; c <= 'z'; ++c) {
    const std::string before = ",*" + std::string(1, static_cast<char>(c - 1));
    bomb += std::string(1, c) + ": &" + c + " [x";
    for (int i = 0; i < 10; ++i) bomb += before;
    bomb += "]\n";
  }
  CHECK_THAT(problem_of(bomb), ContainsSubstring("more than 200,000 values"));
  std::string anchors = "a: ";
  for (int i = 0; i < 90; ++i) anchors += "&a" + std::to_string(i) + " [";
  for (int i = 0; i < 100'000; ++i) anchors += "1,";
  CHECK_THAT(problem_of(anchors + std::string(90, ']')),
             ContainsSubstring("more than 200,000 values"));
  CHECK_THAT(problem_of("a: &a [*a]\n"), ContainsSubstring("stands inside what it refers to"));
  CHECK_THAT(problem_of(std::string((16u << 20) + 1, '#')), ContainsSubstring("larger than 16 MB"));
  std::string many;
  for (int i = 0; i < 50'000; ++i) many += "k" + std::to_string(i) + ": 1\n";
  CHECK(parse_text(many).entries.size() == 50'000);
  CHECK((std::clock() - begin) / CLOCKS_PER_SEC < 10);
}

TEST_CASE("what is just within the limits is read") {
  CHECK(parse_text(std::string(100, '[') + std::string(100, ']')).is_sequence());
  std::string list = "[";
  for (int i = 0; i < 199'000; ++i) list += "1,";
  CHECK(parse_text(list + "]").items.size() == 199'000);
}

TEST_CASE("a file is read under its own name, and one that cannot be is a usage error") {
  const TemporaryFolder folder;
  write_file_atomically(folder / "b.yaml", "x: [\n");
  Problems problems;
  parse_yaml(read_source(folder / "b.yaml"), problems);
  REQUIRE(problems.list().size() == 1);
  CHECK(problems.list()[0].mark.source->name == (folder / "b.yaml").string());
  for (const auto& path : {folder / "none.yaml", folder.path()}) {
    try {
      parse_yaml(read_source(path), problems);
      FAIL("it was read");
    } catch (const Error& error) {
      CHECK(error.exit() == Exit::usage);
      CHECK_THAT(error.what(), ContainsSubstring(path.string()));
    }
  }
}
