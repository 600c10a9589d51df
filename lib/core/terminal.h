// The terminal that is written to: its size, how wide texts are on it, whether colours are wanted.
#pragma once

#include <string>
#include <string_view>

namespace mlday {

struct TerminalSize {
  int columns = 80, rows = 24;
};

/// The size now of the terminal behind this file descriptor. Where there is none, or it does not
/// know, $COLUMNS and $LINES say it, else it is 80 x 24.
TerminalSize terminal_size(int file);

/// Whether a line can be drawn over there: on a terminal that is not dumb ($TERM), and not where a
/// CI keeps what is written ($CI).
bool can_redraw(int file);

/// Whether the locale ($LC_ALL, $LC_CTYPE or $LANG) says that texts are UTF-8.
bool locale_is_utf8();

/// Columns that a text without escape sequences takes. Each character has the width that the C
/// library knows: 2 for Chinese characters and emoji, 0 for accents that stand upon the one before.
/// (Emoji that are joined to one picture count as all of them; terminals differ in that.)
std::size_t display_width(std::string_view text);

/// As much of the text's front as fits into so many columns.
std::string fitted(std::string_view text, std::size_t columns);

enum class ColourWish { automatic, always, never };

/// What `--color` asks for, for the whole process; automatic before.
void wish_colours(ColourWish wish);

/// Whether this file descriptor gets colours. Where nobody wished otherwise: never with $NO_COLOR
/// (https://no-color.org), always with $CLICOLOR_FORCE or $FORCE_COLOR (0 is no wish), else on
/// terminals that are not dumb.
bool colours_on(int file);

enum class Paint { plain, dim, bold, red, yellow, cyan, best };

/// The text between the escape sequences of a paint; where `on` is false, the text alone.
std::string painted(std::string_view text, Paint paint, bool on);

}  // namespace mlday
