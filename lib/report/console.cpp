#include "report/console.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>

#include "core/terminal.h"
#include "core/text.h"

namespace mlday {
namespace {

std::string fixed(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4f", value);
  return text;
}

std::string rate_text(double rate) {
  return rate < 10 ? rounded(rate, 2) : with_commas(std::llround(rate));
}

std::string epoch_text(std::int64_t epoch, std::int64_t epochs) {
  const auto last = std::to_string(epochs);
  auto text = std::to_string(epoch);
  text.insert(0, last.size() - std::min(last.size(), text.size()), ' ');
  return "epoch " + text + "/" + last;
}

double seconds_between(std::chrono::steady_clock::time_point from,
                       std::chrono::steady_clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

/// Bytes of this process in main memory (a GPU's are not counted); 0 where the system does not say.
std::int64_t resident_bytes() {
  std::int64_t all = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> all >> resident;
  return resident * ::sysconf(_SC_PAGESIZE);
}

/// Which of an epoch's metrics the bar shows: the deciding one, but rather a metric than a second
/// loss, and rather of validation.
std::string metric_to_show(const Metrics& metrics, const std::string& monitor) {
  std::string chosen = metrics.find(monitor) ? monitor : "";
  if (!chosen.empty() && !chosen.ends_with("loss")) return chosen;
  for (const std::string part : {"val_", ""})
    for (const auto& [name, value] : metrics.items())
      if (name.starts_with(part) && !name.ends_with("loss") && name != "penalty") return name;
  return chosen.empty() && metrics.find("val_loss") ? "val_loss" : chosen == "loss" ? "" : chosen;
}

}  // namespace

ConsoleReport::ConsoleReport(Log& log, ConsoleSettings settings)
    : log_(log),
      settings_(std::move(settings)),
      bar_(locale_is_utf8()),
      epoch_start_(Clock::now()) {}

/// Samples a second of this epoch's training so far; validation is not in it.
double ConsoleReport::rate() const {
  const double seconds = seconds_between(epoch_start_, last_step_);
  return seconds > 0 ? static_cast<double>(samples_) / seconds : 0;
}

void ConsoleReport::begin_epoch(const StepRecord& record, Clock::time_point now) {
  // The first batch's own time is over already; counting starts behind it.
  if (epoch_ > 0) between_epochs_ = seconds_between(last_step_, now);
  epoch_ = record.epoch;
  first_sample_ = counted_ = record.samples;
  epoch_start_ = counted_from_ = now;
}

BarFacts ConsoleReport::facts_of(const StepRecord& record) const {
  BarFacts facts{
      .epoch = record.epoch,
      .epochs = settings_.epochs,
      .step = record.step,
      .steps = record.steps_per_epoch,
      .share = static_cast<double>(record.samples) / static_cast<double>(record.samples_per_epoch),
      .loss = record.loss(),
      .metric = metric_,
      .metric_value = metric_value_,
      .rate = speed_.value(),
      .noun = settings_.noun,
      .memory = resident_bytes()};
  if (!(facts.rate > 0)) return facts;
  const auto this_epoch = static_cast<double>(record.samples_per_epoch - record.samples);
  const auto epochs_later = static_cast<double>(settings_.epochs - record.epoch);
  facts.epoch_left = this_epoch / facts.rate;
  facts.left = facts.epoch_left +
               epochs_later * static_cast<double>(record.samples_per_epoch) / facts.rate +
               (epochs_later + 1) * between_epochs_;
  return facts;
}

void ConsoleReport::on_step(const StepRecord& record) {
  const auto now = Clock::now();
  if (record.epoch != epoch_) begin_epoch(record, now);
  samples_ = record.samples - first_sample_;
  last_step_ = now;
  if (!log_.on_terminal() || now - last_drawn_ < std::chrono::milliseconds(100)) return;
  if (record.samples > counted_)
    speed_.add(static_cast<double>(record.samples - counted_), seconds_between(counted_from_, now));
  last_drawn_ = counted_from_ = now;
  counted_ = record.samples;
  log_.transient(bar_.text(facts_of(record), log_.transient_columns()));
}

std::string ConsoleReport::text_of(const Line& line, bool colours) const {
  const auto& record = line.record;
  std::string text = epoch_text(record.epoch, settings_.epochs);
  for (const auto& [name, value] : record.metrics.items()) {
    if (value != value) continue;
    const bool stands_out = line.is_best && name == settings_.monitor;
    text +=
        "  " + painted(name + " " + fixed(value), stands_out ? Paint::best : Paint::plain, colours);
  }
  if (std::isfinite(record.lr)) text += "  lr " + rounded(record.lr, 4);
  if (line.rate > 0) text += "  " + rate_text(line.rate) + " " + settings_.noun + "s/s";
  return text + "  " + duration_text(record.seconds);
}

void ConsoleReport::on_epoch(const EpochRecord& record) {
  waiting_ = Line{record, rate()};
  const auto decides = record.metrics.find(settings_.monitor);
  if (decides && improves(*decides, settings_.best, settings_.better)) {
    settings_.best = decides;
    waiting_->is_best = true;
  }
  const auto shown = metric_to_show(record.metrics, settings_.monitor);
  // (An epoch that was not validated has NaN there: the figure before it stays.)
  if (const auto value = record.metrics.find(shown); value && *value == *value) {
    metric_ = shown;
    metric_value_ = *value;
  }
  const bool last = record.epoch == settings_.epochs;
  if (last) log_.transient("");  // what comes now, no bar follows
  if (record.epoch % settings_.log_every == 0 || last || record.epoch == 1) show_waiting();
}

void ConsoleReport::show_waiting() {
  if (waiting_) log_.line(text_of(*waiting_, false), text_of(*waiting_, colours_on(STDOUT_FILENO)));
  waiting_.reset();
}

void ConsoleReport::on_note(const NoteRecord& record) {
  show_waiting();  // a note of what came of an epoch stands below it
  log_.line("  " + record.kind + ": " + record.text);
}

void ConsoleReport::on_end(const EndRecord&) {
  show_waiting();
  log_.transient("");
}

}  // namespace mlday
