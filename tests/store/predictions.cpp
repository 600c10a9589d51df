#include "store/predictions.h"

#include <cmath>

#include "core/error.h"
#include "core/file.h"
#include "core/temporary_folder.h"

#include "catch.h"

using namespace mlday;

namespace {

std::vector<Prediction> read_back(const std::string& text) {
  const TemporaryFolder folder;
  write_file(folder / "test.csv", text);
  return read_predictions(folder / "test.csv");
}

std::string why_not(const std::string& text) {
  try {
    read_back(text);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("predicted classes are read back, whatever samples and classes are called") {
  const auto list = read_back(class_predictions_header() +
                              class_prediction_row("a, \"b\"\n.png", " cat", "<b>,", .75, .125) +
                              class_prediction_row("日", "dog", "dog", 1, 1));
  REQUIRE(list.size() == 2);
  CHECK(list[0].sample == "a, \"b\"\n.png");
  CHECK(list[0].truth == " cat");
  CHECK(list[0].prediction == "<b>,");
  CHECK(list[0].target.empty());
  CHECK(list[1].sample == "日");
}

TEST_CASE("predicted numbers are read back, those that are none too") {
  const auto list = read_back(number_predictions_header() +
                              number_prediction_row("row 2", "price, $", 1.5, -2e-7) +
                              number_prediction_row("row 2", "size", 3, NAN));
  REQUIRE(list.size() == 2);
  CHECK(list[0].target == "price, $");
  CHECK(list[0].truth == "1.5");
  CHECK(list[0].prediction == "-2e-07");
  CHECK(list[1].prediction == "nan");
}

TEST_CASE("a broken list of predictions is refused with its line") {
  CHECK_THAT(why_not("sample,class\na,b\n"),
             ContainsSubstring("test.csv:1: this is no list of predictions"));
  CHECK_THAT(why_not(class_predictions_header() + "a,cat,dog,.5,.25\nb,cat,dog,high,.25\n"),
             ContainsSubstring("test.csv:3: confidence should be a number and is `high`"));
  CHECK_THAT(why_not(number_predictions_header() + "a,price,1\n"),
             ContainsSubstring("test.csv:2: 3 cells, but the table has 4 columns"));
  CHECK_THAT(why_not(number_predictions_header()), ContainsSubstring("holds no rows"));
}
