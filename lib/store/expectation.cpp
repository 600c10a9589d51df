#include "store/expectation.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/text.h"

namespace mlday {
namespace {

bool holds(double figure, const std::string& comparison, double value) {
  if (comparison == ">=") return figure >= value;
  if (comparison == "<=") return figure <= value;
  if (comparison == ">") return figure > value;
  if (comparison == "<") return figure < value;
  return figure == value;
}

}  // namespace

std::optional<Expectation> expectation_of(const std::string& text) {
  for (const std::string comparison : {">=", "<=", "==", ">", "<"}) {
    const auto at = text.find(comparison);
    if (at == std::string::npos) continue;
    const auto value = to_double(trimmed(text.substr(at + comparison.size())));
    const auto metric = std::string(trimmed(text.substr(0, at)));
    if (value && std::isfinite(*value) && !metric.empty())
      return Expectation{metric, comparison, *value, text};
  }
  return std::nullopt;
}

std::vector<Expectation> expectations_of(const std::vector<std::string>& texts) {
  std::vector<Expectation> list;
  for (const auto& text : texts) {
    const auto found = expectation_of(text);
    if (!found)
      throw usage_error(
          "--expect " + shell_word(text) +
          " is no expectation: write it like 'val_accuracy>=.98' (also <=, >, <, ==), "
          "in quotes");
    list.push_back(*found);
  }
  return list;
}

void refuse_undecidable(const std::vector<Expectation>& expectations,
                        const std::vector<std::string>& names) {
  for (const auto& expectation : expectations) {
    if (is_share(expectation.metric) && (expectation.value < 0 || expectation.value > 1))
      throw usage_error("--expect " + shell_word(expectation.text) + ": " + expectation.metric +
                        " lies between 0 and 1: write 98 % as .98");
    if (std::find(names.begin(), names.end(), expectation.metric) != names.end()) continue;
    const auto meant = nearest(expectation.metric, names);
    throw usage_error(
        "--expect " + shell_word(expectation.text) + ": there is no metric `" + expectation.metric +
        "`" + (meant ? ": did you mean `" + *meant + "`?" : "; there are " + join_words(names)));
  }
}

std::vector<std::string> missed(const std::vector<Expectation>& expectations,
                                const Metrics& figures) {
  std::vector<std::string> lines;
  for (const auto& [metric, comparison, value, text] : expectations) {
    const auto figure = figures.find(metric);
    if (figure && holds(*figure, comparison, value)) continue;
    lines.push_back(metric + " is " + (figure ? rounded(*figure, 6) : "not known") + ", expected " +
                    text.substr(text.find(comparison)));
  }
  return lines;
}

}  // namespace mlday
