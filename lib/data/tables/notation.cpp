#include "data/tables/notation.h"

#include <regex>
#include <vector>

namespace mlday {
namespace {

struct Pattern {
  std::regex form;
  Notation notation;
};

/// The first that fits is meant. (Spaces may be no-break spaces, thin or not, in UTF-8.)
const std::vector<Pattern>& patterns() {
  const std::string number = R"([+-]?\d+([.,]\d+)?)",
                    space = "(?: |\xC2\xA0|\xE2\x80\xAF|\xE2\x80\x89)";
  const std::string grouped =
      R"([+-]?\d{1,3}((,\d{3})+(\.\d+)?|(\.\d{3}){2,}(,\d+)?|('\d{3})+(\.\d+)?|(_\d{3})+(\.\d+)?|()" +
      space + R"(\d{3})+([.,]\d+)?))";
  const std::string money = "(?:[$]|\xE2\x82\xAC|\xC2\xA3|\xC2\xA5|EUR|USD)";
  const std::string any = "(" + grouped + "|" + number + ")";
  const std::string time = R"(\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?(\s*[AaPp][Mm])?)";
  const auto pattern = [](const std::string& form, const char* what, const char* advice) {
    return Pattern{std::regex("\\s*" + form + "\\s*", std::regex::optimize), {what, advice}};
  };
  static const std::vector<Pattern> list{
      pattern(R"([+-]?\d*,\d+)", "a number with a comma", "write numbers with a point"),
      pattern(grouped, "a number with its thousands set apart", "write numbers without that"),
      pattern("[+-]?" + money + space + "*" + any + "|" + any + space + "*" + money,
              "an amount of money", "write plain numbers"),
      pattern(any + space + "*%", "a percentage", "write plain numbers"),
      pattern(R"(\(\d+([.,]\d+)?\)|\d+([.,]\d+)?-|)"
              "\xE2\x88\x92"
              R"(\d+([.,]\d+)?)",
              "a negative number in another notation", "write it with `-`"),
      pattern(R"([+-]?\d+(\.\d*)?[dD][+-]?\d+|0[xX][0-9a-fA-F]+)", "a number in another notation",
              "write plain numbers"),
      pattern(R"([-.]+)", "a sign for a gap", "leave the cell empty"),
      pattern(R"([<>~]=?\s*)" + number, "a bound, not a number", "write plain numbers"),
      pattern(number + space +
                  "*(kg|mg|km|cm|mm|ms|min|ml|lbs?|ft|mph|kmh|km/"
                  "h|\xC2\xB0[CF]|GB|MB|kB|kW|Hz|kHz|MHz|GHz|"
                  "px|hp|bhp|CC|cc|kmpl)",
              "a number with a unit", "write plain numbers"),
      pattern(R"(\d{1,2}\s+(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?,?\s+\d{2,4})",
              "a date", "say which of its parts count (type: datetime, as: [weekday, hour])"),
      pattern(R"([+-]?\.?(inf|Inf|INF|infinity|Infinity))", "an infinite number",
              "write a number, or leave the cell empty"),
      pattern(R"(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([T ]+)" + time + R"((Z|[+-]\d{2}:?\d{2})?)?)",
              "a date", "say which of its parts count (type: datetime, as: [weekday, hour])"),
      pattern(R"(\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2})( +)" + time + ")?", "a date",
              "say which of its parts count (type: datetime, as: [weekday, hour])"),
      pattern(time, "a time", "write it as a number, such as seconds"),
  };
  return list;
}

}  // namespace

Notation notation_of(const std::string& cell) {
  constexpr std::size_t longest = 40;  // longer cells are texts, and slow to look at
  if (cell.size() > longest || cell.find_first_of("0123456789iI-.") == std::string::npos) return {};
  for (const auto& [form, notation] : patterns())
    if (std::regex_match(cell, form)) return notation;
  return {};
}

}  // namespace mlday
