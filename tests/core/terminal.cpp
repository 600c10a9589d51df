#include "core/terminal.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <map>
#include <optional>
#include <string>

#include "catch.h"

using namespace mlday;

namespace {

/// Variables of the environment as a test wants them; as they were when it is over.
class Variables {
 public:
  ~Variables() {
    for (const auto& [name, value] : before_) put(name, value);
  }
  void set(const std::string& name, std::optional<std::string> value) {
    const char* old = std::getenv(name.c_str());
    before_.try_emplace(name, old ? std::optional<std::string>(old) : std::nullopt);
    put(name, value);
  }

 private:
  static void put(const std::string& name, const std::optional<std::string>& value) {
    if (value)
      ::setenv(name.c_str(), value->c_str(), 1);
    else
      ::unsetenv(name.c_str());
  }

  std::map<std::string, std::optional<std::string>> before_;
};

/// A pseudo-terminal's two ends.
struct Terminal {
  int owner = ::posix_openpt(O_RDWR | O_NOCTTY), user = -1;
  Terminal() {
    ::grantpt(owner);
    ::unlockpt(owner);
    user = ::open(::ptsname(owner), O_RDWR | O_NOCTTY);
  }
  ~Terminal() {
    ::close(owner);
    ::close(user);
  }
};

void forget_colour_wishes(Variables& variables) {
  for (const char* name : {"NO_COLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "CI"})
    variables.set(name, std::nullopt);
  variables.set("TERM", "xterm-256color");
}

}  // namespace

TEST_CASE("a text's width counts columns, not bytes or characters") {
  CHECK(display_width("") == 0);
  CHECK(display_width("epoch 1/2") == 9);
  CHECK(display_width("é█░") == 3);
  CHECK(display_width("速度制限") == 8);
  CHECK(display_width("🚗 car") == 6);
  CHECK(display_width("e\u0301") == 1);
  CHECK(display_width("⣿⠁") == 2);
  CHECK(display_width("שלום") == 4);
  CHECK(display_width("\xff\xfe") == 2);
}

TEST_CASE("a text is cut between characters, where a wide one does not fit any more") {
  CHECK(fitted("abc", 5) == "abc");
  CHECK(fitted("abc", 2) == "ab");
  CHECK(fitted("abc", 0).empty());
  CHECK(fitted("a速度", 4) == "a速");
  CHECK(fitted("a速度", 5) == "a速度");
  CHECK(fitted("e\u0301x", 1) == "e\u0301");
}

TEST_CASE("what is no terminal has the size that the environment says, else 80 x 24") {
  Variables variables;
  const int file = ::open("/dev/null", O_WRONLY);
  for (const char* nothing : {"", "0", "-3", "x", "99999999"}) {
    variables.set("COLUMNS", nothing);
    variables.set("LINES", nothing);
    CHECK(terminal_size(file).columns == 80);
    CHECK(terminal_size(file).rows == 24);
  }
  variables.set("COLUMNS", "132");
  variables.set("LINES", "50");
  CHECK(terminal_size(file).columns == 132);
  CHECK(terminal_size(file).rows == 50);
  ::close(file);
}

TEST_CASE("lines are drawn over on terminals, not on dumb ones and not for a CI") {
  Variables variables;
  forget_colour_wishes(variables);
  const Terminal terminal;
  const int file = ::open("/dev/null", O_WRONLY);
  CHECK(can_redraw(terminal.user));
  CHECK_FALSE(can_redraw(file));
  variables.set("CI", "true");
  CHECK_FALSE(can_redraw(terminal.user));
  variables.set("CI", "false");
  CHECK(can_redraw(terminal.user));
  variables.set("TERM", "dumb");
  CHECK_FALSE(can_redraw(terminal.user));
  ::close(file);
}

TEST_CASE("colours are for terminals, unless somebody wishes otherwise") {
  Variables variables;
  forget_colour_wishes(variables);
  const Terminal terminal;
  const int file = ::open("/dev/null", O_WRONLY);
  CHECK(colours_on(terminal.user));
  CHECK_FALSE(colours_on(file));
  variables.set("FORCE_COLOR", "0");
  CHECK_FALSE(colours_on(terminal.user));
  variables.set("FORCE_COLOR", "1");
  CHECK(colours_on(file));
  variables.set("NO_COLOR", "");
  CHECK(colours_on(file));
  variables.set("NO_COLOR", "1");
  CHECK_FALSE(colours_on(terminal.user));
  wish_colours(ColourWish::always);
  CHECK(colours_on(file));
  wish_colours(ColourWish::never);
  variables.set("NO_COLOR", std::nullopt);
  CHECK_FALSE(colours_on(terminal.user));
  wish_colours(ColourWish::automatic);
  variables.set("FORCE_COLOR", std::nullopt);
  variables.set("TERM", "dumb");
  CHECK_FALSE(colours_on(terminal.user));
  ::close(file);
}

TEST_CASE("a locale is UTF-8 by the first of its variables that says something") {
  Variables variables;
  variables.set("LC_ALL", "");
  variables.set("LC_CTYPE", std::nullopt);
  variables.set("LANG", "en_US.UTF-8");
  CHECK(locale_is_utf8());
  variables.set("LC_ALL", "C");
  CHECK_FALSE(locale_is_utf8());
  variables.set("LC_ALL", "de_DE.utf8");
  CHECK(locale_is_utf8());
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) variables.set(name, std::nullopt);
  CHECK_FALSE(locale_is_utf8());
}

TEST_CASE("paint stands around a text, and only where it is wanted") {
  CHECK(painted("x", Paint::yellow, true) == "\033[33mx\033[m");
  CHECK(painted("x", Paint::best, true) == "\033[1;32mx\033[m");
  CHECK(painted("x", Paint::yellow, false) == "x");
  CHECK(painted("x", Paint::plain, true) == "x");
}
