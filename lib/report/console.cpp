#include "report/console.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

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

std::string bar(double share) {
  constexpr int width = 14;
  const int full = static_cast<int>(share * width);
  std::string text;
  for (int i = 0; i < width; ++i) text += i < full ? "█" : "░";
  return text;
}

std::string epoch_text(std::int64_t epoch, std::int64_t epochs) {
  const auto last = std::to_string(epochs);
  auto text = std::to_string(epoch);
  text.insert(0, last.size() - std::min(last.size(), text.size()), ' ');
  return "epoch " + text + "/" + last;
}

}  // namespace

ConsoleReport::ConsoleReport(Log& log, ConsoleSettings settings)
    : log_(log), settings_(std::move(settings)), epoch_start_(Clock::now()) {}

/// Samples a second of this epoch's training so far; validation is not in it.
double ConsoleReport::rate() const {
  const double seconds = std::chrono::duration<double>(last_step_ - epoch_start_).count();
  return seconds > 0 ? static_cast<double>(samples_) / seconds : 0;
}

void ConsoleReport::on_step(const StepRecord& record) {
  const auto now = Clock::now();
  if (record.epoch != epoch_) {
    // The first batch's own time is over already; counting starts behind it.
    epoch_ = record.epoch;
    first_sample_ = record.samples;
    epoch_start_ = now;
  }
  samples_ = record.samples - first_sample_;
  last_step_ = now;
  if (!log_.on_terminal() || now - last_drawn_ < std::chrono::milliseconds(100)) return;
  last_drawn_ = now;
  std::string text =
      epoch_text(record.epoch, settings_.epochs) + "  " +
      bar(static_cast<double>(record.samples) / static_cast<double>(record.samples_per_epoch)) +
      "  loss " + fixed(record.loss());
  if (const double rate = this->rate(); rate > 0) {
    const auto this_epoch = record.samples_per_epoch - record.samples;
    const auto later = (settings_.epochs - record.epoch) * record.samples_per_epoch;
    text += "  " + rate_text(rate) + " " + settings_.noun + "s/s  " +
            duration_text(static_cast<double>(this_epoch) / rate) + " left, " +
            duration_text(static_cast<double>(this_epoch + later) / rate) + " in all";
  }
  log_.transient(text);
}

std::string ConsoleReport::text_of(const Line& line) const {
  const auto& record = line.record;
  std::string text = epoch_text(record.epoch, settings_.epochs);
  for (const auto& [name, value] : record.metrics.items())
    if (value == value) text += "  " + name + " " + fixed(value);
  if (std::isfinite(record.lr)) text += "  lr " + rounded(record.lr, 4);
  if (line.rate > 0) text += "  " + rate_text(line.rate) + " " + settings_.noun + "s/s";
  return text + "  " + duration_text(record.seconds);
}

void ConsoleReport::on_epoch(const EpochRecord& record) {
  waiting_ = Line{record, rate()};
  const bool last = record.epoch == settings_.epochs;
  if (record.epoch % settings_.log_every == 0 || last || record.epoch == 1) show_waiting();
}

void ConsoleReport::show_waiting() {
  if (waiting_) log_.line(text_of(*waiting_));
  waiting_.reset();
}

void ConsoleReport::on_note(const NoteRecord& record) {
  show_waiting();  // a note of what came of an epoch stands below it
  log_.line("  " + record.kind + ": " + record.text);
}

}  // namespace mlday
