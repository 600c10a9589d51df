// Every task's losses, gradients and metrics against PyTorch's and NumPy's
// (scripts/oracle/make_task_figures.py), and what each says of data that it does not fit.
#include <cmath>
#include <map>

#include "task_of.h"
#include "tasks/losses/loss.h"

using namespace mlday;
using namespace mlday::test;

namespace {

torch::Tensor some_logits() { return wave({5, 4}, .7, 3); }
torch::Tensor truth() { return torch::tensor({0, 1, 1, 3, 2}); }

torch::Tensor marks() { return (wave({5, 3}, 2) > 0).to(torch::kFloat64); }

DataFacts text_of_four_symbols() {
  auto facts = classes(4);
  facts.is_text = true;
  facts.input().shape = {5};
  return facts;
}

DataFacts two_scaled_numbers() {
  auto facts = numbers({"a", "b"});
  facts.target_shift = {10, -3};
  facts.target_scale = {4, .5};
  return facts;
}

Metrics measured(const Task& task, const torch::Tensor& outputs, const torch::Tensor& targets) {
  Meter meter(task);
  meter.add(outputs, targets, 1);
  return meter.result();
}

std::string misfit_of(const std::string& yaml, const DataFacts& facts) {
  const auto misfit = chosen(tasks(), yaml)->misfit(facts);
  return misfit ? misfit->key + ": " + misfit->message : "";
}

}  // namespace

TEST_CASE("every task's kind and keys are documented, each key once") {
  CHECK(documentation_gaps(tasks()) == "");
  CHECK(documentation_gaps(regression_losses()) == "");
}

TEST_CASE("every task's meter gives the metrics it says, the loss first") {
  const auto check = [](const std::string& yaml, const DataFacts& facts,
                        const torch::Tensor& outputs, const torch::Tensor& targets) {
    INFO(yaml);
    std::vector<std::string> said, given;
    const auto settings = chosen(tasks(), yaml);
    for (const auto& metric : settings->metrics()) said.push_back(metric.name);
    const auto task = settings->make({facts});
    Meter meter(*task, true);
    meter.add(outputs, targets, 1);
    const auto result = meter.result();
    for (const auto& [name, value] : result.items()) given.push_back(name);
    CHECK(said == given);
    CHECK(said.front() == "loss");
  };
  check("classification", classes(4), some_logits(), truth());
  check("{top_k: 2}", classes(4), some_logits(), truth());
  check("{top_k: 2, macro_f1: true}", classes(4), some_logits(), truth());
  check("{activation: sigmoid}", numbers({"a", "b", "c"}), wave({5, 3}, 1.1, 2), marks());
  check("regression", numbers({"a", "b"}), wave({6, 2}, .4), wave({6, 2}, 1.9));
  check("language_model", text_of_four_symbols(), wave({2, 5, 4}, .2),
        torch::ones({2, 5}, torch::kInt64));
}

TEST_CASE("classes weighted, balanced and focal are as PyTorch makes them") {
  const auto expected = figures("tasks").at("classes");
  const auto facts = classes(4);
  check_loss(*task_of("{class_weights: [.5, 2, 1, 3]}", facts), some_logits(), truth(),
             expected.at("weighted"));
  check_loss(*task_of("{class_weights: balanced}", facts, {1, 2, 1, 1}), some_logits(), truth(),
             expected.at("balanced"));
  check_loss(*task_of("{focal_gamma: 2}", facts), some_logits(), truth(), expected.at("focal"));
  CHECK(measured(*task_of("{top_k: 2}", facts), some_logits(), truth())
            .find("top2_accuracy")
            .value() == expected.at("top2_accuracy").get<double>());
}

TEST_CASE("macro_f1 is the epoch's, of classes, of two by one output, and of labels") {
  const auto check = [](const std::string& task, const DataFacts& facts,
                        const torch::Tensor& outputs, const torch::Tensor& targets,
                        double expected) {
    INFO(task);
    const auto made = task_of(task, facts);
    Meter meter(*made);
    meter.add(outputs.slice(0, 0, 4), targets.slice(0, 0, 4), 1);
    meter.add(outputs.slice(0, 4), targets.slice(0, 4), 1);
    CHECK(meter.result().find("macro_f1").value() == Approx(expected).epsilon(1e-12));
  };
  const auto expected = figures("tasks");
  const auto of = [&](const char* part, const char* name) {
    return expected.at(part).at(name).get<double>();
  };
  check("{macro_f1: true}", classes(4), some_logits(), truth(), of("classes", "macro_f1"));
  check("{activation: sigmoid, macro_f1: true}", classes(2), wave({6, 1}, .3, 2),
        torch::tensor({0, 1, 1, 0, 1, 0}), of("labels", "binary_macro_f1"));
  check("{activation: sigmoid, macro_f1: true}", numbers({"a", "b", "c"}), wave({5, 3}, 1.1, 2),
        marks(), of("labels", "labels_macro_f1"));
}

TEST_CASE("a focal loss of small gamma has a gradient where the truth is certain") {
  const auto certain = torch::tensor({{40.F, -40.F}});
  const auto check = [](const Task& task, const torch::Tensor& outputs,
                        const torch::Tensor& targets) {
    const auto leaf = outputs.clone().requires_grad_();
    task.loss(leaf, targets).backward();
    CHECK(leaf.grad().abs().max().item<double>() < 1e-6);
  };
  check(*task_of("{focal_gamma: .5}", classes(2)), certain, torch::tensor({0}));
  check(*task_of("{activation: sigmoid, focal_gamma: .5}", numbers({"a", "b"})), certain,
        torch::tensor({{1.F, 0.F}}));
}

TEST_CASE("targets that are shares of classes count as PyTorch counts them") {
  const auto shares = torch::one_hot(truth(), 4).to(torch::kFloat64) * .7 + .3 / 4;
  const auto task = task_of("classification", classes(4));
  CHECK(
      task->loss(some_logits(), shares).item<double>() ==
      Approx(
          task_of("{label_smoothing: .3}", classes(4))->loss(some_logits(), truth()).item<double>())
          .epsilon(1e-12));
  CHECK(measured(*task, some_logits(), shares).find("accuracy") ==
        measured(*task, some_logits(), truth()).find("accuracy"));
}

TEST_CASE("sigmoid tells two classes apart by one output, or labels by one each") {
  const auto expected = figures("tasks").at("labels");
  const auto one = wave({6, 1}, .3, 2);
  const auto binary = torch::tensor({0, 1, 1, 0, 1, 0});
  const auto two = task_of("{activation: sigmoid}", classes(2));
  check_loss(*two, one, binary, expected.at("binary"));
  check_loss(*task_of("{activation: sigmoid, label_smoothing: .2}", classes(2)), one, binary,
             expected.at("binary_smooth"));
  check_loss(*task_of("{activation: sigmoid, class_weights: [.5, 3]}", classes(2)), one, binary,
             expected.at("binary_weighted"));
  CHECK(measured(*two, one, binary).find("accuracy").value() ==
        expected.at("binary_accuracy").get<double>());
  CHECK(two->predictions(one).sizes().vec() == Shape{6, 2});
  CHECK(torch::allclose(two->predictions(one).sum(1), torch::ones({6}, torch::kFloat64)));

  const auto three = numbers({"a", "b", "c"});
  const auto many = wave({5, 3}, 1.1, 2);
  check_loss(*task_of("{activation: sigmoid}", three), many, marks(), expected.at("labels"));
  check_loss(*task_of("{activation: sigmoid, class_weights: [1, 2, 4]}", three), many, marks(),
             expected.at("labels_weighted"));
  CHECK(
      measured(*task_of("{activation: sigmoid}", three), many, marks()).find("accuracy").value() ==
      Approx(expected.at("labels_accuracy").get<double>()));
}

TEST_CASE("regression's losses are PyTorch's, and its metrics are in the targets' units") {
  const auto expected = figures("tasks").at("numbers");
  const auto outputs = wave({6, 2}, .4, 2), targets = wave({6, 2}, 1.9, 2.5);
  const auto facts = two_scaled_numbers();
  const std::map<std::string, std::string> losses{
      {"mse", "mse"},           {"mae", "mae"},         {"smooth_l1", "{smooth_l1: .7}"},
      {"huber", "{huber: .7}"}, {"poisson", "poisson"}, {"quantile", "{quantile: .9}"}};
  for (const auto& [name, loss] : losses) {
    INFO(name);
    check_loss(*task_of("{name: regression, loss: " + loss + "}", facts), outputs, targets,
               expected.at(name));
  }
  const auto task = task_of("regression", facts);
  Meter meter(*task);  // in two batches of different sizes
  meter.add(outputs.slice(0, 0, 4), targets.slice(0, 0, 4), 1);
  meter.add(outputs.slice(0, 4), targets.slice(0, 4), 1);
  for (const auto& [name, value] : expected.at("metrics").items()) {
    INFO(name);
    CHECK(meter.result().find(name).value() == Approx(value.get<double>()).epsilon(1e-12));
  }
  CHECK(task->predictions(outputs)[0][1].item<double>() ==
        Approx(outputs[0][1].item<double>() * .5 - 3));
}

TEST_CASE("counts are predicted by their mean, and are no negative numbers") {
  DataFacts facts{.target_names = {"rides"}};
  const auto task = task_of("{name: regression, loss: poisson}", facts);
  const auto logarithms = torch::tensor({{0.0F}, {std::log(4.0F)}});
  CHECK(task->predictions(logarithms).flatten()[1].item<double>() == Approx(4));
  CHECK(measured(*task, logarithms, torch::tensor({{1.0F}, {2.0F}})).find("mae").value() ==
        Approx(1));
  CHECK_THROWS_WITH(task->check({torch::tensor({{-1.0F}})}), ContainsSubstring("counts"));
  facts.target_shift = {1}, facts.target_scale = {2};
  CHECK(chosen(tasks(), "{name: regression, loss: poisson}")->misfit(facts));
}

TEST_CASE("a language model's loss passes over what lies behind the end") {
  const auto expected = figures("tasks").at("symbols");
  const auto outputs = wave({2, 5, 4}, .2, 2);
  const auto targets = torch::tensor({1, 3, 0, -100, -100, 2, 2, 1, 3, 0}).reshape({2, 5});
  const auto facts = text_of_four_symbols();
  const auto task = task_of("language_model", facts);
  check_loss(*task, outputs, targets, expected.at("mean"));
  check_loss(*task_of("{name: language_model, reduction: sum}", facts), outputs, targets,
             expected.at("sum"));
  const auto metrics = measured(*task, outputs, targets);
  CHECK(metrics.find("perplexity").value() == Approx(expected.at("perplexity").get<double>()));
  CHECK(metrics.find("accuracy").value() == Approx(expected.at("accuracy").get<double>()));
  CHECK_FALSE(metrics.find("smoothed_loss"));
}

TEST_CASE("a language model's loss is the same however its sequences are batched") {
  const auto outputs = wave({2, 5, 4}, .2, 2);
  const auto targets = torch::tensor({1, 3, 0, -100, -100, 2, 2, 1, 3, 0}).reshape({2, 5});
  for (const std::string reduction : {"mean", "sum"}) {
    INFO(reduction);
    const auto task =
        task_of("{name: language_model, reduction: " + reduction + "}", text_of_four_symbols());
    Meter whole(*task), apart(*task);
    const auto add = [&](Meter& meter, std::int64_t from, std::int64_t to) {
      const auto out = outputs.slice(0, from, to), truth = targets.slice(0, from, to);
      meter.add(out, truth, task->loss(out, truth).item<double>());
    };
    add(whole, 0, 2);
    add(apart, 0, 1);
    add(apart, 1, 2);
    const auto result = whole.result();
    CHECK(apart.result().find("loss").value() ==
          Approx(result.find("loss").value()).epsilon(1e-12));
    if (reduction == "mean")
      CHECK(std::exp(result.find("loss").value()) == Approx(result.find("perplexity").value()));
  }
}

TEST_CASE("the smoothed loss begins with a symbol's guess where the loss is a symbol's") {
  const auto task = task_of("language_model", text_of_four_symbols());
  Meter meter(*task, true);
  meter.add(wave({2, 5, 4}, .2), torch::ones({2, 5}, torch::kInt64), std::log(4));
  CHECK(meter.result().find("smoothed_loss").value() == Approx(std::log(4)));
}

TEST_CASE("the smoothed loss goes on from epoch to epoch, and over a pause") {
  const auto task = task_of("{name: language_model, reduction: sum}", text_of_four_symbols());
  const auto outputs = wave({2, 5, 4}, .2), targets = torch::ones({2, 5}, torch::kInt64);
  Meter meter(*task, true);
  meter.add(outputs, targets, 2.5);
  meter.begin_epoch();
  Meter later(*task, true);
  later.restore(meter.state());
  later.add(outputs, targets, 9);
  CHECK(later.result().find("smoothed_loss").value() ==
        Approx(figures("tasks").at("symbols").at("smoothed_loss").get<double>()).epsilon(1e-12));
  CHECK(later.result().find("loss").value() == 9);  // of its own epoch alone
}

TEST_CASE("data that a task does not fit is refused with the key to blame") {
  CHECK_THAT(misfit_of("classification", numbers({"price"})),
             ContainsSubstring("task: classification learns classes, but the data's targets are "
                               "the number price"));
  CHECK_THAT(misfit_of("regression", classes(3)), ContainsSubstring("task: regression learns"));
  CHECK_THAT(misfit_of("language_model", classes(3)), ContainsSubstring("learns symbols"));
  CHECK_THAT(misfit_of("{class_weights: [1, 2]}", classes(3)),
             ContainsSubstring("task.class_weights: there are 2 class weights"));
  CHECK_THAT(misfit_of("{top_k: 5}", classes(4)),
             ContainsSubstring("task.top_k: the best 5 of 4 classes are always right"));
  CHECK(misfit_of("{top_k: 3}", classes(4)) == "");
  CHECK(misfit_of("{activation: sigmoid}", numbers({"a", "b"})) == "");
}
