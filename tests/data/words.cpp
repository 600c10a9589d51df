// Texts of a table as numbers of words, by the rules of Keras' TextVectorization.
#include "data/tables/words.h"

#include "data/loader.h"
#include "data/tables/table.h"
#include "torch_helpers.h"

using namespace mlday;
using namespace mlday::test;

namespace {

using Words = std::vector<std::string>;

WordSettings words(const std::string& yaml) { return settings_of(word_spec(), yaml); }

TableText messages(const std::string& text) {
  return {parse_csv(text, "t.csv", ',', true), "t.csv", {}};
}

const auto four_messages = "label,text\nham,Hello there!\nspam,win WIN win\nham,hello you\nham,\n";

}  // namespace

TEST_CASE("a text is standardized and split as Keras does by default") {
  CHECK(words_of("  It's  4 o'clock,\tOK? \n", {}) == Words{"its", "4", "oclock", "ok"});
  CHECK(words_of("A-B_c {d}", {}) == Words{"abc", "d"});
  CHECK(words_of("Déjà Vu", {}) == Words{"déjà", "vu"});
  CHECK(words_of("...", {}).empty());
}

TEST_CASE("how a text is standardized, split and cut can be chosen") {
  CHECK(words_of("Hi, You!", words("{standardize: lower}")) == Words{"hi,", "you!"});
  CHECK(words_of("Hi, You!", words("{standardize: strip_punctuation}")) == Words{"Hi", "You"});
  CHECK(words_of("Hi, You!", words("{standardize: none}")) == Words{"Hi,", "You!"});
  CHECK(words_of("Né!", words("{split: character}")) == Words{"n", "é"});
  CHECK(words_of("a b c", words("{max_length: 2}")) == Words{"a", "b"});
}

TEST_CASE("a vocabulary begins with filling and unknown words and goes on by frequency") {
  const Words texts{"b a c", "a b", "a d"};
  CHECK(vocabulary_of(texts, {}) == Words{"", "[UNK]", "a", "b", "d", "c"});
  CHECK(vocabulary_of(texts, words("{max_tokens: 3}")) == Words{"", "[UNK]", "a"});
  const TextEncoder encoder({"", "[UNK]", "a", "b"}, {});
  CHECK(same_bits(encoder.encode("b x A"), torch::tensor({3, 1, 2})));
  CHECK(same_bits(encoder.encode(""), torch::tensor({1})));
}

TEST_CASE("a text column is an input of its own with the training rows' words") {
  const auto settings = settings_of(table_spec(), "{columns: {label: target, text: text}}");
  auto data = table_data(settings, {}, messages(four_messages));
  data.fit(data, {0, 1});
  REQUIRE(data.facts.inputs.size() == 1);
  const auto& field = data.facts.input();
  CHECK(field.name == "text");
  CHECK(field.shape == Shape{varies});
  CHECK(field.longest == 3);
  CHECK(field.vocabulary == Words{"", "[UNK]", "win", "there", "hello"});
  CHECK(same_bits(data.train->get(2).input(), torch::tensor({4, 1})));
  CHECK(same_bits(data.train->get(3).input(), torch::tensor({1})));
  CHECK((data.train->batching().inputs == std::vector{Batching::pad}));

  // A checkpoint's words stay, whatever the new table says.
  const auto known = facts_of_metadata(facts_metadata(data.facts), "x");
  const auto again = table_data(settings, {.known = &known}, messages("text,label\nyou win,ham\n"));
  CHECK(same_bits(again.train->get(0).input(), torch::tensor({1, 2})));
  const auto asked = read_inputs(settings, messages("text\nthere\n"), known);
  CHECK(asked.apart.at(0).cells == Words{"there"});
}

TEST_CASE("numbers and texts of a row are inputs side by side") {
  const auto settings =
      settings_of(table_spec(), "{columns: {y: target, text: text}, scale: standard}");
  auto data = table_data(settings, {}, messages("x,text,y\n1,a b,2\n3,b,4\n"));
  data.fit(data, {0, 1});
  REQUIRE(data.facts.inputs.size() == 2);
  CHECK(data.facts.inputs[0].name == "row");
  CHECK(data.facts.inputs[1].name == "text");
  CHECK(data.facts.inputs_text() == "row 1 and text up to 2 words");
  const auto sample = data.train->get(0);
  CHECK(sample.inputs.at(0).item<float>() == -1);
  CHECK(same_bits(sample.inputs.at(1), torch::tensor({3, 2})));
}

TEST_CASE("keys of texts and pictures are refused where a column is neither") {
  const auto refusal = [](const std::string& column) {
    try {
      table_data(settings_of(table_spec(), "{columns: {label: target, text: " + column + "}}"), {},
                 messages(four_messages));
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  CHECK_THAT(refusal("{max_tokens: 9}"), ContainsSubstring("for columns of type text"));
  CHECK_THAT(refusal("{type: text, image_size: 9}"), ContainsSubstring("of type picture"));
  CHECK(refusal("{type: text, max_tokens: 9}") == "accepted");
}
