// `mlday check`: everything that can be known to be wrong before an hour is lost.
#include <algorithm>
#include <cstdio>

#include "core/error.h"
#include "core/file.h"
#include "core/text.h"
#include "models/module.h"
#include "run/assembly.h"
#include "run/checks/checks.h"
#include "run/device.h"
#include "run/memory.h"
#include "run/verbs/verbs.h"
#include "store/json.h"

namespace mlday {
namespace {

struct Checked {
  std::string path;
  std::vector<Problem> problems;
  std::vector<std::string> facts;  ///< what there is to know of a config without errors

  std::int64_t count(Problem::Severity severity) const {
    return std::count_if(problems.begin(), problems.end(),
                         [&](const Problem& problem) { return problem.severity == severity; });
  }
  bool passes(bool strict) const {
    return strict ? problems.empty() : count(Problem::Severity::error) == 0;
  }
};

/// `samples`: of the training part; 0 where they were not counted. `data_bytes`: of what stays in
/// memory.
std::string model_fact(const ResolvedConfig& config, std::int64_t samples,
                       std::int64_t data_bytes) {
  const auto& experiment = config.experiment;
  const auto& batch = experiment.dataset->batch_size;
  const Plan plan = plan_of(config);
  const auto parameters = with_commas(plan.total().parameters) + " parameters";
  if (!batch.number && samples == 0) return parameters;
  const bool on_cpu = experiment.training.device.text == "cpu" || cuda_text() == "none";
  auto need = memory_need(plan, tensors_kept(experiment));
  need.data = data_bytes;
  return parameters + ", " + memory_text(need, batch.of(samples), on_cpu ? memory_left() : 0);
}

/// ", 43 classes of 157 to 1,687 samples".
std::string classes_fact(const LoadedData& data) {
  if (!data.facts.has_classes() || data.facts.is_text)
    return data.facts.has_targets ? ", targets are " + data.facts.target_text() : "";
  std::vector<std::int64_t> counts(data.facts.class_names.size());
  for (std::int64_t i = 0; i < data.train->size(); ++i)
    ++counts.at(static_cast<std::size_t>(data.train->label(i)));
  const auto [fewest, most] = std::minmax_element(counts.begin(), counts.end());
  return ", " + data.facts.target_text() + " of " + with_commas(*fewest) + " to " +
         with_commas(*most) + " samples" + (*fewest == 0 ? " (some have none)" : "");
}

/// Counts parts and classes, reads no picture.
std::string data_fact(const LoadedData& data) {
  const auto size = [](const DatasetPtr& part) { return with_commas(part ? part->size() : 0); };
  return data.origin + ": " + size(data.train) + " train / " + size(data.validation) +
         " validation / " + (data.test ? size(data.test) : "no") + " test" + classes_fact(data);
}

/// Loads the weights that training would begin with.
void check_weights(const ResolvedConfig& config, const DataPlace& place, Checked& checked,
                   Problems& problems) {
  try {
    Network network(plan_of(config));
    checked.facts.push_back(begin_network(network, config, place));
  } catch (const Error& error) {
    problems.error(place_of(config, "weights"), "weights", error.what());
  }
}

/// What the memory that training needs depends on.
struct Extent {
  std::int64_t samples = 0;  ///< that train
  std::int64_t data_bytes = 0;
};

/// Finds the config's data and holds the config against it.
Extent check_with_data(ResolvedConfig& config, const std::string& data_flag, Checked& checked,
                       Problems& problems) {
  const auto request = load_request(config, data_flag);
  FoundData found;
  try {
    found = find_data(*config.experiment.dataset, request);
  } catch (const SettingError& error) {
    report(config, error, problems);
    return {};
  }
  auto& data = found.data;
  config.experiment.task->name_outputs(data.facts);
  checked.facts.push_back(data_fact(data));
  for (const auto& note : data.notes) checked.facts.push_back(note);
  if (const auto columns = data.facts.columns_text(); !columns.empty())
    checked.facts.push_back("inputs: " + columns);
  check_facts(config, data.facts, data.train->size(), problems);
  if (config.experiment.weights && !problems.has_errors())
    check_weights(config, request.place, checked, problems);
  return {data.train->size(), found.keeps_samples ? bytes_of_samples(data) : 0};
}

Checked check_one(const CheckRequest& request, const std::string& path) {
  Checked checked{.path = path};
  Problems problems;
  const char* hint = "";
  try {
    auto config = resolve_config({path, request.settings}, problems);
    Extent extent;
    if (!problems.has_errors()) {
      if (request.no_data)
        checked.facts.push_back("data not looked at (--no-data)" +
                                std::string(config.facts ? "" : ": shapes were not checked"));
      else {
        hint = "to check what can be told without the data: --no-data";
        extent = check_with_data(config, request.data, checked, problems);
        hint = "";
      }
    }
    for (const auto& problem : config.expected)
      checked.facts.push_back("expected: " + problem.message + " [" + problem.rule + "]");
    if (!problems.has_errors() && config.facts)
      checked.facts.push_back(model_fact(config, extent.samples, extent.data_bytes));
  } catch (const Error& error) {
    problems.error({}, "", path + ": " + error.what(), hint);
  } catch (const std::filesystem::filesystem_error& error) {
    problems.error({}, "", path + ": " + access_text(error));
  }
  checked.problems = problems.sorted();
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
  std::puts(json_text(list, 2).c_str());
}

/// "ok", or "not ok: 2 errors, 1 warning".
std::string verdict(const Checked& checked, bool strict) {
  if (checked.passes(strict)) return "ok";
  std::vector<std::string> counts;
  for (const auto& [severity, noun] :
       {std::pair{Problem::Severity::error, "error"}, {Problem::Severity::warning, "warning"}})
    if (const auto count = checked.count(severity)) counts.push_back(counted(count, noun));
  return "not ok: " + join(counts, ", ");
}

void print_text(const Checked& checked, bool strict) {
  std::printf("%s: %s\n", checked.path.c_str(), verdict(checked, strict).c_str());
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
