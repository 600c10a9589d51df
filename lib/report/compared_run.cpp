#include "report/compared_run.h"

#include "report/run_config.h"
#include "store/history.h"
#include "store/runs.h"

namespace mlday {
namespace {

std::string label_of(std::size_t place) {
  constexpr std::size_t letters = 26;
  const std::string last(1, static_cast<char>('A' + place % letters));
  return place < letters ? last : label_of(place / letters - 1) + last;
}

Metrics figures_to_compare(const Summary& summary, const std::vector<EpochRecord>& history) {
  auto figures = summary.best_epoch > 0 ? summary.best : Metrics{};
  const auto add_missing = [&](const Metrics& more) {
    for (const auto& [name, value] : more.items())
      if (!figures.find(name)) figures.set(name, value);
  };
  add_missing(summary.last);
  if (figures.items().empty() && !history.empty()) add_missing(history.back().metrics);
  return figures;
}

}  // namespace

ComparedRun compared_run(const RunFolder& folder, std::size_t place) {
  const auto& root = folder.root();
  const auto summary = read_summary(folder);
  ComparedRun run{.folder = folder,
                  .label = label_of(place),
                  .name = (root.parent_path().filename() / root.filename()).string(),
                  .state = state_of_run(folder, summary),
                  .summary = summary.value_or(Summary{}),
                  .history = read_history(folder.history()),
                  .config = read_config(folder.resolved())};
  run.figures = figures_to_compare(run.summary, run.history);
  return run;
}

}  // namespace mlday
