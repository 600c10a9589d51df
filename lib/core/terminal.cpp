#include "core/terminal.h"

#include <locale.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include <algorithm>
#include <cstdlib>

#include "core/text.h"

namespace mlday {
namespace {

ColourWish colour_wish = ColourWish::automatic;

/// The variable's value; empty where it is not set.
std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

int positive_variable(const char* name, int otherwise) {
  const auto value = to_int(variable(name));
  constexpr int most = 10'000;
  return value && *value > 0 && *value < most ? static_cast<int>(*value) : otherwise;
}

bool is_wish(const std::string& value) { return !value.empty() && value != "0"; }

/// The character that begins there and has so many bytes.
wchar_t character_at(std::string_view text, std::size_t at, std::size_t bytes) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  if (bytes == 1) return byte(0);
  unsigned code = byte(0) & (0x7Fu >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) code = code << 6 | (byte(i) & 0x3Fu);
  return static_cast<wchar_t>(code);
}

/// While this lives, the thread's characters are Unicode's, whatever locale the user has.
class UnicodeCharacters {
 public:
  UnicodeCharacters() : before_(::uselocale(unicode())) {}
  ~UnicodeCharacters() { ::uselocale(before_); }
  UnicodeCharacters(const UnicodeCharacters&) = delete;
  UnicodeCharacters& operator=(const UnicodeCharacters&) = delete;

 private:
  /// Null, which changes nothing, where a C library has no such locale: all but ASCII counts 1.
  static locale_t unicode() {
    static const locale_t made = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return made;
  }

  locale_t before_;
};

/// Calls `each(end, width)` for every character (or byte that is none) until that returns false.
template <class Each>
void walk(std::string_view text, const Each& each) {
  const UnicodeCharacters unicode;
  for (std::size_t at = 0; at < text.size();) {
    const auto bytes = utf8_length(text, at);
    int width = 1;
    if (bytes > 0) {
      const auto character = character_at(text, at, bytes);
      width = ::wcwidth(character);
      if (width < 0) width = character < ' ' ? 0 : 1;  // a control character, or a newer one
    }
    at += std::max<std::size_t>(bytes, 1);
    if (!each(at, static_cast<std::size_t>(width))) return;
  }
}

}  // namespace

TerminalSize terminal_size(int file) {
  winsize size{};
  const bool known = ::ioctl(file, TIOCGWINSZ, &size) == 0;
  TerminalSize result;
  result.columns =
      known && size.ws_col > 0 ? size.ws_col : positive_variable("COLUMNS", result.columns);
  result.rows = known && size.ws_row > 0 ? size.ws_row : positive_variable("LINES", result.rows);
  return result;
}

bool can_redraw(int file) {
  const auto ci = variable("CI");
  return ::isatty(file) == 1 && variable("TERM") != "dumb" && (!is_wish(ci) || ci == "false");
}

bool locale_is_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const auto value = variable(name);
    if (value.empty()) continue;
    for (const char* utf8 : {"UTF-8", "utf8", "utf-8", "UTF8"})
      if (value.find(utf8) != std::string::npos) return true;
    return false;
  }
  return false;
}

std::size_t display_width(std::string_view text) {
  std::size_t columns = 0;
  walk(text, [&](std::size_t, std::size_t width) {
    columns += width;
    return true;
  });
  return columns;
}

std::string fitted(std::string_view text, std::size_t columns) {
  std::size_t end = 0, used = 0;
  walk(text, [&](std::size_t character_end, std::size_t width) {
    used += width;
    if (used > columns) return false;
    end = character_end;
    return true;
  });
  return std::string(text.substr(0, end));
}

void wish_colours(ColourWish wish) { colour_wish = wish; }

bool colours_on(int file) {
  if (colour_wish != ColourWish::automatic) return colour_wish == ColourWish::always;
  if (!variable("NO_COLOR").empty()) return false;
  if (is_wish(variable("CLICOLOR_FORCE")) || is_wish(variable("FORCE_COLOR"))) return true;
  return ::isatty(file) == 1 && variable("TERM") != "dumb" && variable("FORCE_COLOR") != "0";
}

std::string painted(std::string_view text, Paint paint, bool on) {
  if (!on || paint == Paint::plain || text.empty()) return std::string(text);
  const char* codes[] = {"", "2", "1", "31", "33", "36", "1;32"};
  return std::string("\033[") + codes[static_cast<int>(paint)] + "m" + std::string(text) + "\033[m";
}

}  // namespace mlday
