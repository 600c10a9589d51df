"""mlday journal and scripts/reproduce.sh: the scoreboard of days, beside what newest runs reached."""
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

    def test_without_days_there_is_nothing_to_show(self):
        self.refused("journal", "--configs", "nowhere", exits=2, says="nowhere")
        (self.folder / "empty").mkdir()
        self.refused("journal", "--configs", "empty", exits=2, says="says its `day`")


class Reproduce(CliTest):
    def setUp(self):
        """A tree as the repository's, with two days in it, one of which lacks its data."""
        super().setUp()
        for folder in ("scripts", "configs", "docs", "build/release/bin"):
            (self.folder / folder).mkdir(parents=True)
        shutil.copy(mlday.SOURCE / "scripts/reproduce.sh", self.folder / "scripts")
        os.symlink(pathlib.Path(mlday.BINARY).resolve(), self.folder / "build/release/bin/mlday")
        self.write("configs/day04_points.yaml", POINTS)
        self.write("configs/day02_absent.yaml", POINTS.replace("loader: circles, samples: 40, test_samples: 20",
                                                               "loader: csv, file: absent.csv, root: absent"))
        self.write("docs/results.md", "before\n<!-- scoreboard -->\nold\n<!-- end of the scoreboard -->\nafter\n")

    def reproduce(self):
        return subprocess.run([self.folder / "scripts/reproduce.sh", "data"], env=mlday.environment(),
                              capture_output=True, text=True, cwd=self.folder)

    def test_what_is_finished_stays_and_the_table_is_written_between_its_marks(self):
        (self.folder / "data").mkdir()
        done = self.reproduce()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("left out", done.stderr)
        self.assertIn("day02_absent", done.stderr)
        results = (self.folder / "docs/results.md").read_text()
        self.assertTrue(results.startswith("before\n<!-- scoreboard -->\n| day"), results)
        self.assertTrue(results.endswith("\n<!-- end of the scoreboard -->\nafter\n"), results)
        self.assertNotIn("old", results)
        self.assertIn("configs/day04_points.yaml", results)
        run = self.run_folder(config="day04_points").resolve()
        again = self.reproduce()
        self.assertIn("day04_points is finished", again.stdout)
        self.assertEqual(self.run_folder(config="day04_points").resolve(), run)
        self.assertEqual((self.folder / "docs/results.md").read_text(), results)


if __name__ == "__main__":
    unittest.main()
