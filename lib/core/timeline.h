// Where time goes: everything between two marks is put down to one kind of work.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace mlday {

class Timeline {
 public:
  using Clock = std::chrono::steady_clock;

  /// `settle`, if given, is called before each mark: it waits for what a device still computes.
  explicit Timeline(std::function<void()> settle = nullptr) : settle_(std::move(settle)) {}

  /// What was done since the last mark: a phase ("forward"), and a part of it ("conv1").
  void mark(const std::string& phase, const std::string& part = "");
  /// Begins anew: what was before is forgotten.
  void clear();

  using What = std::pair<std::string, std::string>;  ///< phase, part
  struct Total {
    double seconds = 0;
    std::int64_t marks = 0;
  };
  const std::map<What, Total>& totals() const { return totals_; }

  /// A stretch of time, in seconds since the beginning.
  struct Span {
    const What* what;
    double from, to;
  };
  /// The first ones, as many as are kept.
  const std::vector<Span>& spans() const { return spans_; }
  static constexpr std::size_t most_spans = 200'000;

 private:
  static double seconds_between(Clock::time_point from, Clock::time_point to) {
    return std::chrono::duration<double>(to - from).count();
  }

  std::function<void()> settle_;
  std::map<What, Total> totals_;
  std::vector<Span> spans_;
  Clock::time_point begin_ = Clock::now(), last_ = begin_;
};

/// Marks only where somebody measures.
inline void mark(Timeline* timeline, const char* phase) {
  if (timeline) timeline->mark(phase);
}

}  // namespace mlday
