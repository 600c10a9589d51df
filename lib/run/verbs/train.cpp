// `mlday train`: from a request to a trained, saved and summarized run.
#include "config/yaml.h"
#include "core/error.h"
#include "core/file.h"
#include "core/interrupt.h"
#include "core/log.h"
#include "core/text.h"
#include "report/console.h"
#include "report/files.h"
#include "report/page_report.h"
#include "report/phases.h"
#include "report/run_document.h"
#include "report/step_curve.h"
#include "report/tensorboard.h"
#include "run/assembly.h"
#include "run/begin.h"
#include "run/boards.h"
#include "run/checks/checks.h"
#include "run/device.h"
#include "run/learner.h"
#include "run/memory.h"
#include "run/opening.h"
#include "run/run.h"
#include "run/sections/sections.h"
#include "run/sections/texts.h"
#include "run/summary.h"
#include "run/target.h"
#include "run/text_writer.h"
#include "run/verbs/verbs.h"
#include "store/expectation.h"
#include "store/history.h"
#include "train/best_epochs.h"
#include "train/checkpoint.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

/// What only the data could tell to be wrong with the config.
void hold_against(ResolvedConfig& config, const DataParts& data, Log& log) {
  Problems problems;
  check_facts(config, data.facts, data.train->size(), problems);
  problems.throw_errors();
  for (const auto& problem : problems.list()) log.warn(problem.str());
}

/// What a run that is to go on knows of its data.
RunData data_of(const RunFolder& folder) {
  const SafetensorsFile file(folder.last());
  return {.facts = facts_of_metadata(file.metadata(), folder.last().string()),
          .samples = read_kept_samples(folder.samples())};
}

/// Which samples validate, a name a line: another run's `validation.file` may be this file.
void write_validation_list(const RunFolder& folder, const DataParts& data) {
  if (!data.validation) return;
  std::string names;
  for (std::int64_t i = 0; i < data.validation->size(); ++i)
    names += sample_name(*data.validation, i, data.root) + "\n";
  write_file_atomically(folder.validation(), names);
}

/// Which samples could not be read and why, a line each.
void write_skipped_list(const RunFolder& folder, const DataParts& data) {
  if (data.skipped.empty()) return;
  std::string lines;
  for (const auto& reason : data.skipped) lines += in_one_line(reason) + "\n";
  write_file_atomically(folder.skipped(), lines);
}

/// Where the data lies, for later; empty where it lies nowhere.
fs::path found_folder(const DataPlace& place, const DataParts& data) {
  const bool lies_there = !data.synthetic && fs::is_directory(place.folder);
  return lies_there ? fs::canonical(place.folder) : fs::path();
}

/// The --data again, which a next command needs where $MLDAY_DATA says otherwise.
std::string data_flag(const TrainRequest& request) {
  return request.data.empty() ? "" : " --data " + shell_word(request.data);
}

/// What shows how good the network is, on the part that tells most.
std::string next_command(const TrainRequest& request, const RunFolder& folder,
                         const DataParts& data) {
  const auto split = data.test ? "" : data.validation ? " --split validation" : " --split train";
  return "mlday eval " + shell_word(folder.root().string()) + split + data_flag(request);
}

/// What is said before the data is looked for.
void say_first(Log& log, const ResolvedConfig& config) {
  if (!config.experiment.title.empty()) log.line(config.experiment.title);
  for (const auto& warning : config.warnings) log.warn(warning.str());
  if (const auto warning = slow_blas_warning()) log.warn(*warning);
}

/// Takes over what the run's last save has; true where nothing is left to train.
bool go_on(Training& training, const ResolvedConfig& config) {
  const auto& folder = training.folder;
  load_last(training);
  BestEpochs(training).committed(folder);  // a kill may have come before that
  const auto summary = read_summary(folder);
  if (training.is_complete() && summary && summary->status == "finished") return true;
  if (training.progress.epoch > config.experiment.training.epochs)
    throw usage_error("the run has trained " + counted(training.progress.epoch, "epoch") +
                      " already: to go on, give more than that (--epochs)");
  return false;
}

/// Which run it is, and what is odd about it.
void say_run(Log& log, Observer& observer, const TrainRequest& request, const OpenRun& run,
             const Training& training) {
  log.line("Run: " + run.folder.root().string());
  if (request.resume && !run.resumed)
    log.line("There is no run to go on with yet: this begins one");
  if (run.latest_was_gone)
    log.warn("the run that `latest` pointed to is gone: going on with the newest that is left");
  const auto& progress = training.progress;
  if (run.resumed)
    observer.on_note({progress.epoch, "resumed",
                      "after epoch " + std::to_string(progress.epoch) +
                          (progress.batch > 0 ? ", batch " + std::to_string(progress.batch) : "")});
  for (const auto& note : training.resume_notes) log.warn(note);
}

/// What --expect may name: the metrics of the parts that there are.
std::vector<std::string> figure_names(const Experiment& experiment, const DataParts& data) {
  std::vector<std::string> names;
  for (const auto& metric : experiment.task->metrics()) {
    if (!metric.evaluation_only) names.push_back(metric.name);
    if (data.validation && !metric.training_only) names.push_back("val_" + metric.name);
    if (data.test && !metric.training_only) names.push_back("test_" + metric.name);
    if (!experiment.training.ema_decay || metric.training_only) continue;
    if (data.validation) names.push_back("val_ema_" + metric.name);
    if (data.test) names.push_back("test_ema_" + metric.name);
  }
  if (experiment.regularizer.is_on()) names.push_back("penalty");
  return names;
}

/// Tells how the best epoch's figures (of a run without one, the last's) meet what is expected;
/// returns the exit code.
int say_expected(Log& log, const std::vector<Expectation>& expected, const Summary& summary) {
  const auto lines = missed(expected, summary.best_epoch > 0 ? summary.best : summary.last);
  for (const auto& line : lines) log.warn("--expect: " + line);
  return static_cast<int>(lines.empty() ? Exit::ok : Exit::missed);
}

/// As make_learner, with what was needed where memory runs out.
std::unique_ptr<Learner> learner_in_memory(const ResolvedConfig& config, const Plan& plan,
                                           const DataParts& data, const Context& context,
                                           const std::function<void(Network&)>& start) {
  try {
    return make_learner(config, data, context, start);
  } catch (const std::exception& error) {
    if (!is_out_of_memory(error)) throw;
    throw out_of_memory_error(memory_need(plan, tensors_kept(config.experiment)),
                              config.experiment.dataset->batch_size.of(data.train->size()),
                              context.device.is_cpu() ? memory_left() : 0);
  }
}

/// How it ended and what to do next; returns the exit code.
int say_last(Log& log, const TrainRequest& request, const Training& training,
             const RunResult& result, const std::vector<Expectation>& expected) {
  const auto& [outcome, summary, warnings] = result;
  const auto& folder = training.folder;
  if (request.json) std::fputs(read_file(folder.summary()).c_str(), stdout);
  if (!outcome.interrupted) {
    log.line(summary_text(folder, summary) +
             "\nNext: " + next_command(request, folder, training.data));
    return say_expected(log, expected, summary);
  }
  log.line("Stopped: " + outcome.reason + "; saved. Go on with: mlday train " +
           shell_word(folder.root().string()) + data_flag(request) + " --resume");
  constexpr int signal_exit_base = 128;
  return signal_exit_base + interrupt_signal();
}

/// The report must not take down a run that has trained.
void write_last_report(Log& log, const RunFolder& folder) {
  try {
    write_report(folder);
  } catch (const Error& error) {
    log.warn(std::string("no report: ") + error.what());
  }
}

/// `--from` is `weights:` with the file that it means.
ConfigRequest with_weights(const TrainRequest& request) {
  auto config = request.config;
  if (request.from.empty()) return config;
  if (request.resume)
    throw usage_error("--from begins a new run, and --resume goes on with one: leave one away");
  const auto checkpoint = fs::absolute(find_target(request.from, "best", request.out).checkpoint);
  config.settings.push_back({"weights={file: \"" + checkpoint.string() + "\"}", "--from"});
  return config;
}

}  // namespace

int train_run(const TrainRequest& request) {
  catch_save_requests();
  const auto expected = expectations_of(request.expect);
  auto config = resolve_config(with_weights(request));
  const auto& experiment = config.experiment;
  const auto resumed = resume_run(request, config);
  if (resumed)
    config.run = resumed->folder.root();
  else
    check_can_begin(request, config);
  const auto device = choose_device(experiment.training.device.text);
  const int threads = use_threads(experiment.training.threads);

  Log log(request.quiet || request.json);
  say_first(log, config);
  if (resumed && resumed->mended) log.warn(*resumed->mended);
  const bool has_weights = resumed && fs::exists(resumed->folder.last());
  auto wanted = load_request(config, request.data);
  const auto known = has_weights ? data_of(resumed->folder) : RunData();
  known.ask(wanted, request.allowed_changes);
  const auto data = load_parts(config, wanted);
  // Up to here there is nothing to save: a signal ends the process at once.
  catch_interrupts();
  warn_of_data(data, wanted.place, log);
  hold_against(config, data, log);
  refuse_undecidable(expected, figure_names(experiment, data));
  const Plan plan = plan_of(config);
  log.line(opening_text(config, data, plan));
  log.line("Device: " + device_text(device) + ", " + counted(threads, "thread"));

  const auto begins = starter(config, wanted.place, [&](const auto& told) { log.line(told); });
  const Context context{.device = device};
  const auto learner = learner_in_memory(config, plan, data, context, [&](Network& network) {
    if (!has_weights) begins(network);
  });
  ConfigStoppers stoppers(experiment, *learner);

  const OpenRun run = resumed ? *resumed : begin_run(request, config);
  const RunFolder& folder = run.folder;
  write_kept_samples(folder.samples(), data.samples);
  write_validation_list(folder, data);
  write_skipped_list(folder, data);
  log.open(folder.log());
  Training training = make_training(config, data, *learner, stoppers, context, folder);
  if (has_weights && go_on(training, config)) {
    const auto summary = *read_summary(folder);
    log.line("Nothing is left to train: " + folder.root().string() + " ended with " +
             summary.reason);
    if (request.json) std::fputs(read_file(folder.summary()).c_str(), stdout);
    return say_expected(log, expected, summary);
  }
  if (run.resumed) write_resolved(folder, config);
  truncate_history(folder.history(), folder.metrics(), training.progress.epoch);
  if (has_weights) read_seconds(folder, training.progress);

  ConsoleReport console(log, {.epochs = experiment.training.epochs,
                              .log_every = experiment.training.log_every,
                              .noun = noun_of(data.facts),
                              .monitor = best_monitor(experiment),
                              .better = direction_of(experiment, best_monitor(experiment)),
                              .best = training.progress.best});
  FileReport files(folder);
  StepCurve steps(folder, training.progress.step, device.is_cpu());
  PhaseClock phases(files);
  PageReport page(folder);
  Observers observers;
  observers.add(phases);
  observers.add(files);
  observers.add(steps);
  TensorBoardReport board(folder.tensorboard());
  WeightHistograms histograms(*learner, board);
  observers.add(board);
  observers.add(histograms);
  std::optional<TextsOverTime> texts;
  if (writes_texts(data.facts)) observers.add(texts.emplace(training, config, files));
  observers.add(page);
  observers.add(console);
  say_run(log, observers, request, run, training);
  auto summary = begun_summary(config);
  summary.command = request.command;
  summary.data_origin = data.origin;
  summary.data_folder = found_folder(wanted.place, data);
  summary.synthetic = data.synthetic;
  summary.skipped_samples = static_cast<std::int64_t>(data.skipped.size());
  summary.parameters = plan.total().parameters;
  summary.device = device_text(device);
  summary.threads = threads;
  try {
    tell_beginning(training, tensors_kept(experiment), observers);
    tell_settings(board, config);
    const auto result = mlday::run(training, observers, std::move(summary));
    board.best_figures(result.summary.best);
    for (const auto& warning : result.warnings) log.warn(warning);
    write_last_report(log, folder);
    return say_last(log, request, training, result, expected);
  } catch (const std::exception& error) {
    log.remember_failure(error.what());
    write_last_report(log, folder);
    throw;
  }
}

}  // namespace mlday
