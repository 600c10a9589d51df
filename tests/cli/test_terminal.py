"""What training shows on a terminal: one steady bar below lines that stay, colours where they are wanted; plain lines
elsewhere."""
import re
import unittest

import mlday
from mlday import CliTest, SharedFolderTest
from terminal import Terminal

# Some seconds of training, each epoch long enough to look at.
SLOW = mlday.TINY.replace("images: 430", "images: 4300").replace("epochs: 2", "epochs: 3") \
                 .replace("out_channels: 8", "out_channels: 160")
EPOCH_LINE = re.compile(r"^epoch +(\d+)/3  loss \d", re.M)


class Bar(CliTest):
    def setUp(self):
        super().setUp()
        self.write("tiny.yaml", SLOW)

    def train(self, *arguments, **terminal):
        return Terminal(self, "train", "tiny.yaml", *arguments, **terminal)

    def assert_lines_stayed(self, screen):
        text = screen.everything()
        self.assertEqual(EPOCH_LINE.findall(text.replace("\n", " \n")), ["1", "2", "3"], text)
        for said in ("Tiny signs", "Run: ", "Finished: all 3 epochs", "Next: mlday eval"):
            self.assertIn(said, text)

    def test_a_bar_says_how_far_it_is_and_is_gone_at_the_end(self):
        terminal = self.train(columns=100, rows=50)
        bars = set()

        def bar_with(*parts):
            def is_there(screen):
                last = screen.text().split("\n")[-1]
                bars.update([last] if "░" in last or "█" in last else [])
                return all(part in last for part in parts)
            return is_there

        terminal.wait_for(bar_with("1/3", "loss", "/s"), "bar with a rate")
        terminal.wait_for(bar_with("2/3", "val_accuracy"), "bar with the last epoch's metric")
        self.assertEqual(terminal.end(), 0)
        self.assertTrue(any(re.search(r"\d MB|\d GB", bar) for bar in bars), bars)
        self.assertTrue(any(re.search(r" +\d+/\d\d+ ", bar) for bar in bars), bars)
        self.assertNotRegex(terminal.screen.everything(), "[█░]")
        self.assert_lines_stayed(terminal.screen)

    def test_at_80_and_at_40_columns_the_bar_takes_one_row(self):
        for columns in 80, 40:
            with self.subTest(columns=columns):
                terminal = self.train("--name", f"of{columns}", columns=columns, rows=60)
                terminal.wait_for(lambda s: re.search(r"[12]/3 .*loss", s.text().split("\n")[-1]), "bar")
                self.assertEqual(terminal.end(), 0)
                for drawn in re.findall(r"\r(?:\x1b\[2m)?([^\r\n]*?)(?:\x1b\[m)?\x1b\[J\r", terminal.raw):
                    self.assertLess(len(drawn), columns, drawn)
                self.assertNotRegex(terminal.screen.everything(), "[█░]")

    def test_a_terminal_that_becomes_narrower_keeps_no_trace_of_the_bar(self):
        terminal = self.train(rows=60)
        terminal.wait_for(lambda s: re.search(r"[12]/3 .*loss", s.text().split("\n")[-1]), "bar")
        terminal.resize(50, 60)
        terminal.read(.5)
        self.assertLessEqual(sum("░" in line or "█" in line for line in terminal.screen.text().split("\n")), 1)
        self.assertEqual(terminal.end(), 0)
        self.assertNotRegex(terminal.screen.everything(), "[█░]")

    def test_ctrl_c_leaves_no_bar_behind(self):
        terminal = self.train("--epochs", "1000", rows=60)
        terminal.wait_for(lambda s: re.search(r"[12]/1000 .*loss", s.text().split("\n")[-1]), "bar")
        terminal.press(b"\x03")
        self.assertEqual(terminal.end(), 130)
        self.assertNotRegex(terminal.screen.everything(), "[█░]")
        self.assertIn("Stopped: interrupted", terminal.screen.everything())

    def test_there_is_no_bar_where_lines_cannot_be_drawn_over(self):
        for variables in ({"TERM": "dumb"}, {"CI": "true"}):
            with self.subTest(**variables):
                terminal = self.train("--name", str(variables)[2:4], columns=200, rows=60, **variables)
                self.assertEqual(terminal.end(), 0)
                self.assertNotRegex(terminal.raw, "[█░]|\x1b\\[J")
                self.assert_lines_stayed(terminal.screen)

    def test_a_new_best_stands_out_in_colour(self):
        terminal = self.train(columns=200, rows=60)
        self.assertEqual(terminal.end(), 0)
        self.assertRegex(terminal.raw, r"epoch 1/3 .*  \x1b\[1;32mval_accuracy \d\.\d{4}\x1b\[m  ")

    def test_without_colours_there_is_none_and_the_bar_stays(self):
        for flags, variables in ((["--color", "never"], {}), ([], {"NO_COLOR": "1"})):
            with self.subTest(flags=flags):
                name = ["--name", "flag" if flags else "variable"]
                terminal = self.train(*flags, *name, columns=200, rows=60, **variables)
                self.assertEqual(terminal.end(), 0)
                self.assertFalse(terminal.screen.coloured)
                self.assertRegex(terminal.raw, "[█░]")


class Colours(SharedFolderTest):
    def prepare(self):
        pass

    def red(self, *arguments, **env):
        result = self.mlday(*arguments, exits=2, **env)
        self.assertIn("there is no", result.err)
        return "\x1b[31mmlday:\x1b[m" in result.err

    def test_errors_are_red_only_where_colours_are_wanted(self):
        wrong = "watch", "nowhere"
        self.assertFalse(self.red(*wrong))
        self.assertTrue(self.red(*wrong, "--color", "always"))
        self.assertTrue(self.red("--color=always", *wrong))
        for variable in "FORCE_COLOR", "CLICOLOR_FORCE":
            self.assertTrue(self.red(*wrong, **{variable: "1"}))
            self.assertFalse(self.red(*wrong, **{variable: "0"}))
            self.assertFalse(self.red(*wrong, **{variable: "1", "NO_COLOR": "x"}))
            self.assertTrue(self.red(*wrong, **{variable: "1", "NO_COLOR": ""}))
        self.assertTrue(self.red(*wrong, "--color", "always", NO_COLOR="1"))

    def test_what_is_no_choice_is_refused(self):
        self.refused("watch", "nowhere", "--color", "green", exits=2, says="--color")

    def test_every_verb_knows_the_flag(self):
        for verb in ([], ["train"], ["runs", "prune"], ["config", "show"]):
            self.assertIn("--color", self.mlday(*verb, "--help").out)


if __name__ == "__main__":
    unittest.main()
