#include "report/watch.h"

#include <algorithm>
#include <cmath>

#include "core/terminal.h"
#include "core/text.h"
#include "report/terminal_chart.h"

namespace mlday {
namespace {

bool is_live(const RunView& run) { return run.state == "training"; }

/// A line of several parts, those at its end left out where there is no room.
std::string line_of(const std::vector<std::string>& parts, int columns) {
  std::string line;
  for (const auto& part : parts) {
    if (part.empty()) continue;
    const auto longer = line + (line.empty() ? "" : "  ") + part;
    if (!line.empty() && display_width(longer) > static_cast<std::size_t>(columns)) break;
    line = longer;
  }
  return fitted(line, static_cast<std::size_t>(std::max(columns, 0)));
}

/// Epochs that are over, and how much of the next: 3.25.
double epochs_done(const RunView& run) {
  const double whole = run.last ? static_cast<double>(run.last->epoch) : 0;
  return run.steps.empty() ? whole : std::max(whole, run.steps.back().last.epoch);
}

/// Seconds of training up to now.
double elapsed(const RunView& run) {
  const double by_steps = run.steps.empty() ? 0 : run.steps.back().last.seconds;
  if (is_live(run)) return std::max(run.seconds + run.seconds_since_epoch, by_steps);
  return std::max({run.seconds, by_steps, run.summary ? run.summary->seconds : 0});
}

/// Seconds that are left; none where that is not known.
std::optional<double> time_left(const RunView& run) {
  const double done = epochs_done(run), left = static_cast<double>(run.epochs) - done;
  if (!is_live(run) || left <= 0) return std::nullopt;
  if (run.epoch_seconds > 0) {
    // What the steps do not tell of the epoch that is on, the clock does.
    const double whole = run.last ? static_cast<double>(run.last->epoch) : 0;
    const double by_clock = std::min(run.seconds_since_epoch / run.epoch_seconds, 1.);
    return (static_cast<double>(run.epochs) - std::max(done, whole + by_clock)) * run.epoch_seconds;
  }
  const double by_steps = run.steps.empty() ? 0 : run.steps.back().last.seconds;
  if (done <= 0 || by_steps <= 0) return std::nullopt;
  return by_steps / done * left;
}

std::string bar(double share, bool braille) {
  constexpr int width = 16;
  std::string text;
  for (int i = 0; i < width; ++i) {
    const bool full = i < static_cast<int>(std::clamp(share, 0., 1.) * width);
    text += full ? (braille ? "█" : "#") : (braille ? "░" : ".");
  }
  return text;
}

std::string state_line(const RunView& run, const WatchLook& look) {
  std::string state = run.state == "killed"  ? "killed (no process trains it)"
                      : run.state == "begun" ? "begun (no process trains it)"
                                             : run.state;
  if (!is_live(run) && run.summary && !run.summary->reason.empty())
    state += ": " + in_one_line(run.summary->reason);
  const auto name = in_one_line(run.name) + "  ";
  const auto room = static_cast<std::size_t>(look.columns);
  const auto shown = fitted(name, room);
  const bool is_bad = run.state == "failed" || run.state == "killed";
  const auto paint = is_bad ? Paint::red : is_live(run) ? Paint::cyan : Paint::best;
  return shown + painted(fitted(state, room - display_width(shown)), paint, look.colours);
}

std::string progress_line(const RunView& run, const WatchLook& look) {
  const auto whole = run.last ? run.last->epoch : 0;
  const bool known = run.epochs > 0;
  const auto of = known ? " of " + with_commas(run.epochs) : "";
  const double share = known ? epochs_done(run) / static_cast<double>(run.epochs) : 0;
  const auto left = time_left(run);
  const auto updates = run.steps.empty() ? "" : counted(run.steps.back().last.step, "update");
  return line_of({(is_live(run) ? "epoch " : "epochs: ") +
                      with_commas(std::min(whole + (is_live(run) ? 1 : 0),
                                           known ? std::max(run.epochs, whole) : whole + 1)) +
                      of,
                  known ? bar(share, look.braille) : "", duration_text(elapsed(run)),
                  left ? duration_text(*left) + " left" : "", updates,
                  run.last && std::isfinite(run.last->lr) ? "lr " + rounded(run.last->lr, 4) : ""},
                 look.columns);
}

std::string figure(const std::string& name, double value) { return name + " " + rounded(value, 4); }

/// "best val_accuracy 0.9921 (epoch 11)", and what the journal has.
std::string best_line(const RunView& run, const WatchLook& look) {
  if (!run.best || !run.summary) return "";
  const auto& monitor = run.summary->best_monitor;
  const auto reported = run.summary->journal.find(monitor);
  const auto text = line_of({"best " + figure(monitor, *run.best->metrics.find(monitor)) +
                                 " (epoch " + with_commas(run.best->epoch) + ")",
                             reported ? "journal " + rounded(*reported, 4) : ""},
                            look.columns);
  return painted(text, Paint::best, look.colours);
}

std::string last_line(const RunView& run, const WatchLook& look) {
  if (!run.last) {
    if (run.steps.empty()) return "no epoch is over yet";
    return "no epoch is over yet; loss " + rounded(run.steps.back().last.loss, 4);
  }
  std::vector<std::string> parts{"last"};
  for (const auto& [name, value] : run.last->metrics.items())
    if (std::isfinite(value) || name == "loss") parts.push_back(figure(name, value));
  return line_of(parts, look.columns);
}

ChartCurve chart_curve(const std::string& name, const std::vector<CurveSpan>& spans) {
  ChartCurve curve{.name = name, .points = {}};
  for (const auto& span : spans)
    curve.points.push_back({span.last.epoch, span.last.loss, span.low, span.high});
  return curve;
}

const MetricCurve* metric_of(const RunView& run, const std::string& name) {
  for (const auto& metric : run.metrics)
    if (metric.name == name) return &metric;
  return nullptr;
}

/// A metric of training and the same of validation; those that there are.
std::vector<ChartCurve> both_of(const RunView& run, const std::string& name) {
  std::vector<ChartCurve> curves;
  for (const auto& each : {name, "val_" + name})
    if (const auto* metric = metric_of(run, each))
      curves.push_back(chart_curve(each, metric->curve.spans()));
  return curves;
}

/// The deciding metric without its part; where that is the loss, the first other one.
std::string second_metric(const RunView& run) {
  auto name = run.summary ? run.summary->best_monitor : "";
  if (name.starts_with("val_")) name = name.substr(4);
  if (!name.empty() && name != "loss") return name;
  for (const auto& metric : run.metrics)
    if (!metric.name.ends_with("loss") && metric.name != "penalty")
      return metric.name.starts_with("val_") ? metric.name.substr(4) : metric.name;
  return "";
}

struct Chart {
  std::string title;
  std::vector<ChartCurve> curves;
};

std::vector<Chart> charts_of(const RunView& run) {
  Chart loss{"loss", both_of(run, "loss")};
  if (!run.steps.empty()) {
    auto by_step = chart_curve("loss", run.steps);
    if (!loss.curves.empty() && loss.curves.front().name == "loss")
      loss.curves.front() = std::move(by_step);
    else
      loss.curves.insert(loss.curves.begin(), std::move(by_step));
  }
  std::vector<Chart> charts{std::move(loss)};
  if (const auto name = second_metric(run); !name.empty())
    charts.push_back({name, both_of(run, name)});
  return charts;
}

std::vector<std::string> drawn(const Chart& chart, const RunView& run, const WatchLook& look,
                               int columns, int rows) {
  std::vector<double> marks;
  for (const auto& note : run.notes)
    if (note.kind == "annealer" || note.kind == "early_stopping")
      marks.push_back(static_cast<double>(note.epoch));
  return terminal_chart(
      chart.title, chart.curves, marks,
      {.columns = columns, .rows = rows, .braille = look.braille, .colours = look.colours});
}

/// The charts below each other in so many rows; of too few, the last one alone.
std::vector<std::string> charts_below(const RunView& run, const WatchLook& look, int rows) {
  constexpr int fewest = 6, most = 16;
  auto charts = charts_of(run);
  std::erase_if(charts, [](const Chart& chart) { return chart.curves.empty(); });
  if (charts.size() > 1 && rows / static_cast<int>(charts.size()) < fewest)
    charts.erase(charts.begin());
  std::vector<std::string> lines;
  for (const auto& chart : charts) {
    const int each = std::min(rows / static_cast<int>(charts.size()), most);
    for (auto& line : drawn(chart, run, look, look.columns, each)) lines.push_back(std::move(line));
  }
  return lines;
}

/// The newest notes, the last one at the end.
std::vector<std::string> note_lines(const RunView& run, const WatchLook& look, std::size_t most) {
  std::vector<std::string> lines;
  const auto count = std::min(most, run.notes.size());
  for (std::size_t i = run.notes.size() - count; i < run.notes.size(); ++i) {
    const auto& note = run.notes[i];
    const auto text = "epoch " + with_commas(note.epoch) + "  " + note.kind + ": " + note.text;
    lines.push_back(fitted(in_one_line(text), static_cast<std::size_t>(look.columns)));
  }
  return lines;
}

}  // namespace

std::vector<std::string> watch_screen(const RunView& run, const WatchLook& look) {
  const auto room = static_cast<std::size_t>(look.columns);
  const auto title = run.summary ? in_one_line(run.summary->title) : "";
  std::vector<std::string> lines;
  if (!title.empty()) lines.push_back(painted(fitted(title, room), Paint::bold, look.colours));
  for (const auto& line : {state_line(run, look), progress_line(run, look), best_line(run, look),
                           fitted(last_line(run, look), room)})
    if (!line.empty()) lines.push_back(line);
  constexpr std::size_t most_notes = 3;
  const auto notes = note_lines(run, look, most_notes);
  const int left = look.rows - static_cast<int>(lines.size() + notes.size());
  for (auto& line : charts_below(run, look, left)) lines.push_back(std::move(line));
  lines.insert(lines.end(), notes.begin(), notes.end());
  lines.resize(std::min(lines.size(), static_cast<std::size_t>(std::max(look.rows, 0))));
  return lines;
}

}  // namespace mlday
