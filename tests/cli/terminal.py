"""A terminal for tests: the program runs on a pseudo-terminal, and what it writes is shown on a screen of characters.

The screen knows what the program uses: carriage returns, line ends, moving up, erasing, hiding the cursor, colours. Any
other escape sequence is an error.
"""
import errno
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
import unicodedata

import mlday

SEQUENCE = re.compile(r"\x1b\[(\??)([\d;]*)([A-Za-z])")


def width_of(character):
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


class Screen:
    def __init__(self, columns, rows):
        self.columns, self.rows = columns, rows
        self.lines = [[" "] * columns for _ in range(rows)]
        self.gone = []  # what scrolled off the top
        self.row = self.column = 0
        self.cursor = True
        self.coloured = False  # whether any colour was ever asked for
        self.wrapped = 0       # how often a line went on in the next row

    def text(self):
        return "\n".join("".join(line).rstrip() for line in self.lines).rstrip("\n")

    def everything(self):
        """What scrolled away too."""
        return "\n".join(["".join(line).rstrip() for line in self.gone] + [self.text()])

    def feed(self, text):
        at = 0
        while at < len(text):
            if text[at] == "\x1b":
                sequence = SEQUENCE.match(text, at)
                assert sequence, repr(text[at:at + 10])
                self.obey(*sequence.groups())
                at = sequence.end()
                continue
            self.put(text[at])
            at += 1

    def put(self, character):
        if character == "\r":
            self.column = 0
        elif character == "\n":
            self.new_line()
        else:
            width = width_of(character)
            if width == 0:
                return
            if self.column + width > self.columns:
                self.wrapped += 1
                self.column = 0
                self.new_line()
            self.lines[self.row][self.column] = character
            for extra in range(1, width):
                self.lines[self.row][self.column + extra] = ""
            self.column += width

    def new_line(self):
        if self.row + 1 < self.rows:
            self.row += 1
            return
        self.gone.append(self.lines.pop(0))
        self.lines.append([" "] * self.columns)

    def obey(self, private, numbers, letter):
        number = int(numbers or 0) if ";" not in numbers else 0
        if letter == "m":
            self.coloured = self.coloured or bool(numbers)
        elif private and letter in "lh":
            assert number == 25, number
            self.cursor = letter == "h"
        elif letter == "A":
            self.row = max(self.row - max(number, 1), 0)
        elif letter == "H":
            self.row = self.column = 0
        elif letter in "KJ":
            assert number == 0, number
            self.lines[self.row][self.column:] = [" "] * (self.columns - self.column)
            for row in range(self.row + 1, self.rows if letter == "J" else 0):
                self.lines[row] = [" "] * self.columns
        else:
            raise AssertionError(f"an escape sequence that nobody expects: {letter}")

    def resize(self, columns, rows):
        """As tmux does it: lines that are too long go on in the next row, and the cursor stays at its character."""
        before, (row, column) = ["".join(line).rstrip() for line in self.lines], (self.row, self.column)
        while before and not before[-1] and len(before) > row + 1:
            before.pop()
        self.columns, self.rows = columns, rows
        lines = []
        for number, line in enumerate(before):
            if number == row:
                self.row, self.column = len(lines), min(column, columns - 1)
            cells = [cell for character in line for cell in [character] + [""] * (width_of(character) - 1)]
            for start in range(0, max(len(cells), 1), columns):
                part = cells[start:start + columns]
                lines.append(part + [" "] * (columns - len(part)))
        while len(lines) > rows and self.row > 0:
            self.gone.append(lines.pop(0))
            self.row -= 1
        lines = lines[:rows]
        self.lines = lines + [[" "] * columns for _ in range(rows - len(lines))]


class Terminal:
    """The program, running on a terminal of so many columns and rows."""

    def __init__(self, test, *arguments, columns=80, rows=24, **env):
        self.screen = Screen(columns, rows)
        self.raw = ""
        self.test = test
        self.owner, user = pty.openpty()
        self.set_size(user, columns, rows)
        variables = {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "CI": "", "NO_COLOR": "", "FORCE_COLOR": "",
                     "CLICOLOR_FORCE": "", **env}
        # A session of its own, so that Ctrl-C on this terminal is the program's.
        self.process = subprocess.Popen([mlday.BINARY, *map(str, arguments)], cwd=test.folder, stdin=user, stdout=user,
                                        stderr=user, env=mlday.environment(**variables), start_new_session=True,
                                        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(user)
        self.pending = b""
        test.addCleanup(self.close)

    def close(self):
        self.process.kill()
        self.process.wait()
        if self.owner >= 0:
            os.close(self.owner)
            self.owner = -1

    @staticmethod
    def set_size(file, columns, rows):
        fcntl.ioctl(file, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def resize(self, columns, rows):
        self.read(.05)
        self.screen.resize(columns, rows)
        self.set_size(self.owner, columns, rows)  # the program hears of it by SIGWINCH

    def press(self, keys):
        os.write(self.owner, keys)

    def read(self, seconds):
        """Shows what comes within this time; False where the program's end of the terminal is closed."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if not select.select([self.owner], [], [], left)[0]:
                break
            try:
                data = os.read(self.owner, 65536)
            except OSError as error:
                if error.errno != errno.EIO:
                    raise
                return False
            self.pending += data
            # Whole characters and escape sequences only: what is cut waits for the rest.
            text = self.pending.decode(errors="ignore")
            cut = re.search(r"\x1b(\[[\d;?]*)?$", text)
            if cut or text.encode() != self.pending:
                continue
            self.pending = b""
            self.raw += text
            self.screen.feed(text)
        return True

    def wait_for(self, condition, what, seconds=120):
        end = time.monotonic() + seconds
        while not condition(self.screen):
            if not self.read(.1) or time.monotonic() > end:
                if condition(self.screen):
                    return
                raise AssertionError(f"no {what}; the screen shows\n{self.screen.everything()}")

    def end(self, seconds=120):
        """Reads until the program ends; returns its exit code."""
        end = time.monotonic() + seconds
        while self.read(.1):
            if time.monotonic() > end:
                raise AssertionError(f"it does not end; the screen shows\n{self.screen.everything()}")
        return self.process.wait(timeout=10)
