"""mlday journal and scripts/reproduce.sh: what the days reach beside what the journal reported."""
import json
import os
import pathlib
import shutil
import subprocess
import unittest

import mlday
from mlday import CliTest, summary

POINTS = """\
day: 4
title: Points
task: {activation: sigmoid}
dataset: {loader: circles, samples: 40, test_samples: 20, batch_size: full}
model: {layers: [linear: 4, relu, linear: 1]}
optimizer: {name: sgd, lr: .1}
training: {epochs: 3, seed: 1, device: cpu, threads: 1}
journal: {test_accuracy: .96}
"""


RESULTS = """\
before
<!-- scoreboard -->
| day | what | figure | journal | best | last | time | data | command |
|---|---|---|---|---|---|---|---|---|
| 2 | Ran elsewhere | accuracy | 1 | 0.9 | 0.8 | 43 s | real | mlday train configs/day02_absent.yaml |
|  |  | loss | 0.04 | 0.05 | 0.06 |  |  |  |
| 4 | Ran here before | accuracy | 1 | 0.9 | 0.8 | 43 s | real | mlday train configs/day04_points.yaml |
|  |  | old | 0.04 | 0.05 | 0.06 |  |  |  |
<!-- end of the scoreboard -->
between
after
"""


class Journal(CliTest):
    def setUp(self):
        super().setUp()
        (self.folder / "configs").mkdir()
        self.write("configs/day04_points.yaml", POINTS)
        self.write("configs/day02_others.yaml", POINTS.replace("day: 4", "day: 2").replace("{test_accuracy: .96}", "{}"))
        self.write("configs/base.yaml", POINTS.replace("day: 4\n", ""))

    def days(self):
        return json.loads(self.mlday("journal", "--format", "json").out)

    def test_days_come_in_order_with_the_figures_of_their_newest_run(self):
        self.assertEqual([(day["day"], day["data"]) for day in self.days()], [(2, "not run"), (4, "not run")])
        for name, epochs in (("first", 1), ("second", 3)):
            self.mlday("train", "configs/day04_points.yaml", "--name", name, "--epochs", epochs, "--quiet")
        last = summary(self.run_folder("second", config="day04_points"))["last"]["test_accuracy"]
        day = self.days()[1]
        self.assertEqual(day["journal"], {"test_accuracy": .96})
        self.assertEqual(day["last"]["test_accuracy"], last)
        text, markdown = self.mlday("journal").out, self.mlday("journal", "--format", "markdown").out
        for shown in (text, markdown):
            self.assertIn("mlday train configs/day04_points.yaml", shown)
            self.assertIn(f"{last:.4g}".replace("0.", "."), shown.replace("0.", "."))
        self.assertEqual({line.count("|") for line in markdown.splitlines()}, {markdown.splitlines()[0].count("|")})

    def test_a_day_without_reported_figures_shows_those_furthest_from_training(self):
        self.mlday("train", "configs/day02_others.yaml", "--quiet")
        row = next(line for line in self.mlday("journal").out.splitlines() if "day02_others" in line)
        self.assertIn(" test_accuracy ", row)

    def test_a_run_that_did_not_finish_says_so(self):
        self.mlday("train", "configs/day04_points.yaml", "--quiet", "--set", "optimizer.lr=1e38", exits=1)
        row = next(line for line in self.mlday("journal").out.splitlines() if "day04_points" in line)
        self.assertIn(" real, failed ", row)

    def test_a_config_with_errors_is_told_and_does_not_hide_the_others(self):
        self.write("configs/broken.yaml", "day: 3\nmodl: {}\n")
        result = self.mlday("journal")
        self.assertIn("left out configs/broken.yaml, which has errors", result.err)
        self.assertIn("configs/day04_points.yaml", result.out)

    def check(self, *arguments, exits):
        return self.mlday("journal", "--check", *arguments, exits=exits).err

    def finished(self, config, **figures):
        """A run's summary as training leaves it."""
        run = self.run_folder("first", config=config)
        run.mkdir(parents=True)
        os.symlink("first", run.parent / "latest")
        told = {"config": config, "status": "finished", "best_epoch": 2, "data": "real", **figures}
        (run / "summary.json").write_text(json.dumps(told))

    def test_a_day_that_misses_what_its_config_expects_exits_with_3(self):
        expects = 'expect: ["test_accuracy>=.9", "loss < 2"]\n'
        self.write("configs/day04_points.yaml", POINTS + expects)
        self.assertIn("configs/day04_points.yaml: not held against its `expect`: not run", self.check(exits=0))
        self.check("--all", exits=3)
        self.finished("day04_points", best={"test_accuracy": .95, "loss": 1}, last={"test_accuracy": .5, "loss": 1})
        self.assertIn("1 day held against their `expect`, none missed it; 1 without one", self.check(exits=0))
        self.check("--all", exits=0)
        self.write("configs/day04_points.yaml", POINTS + expects.replace(".9", ".96"))
        missed = self.check(exits=3)
        self.assertIn("configs/day04_points.yaml: test_accuracy is 0.95, expected >=.96", missed)
        self.assertIn("1 missed it", missed)
        self.assertEqual(self.days()[1]["expect"], ["test_accuracy>=.96", "loss < 2"])

    def test_figures_of_drawn_data_and_of_unfinished_runs_are_held_against_nothing(self):
        self.write("configs/day04_points.yaml", POINTS + 'expect: ["test_accuracy>=.9"]\n')
        self.finished("day04_points", best={"test_accuracy": .1}, data="synthetic")
        self.assertIn("not held against its `expect`: synthetic", self.check(exits=0))
        self.check("--all", exits=3)

    def test_what_a_day_can_not_reach_is_an_error_of_its_config(self):
        for text, says in (("test_acuracy>=.9", "did you mean `test_accuracy`?"), ("high", "is no expectation")):
            self.write("configs/day04_points.yaml", POINTS + f'expect: ["{text}"]\n')
            self.assertIn(says, self.mlday("check", "configs/day04_points.yaml", exits=2).out)
        self.refused("journal", "--all", exits=2, says="--check")

    def test_without_days_there_is_nothing_to_show(self):
        self.refused("journal", "--configs", "nowhere", exits=2, says="nowhere")
        (self.folder / "empty").mkdir()
        self.refused("journal", "--configs", "empty", exits=2, says="says its `day`")


class Reproduce(CliTest):
    def setUp(self):
        """A tree as the repository's, with two days in it, one of which lacks its data."""
        super().setUp()
        for folder in ("scripts", "configs", "docs", "build/release/bin", "data"):
            (self.folder / folder).mkdir(parents=True)
        shutil.copy(mlday.SOURCE / "scripts/reproduce.sh", self.folder / "scripts")
        os.symlink(pathlib.Path(mlday.BINARY).resolve(), self.folder / "build/release/bin/mlday")
        self.write("configs/day04_points.yaml", POINTS)
        self.write("configs/day02_absent.yaml", POINTS.replace("loader: circles, samples: 40, test_samples: 20",
                                                               "loader: csv, file: absent.csv, root: absent"))
        self.write("docs/results.md", RESULTS)

    def script(self, name, *arguments):
        return subprocess.run([self.folder / "scripts" / name, "data", *arguments], env=mlday.environment(),
                              capture_output=True, text=True, cwd=self.folder)

    def results(self):
        return (self.folder / "docs/results.md").read_text()

    def test_what_is_finished_stays_and_the_table_is_written_between_its_marks(self):
        done = self.script("reproduce.sh")
        self.assertEqual(done.returncode, 1, "a day was left out")
        self.assertIn("left out", done.stderr)
        self.assertIn("day02_absent", done.stderr)
        results = self.results()
        before, head, line, *days = results.splitlines()[1:6]
        self.assertEqual((before, head.split(" | ")[0], line[:6]), ("<!-- scoreboard -->", "| day", "|---|-"))
        self.assertEqual(days, RESULTS.splitlines()[4:6])  # ran elsewhere only
        self.assertIn("configs/day04_points.yaml", results.splitlines()[6])
        self.assertIn("\n<!-- end of the scoreboard -->\nbetween\n", results)
        self.assertNotIn("old", results)
        run = self.run_folder(config="day04_points").resolve()
        finished = (run / "summary.json").read_text()
        again = self.script("reproduce.sh")
        self.assertIn("Nothing is left to train", again.stdout)
        self.assertEqual((run / "summary.json").read_text(), finished)
        self.assertEqual(self.run_folder(config="day04_points").resolve(), run)
        self.assertEqual(self.results(), results)

    def test_a_run_of_fewer_epochs_than_the_config_has_goes_on(self):
        self.mlday("train", "configs/day04_points.yaml", "--epochs", "1", "--quiet")
        self.assertEqual(self.script("reproduce.sh", "day04_points").returncode, 0)
        self.assertEqual(summary(self.run_folder(config="day04_points"))["epochs"], 3)

    def test_a_history_is_kept_with_at_most_a_hundred_rows_and_the_last(self):
        self.write("configs/day04_points.yaml", POINTS.replace("epochs: 3", "epochs: 250"))
        self.script("reproduce.sh", "day04_points")
        header, *rows = (self.folder / "docs/histories/day04_points.csv").read_text().splitlines()
        self.assertEqual(header.split(",")[:2], ["epoch", "lr"])
        epochs = [int(row.split(",")[0]) for row in rows]
        self.assertEqual(epochs, sorted(set(epochs)))
        self.assertEqual((epochs[0], epochs[-1]), (1, 250))
        self.assertLessEqual(len(epochs), 100)


if __name__ == "__main__":
    unittest.main()
