#include "report/paired.h"

#include <cmath>

#include "core/statistics.h"
#include "report/chance.h"

#include "catch.h"

using namespace mlday;

namespace {

/// Samples of one class, right where a letter is "+".
std::vector<Prediction> judged(const std::string& marks, int first = 0) {
  std::vector<Prediction> list;
  for (const char mark : marks)
    list.push_back({"s" + std::to_string(first++), "", "cat", mark == '+' ? "cat" : "dog"});
  return list;
}

std::vector<Prediction> numbers(const std::vector<double>& predictions, double truth = 1) {
  std::vector<Prediction> list;
  for (std::size_t i = 0; i < predictions.size(); ++i)
    list.push_back({"row " + std::to_string(i), "price", std::to_string(truth),
                    std::to_string(predictions[i])});
  return list;
}

std::string alone(const PairedTest& test) { return words_of(test, test.p, 1); }

}  // namespace

TEST_CASE("who is right on more is said with how often chance does as much") {
  const auto test = paired_test(judged("++--+-----"), judged("+-+++-+++-"), "A", "B");
  CHECK(test.p == mcnemar_p(1, 5));
  CHECK(alone(test) ==
        "B is right on 4 more of 10 than A (on 5 that only it has right, against 1); chance alone "
        "does as "
        "much in 1 of 5 such comparisons: it may well be chance");
  const auto sure =
      paired_test(judged(std::string(40, '+')), judged(std::string(40, '-')), "A", "B");
  CHECK(alone(sure) ==
        "A is right on 40 more of 40 than B (on 40 that only it has right, against 0); chance "
        "alone does "
        "as much in fewer than 1 of a million such comparisons");
}

TEST_CASE("of several comparisons Holm's correction decides") {
  const auto test = paired_test(judged(std::string(7, '+')), judged(std::string(7, '-')), "A", "B");
  CHECK(words_of(test, 3 * test.p, 3) ==
        "A is right on 7 more of 7 than B (on 7 that only it has right, against 0); chance alone "
        "does as "
        "much in 1 of 64 such comparisons, or 1 of 21 by Holm's correction for 3 of them");
}

TEST_CASE("ties and disagreements on few samples are told as such") {
  CHECK(alone(paired_test(judged("+-"), judged("+-"), "A", "B")) ==
        "A and B are right on the same samples of 2");
  CHECK(alone(paired_test(judged("+-"), judged("-+"), "A", "B")) ==
        "A and B are right on as many of 2: each on 1 that the other has wrong");
  CHECK_THAT(alone(paired_test(judged("+++"), judged("+--"), "A", "B")),
             ContainsSubstring("in 1 of 2 such comparisons: it may well be chance (they disagree "
                               "on too few samples to tell)"));
}

TEST_CASE("only samples that both have count") {
  const auto test = paired_test(judged("++++", 0), judged("--+++", 2), "A", "B");
  CHECK(test.p == mcnemar_p(2, 0));
  CHECK_THAT(test.caveat,
             ContainsSubstring("only the 2 that both were evaluated on count, of 4 and 5"));
}

TEST_CASE("nothing is tested where samples, truths or what is predicted differ") {
  const auto none = paired_test(judged("++"), judged("++", 2), "A", "B");
  CHECK_FALSE(none.is_tested());
  CHECK_THAT(alone(none), ContainsSubstring("none of them shared"));
  auto relabelled = judged("+++");
  relabelled[1].truth = "dog";
  const auto other = paired_test(judged("+++"), relabelled, "A", "B");
  CHECK_FALSE(other.is_tested());
  CHECK_THAT(alone(other), ContainsSubstring("of the 3 sample names that A and B share, 1 have"));
  const auto kinds = paired_test(judged("++"), numbers({1, 2}), "A", "B");
  CHECK_FALSE(kinds.is_tested());
  CHECK_THAT(alone(kinds), ContainsSubstring("predict different things (classes; price)"));
}

TEST_CASE("samples of one name are matched in their order") {
  const std::vector<Prediction> a{{"x", "", "cat", "cat"}, {"x", "", "dog", "cat"}};
  const std::vector<Prediction> b{{"x", "", "cat", "dog"}, {"x", "", "dog", "dog"}};
  const auto test = paired_test(a, b, "A", "B");
  CHECK(test.is_tested());
  CHECK_FALSE(test.differ);
}

TEST_CASE("numbers are compared by squared errors over the same samples") {
  const auto test =
      paired_test(numbers({1.5, 2, 0, 1.5, 2}), numbers({1.1, 1, 1, 1.25, 1}), "A", "B");
  CHECK(test.method == "Paired bootstrap of squared errors, 10,000 draws");
  CHECK(test.at_most);
  CHECK(alone(test) ==
        "B misses by less over 5 than A (rmse 0.1204 against 0.8367); chance alone does as much in "
        "at "
        "most 1 of 5,000 such comparisons");
  CHECK(alone(paired_test(numbers({1, 2}), numbers({1, 2}), "A", "B")) ==
        "A and B miss by the same on each of 2");
  CHECK_FALSE(paired_test(numbers({1}), numbers({2}), "A", "B").is_tested());
  CHECK_FALSE(paired_test(numbers({1, NAN}), numbers({2, 1}), "A", "B").is_tested());
  // Truths that were scaled back differ in their last digits.
  CHECK(paired_test(numbers({1, 2}), numbers({1, 3}, 1.000001), "A", "B").is_tested());
  CHECK_FALSE(paired_test(numbers({1, 2}), numbers({1, 3}, 1.01), "A", "B").is_tested());
}

TEST_CASE("the numbers of one sample count once") {
  const auto two_numbers = [](double x, double y) {
    return std::vector<Prediction>{{"r1", "x", "0", std::to_string(x)},
                                   {"r1", "y", "0", std::to_string(y)},
                                   {"r2", "x", "0", std::to_string(x)},
                                   {"r2", "y", "0", std::to_string(y)}};
  };
  const auto test = paired_test(two_numbers(1, 1), two_numbers(0, 2), "A", "B");
  CHECK_THAT(test.finding,
             ContainsSubstring("A misses by less over 2 than B (rmse 1 against 1.414)"));
  auto more = two_numbers(0, 2);
  more.push_back({"r3", "x", "0", "0"});
  more.push_back({"r3", "y", "0", "0"});
  CHECK(paired_test(two_numbers(1, 1), more, "A", "B").caveat ==
        "only the 2 that both were evaluated on count, of 2 and 3");
}

TEST_CASE("a chance is a share of comparisons that can be pictured") {
  CHECK(chance_text(1) == "nearly all");
  CHECK(chance_text(.77) == "8 of 10");
  CHECK(chance_text(.3346877587) == "1 of 3");
  CHECK(chance_text(.0156) == "1 of 64");
  CHECK(chance_text(.00012345) == "1 of 8,100");
  CHECK(chance_text(2e-6) == "1 of 500,000");
  CHECK(chance_text(1e-9) == "fewer than 1 of a million");
}
