// `mlday check`: everything that can be known to be wrong before an hour is lost.
#include "run/check_run.h"

#include <algorithm>
#include <cstdio>

#include "core/error.h"
#include "core/text.h"
#include "run/assembly.h"
#include "store/json.h"

namespace mlday {
namespace {

struct Checked {
  std::string path;
  std::vector<Problem> problems;
  std::vector<std::string> facts;  ///< what there is to know of a config without errors

  bool passes(bool strict) const {
    return std::none_of(problems.begin(), problems.end(), [&](const Problem& problem) {
      return strict || problem.severity == Problem::Severity::error;
    });
  }
};

std::string bytes_text(std::int64_t bytes) {
  constexpr double mega = 1e6;
  const auto value = static_cast<double>(bytes) / mega;
  return value < 1000 ? rounded(value, 3) + " MB" : rounded(value / 1000, 3) + " GB";
}

std::string model_fact(const Experiment& experiment) {
  const Plan plan = plan_of(experiment);
  const auto slots = experiment.optimizer->slots();
  const auto kept =
      std::count_if(slots.begin(), slots.end(), [](const Slot& slot) { return !slot.is_scalar; }) +
      (experiment.training.ema_decay ? 1 : 0);
  return with_commas(plan.total().parameters) + " parameters, about " +
         bytes_text(plan.training_bytes(experiment.dataset->batch_size, kept)) +
         " of memory to train in batches of " + std::to_string(experiment.dataset->batch_size);
}

/// Finds the data, counts classes and splits, reads no sample.
std::string data_fact(const Experiment& experiment, const std::string& data_flag) {
  const auto seed = static_cast<std::uint64_t>(experiment.training.seed);
  const auto& settings = *experiment.dataset;
  const auto found = settings.load(data_place(data_flag), seed);
  const auto split = split_dataset(*found.train, settings.validation, seed);
  std::vector<std::int64_t> counts(settings.class_names().size());
  for (const auto index : split.train)
    ++counts.at(static_cast<std::size_t>(found.train->label(index)));
  const auto [fewest, most] = std::minmax_element(counts.begin(), counts.end());
  std::string text = found.origin + ": " +
                     with_commas(static_cast<std::int64_t>(split.train.size())) + " train / " +
                     with_commas(static_cast<std::int64_t>(split.validation.size())) +
                     " validation / " + (found.test ? with_commas(found.test->size()) : "no") +
                     " test, " + std::to_string(counts.size()) + " classes of " +
                     with_commas(*fewest) + " to " + with_commas(*most) + " samples";
  if (*fewest == 0) text += " (some have none)";
  return text;
}

Checked check_one(const CheckRequest& request, const std::string& path) {
  Checked checked{.path = path};
  Problems problems;
  try {
    const auto config = resolve_config({path, request.settings}, problems);
    if (!problems.has_errors()) {
      if (request.no_data)
        checked.facts.push_back("data not looked at (--no-data)");
      else
        checked.facts.push_back(data_fact(config.experiment, request.data));
      checked.facts.push_back(model_fact(config.experiment));
    }
  } catch (const Error& error) {
    problems.error({}, "", path + ": " + error.what());
  }
  checked.problems = problems.list();
  return checked;
}

OrderedJson problem_json(const Problem& problem) {
  const bool is_error = problem.severity == Problem::Severity::error;
  OrderedJson json{{"severity", is_error ? "error" : "warning"},
                   {"file", problem.mark.source ? problem.mark.source->name : ""},
                   {"line", problem.mark.line},
                   {"column", problem.mark.column},
                   {"path", problem.path},
                   {"message", problem.message},
                   {"hint", problem.hint}};
  if (!problem.rule.empty()) json["rule"] = problem.rule;
  return json;
}

void print_json(const std::vector<Checked>& all, bool strict) {
  OrderedJson list = OrderedJson::array();
  for (const auto& checked : all) {
    OrderedJson problems = OrderedJson::array();
    for (const auto& problem : checked.problems) problems.push_back(problem_json(problem));
    list.push_back({{"config", checked.path},
                    {"ok", checked.passes(strict)},
                    {"facts", checked.facts},
                    {"problems", problems}});
  }
  std::puts(list.dump(2).c_str());
}

void print_text(const Checked& checked, bool strict) {
  std::printf("%s: %s\n", checked.path.c_str(), checked.passes(strict) ? "ok" : "not ok");
  for (const auto& fact : checked.facts) std::printf("  %s\n", fact.c_str());
  for (const auto& problem : checked.problems) std::printf("%s\n", problem.str().c_str());
}

}  // namespace

int check_run(const CheckRequest& request) {
  std::vector<Checked> all;
  for (const auto& path : request.configs) all.push_back(check_one(request, path));
  if (request.json)
    print_json(all, request.strict);
  else
    for (const auto& checked : all) print_text(checked, request.strict);
  const bool ok = std::all_of(all.begin(), all.end(), [&](const Checked& checked) {
    return checked.passes(request.strict);
  });
  return static_cast<int>(ok ? Exit::ok : Exit::usage);
}

}  // namespace mlday
