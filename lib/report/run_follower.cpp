#include "report/run_follower.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <numeric>

#include "config/yaml.h"
#include "core/error.h"
#include "core/text.h"
#include "store/json.h"
#include "store/runs.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t first_metric = 3;  // behind epoch, lr and seconds
constexpr std::size_t most_notes = 100, most_epoch_times = 5, kept_spans = 2000;

/// A cell of the history; NaN where it is no number.
double cell_value(std::string_view cell) {
  double value = 0;
  const auto [end, code] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  return code == std::errc() ? value : std::numeric_limits<double>::quiet_NaN();
}

/// How long ago the file was written; 0 where there is none.
double age_of(const fs::path& path) {
  std::error_code code;
  const auto time = fs::last_write_time(path, code);
  if (code) return 0;
  const std::chrono::duration<double> age = fs::file_time_type::clock::now() - time;
  return std::max(age.count(), 0.);
}

}  // namespace

RunFollower::RunFollower(RunFolder folder)
    : folder_(std::move(folder)), history_(folder_.history()), notes_(folder_.metrics()) {
  const auto root = fs::canonical(folder_.root());
  view_.name = (root.parent_path().filename() / root.filename()).string();
}

void RunFollower::refresh() {
  // The state first: what a run writes before it ends is then read after it has ended.
  if (summary_stamp_.changed(folder_.summary())) {
    const auto monitor = view_.summary ? view_.summary->best_monitor : "";
    if (auto read = read_summary(folder_)) view_.summary = std::move(read);
    if (view_.summary && view_.summary->best_monitor != monitor) {
      history_.begin_anew();  // which epoch is the best depends on it
      forget_history();
    }
  }
  view_.state = state_of_run(folder_, view_.summary);
  read_epochs();
  history_.read([&] { forget_history(); }, [&](std::string_view line) { take_row(line); });
  if (rows_ > 0) view_.last = record_of_row();
  const auto count = static_cast<double>(std::max<std::size_t>(last_seconds_.size(), 1));
  view_.epoch_seconds = std::accumulate(last_seconds_.begin(), last_seconds_.end(), 0.) / count;
  notes_.read([&] { view_.notes.clear(); }, [&](std::string_view line) { take_note(line); });
  if (steps_stamp_.changed(folder_.steps())) view_.steps = read_steps(folder_.steps());
  view_.seconds_since_epoch = age_of(view_.last ? folder_.history() : folder_.config());
}

void RunFollower::forget_history() {
  columns_.clear();
  last_seconds_.clear();
  view_.metrics.clear();
  view_.last.reset();
  view_.best.reset();
  view_.seconds = 0;
  rows_ = 0;
}

void RunFollower::take_header(std::string_view line) {
  columns_ = split(line, ',');
  row_.resize(std::max(columns_.size(), first_metric));
  for (std::size_t i = first_metric; i < columns_.size(); ++i)
    view_.metrics.push_back({columns_[i], ThinnedCurve(kept_spans)});
  const auto& monitor = view_.summary ? view_.summary->best_monitor : "";
  monitor_ = static_cast<std::size_t>(std::find(columns_.begin(), columns_.end(), monitor) -
                                      columns_.begin());
}

void RunFollower::take_row(std::string_view line) {
  if (columns_.empty()) return take_header(line);
  std::size_t at = 0;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const auto end = std::min(line.find(',', at), line.size());
    row_[i] = cell_value(line.substr(at, end - at));
    at = std::min(end + 1, line.size());
  }
  const double seconds = row_[2];
  if (std::isfinite(seconds)) {
    view_.seconds += seconds;
    last_seconds_.push_back(seconds);
    if (last_seconds_.size() > most_epoch_times) last_seconds_.pop_front();
  }
  for (std::size_t i = first_metric; i < columns_.size(); ++i)
    view_.metrics[i - first_metric].curve.add({.step = static_cast<std::int64_t>(row_[0]),
                                               .epoch = row_[0],
                                               .seconds = view_.seconds,
                                               .lr = row_[1],
                                               .loss = row_[i]});
  ++rows_;
  if (monitor_ >= columns_.size()) return;
  const auto best = view_.best ? view_.best->metrics.find(columns_[monitor_]) : std::nullopt;
  if (improves(row_[monitor_], best, usual_direction(columns_[monitor_])))
    view_.best = record_of_row();
}

EpochRecord RunFollower::record_of_row() const {
  EpochRecord record{.epoch = static_cast<std::int64_t>(row_[0]),
                     .lr = row_[1],
                     .seconds = row_[2],
                     .metrics = {}};
  for (std::size_t i = first_metric; i < columns_.size(); ++i)
    record.metrics.set(columns_[i], row_[i]);
  return record;
}

void RunFollower::take_note(std::string_view line) {
  // Parsing what is an epoch's would take a minute for ten million.
  if (line.find("\"note\":") == std::string_view::npos) return;
  const auto json = OrderedJson::parse(line, nullptr, false);
  if (!json.is_object()) return;
  try {
    view_.notes.push_back({.epoch = json.value("epoch", std::int64_t{0}),
                           .kind = json.value("note", ""),
                           .text = json.value("text", "")});
  } catch (const nlohmann::json::exception&) {  // not what mlday writes
    return;
  }
  if (view_.notes.size() > most_notes) view_.notes.pop_front();
}

/// How many epochs it is to train, which a run that goes on may change.
void RunFollower::read_epochs() {
  if (!config_stamp_.changed(folder_.resolved()) || !fs::exists(folder_.resolved())) return;
  try {
    Problems problems;
    const auto tree = parse_yaml(read_source(folder_.resolved()), problems);
    const auto* training = tree.find("training");
    const auto* epochs = training ? training->find("epochs") : nullptr;
    view_.epochs = epochs ? to_int(epochs->text).value_or(0) : 0;
  } catch (const Error&) {  // it is shown without
    view_.epochs = 0;
  }
}

}  // namespace mlday
