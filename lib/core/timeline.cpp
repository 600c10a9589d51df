#include "core/timeline.h"

namespace mlday {

void Timeline::mark(const std::string& phase, const std::string& part) {
  if (settle_) settle_();
  const auto now = Clock::now();
  auto& total = *totals_.try_emplace({phase, part}).first;
  total.second.seconds += seconds_between(last_, now);
  ++total.second.marks;
  if (spans_.size() < most_spans)
    spans_.push_back({&total.first, seconds_between(begin_, last_), seconds_between(begin_, now)});
  last_ = now;
}

void Timeline::clear() {
  spans_.clear();
  totals_.clear();
  begin_ = last_ = Clock::now();
}

}  // namespace mlday
