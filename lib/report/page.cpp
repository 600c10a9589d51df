#include "report/page.h"

#include <string_view>

#include "page_files.h"

namespace mlday {
namespace {

/// JSON that cannot end the script element it stands in.
std::string inert(const std::string& json) {
  std::string text;
  text.reserve(json.size());
  for (const char c : json)
    if (c == '<')
      text += "\\u003c";
    else
      text += c;
  return text;
}

std::string escaped(const std::string& text) {
  std::string safe;
  for (const char c : text)
    if (c == '<')
      safe += "&lt;";
    else if (c == '&')
      safe += "&amp;";
    else
      safe += c;
  return safe;
}

}  // namespace

std::string page_of(const OrderedJson& document) {
  // Marks are looked for in the skeleton alone: what is put in may hold the like.
  const std::pair<std::string_view, std::string> contents[] = {
      {"<!--TITLE-->", escaped(document.value("title", "mlday"))},
      {"/*STYLE*/", std::string(page_style)},
      {"/*DATA*/", inert(json_text(document))},
      {"/*SCRIPT*/", std::string(page_script)}};
  std::string text;
  std::size_t from = 0;
  while (from < page_skeleton.size()) {
    auto next = page_skeleton.size();
    const std::pair<std::string_view, std::string>* found = nullptr;
    for (const auto& content : contents)
      if (const auto at = page_skeleton.find(content.first, from); at < next) {
        next = at;
        found = &content;
      }
    text += page_skeleton.substr(from, next - from);
    from = next;
    if (!found) continue;
    text += found->second;
    from += found->first.size();
  }
  return text;
}

}  // namespace mlday
