"""Clusters: trained, resumed, evaluated, told of new rows, and drawn over k."""
import csv
import json
import os
import pathlib
import random
import unittest

import mlday
from mlday import SharedFolderTest, rows_of, summary

CONFIG = """\
task: {name: clustering, k: 3}
dataset: {loader: csv, file: points.csv, columns: {kind: ignore}, batch_size: 25, validation: .2}
training: {epochs: 40, seed: 1}
"""


class Clusters(SharedFolderTest):
    def prepare(self):
        draw = random.Random(2)
        with open(self.folder / "points.csv", "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["x", "y", "kind"])
            for i in range(150):
                writer.writerow([draw.gauss(5 * (i % 3), .5), draw.gauss(4 * (i % 3 == 1), .5), "abc"[i % 3]])
        self.write("blobs.yaml", CONFIG)
        self.mlday("train", "blobs.yaml", "--data", ".", "--name", "first")

    def run_folder(self, name="first", config="blobs"):
        return super().run_folder(name, config)

    def test_it_ends_where_the_centres_rest(self):
        last = summary(self.run_folder())
        self.assertIn("came to rest", last["reason"])
        self.assertLess(len(rows_of(self.run_folder())), 40)
        # Two columns of deviation .5: half a unit a sample.
        self.assertAlmostEqual(float(rows_of(self.run_folder())[-1]["loss"]), .5, delta=.15)

    def test_figures_of_a_part_are_of_its_nearest_centres(self):
        figures = json.loads(self.mlday("eval", self.run_folder(), "--split", "validation", "--json",
                                        "--predictions", "all.csv").out)
        with open(self.folder / "all.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(len(rows), 30)
        self.assertAlmostEqual(sum(float(row["distance"]) ** 2 for row in rows), figures["inertia"], places=3)
        self.assertAlmostEqual(figures["inertia"] / 30, figures["loss"], places=6)
        self.assertEqual({row["cluster"] for row in rows}, {"0", "1", "2"})

    def test_new_rows_need_no_other_columns(self):
        self.write("new.csv", "y,x\n4,5\n4.2,5.1\n0,10\n")
        lines = [json.loads(line)["values"] for line in
                 self.mlday("predict", self.run_folder(), "new.csv").out.splitlines()]
        self.assertEqual(lines[0]["cluster"], lines[1]["cluster"])
        self.assertNotEqual(lines[0]["cluster"], lines[2]["cluster"])
        self.assertLess(lines[0]["distance"], .5)

    def test_a_resumed_run_ends_in_the_same_bits(self):
        self.mlday("train", "blobs.yaml", "--data", ".", "--name", "cut", "--epochs", "2")
        self.mlday("train", "--resume", self.run_folder("cut"), "--epochs", "40")
        self.assert_same_training(self.run_folder(), self.run_folder("cut"))
        self.assertIn("Nothing is left to train",
                      self.mlday("train", "--resume", self.run_folder("cut")).out)

    def test_an_elbow_is_drawn_over_k(self):
        done = self.mlday("elbow", "blobs.yaml", "--data", ".", "--most", "5", "--svg", "elbow.svg", "--csv")
        inertias = [float(line.split(",")[1]) for line in done.out.splitlines()[1:]]
        self.assertEqual(len(inertias), 5)
        self.assertEqual(inertias, sorted(inertias, reverse=True))
        self.assertGreater(inertias[1] / inertias[2], 5 * inertias[2] / inertias[3])
        self.assertIn("<svg", (self.folder / "elbow.svg").read_text())

    def test_what_belongs_to_gradients_is_refused_by_name_and_asked_for_elsewhere(self):
        for section, value in (("model", "{layers: [linear: 2]}"), ("optimizer", "adam"), ("annealer", "constant"),
                               ("weights", "{file: x}"), ("regularizer", "{l2: .1}")):
            self.refused("train", "blobs.yaml", "--data", ".", "--set", f"{section}={value}", exits=2,
                         says=[f"`{section}` has no place here", "clustering", "take it out"])
        self.write("none.yaml", "task: classification\ndataset: {loader: moons}\n")
        self.assertIn("`optimizer` is missing", self.mlday("check", "none.yaml", exits=2).out)
        for verb in ("find-lr", "gradcheck", "lr"):
            self.refused(verb, "blobs.yaml", "--data", ".", exits=2, says="clustering learns without")
        self.refused("elbow", self.folder / "tiny.yaml", exits=2, says="clustering")

    def test_without_a_tolerance_it_ends_where_nothing_moves(self):
        self.mlday("train", "blobs.yaml", "--data", ".", "--name", "exact", "--set", "task.tol=0")
        self.assertIn("came to rest", summary(self.run_folder("exact"))["reason"])

    def test_settings_of_gradients_are_told_to_do_nothing(self):
        done = self.mlday("train", "blobs.yaml", "--data", ".", "--name", "ema", "--set", "training.ema_decay=.9",
                          "--set", "training.validate_every=2")
        self.assertIn("`training.ema_decay` has no effect", done.err + done.out)
        self.assertNotIn("val_ema_loss", rows_of(self.run_folder("ema"))[0])

    def test_more_clusters_than_samples_are_refused(self):
        self.refused("train", "blobs.yaml", "--data", ".", "--set", "task.k=200", exits=2,
                     says=["task.k is 200", "120 training samples"])


class References(SharedFolderTest):
    """The journal's day 39 on its own data: scikit-learn's best inertias of 3,000 starts."""

    def prepare(self):
        pass

    def test_inertias(self):
        data = pathlib.Path(os.environ.get("MLDAY_REALDATA") or "/nowhere")
        if not (data / "tabular/iris.csv").exists():
            self.skipTest("the real data is not here")
        for config, inertias in (("iris", {2: 152.369, 3: 78.941, 4: 57.318}),
                                 ("stations", {2: 216.689, 3: 161.632, 4: 132.189, 5: 106.915})):
            path = mlday.SOURCE / f"configs/day39_kmeans_{config}.yaml"
            for k, inertia in inertias.items():
                self.mlday("train", path, "--data", data, "--name", f"k{k}", "--set", f"task.k={k}")
                reached = summary(self.run_folder(f"k{k}", f"day39_kmeans_{config}"))["best"]["inertia"]
                self.assertAlmostEqual(reached, inertia, delta=1e-3, msg=f"{config}, k = {k}")


if __name__ == "__main__":
    unittest.main()
