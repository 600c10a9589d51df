"""mlday train CONFIG --seeds N: runs that differ in their seed alone, and what their figures have in common."""
import json
import statistics
import unittest

from scipy import stats

import mlday
from mlday import CliTest, summary

POINTS = """
dataset: {loader: circles, samples: 40, test_samples: 20, batch_size: 40}
model: {layers: [linear: 4, relu, linear: 2]}
task: classification
optimizer: {name: adam, lr: .1}
training: {epochs: 12}
journal: {test_accuracy: .96}
"""


class Seeds(CliTest):
    def setUp(self):
        super().setUp()
        self.write("points.yaml", POINTS)

    def test_each_seed_is_a_run_and_their_figures_are_pooled(self):
        told = json.loads(self.mlday("train", "points.yaml", "--seeds", "4", "--name", "study", "--json").out)
        runs = [self.folder / f"runs/points/study_seed_{seed}" for seed in range(1, 5)]
        self.assertEqual([summary(run)["seed"] for run in runs], [1, 2, 3, 4])
        self.assertEqual(told["seeds"], [1, 2, 3, 4])
        values = [summary(run)["last"]["test_accuracy"] for run in runs]
        figure = told["figures"]["test_accuracy"]
        self.assertEqual(list(told["figures"]), ["test_accuracy"])
        self.assertEqual((figure["values"], figure["journal"]), (values, .96))
        self.assertGreater(len(set(values)), 1, "seeds decide nothing")
        self.assertAlmostEqual(figure["mean"], statistics.mean(values), places=12)
        self.assertAlmostEqual(figure["deviation"], statistics.stdev(values), places=12)
        low, high = stats.t.interval(.95, 3, statistics.mean(values), statistics.stdev(values) / 2)
        self.assertAlmostEqual(figure["low"], low, places=9)
        self.assertAlmostEqual(figure["high"], high, places=9)

    def test_a_table_is_told_and_what_is_finished_is_not_trained_again(self):
        first = self.mlday("train", "points.yaml", "--seeds", "2", "--name", "study", "--quiet")
        self.assertRegex(first.out, r"points, 2 seeds, after the last epoch:\n +seed +test_accuracy\n")
        self.assertRegex(first.out, r"\n +mean +0\.\d+\n +deviation ")
        self.assertRegex(first.out, r"\n +journal +0\.96\n")
        before = (self.folder / "runs/points/study_seed_2/summary.json").read_text()
        again = self.mlday("train", "points.yaml", "--seeds", "3", "--name", "study", "--resume")
        self.assertIn("Nothing is left to train", again.out)
        self.assertIn("3 seeds", again.out)
        self.assertEqual((self.folder / "runs/points/study_seed_2/summary.json").read_text(), before)

    def test_what_cannot_be_meant_is_refused(self):
        self.refused("train", "points.yaml", "--seeds", "2", "--seed", "3", exits=2, says="--seed")
        self.refused("train", "points.yaml", "--seeds", "1", exits=2, says="--seeds")


if __name__ == "__main__":
    unittest.main()
