#include "report/thinned_history.h"

#include <limits>
#include <set>

namespace mlday {

std::vector<std::size_t> thinned_history(const std::vector<EpochRecord>& history,
                                         std::int64_t always) {
  constexpr std::size_t spans = 1000, most = 2 * spans;
  const auto count = history.size();
  std::set<std::size_t> chosen;
  if (count <= most) {
    for (std::size_t i = 0; i < count; ++i) chosen.insert(i);
    return {chosen.begin(), chosen.end()};
  }
  const auto loss = [&](std::size_t i) {
    return history[i].metrics.find("loss").value_or(std::numeric_limits<double>::quiet_NaN());
  };
  chosen = {0, count - 1};
  for (std::size_t span = 0; span < spans; ++span) {
    const auto begin = span * count / spans, end = (span + 1) * count / spans;
    auto low = begin, high = begin;
    for (auto i = begin; i < end; ++i) {
      if (loss(i) < loss(low)) low = i;
      if (loss(i) > loss(high)) high = i;
      if (history[i].epoch == always) chosen.insert(i);
    }
    chosen.insert({low, high});
  }
  return {chosen.begin(), chosen.end()};
}

OrderedJson history_json(const std::vector<EpochRecord>& history, std::int64_t always) {
  OrderedJson json{{"epoch", OrderedJson::array()},
                   {"seconds", OrderedJson::array()},
                   {"lr", OrderedJson::array()},
                   {"metrics", OrderedJson::object()}};
  std::vector<double> seconds{0};
  for (const auto& record : history) seconds.push_back(seconds.back() + record.seconds);
  for (const auto i : thinned_history(history, always)) {
    const auto& record = history[i];
    json["epoch"].push_back(record.epoch);
    json["seconds"].push_back(number_json(seconds[i + 1]));
    json["lr"].push_back(number_json(record.lr));
    for (const auto& [name, value] : record.metrics.items())
      json["metrics"][name].push_back(number_json(value));
  }
  return json;
}

}  // namespace mlday
