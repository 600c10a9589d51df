#include "store/step_history.h"

#include "core/file.h"
#include "core/text.h"

namespace mlday {

void write_steps(const std::filesystem::path& csv, const std::vector<CurveSpan>& spans) {
  std::string text = "step,epoch,seconds,lr,loss,low,high\n";
  for (const auto& span : spans) {
    const auto& last = span.last;
    text += std::to_string(last.step);
    constexpr int digits = 9;
    for (const double value : {last.epoch, last.seconds, last.lr, last.loss, span.low, span.high})
      text += "," + rounded(value, digits);
    text += "\n";
  }
  replace_file(csv, text);
}

std::vector<CurveSpan> read_steps(const std::filesystem::path& csv, std::int64_t last) {
  std::vector<CurveSpan> spans;
  if (!std::filesystem::exists(csv)) return spans;
  const auto lines = split(read_file(csv), '\n');
  std::int64_t before = 0;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto cells = split(lines[i], ',');
    std::vector<double> values;
    for (const auto& cell : cells)
      if (const auto value = to_double(cell)) values.push_back(*value);
    constexpr std::size_t columns = 7;
    if (values.size() != columns || cells.size() != columns) break;
    const auto step = static_cast<std::int64_t>(values[0]);
    if (step <= before || (last >= 0 && step > last)) break;
    spans.push_back({.last = {step, values[1], values[2], values[3], values[4]},
                     .low = values[5],
                     .high = values[6],
                     .points = step - before,
                     .numbers = step - before});
    before = step;
  }
  return spans;
}

}  // namespace mlday
