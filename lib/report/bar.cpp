#include "report/bar.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/terminal.h"
#include "core/text.h"

namespace mlday {
namespace {

/// The steps that save room, in the order in which they are taken.
enum Saving {
  nothing,
  clock_times,  ///< "0:12/3:05 left" for "12 s left, 3 min 05 s in all"
  no_noun,      ///< "430/s"
  no_words,     ///< "3/20 ... 0:12/3:05", one blank between
  no_memory,
  no_bar,
  no_epoch_left,
  no_rate,
  no_metric,
  no_step,
  no_left,
  no_loss,
};

constexpr std::size_t shortest_bar = 6, longest_bar = 14;

std::string four_places(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4f", value);
  return text;
}

/// "3:05", "1:02:05".
std::string clock_text(double seconds) {
  const auto whole = std::llround(std::min(seconds, 1e9));
  char text[32];
  if (whole < 3600)
    std::snprintf(text, sizeof text, "%lld:%02lld", whole / 60, whole % 60);
  else
    std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60,
                  whole % 60);
  return text;
}

/// " 3/20": as wide for every number up to the last.
std::string of_text(std::int64_t number, std::int64_t last) {
  const auto end = std::to_string(last);
  auto text = std::to_string(number);
  text.insert(0, end.size() - std::min(end.size(), text.size()), ' ');
  return text + "/" + end;
}

std::string speed_text(const BarFacts& facts, int saving) {
  if (!(facts.rate > 0) || saving >= no_rate) return "";
  const auto number =
      facts.rate < 10 ? rounded(facts.rate, 2) : with_commas(std::llround(facts.rate));
  return number + (saving >= no_noun ? "/s" : " " + plural(facts.noun) + "/s");
}

std::string left_text(const BarFacts& facts, int saving) {
  if (!std::isfinite(facts.left) || saving >= no_left) return "";
  const bool has_epoch = std::isfinite(facts.epoch_left) && saving < no_epoch_left;
  if (saving >= clock_times)
    return (has_epoch ? clock_text(facts.epoch_left) + "/" : "") + clock_text(facts.left) +
           (saving >= no_words ? "" : " left");
  return (has_epoch ? duration_text(facts.epoch_left) + " left, " : "") +
         duration_text(facts.left) + (has_epoch ? " in all" : " left");
}

/// Every field but the bar itself, which stands behind the first; empty where it is not shown.
std::vector<std::string> fields_of(const BarFacts& facts, int saving) {
  return {(saving >= no_words ? "" : "epoch ") + of_text(facts.epoch, facts.epochs),
          saving >= no_step ? "" : of_text(facts.step, facts.steps),
          saving >= no_loss ? "" : "loss " + four_places(facts.loss),
          facts.metric.empty() || saving >= no_metric
              ? ""
              : facts.metric + " " + four_places(facts.metric_value),
          speed_text(facts, saving),
          facts.memory <= 0 || saving >= no_memory ? "" : bytes_text(facts.memory),
          left_text(facts, saving)};
}

}  // namespace

std::string BarLine::bar(double share, std::size_t width) const {
  const auto full =
      static_cast<std::size_t>(std::clamp(share, 0., 1.) * static_cast<double>(width));
  std::string text;
  for (std::size_t i = 0; i < width; ++i)
    text += i < full ? (utf8_ ? "█" : "#") : (utf8_ ? "░" : ".");
  return text;
}

std::string BarLine::text(const BarFacts& facts, int columns) {
  if (columns != columns_) {
    columns_ = columns;
    shortened_ = nothing;
    widest_.clear();
  }
  const auto room = static_cast<std::size_t>(std::max(columns, 0));
  for (;; ++shortened_, widest_.clear()) {
    const bool has_bar = shortened_ < no_bar;
    const std::string gap(shortened_ >= no_words ? 1 : 2, ' ');
    auto fields = fields_of(facts, shortened_);
    widest_.resize(fields.size());
    std::size_t needed = has_bar ? shortest_bar + 1 : 0;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (fields[i].empty()) continue;
      widest_[i] = std::max(widest_[i], display_width(fields[i]));
      needed += widest_[i] + (i > 0 ? gap.size() : 0);
    }
    if (needed > room && shortened_ < no_loss) continue;
    std::string line;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (fields[i].empty()) continue;
      if (i > 0) line += i == 1 && has_bar ? " " : gap;
      line += fields[i];
      const bool is_last = i + 1 == fields.size();
      if (!is_last) line.append(widest_[i] - display_width(fields[i]), ' ');
      if (i == 0 && has_bar) {
        const auto spare = room - std::min(room, needed);
        line += " " + bar(facts.share, std::min(longest_bar, shortest_bar + spare));
      }
    }
    return fitted(line, room);
  }
}

void SmoothRate::add(double amount, double seconds) {
  constexpr double memory_seconds = 5;
  const double now = amount / seconds;
  const double share = 1 - std::exp(-seconds / memory_seconds);
  value_ = std::isnan(value_) ? now : value_ + (now - value_) * share;
}

}  // namespace mlday
