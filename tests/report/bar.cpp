#include "report/bar.h"

#include <cmath>

#include "core/terminal.h"

#include "catch.h"

using namespace mlday;

namespace {

BarFacts day64() {
  return {.epoch = 3,
          .epochs = 20,
          .step = 57,
          .steps = 230,
          .share = .25,
          .loss = .12345,
          .metric = "val_accuracy",
          .metric_value = .98765,
          .rate = 430.4,
          .noun = "image",
          .memory = 1'250'000'000,
          .epoch_left = 52,
          .left = 1213};
}

std::string at(int columns, const BarFacts& facts = day64()) {
  return BarLine(true).text(facts, columns);
}

}  // namespace

TEST_CASE("a bar says all that there is to say where there is room") {
  CHECK(at(160) ==
        "epoch  3/20 ███░░░░░░░░░░░  57/230  loss 0.1235  val_accuracy 0.9877  430 images/s  "
        "1.25 GB  52 s left, 20 min 13 s in all");
}

TEST_CASE("at 80 columns a bar still says all, in fewer words") {
  CHECK(at(79) ==
        " 3/20 ██░░░░░░  57/230 loss 0.1235 val_accuracy 0.9877 430/s 1.25 GB 0:52/20:13");
}

TEST_CASE("on narrower terminals the least important fields go first") {
  CHECK(at(76) == " 3/20 ███░░░░░░░░░░  57/230 loss 0.1235 val_accuracy 0.9877 430/s 0:52/20:13");
  CHECK(at(62) == " 3/20  57/230 loss 0.1235 val_accuracy 0.9877 430/s 0:52/20:13");
  CHECK(at(58) == " 3/20  57/230 loss 0.1235 val_accuracy 0.9877 430/s 20:13");
  CHECK(at(55) == " 3/20  57/230 loss 0.1235 val_accuracy 0.9877 20:13");
  CHECK(at(39) == " 3/20  57/230 loss 0.1235 20:13");
  CHECK(at(24) == " 3/20 loss 0.1235 20:13");
  CHECK(at(18) == " 3/20 loss 0.1235");
  CHECK(at(10) == " 3/20");
  CHECK(at(3) == " 3/");
  CHECK(at(0).empty());
}

TEST_CASE("a bar is never wider than there are columns") {
  auto facts = day64();
  facts.loss = 123456.789;
  facts.metric = "精度_вал";
  facts.left = facts.epoch_left = 1e7;
  for (int columns = 0; columns < 170; ++columns) {
    CAPTURE(columns);
    CHECK(display_width(at(columns, facts)) <= static_cast<std::size_t>(columns));
    CHECK(display_width(at(columns)) <= static_cast<std::size_t>(columns));
  }
}

TEST_CASE("what is not known is left out") {
  auto facts = day64();
  facts.metric.clear();
  facts.rate = facts.epoch_left = facts.left = BarFacts::unknown;
  facts.memory = 0;
  CHECK(at(80, facts) == "epoch  3/20 ███░░░░░░░░░░░  57/230  loss 0.1235");
  facts.loss = std::nan("");
  CHECK(at(80, facts) == "epoch  3/20 ███░░░░░░░░░░░  57/230  loss nan");
}

TEST_CASE("a bar's fields stay where they are while their numbers become shorter") {
  BarLine bar(true);
  auto facts = day64();
  facts.rate = 10'000;
  facts.left = 7000;
  const auto wide = bar.text(facts, 79);
  facts.rate = 9;
  facts.left = 50;
  const auto narrow = bar.text(facts, 79);
  CHECK(wide.find("loss") == narrow.find("loss"));
  CHECK(wide.find("1.25 GB") == narrow.find("1.25 GB"));
  // Another width begins anew.
  CHECK(bar.text(facts, 160) == at(160, facts));
  CHECK(bar.text(facts, 79) == at(79, facts));
}

TEST_CASE("a bar is full when the epoch is, and of plain characters without UTF-8") {
  auto facts = day64();
  facts.share = 1;
  CHECK_THAT(BarLine(false).text(facts, 160), ContainsSubstring(" ############## "));
  facts.share = 0;
  CHECK_THAT(BarLine(false).text(facts, 160), ContainsSubstring(" .............. "));
  CHECK_THAT(at(160, facts), ContainsSubstring(" ░░░░░░░░░░░░░░ "));
}

TEST_CASE("a smooth rate follows within seconds and jumps at no single moment") {
  SmoothRate rate;
  CHECK(std::isnan(rate.value()));
  rate.add(10, .1);
  CHECK(rate.value() == Approx(100));
  rate.add(100, .1);  // ten times as fast for a tenth of a second
  CHECK(rate.value() < 120);
  for (int i = 0; i < 200; ++i) rate.add(50, .1);
  CHECK(rate.value() == Approx(500).epsilon(.02));
}
