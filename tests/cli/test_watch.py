"""mlday watch, on run folders made by hand and on a live run's, through a pseudo-terminal."""
import fcntl
import json
import math
import os
import pathlib
import re
import time
import unittest

from mlday import CliTest
from terminal import Terminal, width_of


def row(epoch):
    loss = 3 * math.exp(-epoch / 3) + .02
    return f"{epoch},0.001,60.5,{loss},{1 - loss / 4},{loss * 1.1},{.95 - loss / 4}\n"


class Watch(CliTest):
    def setUp(self):
        super().setUp()
        self.root = self.folder / "runs/signs/first"
        self.root.mkdir(parents=True)
        os.symlink("first", self.root.parent / "latest")
        (self.root / "config.yaml").write_text("day: 64\n")
        (self.root / "resolved.yaml").write_text("title: Signs  # file\ntraining:\n  epochs: 20  # file\n")
        self.tell("running")

    def tell(self, status, **more):
        """Writes the summary as training does: whole or not at all."""
        told = {"config": "signs", "title": "Traffic signs 速度 <b>", "status": status,
                "best_monitor": "val_accuracy", "journal": {"val_accuracy": .9918}, **more}
        (self.root / "new").write_text(json.dumps(told))
        os.replace(self.root / "new", self.root / "summary.json")

    def epochs(self, first, last):
        with open(self.root / "history.csv", "a") as file:
            if first == 1:
                file.write("epoch,lr,seconds,loss,accuracy,val_loss,val_accuracy\n")
            file.write("".join(map(row, range(first, last + 1))))

    def note(self, epoch, kind, text):
        with open(self.root / "metrics.jsonl", "a") as file:
            file.write(json.dumps({"epoch": epoch, "note": kind, "text": text}) + "\n")

    def lock(self):
        """What a process that trains holds; let go with os.close()."""
        held = os.open(self.root, os.O_RDONLY)
        fcntl.flock(held, fcntl.LOCK_EX)
        return held

    def assert_fits(self, text, columns):
        for line in text.splitlines():
            self.assertLessEqual(sum(map(width_of, re.sub(r"\x1b\[[\d;]*m", "", line))), columns, line)

    def test_without_a_terminal_it_prints_once_how_the_run_stands(self):
        self.epochs(1, 12)
        self.note(9, "annealer", "learning rate 0.001 -> 0.0001")
        for columns in 80, 40:
            for flags in [], ["--ascii"]:
                shown = self.mlday("watch", self.root, *flags, COLUMNS=str(columns), LC_ALL="C.UTF-8").out
                self.assert_fits(shown, columns)
                self.assertLess(len(shown.splitlines()), 24)
                self.assertNotIn("\x1b", shown)
                self.assertEqual("⠒" in shown, not flags)
                for part in ("Traffic signs 速度 <b>", "signs/first  killed", "12 of 20", "best val_accuracy 0.9313",
                             "epoch 9  annealer: learning rate"):
                    self.assertIn(part, shown)
        self.assertIn("journal 0.9918", self.mlday("watch", self.root).out)
        self.assertTrue(self.mlday("watch", self.root, LC_ALL="C").out.isascii() or "速度" in shown)

    def test_a_config_and_a_folder_of_runs_mean_the_newest_run(self):
        self.epochs(1, 2)
        (self.folder / "signs.yaml").write_text("day: 64\n")
        for run in "runs/signs", "runs/signs/latest", "signs.yaml":
            self.assertIn("signs/first", self.mlday("watch", run).out)
        for run, says in (("nowhere", "there is no nowhere"), ("runs", "no run"), ("tiny.yaml", "there is no run")):
            self.refused("watch", run, exits=2, says=says)
        self.refused("watch", "runs/signs", "--every", "0", exits=2, says="--every")

    def test_a_live_run_is_drawn_in_place_until_it_ends(self):
        for columns in 80, 40:
            with self.subTest(columns=columns):
                self.follow_to_the_end(columns)
                self.setUp()

    def follow_to_the_end(self, columns):
        held = self.lock()
        terminal = Terminal(self, "watch", self.root, "--every", ".1", columns=columns)
        screen = terminal.screen
        terminal.wait_for(lambda s: "no epoch is over yet" in s.text(), "run without an epoch")
        self.assertIn("signs/first  training", screen.text())
        self.assertFalse(screen.cursor)
        self.epochs(1, 5)
        terminal.wait_for(lambda s: "epoch 6 of 20" in s.text(), "fifth epoch")
        self.assertIn("val_accuracy", screen.text())
        self.note(5, "annealer", "cut")
        terminal.wait_for(lambda s: "epoch 5  annealer: cut" in s.text(), "note")
        self.epochs(6, 20)
        terminal.wait_for(lambda s: "(epoch 20)" in s.text(), "last epoch")
        self.tell("finished", reason="all 20 epochs", seconds=1210)
        os.close(held)
        self.assertEqual(terminal.end(), 0)
        self.assertIn("finished: all 20 epochs", screen.text())
        self.assertEqual(screen.text().count("Traffic signs"), 1)
        self.assertEqual(screen.gone, [])
        self.assertEqual(screen.wrapped, 0)
        self.assertTrue(screen.cursor)
        self.assertTrue(screen.coloured)

    def test_a_terminal_that_changes_its_size_shows_one_whole_screen(self):
        self.lock()
        self.epochs(1, 5)
        terminal = Terminal(self, "watch", self.root, "--every", "30")
        terminal.wait_for(lambda s: "epoch 6 of 20" in s.text(), "screen")
        for columns, rows in ((40, 24), (132, 40), (60, 12), (80, 24)):
            terminal.resize(columns, rows)
            terminal.screen.wrapped = 0
            # It does not wait for the next look: the signal of the new size wakes it up.
            terminal.read(1)
            self.assertEqual(terminal.screen.text().count("signs/first"), 1, terminal.screen.text())
            self.assertEqual(terminal.screen.wrapped, 0)
            self.assertIn("epoch 6 of 20", terminal.screen.text())

    def test_ctrl_c_leaves_the_last_screen_and_the_cursor_below_it(self):
        self.lock()
        self.epochs(1, 5)
        terminal = Terminal(self, "watch", self.root, "--every", "30")
        terminal.wait_for(lambda s: "epoch 6 of 20" in s.text(), "screen")
        begin = time.monotonic()
        terminal.press(b"\x03")
        self.assertEqual(terminal.end(), 130)
        self.assertLess(time.monotonic() - begin, 10)
        self.assertTrue(terminal.screen.cursor)
        self.assertEqual(terminal.screen.column, 0)
        self.assertGreater(terminal.screen.row, 10)
        self.assertIn("epoch 6 of 20", terminal.screen.text())

    def test_a_killed_and_a_failed_run_end_it(self):
        self.epochs(1, 5)
        terminal = Terminal(self, "watch", self.root)
        self.assertEqual(terminal.end(), 0)
        self.assertIn("killed (no process trains it)", terminal.screen.text())
        self.tell("failed", reason="the loss of epoch 6 is not finite")
        terminal = Terminal(self, "watch", self.root)
        self.assertEqual(terminal.end(), 0)
        self.assertIn("failed: the loss of epoch 6 is not finite", terminal.screen.text())

    def test_once_prints_once_on_a_terminal_too(self):
        self.lock()
        self.epochs(1, 5)
        terminal = Terminal(self, "watch", self.root, "--once", "--color", "never")
        self.assertEqual(terminal.end(), 0)
        self.assertIn("epoch 6 of 20", terminal.screen.text())
        self.assertNotIn("\x1b", terminal.raw)

    def test_a_long_history_is_read_once_and_then_what_is_new(self):
        """A million epochs: the first look may take its time, the next ones none."""
        text = "epoch,lr,seconds,loss,val_loss\n" + "".join(f"{i},0.1,0.01,{1 / i},0.5\n" for i in range(1, 1_000_001))
        (self.root / "history.csv").write_text(text)
        self.lock()
        terminal = Terminal(self, "watch", self.root, "--every", ".2")
        terminal.wait_for(lambda s: "1,000,000" in s.text(), "first look")
        before = self.seconds_used(terminal)
        terminal.read(3)
        self.assertLess(self.seconds_used(terminal) - before, 1)

    @staticmethod
    def seconds_used(terminal):
        fields = pathlib.Path(f"/proc/{terminal.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    unittest.main()
