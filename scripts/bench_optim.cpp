// Times one update of day 64's 25.8 million parameters: LibTorch's own optimizers, the plain rules
// and the one-pass kernels. Run by scripts/bench_optim.sh.
#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>

#include "config/yaml.h"
#include "core/text.h"
#include "core/threads.h"
#include "optim/optimizer.h"

namespace {

using namespace mlday;

std::vector<torch::Tensor> day64_parameters() {
  const std::vector<std::vector<std::int64_t>> weights{
      {32, 3, 3, 3},    {32, 32, 3, 3},   {64, 32, 3, 3}, {64, 64, 3, 3}, {128, 64, 3, 3},
      {128, 128, 3, 3}, {128, 128, 3, 3}, {4096, 2048},   {4096, 4096},   {43, 4096}};
  std::vector<torch::Tensor> parameters;
  for (const auto& shape : weights)
    for (const auto& size : {shape, {shape[0]}}) {
      parameters.push_back(torch::randn(size).mul_(.05).requires_grad_());
      parameters.back().mutable_grad() = torch::randn(size).mul_(.01);
    }
  return parameters;
}

Choice<OptimizerSettings> rule(const std::string& yaml) {
  Problems problems;
  const Node node = parse_yaml(std::make_shared<Source>(Source{"bench", yaml}), problems);
  Reader reader(problems);
  Choice<OptimizerSettings> choice;
  optimizers().read(node, choice, reader);
  problems.throw_errors();
  return choice;
}

/// The median of many updates: others may use the machine too.
double milliseconds(const std::function<void()>& update, int updates) {
  using Clock = std::chrono::steady_clock;
  for (int i = 0; i < 3; ++i) update();
  std::vector<double> times;
  for (int i = 0; i < updates; ++i) {
    const auto start = Clock::now();
    update();
    times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
  }
  std::nth_element(times.begin(), times.begin() + updates / 2, times.end());
  return times[static_cast<std::size_t>(updates / 2)];
}

double time_ours(const std::vector<torch::Tensor>& parameters, const std::string& yaml,
                 int updates) {
  const auto settings = rule("{" + yaml + "}");
  NamedTensors named;
  for (std::size_t i = 0; i < parameters.size(); ++i)
    named.emplace_back(std::to_string(i), parameters[i]);
  Optimizer optimizer(*settings, named);
  return milliseconds([&] { optimizer.step(settings->lr); }, updates);
}

template <class Theirs>
double time_theirs(Theirs optimizer, int updates) {
  return milliseconds([&] { optimizer.step(); }, updates);
}

}  // namespace

int main(int argc, char** argv) {
  const int updates = argc > 1 ? std::atoi(argv[1]) : 31;
  at::set_num_threads(usable_processors());
  const auto parameters = day64_parameters();
  std::int64_t count = 0;
  for (const auto& parameter : parameters) count += parameter.numel();
  std::printf("%s parameters, %d threads, LibTorch %s, median of %d updates in ms\n",
              with_commas(count).c_str(), at::get_num_threads(), TORCH_VERSION, updates);
  TextTable table("lrrrr");
  table.row({"", "torch::optim", "plain rule", "one pass", "torch / one pass"});
  const auto row = [&](const std::string& yaml, double theirs) {
    const double plain = time_ours(parameters, yaml + ", fused: false", updates);
    const double fused = time_ours(parameters, yaml, updates);
    table.row({yaml, rounded(theirs), rounded(plain), rounded(fused), rounded(theirs / fused, 3)});
  };
  namespace O = torch::optim;
  row("name: sgd", time_theirs(O::SGD(parameters, O::SGDOptions(.01)), updates));
  row("name: sgd, momentum: .9",
      time_theirs(O::SGD(parameters, O::SGDOptions(.01).momentum(.9)), updates));
  row("name: sgd, momentum: .9, nesterov: true, weight_decay: 5e-4",
      time_theirs(
          O::SGD(parameters, O::SGDOptions(.01).momentum(.9).nesterov(true).weight_decay(5e-4)),
          updates));
  row("name: adam", time_theirs(O::Adam(parameters, O::AdamOptions(1e-3)), updates));
  row("name: adam, weight_decay: 5e-4",
      time_theirs(O::Adam(parameters, O::AdamOptions(1e-3).weight_decay(5e-4)), updates));
  row("name: adamw", time_theirs(O::AdamW(parameters, O::AdamWOptions(1e-3)), updates));
  std::puts(table.str().c_str());
  return 0;
}
