// Files of word vectors, and what is asked of them, on tables small enough to work out by hand.
#include "words/word_vectors.h"

#include <cmath>

#include "core/error.h"
#include "core/file.h"
// (last)
#include "catch.h"

using namespace mlday;

namespace {

WordVectors of_text(const std::string& text) {
  const auto path = std::filesystem::temp_directory_path() / "mlday_words.txt";
  write_file_atomically(path, text);
  return WordVectors(path);
}

std::string refusal(const std::string& text) {
  try {
    of_text(text);
  } catch (const Error& error) {
    const std::string message = error.what();
    return message.substr(message.find(".txt") + 4);
  }
  return "";
}

const char* const six =
    "man 1 0 0\nwoman 1 1 0\nking 1 0 2\nqueen 1 1 2.5\naunt 0 2 -1\nchild 1 1.5 2\n";

}  // namespace

TEST_CASE("word vectors are read with and without word2vec's first line") {
  for (const std::string head : {"", "6 3\n", "\xEF\xBB\xBF"}) {
    const auto words = of_text(head + six);
    CHECK(words.size() == 6);
    CHECK(words["queen"] == Vector{1, 1, 2.5});
  }
}

TEST_CASE("lines that are no word vectors are refused with their number") {
  CHECK(refusal("a 1 2\nb 3\n") ==
        ":2: the line has 1 number behind its word, and the first has 2");
  CHECK(refusal("2 2\na 1 2\nb 3 x\n") == ":3: `x` is no number");
  CHECK(refusal("a 1 2\n\xFF 3 4\n") == ":2: the word `\\xFF` is not UTF-8");
  CHECK(refusal("") == " has no word vectors: it is empty");
}

TEST_CASE("a word that is not there is an error with a near one") {
  const auto words = of_text(six);
  CHECK_THROWS_WITH(words["quen"], ContainsSubstring("no word `quen`: did you mean `queen`?"));
}

TEST_CASE("the two rules of analogies may differ") {
  const auto words = of_text(six);
  // (w - king) is along woman - man exactly for child alone; queen is nearer to (1, 1, 2).
  CHECK(words.analogy_by_difference("man", "woman", "king").first == "child");
  CHECK(words.analogy_by_sum("man", "woman", "king").first == "queen");
  CHECK(words.nearest(words["king"], 2, {"king"}).front().first == "queen");
}

TEST_CASE("neutralized and equalized words stand alike to the axis") {
  const Vector axis{0, 2, 0};
  CHECK(neutralized({3, 4, 5}, axis) == Vector{3, 0, 5});
  const auto [a, b] = equalized({.5, -.2, .1}, {.5, .6, .1}, axis);
  CHECK(cosine(a, axis) == Approx(-cosine(b, axis)));
  CHECK(a[1] == Approx(-std::sqrt(1 - .26)));
  CHECK(b[1] == Approx(std::sqrt(1 - .26)));
}
