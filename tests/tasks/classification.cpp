// Classification's loss and metrics against PyTorch's figures, and the report against numbers
// worked out by hand from scikit-learn's definitions.
#include "data/batches.h"
#include "models/net.h"
#include "task_of.h"
#include "tasks/confusion.h"
#include "train/evaluate.h"

using namespace mlday;
using namespace mlday::test;

namespace {

std::unique_ptr<Task> classification_task(const std::string& smoothing = "0") {
  return task_of("{label_smoothing: " + smoothing + "}", classes(4));
}

torch::Tensor logits() { return wave({5, 4}, .7, 3); }
torch::Tensor targets() { return torch::tensor({0, 1, 1, 3, 2}); }

/// Truth in rows: class 2 is never predicted, class 3 is never there.
Confusion hand_made() {
  Confusion confusion(4);
  confusion.counts = {{5, 1, 0, 0}, {2, 6, 0, 1}, {1, 3, 0, 1}, {0, 0, 0, 0}};
  return confusion;
}

}  // namespace

TEST_CASE("cross entropy with and without label smoothing is PyTorch's, gradient included") {
  const auto expected = figures("classification");
  for (const std::string smoothing : {"0", "0.1", "0.3"}) {
    INFO("label_smoothing " << smoothing);
    const auto outputs = logits().requires_grad_();
    const auto loss = classification_task(smoothing)->loss(outputs, targets());
    loss.backward();
    CHECK(loss.item<double>() ==
          Approx(expected.at(smoothing).at("loss").get<double>()).epsilon(1e-13));
    CHECK(deviation(outputs.grad(), expected.at(smoothing).at("gradient")) < 1e-13);
  }
}

TEST_CASE("label smoothing trains on (1 - e) * one-hot + e / classes") {
  const double e = .2;
  const auto smoothed = (1 - e) * torch::one_hot(targets(), 4).to(torch::kFloat64) + e / 4;
  const auto by_hand = -(smoothed * logits().log_softmax(1)).sum(1).mean();
  CHECK(classification_task(".2")->loss(logits(), targets()).item<double>() ==
        Approx(by_hand.item<double>()).epsilon(1e-13));
  for (const auto* refused : {"1", "-.1"}) CHECK_THROWS_AS(classification_task(refused), Error);
}

TEST_CASE("an epoch's loss and accuracy are means over samples, also with a smaller last batch") {
  const auto task = classification_task();
  Meter meter(*task);
  // Batches of 3 and 2 samples: the mean over batches would be 2.
  meter.add(logits().slice(0, 0, 3), targets().slice(0, 0, 3), 1);
  meter.add(logits().slice(0, 3), targets().slice(0, 3), 3);
  CHECK(meter.result().find("loss").value() == Approx((3 * 1 + 2 * 3) / 5.0));
  CHECK(meter.result().find("accuracy").value() ==
        figures("classification").at("accuracy").get<double>());
}

TEST_CASE("a meter's state restored gives the same result from there on") {
  const auto task = classification_task();
  Meter whole(*task), before(*task), after(*task);
  const auto first = [&](Meter& m) { m.add(logits(), targets(), .3); };
  const auto second = [&](Meter& m) {
    m.add(logits().slice(0, 0, 2), targets().slice(0, 0, 2), .7);
  };
  first(whole), second(whole);
  first(before);
  after.restore(before.state());
  second(after);
  CHECK(after.result().items() == whole.result().items());
  CHECK(before.result().items() != whole.result().items());
}

TEST_CASE("evaluation is over samples, whatever the batch size, and leaves the mode as it was") {
  Net net("[linear: 6, batch_norm, relu, dropout: .5, linear: 4]", {3});
  const TensorDataset dataset(wave({11, 3}, 1).to(torch::kFloat32), torch::arange(11) % 4);
  const auto task = classification_task();
  const auto whole = evaluate(*net, *task, dataset, {.batch_size = 11});
  for (const std::int64_t size : {1, 4, 5}) {
    const auto parts = evaluate(*net, *task, dataset, {.batch_size = size, .workers = 2});
    CHECK(parts.find("loss").value() == Approx(whole.find("loss").value()).epsilon(1e-6));
    CHECK(parts.find("accuracy").value() == whole.find("accuracy").value());
  }
  CHECK(net->is_training());
  net->eval();
  const auto outputs = outputs_of(*net, dataset, {.batch_size = 4});
  CHECK_FALSE(net->is_training());
  CHECK(outputs.outputs.sizes().vec() == Shape{11, 4});
  CHECK(same_bits(outputs.targets, torch::arange(11) % 4));
  CHECK(task->loss(outputs.outputs, outputs.targets).item<double>() ==
        Approx(whole.find("loss").value()).epsilon(1e-6));
}

TEST_CASE("a report has scikit-learn's precision, recall, F1 and means") {
  const auto report = report_of(hand_made());
  CHECK(hand_made().total() == 20);
  REQUIRE(report.classes.size() == 4);
  // Predicted: 8, 10, 0, 2. There: 6, 9, 5, 0. A ratio of nothing is 0.
  CHECK(report.classes[0].precision == Approx(5.0 / 8));
  CHECK(report.classes[0].recall == Approx(5.0 / 6));
  CHECK(report.classes[0].f1 == Approx(2 * (5.0 / 8) * (5.0 / 6) / (5.0 / 8 + 5.0 / 6)));
  CHECK(report.classes[0].support == 6);
  CHECK(report.classes[1].precision == Approx(.6));
  CHECK(report.classes[1].recall == Approx(6.0 / 9));
  CHECK(report.classes[1].f1 == Approx(12.0 / 19));
  CHECK(report.classes[2].precision == 0);
  CHECK(report.classes[2].recall == 0);
  CHECK(report.classes[2].f1 == 0);
  CHECK(report.classes[2].support == 5);
  CHECK(report.classes[3].precision == 0);
  CHECK(report.classes[3].support == 0);
  CHECK(report.macro.precision == Approx((.625 + .6) / 4));
  CHECK(report.macro.recall == Approx((5.0 / 6 + 6.0 / 9) / 4));
  CHECK(report.macro.f1 == Approx((10.0 / 14 + 12.0 / 19) / 4));
  CHECK(report.macro.support == 20);
  CHECK(report.weighted.precision == Approx((6 * .625 + 9 * .6) / 20));
  CHECK(report.weighted.recall == Approx(11.0 / 20));  // is accuracy
  CHECK(report.weighted.f1 == Approx((6 * 10.0 / 14 + 9 * 12.0 / 19) / 20));
}

TEST_CASE("a report on nothing is all zeros") {
  const auto report = report_of(Confusion(3));
  CHECK(report.macro.f1 == 0);
  CHECK(report.weighted.precision == 0);
  CHECK(report.classes[2].recall == 0);
}

TEST_CASE("the worst mistakes come first, ties by class number, no more than asked for") {
  const auto mistakes = worst_mistakes(hand_made(), 4);
  std::vector<std::vector<std::size_t>> pairs;
  for (const auto& m : mistakes)
    pairs.push_back({m.truth, m.prediction, static_cast<std::size_t>(m.count)});
  CHECK(pairs == std::vector<std::vector<std::size_t>>{{2, 1, 3}, {1, 0, 2}, {0, 1, 1}, {1, 3, 1}});
  CHECK(worst_mistakes(hand_made(), 100).size() == 6);
  CHECK(worst_mistakes(Confusion(3), 5).empty());
}
