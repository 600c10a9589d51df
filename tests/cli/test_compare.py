"""Runs beside each other: settings that differ, the best figure, tests on the same samples, seeds pooled. The run folders
are written by hand: what is compared must not depend on a training."""
import csv
import json
import unittest

import mlday
from mlday import CliTest

CONFIG = """\
day: 6  # a.yaml:1:6
title: Some day  # a.yaml:2:8
dataset:
  loader: moons  # a.yaml:3:19
  seed: {data_seed}  # a.yaml:3:30
model:
  layers:
    - linear:
        out_features: {width}  # a.yaml:5:20
        bias: true  # default
    - relu:
        name: ""  # default
optimizer:
  name: {optimizer}  # a.yaml:6:18
  lr: {lr}  # a.yaml:6:24
training:
  epochs: 3  # default
  seed: {seed}  # a.yaml:7:18
  threads: {threads}  # default
journal: {{val_accuracy: .9}}  # a.yaml:8:1
"""


class CompareTest(CliTest):
    def write_run(self, name, accuracy=.9, predictions=None, part="test", header="classes", figures=None, journal=None,
                  **settings):
        """A run folder `runs/<name>`, which is also its config's `latest`; returns its path."""
        settings = {"optimizer": "adam", "lr": ".001", "width": 8, "seed": 1, "data_seed": 3, "threads": 1} | settings
        run = self.folder / "runs" / name
        (run / "checkpoints").mkdir(parents=True)
        (run / "config.yaml").write_text("day: 6\n")
        (run / "resolved.yaml").write_text(CONFIG.format(**settings))
        figures = figures or {"loss": .5, "val_accuracy": accuracy, "val_loss": 1 - accuracy}
        rows = ["epoch,lr,seconds," + ",".join(figures)]
        rows += [f"{epoch},.001,1.5," + ",".join(map(str, figures.values())) for epoch in (1, 2, 3)]
        (run / "history.csv").write_text("\n".join(rows) + "\n")
        (run / "summary.json").write_text(json.dumps({
            "config": name.split("/")[0], "title": "Some day", "status": "finished", "reason": "all 3 epochs", "epochs": 3,
            "best_epoch": 2, "best_monitor": "val_accuracy", "best": figures, "last": figures,
            "journal": journal if journal is not None else {"val_accuracy": .9}, "data": "real",
            "data_origin": "moons", "data_folder": "/data", "seed": int(settings["seed"]), "parameters": 1234,
            "seconds": 4.5}))
        if predictions:
            (run / "predictions").mkdir()
            names = {"classes": ["sample", "truth", "prediction", "confidence", "truth_confidence"],
                     "numbers": ["sample", "target", "truth", "prediction"]}[header]
            with open(run / "predictions" / f"{part}.csv", "w", newline="") as file:
                csv.writer(file).writerows([names, *predictions])
        latest = run.parent / "latest"
        latest.unlink(missing_ok=True)
        latest.symlink_to(run.name)
        return run

    def compare(self, *arguments, **options):
        return json.loads(self.mlday("compare", *arguments, "--json", **options).out)


def judged(marks, truth="cat"):
    return [[f"s{i}", truth, truth if mark == "+" else "other", ".9", ".9"] for i, mark in enumerate(marks)]


class Compare(CompareTest):
    def test_settings_figures_and_a_test_on_the_same_samples(self):
        # A alone is right on 59, B alone on 71: statsmodels' mcnemar says .3346877587369284.
        self.write_run("a/1", .99, judged("+" * 9000 + "+" * 59 + "-" * 71 + "-" * 673))
        self.write_run("b/1", .991, judged("+" * 9000 + "-" * 59 + "+" * 71 + "-" * 673), optimizer="sgd", lr=".1",
                       width=16, threads=2)
        document = self.compare("runs/a/latest", "runs/b")
        self.assertEqual([run["label"] for run in document["runs"]], ["A", "B"])
        self.assertEqual([run["name"] for run in document["runs"]], ["a/1", "b/1"])
        self.assertEqual(document["runs"][0]["history"]["seconds"], [1.5, 3, 4.5])
        self.assertEqual(document["settings"], [
            {"key": "model.layers[1].linear.out_features", "values": ["8", "16"]},
            {"key": "optimizer.name", "values": ["adam", "sgd"]}, {"key": "optimizer.lr", "values": [".001", ".1"]},
            {"key": "training.threads", "values": ["1", "2"]}])
        best = {figure["name"]: figure.get("best") for figure in document["figures"]}
        self.assertEqual(best, {"val_accuracy": 1, "val_loss": 1, "loss": None})
        test, = document["tests"]
        self.assertAlmostEqual(test["p"], .3346877587369284, delta=1e-12)
        self.assertEqual(test["words"], "B is right on 12 more of 9,803 than A (on 71 that only it has right, against 59); "
                                        "chance alone does as much in 1 of 3 such comparisons: it may well be chance")
        self.assertEqual((test["part"], test["a"], test["b"], test["method"]), ("test", 0, 1, "McNemar's exact test"))
        self.assertEqual(document["pools"], [])
        text = self.mlday("compare", "runs/a", "runs/b").out
        self.assertRegex(text, r"optimizer.lr +\.001 +\.1\n")
        self.assertRegex(text, r"val_accuracy +0\.99 +\* 0\.991\n")
        self.assertIn("as much in 1 of 3 such comparisons: it may well be chance. McNemar's exact test", text)
        self.assertLessEqual(max(map(len, text.splitlines())), 100)

    def test_several_runs_are_each_held_against_the_first(self):
        self.write_run("a/1", .5, judged("-" * 20))
        self.write_run("b/1", .6, judged("+" * 8 + "-" * 12), lr="1")
        self.write_run("c/1", .7, judged("+" * 9 + "-" * 11), lr="2")
        tests = self.compare("runs/a", "runs/b", "runs/c")["tests"]
        self.assertEqual([(test["a"], test["b"]) for test in tests], [(0, 1), (0, 2)])
        self.assertEqual([test["p"] for test in tests], [2 * .5 ** 8, 2 * .5 ** 9])
        self.assertEqual([test["corrected"] for test in tests], [2 * .5 ** 8, 2 * 2 * .5 ** 9])
        self.assertIn("in 1 of 260 such comparisons, or 1 of 130 by Holm's correction for 2 of them", tests[1]["words"])

    def test_many_runs_fit_the_terminal(self):
        runs = [self.write_run(f"day{i:02}_with_a_long_name/1", .5 + i / 100, lr=str(i) * 9) for i in range(28)]
        document = self.compare(*runs)
        self.assertEqual(document["runs"][27]["label"], "AB")
        text = self.mlday("compare", *runs).out
        self.assertLessEqual(max(map(len, text.splitlines())), 100)
        self.assertGreater(text.count("optimizer.lr"), 3)
        self.assertIn("* 0.77", text)

    def test_numbers_are_compared_by_their_squared_errors(self):
        rows = [[f"row {i}", "price", str(i), str(i + .5 + i % 3 / 10)] for i in range(50)]
        better = [[*row[:3], str(float(row[2]) + .1)] for row in rows]
        self.write_run("a/1", predictions=rows, part="validation", header="numbers")
        self.write_run("b/1", predictions=better, part="validation", header="numbers")
        test, = self.compare("runs/a", "runs/b")["tests"]
        self.assertEqual(test["part"], "validation")
        self.assertIn("B misses by less over 50 than A (rmse 0.1 against 0.", test["words"])
        self.assertIn("in at most 1 of 5,000 such comparisons", test["words"])
        self.assertEqual(self.compare("runs/a", "runs/b")["tests"], [test])

    def test_what_cannot_be_tested_is_explained(self):
        self.write_run("a/1", predictions=judged("++"))
        self.write_run("b/1")
        self.write_run("c/1", predictions=judged("++", truth="dog"), lr="1")
        document = self.compare("runs/a", "runs/b", "runs/c")
        self.assertIn("B has no predictions", document["tests"][0]["words"])
        self.assertIsNone(document["tests"][0]["p"])
        self.assertIn("2 have another truth in each", document["tests"][1]["words"])
        for name in "a", "c":
            summary = self.folder / f"runs/{name}/1/summary.json"
            content = json.loads(summary.read_text()) | {"data_folder": "", "data_origin": f"moons from {name}"}
            summary.write_text(json.dumps(content))
        test, = self.compare("runs/a", "runs/c")["tests"]
        self.assertIn("were evaluated on different data (moons from a; moons from c)", test["words"])
        document = self.compare("runs/a", "runs/c", "--part", "validation")
        self.assertIn("A and B have no predictions of the validation part",
                      document["tests"][0]["words"])

    def test_a_broken_table_of_predictions_is_refused_with_its_line(self):
        self.write_run("a/1", predictions=judged("++"))
        run = self.write_run("b/1", predictions=judged("++"))
        (run / "predictions/test.csv").write_text("sample,truth,prediction,confidence,truth_confidence\na,b,c,.5\n")
        self.refused("compare", "runs/a", "runs/b", exits=1, says="test.csv:2: 4 cells")

    def test_a_page_holds_the_document_and_links_to_reports(self):
        for name in "a/1", "b/1":
            (self.write_run(name) / "report.html").write_text("")
        done = self.mlday("compare", "runs/a", "runs/b", "--html", "runs/both.html")
        self.assertIn("Page: runs/both.html", done.out)
        self.assertIn('"a/1/report.html"', (self.folder / "runs/both.html").read_text())
        self.assertEqual(self.compare("runs/a", "runs/b")["runs"][0]["report"], "runs/a/1/report.html")

    def test_what_is_no_two_runs_is_refused(self):
        self.write_run("a/1")
        (self.folder / "empty").mkdir()
        for arguments, says in ((["runs/a"], "two runs or more"), ([], "RUN"),
                                (["runs/a", "runs/a/1"], "are the same run"), (["runs/a", "runs/x"], "there is no runs/x"),
                                (["runs/a", "empty"], "is a folder, but no run's"),
                                (["runs/a", "runs/a", "--part", "train"], "--part")):
            self.refused("compare", *arguments, exits=2, says=says)

    def test_a_run_that_has_just_begun_is_compared_as_far_as_it_is(self):
        self.write_run("a/1")
        run = self.write_run("b/1")
        for name in "summary.json", "history.csv":
            (run / name).unlink()
        document = self.compare("runs/a", "runs/b")
        self.assertEqual(document["runs"][1]["state"], "begun")
        self.assertIsNone(document["figures"][0]["values"][1])
        self.assertIn("begun", self.mlday("compare", "runs/a", "runs/b").out)


class Seeds(CompareTest):
    def test_runs_that_differ_only_in_seed_are_pooled_and_pools_compared(self):
        for seed, accuracy in enumerate((.9911, .9904, .9921), 1):
            self.write_run(f"a/{seed}", accuracy, judged("+-"), seed=seed, threads=seed)
        for seed, accuracy in enumerate((.9951, .9944, .9962), 1):
            self.write_run(f"b/{seed}", accuracy, judged("++"), seed=seed, lr="1")
        runs = [f"runs/{name}/{seed}" for name in "ab" for seed in (1, 2, 3)]
        document = self.compare(*runs)
        first, second = document["pools"]
        self.assertEqual((first["runs"], first["seeds"], first["config"]), ([0, 1, 2], [1, 2, 3], "a"))
        figure = next(figure for figure in first["figures"] if figure["name"] == "val_accuracy")
        self.assertAlmostEqual(figure["mean"], .9912)
        self.assertAlmostEqual(figure["deviation"], .000854400374531753)
        self.assertAlmostEqual(figure["low"], .9912 - 4.302652729749462 * .000854400374531753 / 3 ** .5)
        welch = document["tests"][-1]
        self.assertEqual((welch["a"], welch["b"], welch["method"]), (0, 3, "Welch's t test"))
        # scipy.stats.ttest_ind(..., equal_var=False).pvalue
        self.assertAlmostEqual(welch["p"], 0.005028970073615435, places=12)
        self.assertIn("val_accuracy: the mean of D, E and F is 0.00403 above that of A, B and C", welch["words"])
        # Runs of pools are not tested sample by sample; one that is in none is.
        self.assertEqual([test["method"] for test in document["tests"]], ["Welch's t test"])
        self.write_run("c/1", .9, judged("--"), lr="2")
        self.assertEqual([test["b"] for test in self.compare(*runs, "runs/c")["tests"]], [6, 3])
        text = self.mlday("compare", *runs).out
        self.assertIn("A, B and C: a, seeds 1, 2 and 3", text)

    def test_the_same_seed_twice_counts_once(self):
        for name in "x", "y":
            self.write_run(f"a/{name}", .9, seed=1)
        self.write_run("a/z", .8, seed=2)
        document = self.compare("runs/a/x", "runs/a/y", "runs/a/z")
        self.assertEqual(document["pools"][0]["runs"], [0, 2])
        self.assertEqual(document["notes"], ["B has the settings and the seeds of an earlier run: it counts in no mean"])

    def test_two_runs_of_one_config_are_still_tested(self):
        self.write_run("a/1", predictions=judged("+" * 9), seed=1)
        self.write_run("a/2", predictions=judged("-" * 9), seed=2)
        document = self.compare("runs/a/1", "runs/a/2")
        self.assertEqual(document["pools"][0]["seeds"], [1, 2])
        self.assertEqual(document["tests"][0]["p"], 2 * .5 ** 9)


if __name__ == "__main__":
    unittest.main()
