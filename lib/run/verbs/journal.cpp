// `mlday journal`: the scoreboard of days, what the journal reported beside what the newest run
// has.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>

#include "core/error.h"
#include "core/text.h"
#include "run/experiment.h"
#include "run/verbs/verbs.h"
#include "store/expectation.h"
#include "store/json.h"
#include "store/summary.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

/// A day's config and the summary of its newest run; none where there is no run.
struct Day {
  std::int64_t number = 0;
  fs::path path;
  std::string title;
  Figures reported;
  std::vector<std::string> expect;
  std::optional<Summary> summary;
};

std::vector<Day> days_in(const JournalRequest& request) {
  if (!fs::is_directory(request.configs))
    throw usage_error("there is no folder " + request.configs + ": name one by --configs");
  std::vector<Day> days;
  for (const auto& entry : fs::directory_iterator(request.configs)) {
    if (entry.path().extension() != ".yaml") continue;
    Problems problems;
    const auto config = resolve_config({entry.path().string(), {}}, problems);
    if (problems.has_errors()) {
      std::fprintf(stderr, "mlday: warning: left out %s, which has errors: mlday check %s\n",
                   entry.path().c_str(), shell_word(entry.path().string()).c_str());
      continue;
    }
    if (!config.experiment.day) continue;
    Day day{*config.experiment.day,
            entry.path(),
            config.experiment.title,
            config.experiment.journal,
            config.experiment.expect,
            read_summary(RunFolder(fs::path(request.out) / config.name / "latest"))};
    days.push_back(std::move(day));
  }
  std::sort(days.begin(), days.end(), [](const Day& a, const Day& b) {
    return std::tie(a.number, a.path) < std::tie(b.number, b.path);
  });
  return days;
}

std::string figure(const Day& day, Metrics Summary::*which, const std::string& name) {
  const auto value = day.summary ? (*day.summary.*which).find(name) : std::nullopt;
  return value && std::isfinite(*value) ? rounded(*value, 4) : "";
}

std::string data_of(const Day& day) {
  return !day.summary ? "not run" : day.summary->synthetic ? "synthetic" : "real";
}

/// "real", and what became of a run that is not finished: its figures are not the day's yet.
std::string state_of(const Day& day) {
  const auto status = day.summary ? day.summary->status : "finished";
  return data_of(day) + (status == "finished" ? "" : ", " + status);
}

std::string time_of(const Day& day) {
  return day.summary ? duration_text(day.summary->seconds) : "";
}

std::string command_of(const Day& day) { return "mlday train " + day.path.string(); }

/// The figures to show of a day, as the journal has them: of those that it does not report, the
/// run's on the part of the data that is furthest from training.
std::vector<std::pair<std::string, std::string>> shown_figures(const Day& day) {
  std::vector<std::pair<std::string, std::string>> shown;
  for (const auto& [name, value] : day.reported) shown.emplace_back(name, rounded(value, 4));
  for (const std::string part : {"test_", "val_", ""})
    if (shown.empty() && day.summary)
      for (const auto& [name, value] : day.summary->last.items())
        if (name.starts_with(part) && !name.ends_with("loss")) shown.emplace_back(name, "");
  if (shown.empty()) shown.emplace_back("", "");
  return shown;
}

/// The cells of a day, a row for each figure.
std::vector<std::vector<std::string>> rows_of(const Day& day) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& [name, reported] : shown_figures(day)) {
    const bool is_first = rows.empty();
    rows.push_back({is_first ? std::to_string(day.number) : "", is_first ? day.title : "", name,
                    reported, figure(day, &Summary::best, name), figure(day, &Summary::last, name),
                    is_first ? time_of(day) : "", is_first ? state_of(day) : "",
                    is_first ? command_of(day) : ""});
  }
  return rows;
}

const std::vector<std::string> head{"day",  "what", "figure", "journal", "best",
                                    "last", "time", "data",   "command"};

void print_text(const std::vector<Day>& days) {
  TextTable table("rllrrrrll");
  table.row(head);
  for (const auto& day : days)
    for (const auto& row : rows_of(day)) table.row(row);
  std::puts(table.str().c_str());
}

void print_markdown(const std::vector<Day>& days) {
  std::printf("| %s |\n|---|---|---|---|---|---|---|---|---|\n", join(head, " | ").c_str());
  for (const auto& day : days)
    for (const auto& row : rows_of(day)) std::printf("| %s |\n", join(row, " | ").c_str());
}

void print_json(const std::vector<Day>& days) {
  auto json = OrderedJson::array();
  for (const auto& day : days) {
    OrderedJson one{{"day", day.number},    {"config", day.path.string()},
                    {"title", day.title},   {"journal", OrderedJson::object()},
                    {"data", data_of(day)}, {"command", command_of(day)}};
    for (const auto& [name, value] : day.reported) one["journal"][name] = value;
    if (!day.expect.empty()) one["expect"] = day.expect;
    if (const auto& run = day.summary) {
      one["status"] = run->status;
      one["best"] = metrics_json(run->best);
      one["last"] = metrics_json(run->last);
      one["seconds"] = run->seconds;
    }
    json.push_back(one);
  }
  std::puts(json_text(json, 2).c_str());
}

/// Whether the day's figures are there to be held against anything: of a whole run, on real data.
bool can_be_checked(const Day& day) {
  return day.summary && day.summary->status == "finished" && !day.summary->synthetic;
}

/// Tells which days miss what their configs expect of the best epoch (of a run without one, the
/// last), as `mlday train --expect` does; returns the exit code. Days without a finished run on
/// real data are told, and miss it only with --all.
int check_days(const std::vector<Day>& days, bool all) {
  std::int64_t held = 0, fell = 0, without = 0;
  for (const auto& day : days) {
    if (day.expect.empty()) {
      ++without;
      continue;
    }
    std::vector<std::string> lines{"not held against its `expect`: " + state_of(day)};
    if (can_be_checked(day)) {
      const auto& run = *day.summary;
      lines = missed(expectations_of(day.expect), run.best_epoch > 0 ? run.best : run.last);
      ++held;
      fell += !lines.empty();
    } else {
      fell += all;
    }
    for (const auto& line : lines)
      std::fprintf(stderr, "mlday: %s: %s\n", day.path.c_str(), line.c_str());
  }
  std::fprintf(stderr, "mlday: %s held against their `expect`, %s; %s without one\n",
               counted(held, "day").c_str(),
               fell ? (with_commas(fell) + " missed it").c_str() : "none missed it",
               with_commas(without).c_str());
  return static_cast<int>(fell ? Exit::missed : Exit::ok);
}

}  // namespace

int journal_run(const JournalRequest& request) {
  const auto days = days_in(request);
  if (days.empty())
    throw usage_error("no config in " + request.configs + " says its `day`: nothing to show");
  if (request.format == "json")
    print_json(days);
  else if (request.format == "markdown")
    print_markdown(days);
  else
    print_text(days);
  return request.check ? check_days(days, request.all) : static_cast<int>(Exit::ok);
}

}  // namespace mlday
