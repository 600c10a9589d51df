// `mlday gradcheck`: a config's gradients against central differences.
#include <algorithm>
#include <cstdio>

#include "core/error.h"
#include "core/log.h"
#include "core/text.h"
#include "models/module.h"
#include "run/assembly.h"
#include "run/checks/checks.h"
#include "run/device.h"
#include "run/learner.h"
#include "run/verbs/verbs.h"
#include "store/json.h"
#include "train/gradient_check.h"

namespace mlday {
namespace {

/// The samples that were read, at most a batch, in double precision.
Batch first_samples(const DataParts& data, const Experiment& experiment) {
  const auto size =
      std::min(experiment.dataset->batch_size.of(data.training_samples), data.train->size());
  const auto order = sample_order(data.train->size());
  auto batch = collate(*data.train, order.data(), size);
  for (auto& input : batch.inputs) input.values = input.values.to(torch::kFloat64);
  for (auto& target : batch.targets)
    if (target.values.is_floating_point()) target.values = target.values.to(torch::kFloat64);
  return batch;
}

std::string verdict(const TensorCheck& check, const GradientCheck& how) {
  if (check.checked == 0) return "not checked";
  if (!check.passed) return "FAIL";
  return check.difference > how.tolerance ? "pass: below the floor" : "pass";
}

void print_text(const std::vector<TensorCheck>& checks, const GradientCheck& how) {
  TextTable table("lrrrl");
  table.row({"tensor", "entries", "at kinks", "difference", ""});
  for (const auto& check : checks)
    table.row({check.name, std::to_string(check.checked), std::to_string(check.kinks),
               rounded(check.difference, 3), verdict(check, how)});
  std::printf("%s\n", table.str("  ").c_str());
  std::vector<std::string> failed, unchecked;
  for (const auto& check : checks) {
    if (!check.passed) failed.push_back("`" + check.name + "`");
    if (check.checked == 0) unchecked.push_back("`" + check.name + "`");
  }
  if (unchecked.size() == checks.size()) {
    std::printf(
        "Nothing could be checked: every step crosses a kink of a ReLU or max pool. Try a "
        "smaller --eps\n");
    return;
  }
  if (!unchecked.empty())
    std::printf("Every step in %s crosses a kink of a ReLU or max pool: try a smaller --eps\n",
                join_words(unchecked).c_str());
  if (failed.empty())
    std::printf("All tensors pass: no relative difference above %s, or none that is more than %s\n",
                rounded(how.tolerance, 3).c_str(), rounded(how.floor, 3).c_str());
  else
    std::printf("The gradients of %s differ from central differences by more than %s\n",
                join_words(failed).c_str(), rounded(how.tolerance, 3).c_str());
}

void print_json(const std::vector<TensorCheck>& checks) {
  auto json = OrderedJson::array();
  for (const auto& check : checks)
    json.push_back({{"tensor", check.name},
                    {"checked", check.checked},
                    {"at_kinks", check.kinks},
                    {"difference", number_json(check.difference)},
                    {"passed", check.passed}});
  std::puts(json_text(json, 2).c_str());
}

}  // namespace

int gradcheck_run(const GradcheckRequest& request) {
  auto config = resolve_config(request.config);
  const auto& experiment = config.experiment;
  use_threads(experiment.training.threads);
  const auto seed = static_cast<std::uint64_t>(experiment.training.seed);
  auto wanted = load_request(config, request.data);
  wanted.only = Part::train;
  wanted.first_samples = request.samples;  // of training's first epoch
  const auto data = load_parts(config, wanted);
  Problems problems;
  check_facts(config, data.facts, data.training_samples, problems);
  problems.throw_errors();

  const auto learner = make_supervised(config, data, {.precision = torch::kFloat64},
                                       starter(config, wanted.place, [](const std::string& told) {
                                         std::fprintf(stderr, "%s\n", told.c_str());
                                       }));
  const GradientCheck how{.eps = request.eps,
                          .tolerance = request.tolerance,
                          .floor = request.floor,
                          .entries = request.entries,
                          .seed = seed};
  Log log;
  const auto checks =
      check_gradients(learner->network(), learner->task(), first_samples(data, experiment), how,
                      [&](const std::string& tensor, std::size_t number, std::size_t count) {
                        log.transient("checking " + tensor + ", " + std::to_string(number) +
                                      " of " + counted(static_cast<std::int64_t>(count), "tensor"));
                      });
  log.transient("");
  if (request.json)
    print_json(checks);
  else
    print_text(checks, how);
  const bool passed = std::all_of(checks.begin(), checks.end(),
                                  [](const TensorCheck& check) { return check.passed; });
  const bool checked = std::any_of(checks.begin(), checks.end(),
                                   [](const TensorCheck& check) { return check.checked > 0; });
  return passed && checked ? 0 : 1;
}

}  // namespace mlday
