#include "core/text.h"

#include <cmath>
#include <limits>

#include "catch.h"

using namespace mlday;

TEST_CASE("exact writes the shortest text that reads back to the same number") {
  CHECK(exact(.001) == "0.001");
  CHECK(exact(.1) == "0.1");
  CHECK(exact(1e-8) == "1e-08");
  CHECK(exact(0.) == "0");
  CHECK(exact(-0.) == "-0");
  CHECK(exact(1. / 3) == "0.3333333333333333");
  CHECK(exact(std::nan("")) == "nan");
  CHECK(exact(-std::numeric_limits<double>::infinity()) == "-inf");
  using Limits = std::numeric_limits<double>;
  for (const double value : {.1, 1. / 3, M_PI, 1e23, 5e-324, Limits::max(), Limits::min(), -.9918,
                             123456789012345678., std::nextafter(1., 2.)})
    CHECK(to_double(exact(value)) == value);
}

TEST_CASE("numbers for reading are short") {
  CHECK(rounded(.99182) == "0.9918");
  CHECK(rounded(.5) == "0.5");
  CHECK(rounded(1e-8) == "1e-08");
  CHECK(rounded(2. / 3, 2) == "0.67");
}

TEST_CASE("large counts have commas") {
  CHECK(with_commas(0) == "0");
  CHECK(with_commas(999) == "999");
  CHECK(with_commas(1000) == "1,000");
  CHECK(with_commas(25'784'779) == "25,784,779");
  CHECK(with_commas(-999) == "-999");
  CHECK(with_commas(-1000) == "-1,000");
  CHECK(with_commas(std::numeric_limits<std::int64_t>::min()) == "-9,223,372,036,854,775,808");
}

TEST_CASE("durations are told in two units at most, and never as 60 of one") {
  CHECK(duration_text(0) == "0.0 s");
  CHECK(duration_text(3.24) == "3.2 s");
  CHECK(duration_text(9.94) == "9.9 s");
  CHECK(duration_text(9.96) == "10 s");
  CHECK(duration_text(59.4) == "59 s");
  CHECK(duration_text(59.6) == "1 min 00 s");
  CHECK(duration_text(245) == "4 min 05 s");
  CHECK(duration_text(3599.7) == "1 h 00 min");
  CHECK(duration_text(4320) == "1 h 12 min");
  CHECK(duration_text(360'000) == "100 h 00 min");
}

TEST_CASE("bytes are told in the unit that needs no exponent") {
  CHECK(bytes_text(0) == "0 kB");
  CHECK(bytes_text(999'400) == "999 kB");
  CHECK(bytes_text(999'600) == "1 MB");
  CHECK(bytes_text(712'000'000) == "712 MB");
  CHECK(bytes_text(999'500'000) == "1 GB");
  CHECK(bytes_text(2'210'000'000'000) == "2.21 TB");
}

TEST_CASE("a word of the shell is quoted where it must be") {
  CHECK(shell_word("optimizer.lr=3e-4") == "optimizer.lr=3e-4");
  CHECK(shell_word("") == "''");
  CHECK(shell_word("my data") == "'my data'");
  CHECK(shell_word("it's") == "'it'\\''s'");
}

TEST_CASE("UTF-8 is told from other bytes") {
  CHECK(is_utf8("caf\u00e9 \u20ac"));
  CHECK(is_utf8(""));
  CHECK_FALSE(is_utf8("caf\xe9"));
}

TEST_CASE("nouns follow their number") {
  CHECK(counted(1, "picture") == "1 picture");
  CHECK(counted(0, "picture") == "0 pictures");
  CHECK(counted(2, "loss") == "2 losses");
  CHECK(counted(12'345, "picture") == "12,345 pictures");
}

TEST_CASE("words are joined as people say them") {
  CHECK(join_words({}) == "");
  CHECK(join_words({"a"}) == "a");
  CHECK(join_words({"a", "b"}) == "a and b");
  CHECK(join_words({"a", "b", "c"}, "or") == "a, b or c");
  CHECK(join({}, ".") == "");
  CHECK(join({"a", "a", "a"}, ".") == "a.a.a");
}

TEST_CASE("splitting keeps empty parts, so that joining gives the text again") {
  CHECK(split("", ',') == std::vector<std::string>{""});
  CHECK(split("a", ',') == std::vector<std::string>{"a"});
  CHECK(split(",a,,b,", ',') == std::vector<std::string>{"", "a", "", "b", ""});
  CHECK(join(split(",a,,b,", ','), ",") == ",a,,b,");
  CHECK(trimmed(" \t a b\r\n") == "a b");
  CHECK(trimmed(" \n").empty());
}

TEST_CASE("characters of UTF-8 are told from other bytes") {
  CHECK(utf8_length("a", 0) == 1);
  CHECK(utf8_length("aä", 1) == 2);
  CHECK(utf8_length("漢", 0) == 3);
  CHECK(utf8_length("🙂", 0) == 4);
  CHECK(utf8_length("ä", 1) == 0);
  CHECK(utf8_length("\xe2\x82", 0) == 0);
  CHECK(utf8_length("\xc3z", 0) == 0);
  CHECK(utf8_length("\xff", 0) == 0);
}

TEST_CASE("a text is a number as a whole or not at all") {
  CHECK(to_int("42") == 42);
  CHECK(to_int("+42") == 42);
  CHECK(to_int("-42") == -42);
  CHECK(to_int("9223372036854775807") == std::numeric_limits<std::int64_t>::max());
  for (const char* text : {"", "+", "-", " 1", "1 ", "1.0", "1e3", "0x10", "9223372036854775808",
                           "1_000", "--1", "+-1", "++1"}) {
    CAPTURE(text);
    CHECK_FALSE(to_int(text));
  }
  CHECK(to_double("1e-3") == 1e-3);
  CHECK(to_double(".5") == .5);
  CHECK(to_double("+.5") == .5);
  CHECK(std::isnan(to_double("nan").value()));
  CHECK(to_double("1e-999") == 0);
  CHECK(to_double("-1e-999") == 0);
  for (const char* text : {"", "+", ".", "e", " 1", "1 ", "1,5", "1e", "0x10", "1e999", "+-1"}) {
    CAPTURE(text);
    CHECK_FALSE(to_double(text));
  }
}

TEST_CASE("the edit distance counts inserting, deleting, replacing and swapping neighbours") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("abc", "") == 3);
  CHECK(edit_distance("patience", "patience") == 0);
  CHECK(edit_distance("patience", "pateince") == 1);
  CHECK(edit_distance("patience", "patince") == 1);
  CHECK(edit_distance("patience", "pattience") == 1);
  CHECK(edit_distance("patience", "patiende") == 1);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("ab", "ba") == 1);
  CHECK(edit_distance("ca", "abc") == 3);  // optimal string alignment; no edit within a swap
  CHECK(edit_distance("sunday", "saturday") == edit_distance("saturday", "sunday"));
}

TEST_CASE("the nearest word is the one that was meant, or none") {
  const std::vector<std::string> keys{"lr", "momentum", "patience", "epochs", "out_channels"};
  CHECK(nearest("pateince", keys) == "patience");
  CHECK(nearest("momentun", keys) == "momentum");
  CHECK(nearest("epoch", keys) == "epochs");
  CHECK(nearest("lR", keys) == "lr");
  CHECK(nearest("out_chanels", keys) == "out_channels");
  CHECK(nearest("epochs_to_train", keys) == "epochs");  // one holds the other
  CHECK(nearest("mom", keys) == "momentum");
  CHECK(nearest("OutChannels", keys) == "out_channels");
  CHECK(nearest("out-channels", keys) == "out_channels");
  CHECK(nearest("MOMENTUN", keys) == "momentum");
  CHECK_FALSE(nearest("colour", keys));
  CHECK_FALSE(nearest("x", keys));
  CHECK_FALSE(nearest("anything", {}));
  CHECK_FALSE(nearest(std::string(100'000, 'a'), keys));
  CHECK(nearest("b", {"aa", "bb", "ba"}) == "bb");  // of two equally near, the first
  CHECK_FALSE(nearest("6", {"1", "2", "3"}));
}

TEST_CASE("a character of UTF-8 is told from bytes that only resemble one") {
  for (const char* character : {"a", "\x7f", "\u0080", "\u07ff", "\u0800", "\ud7ff", "\ue000",
                                "\uffff", "\U00010000", "\U0010ffff"}) {
    CAPTURE(character);
    CHECK(utf8_length(character, 0) == std::string(character).size());
  }
  for (const char* bytes : {"\x80", "\xbf", "\xc0\xaf", "\xc1\xbf", "\xc3", "\xc3(", "\xe0\x9f\xbf",
                            "\xe2\x82", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf",
                            "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff"}) {
    CAPTURE(bytes);
    CHECK(utf8_length(bytes, 0) == 0);
  }
  CHECK(utf8_length("aä", 1) == 2);
}

TEST_CASE("names are the same whatever joins their words, and in any case") {
  CHECK(same_name("MaxPool2d", "max_pool2d"));
  CHECK(same_name("early-stopping", "early_stopping"));
  CHECK(same_name("", "_"));
  CHECK_FALSE(same_name("conv1d", "conv2d"));
}

TEST_CASE("a table's columns line up, whatever alphabet they are in") {
  TextTable table("lr");
  table.row({"épochs", "5"});
  table.row({"x", "1,000", "note"});
  CHECK(table.str("  ") == "  épochs      5\n  x       1,000  note");
  CHECK(TextTable("l").str() == "");
  TextTable ragged("l");
  ragged.row({"ab", "", ""});
  CHECK(ragged.str() == "ab");
}
