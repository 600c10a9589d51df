#include "run/run.h"

#include "core/error.h"
#include "core/interrupt.h"
#include "models/module.h"
#include "models/weights.h"
#include "run/memory.h"
#include "run/sections/sections.h"
#include "run/summary.h"
#include "store/history.h"
#include "train/checkpoint.h"

namespace mlday {
namespace {

/// The epoch's row of the history as figures.
Metrics figures_of_epoch(const RunFolder& folder, std::int64_t epoch) {
  for (const auto& record : read_history(folder.history()))
    if (record.epoch == epoch) return record.metrics;
  return {};
}

void add_test_figures(Training& t, Metrics& figures) {
  if (t.data.test) add_evaluation(t, *t.data.test, "test_", figures);
}

/// Figures of the last and of the best weights, and what the report shows of the best (the last
/// where none is the best); the network is left with the last.
void fill_figures(Training& t, RunResult& result, Observer& observer) {
  auto& summary = result.summary;
  const auto show = [&](const std::string& which, std::int64_t epoch, const Metrics& figures) {
    try {
      tell_ending(t, which + " epoch " + std::to_string(epoch), figures, observer);
    } catch (const Error& error) {  // the run has all that it trained for
      result.warnings.push_back(std::string("the report lacks parts: ") + error.what());
    }
  };
  put_progress(t.progress, summary);
  summary.last = figures_of_epoch(t.folder, t.progress.epoch);
  summary.best = figures_of_epoch(t.folder, t.progress.best_epoch);
  if (summary.status != "finished") return;
  // After restore_best the network holds the best weights; "last" are the last epoch's.
  const auto weights = t.learner.weights();
  if (t.trained) load_weights(weights, *t.trained);
  add_test_figures(t, summary.last);
  if (t.trained) load_weights(weights, *t.remembered);
  if (t.progress.best_epoch == 0) {
    return show("last", summary.epochs, summary.last);
  }
  const auto last = copies_of(weights);
  load_weights(weights, SafetensorsFile(t.folder.best()), t.folder.best().string());
  add_test_figures(t, summary.best);
  show("best", t.progress.best_epoch, summary.best);
  load_weights(weights, last);
}

void write_failure(const Training& training, Summary summary, const std::string& reason) {
  summary.status = "failed";
  summary.reason = reason;
  put_progress(training.progress, summary);
  summary.seconds = training.saved_seconds;  // what came after is lost
  try {
    write_summary(training.folder, summary);
  } catch (const std::exception&) {  // a full disk has no room for it; the first error is the one
                                     // to tell
  }
}

/// Weights and what the optimizer keeps are in memory by now.
Error out_of_memory(const Training& t) {
  const auto& plan = t.learner.network().plan();
  std::int64_t kept = 0;
  for (const auto& [name, tensor] : t.learner.state()) kept += tensor.numel();
  const auto parameters = std::max<std::int64_t>(plan.total().parameters, 1);
  const auto need = memory_need(plan, kept / parameters);
  const bool on_cpu = t.context.device.is_cpu();
  return out_of_memory_error(need, t.batch_size, on_cpu ? memory_left() + need.weights : 0);
}

}  // namespace

RunResult run(Training& training, Observer& observer, Summary summary) {
  put_progress(training.progress, summary);
  write_summary(training.folder, summary);
  RunResult result{.outcome = {}, .summary = summary, .warnings = {}};
  try {
    result.outcome = train(training, observer);
    result.summary.status = result.outcome.interrupted ? "interrupted" : "finished";
    result.summary.reason = result.outcome.reason;
    try {
      fill_figures(training, result, observer);
    } catch (const Interrupted&) {  // testing is done again when the run goes on
      result.outcome = {true, "interrupted while testing"};
      result.summary.status = "interrupted";
      result.summary.reason = result.outcome.reason;
    }
  } catch (const std::exception& error) {
    const bool no_memory = is_out_of_memory(error);
    const auto reason = no_memory ? out_of_memory(training) : Error(error.what());
    write_failure(training, summary, reason.what());
    if (no_memory) throw reason;
    throw;
  }
  write_summary(training.folder, result.summary);
  return result;
}

}  // namespace mlday
