#include "config/yaml_text.h"

#include <yaml-cpp/exceptions.h>

#include <algorithm>
#include <map>

#include "core/text.h"

namespace mlday {
namespace {

/// Whether a bracket is followed by the one that closes it, quotes set aside.
bool is_closed(const Mark& bracket) {
  std::string_view text = bracket.source->text;
  for (int line = 1; line < bracket.line; ++line) text.remove_prefix(text.find('\n') + 1);
  text.remove_prefix(std::min(text.size(), static_cast<std::size_t>(bracket.column - 1)));
  int depth = 0;
  for (const char c : text) {
    if (c == '[' || c == '{') ++depth;
    if ((c == ']' || c == '}') && --depth == 0) return true;
  }
  return false;
}

bool is_forbidden_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t';
}

/// The first tab in the indentation of a line, which YAML forbids and yaml-cpp explains poorly.
std::optional<std::size_t> first_indenting_tab(const std::string& text) {
  for (std::size_t start = 0; start < text.size();) {
    const auto first = text.find_first_not_of(' ', start);
    if (first != std::string::npos && text[first] == '\t') {
      const auto content = text.find_first_not_of(" \t", first);
      if (content != std::string::npos && text[content] != '\n' && text[content] != '#')
        return first;
    }
    start = text.find('\n', start);
    if (start != std::string::npos) ++start;
  }
  return std::nullopt;
}

struct Explained {
  std::string message, hint;
};

Explained explained(const std::string& complaint) {
  static const std::map<std::string, Explained> known{
      {YAML::ErrorMsg::MAP_VALUE,
       {"a `:` where no value can begin",
        "quote a text that has `: ` in it; indent the keys of a section alike"}},
      {YAML::ErrorMsg::BLOCK_ENTRY,
       {"a `- ` where no list can begin", "begin the list on a line of its own, indented"}},
      {YAML::ErrorMsg::UNKNOWN_TOKEN,
       {"no text can begin so", "quote a text that begins with @, % or `"}},
      {YAML::ErrorMsg::END_OF_MAP,
       {"this line is not indented as its section is", "indent the keys of a section alike"}},
      {YAML::ErrorMsg::END_OF_SEQ,
       {"this line is not indented as its list is", "indent the items of a list alike"}},
      {YAML::ErrorMsg::END_OF_SEQ_FLOW,
       {"something in this list is no value", "quote a text that has `?` or `: ` in it"}},
      {YAML::ErrorMsg::END_OF_MAP_FLOW,
       {"something in this map is neither key nor value",
        "quote a text that has `?` or `: ` in it"}},
      {YAML::ErrorMsg::FLOW_END,
       {"this bracket closes nothing", "lists end with `]`, maps with `}`; take out one too many"}},
      {YAML::ErrorMsg::UNKNOWN_ANCHOR,
       {"an alias of an anchor that is not defined",
        "name it with & above, or quote a text that begins with *"}}};
  // yaml-cpp 0.8 says more behind some of them, such as the anchor's name.
  for (const auto& [beginning, explanation] : known)
    if (complaint.starts_with(beginning)) return explanation;
  return {complaint, ""};
}

}  // namespace

Mark mark_at(const std::shared_ptr<const Source>& source, std::size_t offset) {
  const auto& text = source->text;
  const auto line = std::count(text.begin(), text.begin() + static_cast<long>(offset), '\n') + 1;
  const auto start = offset == 0 ? std::string::npos : text.rfind('\n', offset - 1);
  const auto column = start == std::string::npos ? offset + 1 : offset - start;
  return {source, static_cast<int>(line), static_cast<int>(column)};
}

bool is_text(const std::shared_ptr<const Source>& source, Problems& problems) {
  const auto& text = source->text;
  for (std::size_t i = 0; i < text.size();) {
    const auto length = utf8_length(text, i);
    if (length > 0 && !is_forbidden_control(text[i])) {
      i += length;
      continue;
    }
    const bool utf16 = text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff");
    if (length > 0)
      problems.fatal(mark_at(source, i), "", "a control character", "take it out");
    else
      problems.fatal(mark_at(source, i), "", "a byte that is not UTF-8 text",
                     utf16 ? "it looks like UTF-16: save it as UTF-8" : "save it as UTF-8");
    return false;
  }
  return true;
}

void explain_complaint(const Mark& place, const std::string& complaint, const Node* open,
                       Problems& problems) {
  if (const auto tab = first_indenting_tab(place.source->text)) {
    // A tab further up was no fault: it stands in a text of several lines.
    if (const auto mark = mark_at(place.source, *tab); mark.line >= place.line) {
      problems.fatal(mark, "", "a tab in the indentation", "YAML indents by spaces");
      return;
    }
  }
  const bool in_list = complaint == YAML::ErrorMsg::END_OF_SEQ_FLOW;
  const bool unclosed = in_list || complaint == YAML::ErrorMsg::END_OF_MAP_FLOW;
  if (open && unclosed && !is_closed(open->mark)) {
    // What follows was taken for a part of it: the place to mend is where it begins.
    problems.fatal(
        open->mark, "", in_list ? "this list is never closed" : "this map is never closed",
        std::string("end it with `") + (in_list ? "]`" : "}`") +
            (place.line > open->mark.line ? " before line " + std::to_string(place.line) : ""));
    return;
  }
  const auto [message, hint] = explained(complaint);
  problems.fatal(place, "", "this is not YAML: " + message, hint);
}

}  // namespace mlday
