"""report.html of real runs: what it holds agrees with the run's other files, and a browser finds nothing wrong with it."""
import collections
import csv
import json
import math
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

from scipy import stats

import mlday
from mlday import CliTest, summary

sys.path.insert(0, str(mlday.SOURCE / "tests"))
import test_page  # noqa: E402

INSURANCE = """\
title: Charges
task: regression
dataset: {loader: csv, file: rows.csv, root: ., columns: {y: target}, scale: standard, target_scale: standard,
          validation: .25, batch_size: 16}
model: {layers: [linear: 1]}
optimizer: {name: sgd, lr: .1}
training: {epochs: 20, threads: 1}
"""
NAMES = """\
title: Names <script>alert(1)</script>
task: language_model
dataset: {loader: text, file: names.txt, root: ., batch_size: 4}
model: {layers: [{one_hot: {num_classes: 4, padding_idx: 0}}, rnn: 8, linear: 4]}
optimizer: {name: adam, lr: .01}
training: {epochs: 3, threads: 1}
"""
CLUSTERS = """\
title: Clusters
task: {name: clustering, k: 3}
dataset: {loader: csv, file: rows.csv, root: ., columns: {y: ignore}, batch_size: full}
training: {epochs: 20, threads: 1}
"""


def document(page):
    """The JSON that a page shows."""
    return json.loads(re.search(r'<script type="application/json" id="document">(.*?)</script>', page.read_text(), re.S)[1])


def wilson(share, n):
    z = stats.norm.ppf(.975)
    middle, half = share + z * z / (2 * n), z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)


class Report(CliTest):
    @classmethod
    def setUpClass(cls):
        cls.reports = pathlib.Path(os.environ.get("TMPDIR", "/tmp")) / f"mlday-reports-{os.getpid()}"
        cls.reports.mkdir()

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.reports)

    def setUp(self):
        super().setUp()
        self.write("rows.csv", "a,b,y\n" + "".join(f"{i},{i * i % 7},{3 * i + 2 * (i * i % 7) + 1}\n" for i in range(60)))
        self.write("names.txt", "anna\nbanana\nnab\nban\n" * 5)

    def report(self, config, *more):
        """The document of a run's report, which a browser is to look at, too."""
        done = self.mlday("train", config, *more)
        run = self.folder / re.search(r"Run: (.*)", done.out)[1]
        shutil.copy(run / "report.html", self.reports / f"{self._testMethodName}.html")
        return run, document(run / "report.html")

    def test_classes_agree_with_predictions_and_figures(self):
        run, page = self.report("tiny.yaml")
        self.assertEqual((page["kind"], page["state"], page["title"], page["synthetic"]), ("run", "finished", "Tiny signs", True))
        parts = {one["part"]: one for one in page["evaluations"]}
        self.assertEqual(list(parts), ["validation", "test"])
        for part, one in parts.items():
            with open(run / f"predictions/{part}.csv", newline="") as file:
                rows = list(csv.DictReader(file))
            counts = collections.Counter((row["truth"], row["prediction"]) for row in rows)
            names = one["classes"]
            self.assertEqual({(names[t], names[p]): n for t, p, n in one["confusion"]}, dict(counts))
            right = sum(row["truth"] == row["prediction"] for row in rows)
            self.assertEqual((one["samples"], one["right"], one["wrong"]), (len(rows), right, len(rows) - right))
            self.assertAlmostEqual(one["metrics"]["accuracy"], right / len(rows), places=6)
            self.assertEqual(sum(bin["samples"] for bin in one["calibration"]["bins"]), len(rows))
            areas = [figures["auc"] for figures in one["per_class"] if "auc" in figures]
            self.assertAlmostEqual(one["roc"]["auc"], sum(areas) / len(areas), places=12)
            self.assertEqual(one["roc"]["class"], f"mean over {len(areas)} classes")
            shares = [example["confidence"] for example in one["examples"] if example["truth"] != example["prediction"]]
            self.assertEqual(shares, sorted(shares, reverse=True))
        figures = {one["name"]: one for one in page["figures"]}
        value, samples = summary(run)["last"]["val_accuracy"], parts["validation"]["samples"]
        self.assertEqual((figures["val_accuracy"]["value"], figures["val_accuracy"]["journal"]), (value, .875))
        low, high = wilson(value, samples)
        self.assertAlmostEqual(figures["val_accuracy"]["low"], low, places=9)
        self.assertAlmostEqual(figures["val_accuracy"]["high"], high, places=9)
        self.assertEqual([layer["kind"] for layer in page["network"]["layers"]],
                         ["conv2d", "relu", "max_pool2d", "dropout", "flatten", "linear"])
        self.assertEqual(len(page["network"]["filters"]["images"]), 8)
        self.assertEqual(sum(one["train"] for one in page["data"]["classes"]), page["data"]["parts"][0]["samples"])
        self.assertEqual(page["history"]["metrics"]["val_loss"], [float(row["val_loss"]) for row in mlday.rows_of(run)])
        self.assertEqual(len(page["steps"]["step"]), 22)
        self.assertLess((run / "report.html").stat().st_size, 5e6)

    def test_a_regression_shows_coefficients_in_its_columns_units(self):
        run, page = self.report_of(INSURANCE)
        [target] = page["coefficients"]
        self.assertEqual((target["target"], target["columns"]), ("y", ["a", "b"]))
        self.assertAlmostEqual(target["values"][0], 3, places=1)
        self.assertAlmostEqual(target["values"][1], 2, places=1)
        self.assertAlmostEqual(target["intercept"], 1, delta=.5)
        [points] = page["evaluations"][0]["regression"]
        with open(run / "predictions/validation.csv", newline="") as file:
            truths = [float(row["truth"]) for row in csv.DictReader(file)]
        self.assertEqual(len(truths), 15)
        for written, shown in zip(truths, points["truth"]):
            self.assertAlmostEqual(written, shown, places=4)
        self.assertEqual([column["name"] for column in page["data"]["columns"]], ["a", "b"])

    def report_of(self, text):
        self.write("config.yaml", text)
        return self.report("config.yaml", "--data", ".")

    def test_a_language_model_shows_what_it_wrote_over_time(self):
        _, page = self.report_of(NAMES)
        self.assertEqual(page["title"], "Names <script>alert(1)</script>")
        self.assertEqual(page["texts"][0]["epoch"], 1)
        for one in page["texts"]:
            self.assertEqual(len(one["lines"]), 5)
            self.assertLessEqual(set("".join(one["lines"])), set("abn\n"))
        self.assertIn("perplexity", page["history"]["metrics"])

    def test_a_clustering_shows_its_clusters(self):
        run, page = self.report_of(CLUSTERS)
        clusters = page["clusters"]
        self.assertEqual(len(clusters["centres"]), 3)
        self.assertEqual(len(clusters["x"]), 60)
        for x, y, cluster in zip(clusters["x"], clusters["y"], clusters["cluster"]):
            distances = [math.dist((x, y), centre) for centre in clusters["centres"]]
            self.assertAlmostEqual(distances[cluster], min(distances), places=4)
        elbow = clusters["elbow"]
        self.assertEqual(elbow["k"], list(range(1, 11)))
        self.assertEqual(elbow["inertia"], sorted(elbow["inertia"], reverse=True))
        self.assertAlmostEqual(elbow["inertia"][2], summary(run)["last"]["inertia"], places=3)

    def test_one_epoch_and_a_loss_that_is_no_number(self):
        self.report("tiny.yaml", "--epochs", "1")
        self.write("config.yaml", mlday.TINY.replace("lr: 3e-3", "lr: 1e30"))
        self.mlday("train", "config.yaml", exits=1)
        run = self.run_folder(config="config").resolve()
        page = document(run / "report.html")
        self.assertEqual(page["state"], "failed")
        self.assertIn("became nan", page["reason"])
        shutil.copy(run / "report.html", self.reports / "nan.html")

    def test_a_run_in_training_and_one_that_was_interrupted(self):
        self.write("config.yaml", mlday.TINY.replace("epochs: 2", "epochs: 2000"))
        run, process = self.begin("config.yaml")
        self.mlday("report", run)
        page = document(run / "report.html")
        self.assertEqual((page["state"], page["live"]), ("training", True))
        process.terminate()
        self.assertEqual(process.wait(60), 143)
        page = document(run / "report.html")
        self.assertEqual((page["state"], page["live"]), ("interrupted", False))
        shutil.copy(run / "report.html", self.reports / "interrupted.html")

    def begin(self, config):
        """A training that has told its first epoch."""
        process = subprocess.Popen([mlday.BINARY, "train", config], cwd=self.folder, env=mlday.environment(),
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.kill)
        run = None
        for line in process.stdout:
            if line.startswith("Run: "):
                run = self.folder / line[5:].strip()
            if line.startswith("epoch"):
                return run, process
        self.fail("it told no epoch")

    def test_all_runs_and_an_index(self):
        self.mlday("train", "tiny.yaml", "--quiet", "--epochs", "1")
        (self.folder / "configs").mkdir()
        self.write("configs/day01_absent.yaml", "day: 1\ntitle: Not run\njournal: {accuracy: .5}\n")
        self.mlday("report", "--all")
        page = document(self.folder / "runs/index.html")
        absent, tiny = page["days"]
        self.assertEqual((absent["day"], absent["title"], absent["journal"], absent["runs"]), (1, "Not run", .5, 0))
        self.assertEqual((tiny["config"], tiny["figure"], tiny["state"]), ("tiny", "val_accuracy", "finished"))
        self.assertTrue((self.folder / "runs" / tiny["newest_report"]).is_file())
        shutil.copy(self.folder / "runs/index.html", self.reports / "index.html")

    def test_what_cannot_be_meant_is_refused(self):
        self.refused("report", exits=2, says="name a run")
        self.refused("report", "nowhere", exits=2, says="nowhere")
        self.refused("report", "--all", "--out", "nowhere", exits=2, says="nowhere")

    def test_evaluating_adds_the_part_to_the_report(self):
        run, page = self.report("tiny.yaml")
        (run / "report/test.json").unlink()
        self.mlday("eval", run, "--split", "train")
        parts = [one["part"] for one in document(run / "report.html")["evaluations"]]
        self.assertEqual(parts, ["validation", "train"])

    def test_z_a_browser_finds_nothing_wrong_with_these_reports(self):
        found = sorted(path.name for path in self.reports.glob("*.html"))
        self.assertGreater(len(found), 7, found)
        test_page.run(MLDAY_REPORTS=str(self.reports), only="the report ")


if __name__ == "__main__":
    unittest.main()
