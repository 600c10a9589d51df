"""What is done with a trained network: predicting, sampling is elsewhere; and gradcheck, stop_after, tasks' figures."""
import csv
import io
import json
import math
import os
import shutil
import unittest

import h5py
import numpy as np

from mlday import CliTest, summary
from safetensors_reader import read

CONFIG = """\
task: {{name: regression, loss: {loss}}}
dataset:
  loader: csv
  file: table.csv
  columns: {{price: target}}
  scale: standard
  target_scale: standard
  validation: .25
  batch_size: 8
model: {{layers: [linear: 1]}}
optimizer: {{name: sgd, lr: .1}}
training: {{epochs: {epochs}}}
"""
SIGNS = """\
task: classification
dataset: {loader: gtsrb, image_size: 16, validation: .25, stand_in: {kind: synthetic, images: 172}, batch_size: 64}
model: {layers: [flatten, linear: 43]}
optimizer: {name: adam, lr: 1e-3}
training: {epochs: 1}
"""
SIZES = """\
task: regression
dataset: {loader: hdf5, file: sizes.h5, inputs: x, targets: y, target_kind: numbers, batch_size: 4}
model: {layers: [flatten, linear: 1]}
optimizer: {name: adam, lr: 1e-3}
training: {epochs: 1}
"""


def table(rows, target=True):
    lines = ["size,rooms,price" if target else "rooms,size"]
    for i in range(rows):
        size, rooms = 40 + 7 * i % 90, i % 5
        lines.append(f"{size},{rooms},{1000 * size + 5000 * rooms + 20000}" if target else f"{rooms},{size}")
    return "\n".join(lines) + "\n"


class Regression(CliTest):
    def setUp(self):
        super().setUp()
        self.write("table.csv", table(80))

    def train(self, *flags, loss="mse", epochs=60):
        self.write("price.yaml", CONFIG.format(loss=loss, epochs=epochs))
        return self.mlday("train", "price.yaml", "--data", ".", *flags)

    def test_a_line_is_found_and_told_in_the_targets_units(self):
        self.train()
        figures = summary(self.run_folder(config="price"))["last"]
        self.assertGreater(figures["val_r2"], .9999)
        self.assertLess(figures["val_loss"], 1e-4)
        self.assertGreater(figures["val_mae"], figures["val_loss"])  # dollars, not deviations
        shown = json.loads(self.mlday("eval", "price.yaml", "--data", ".", "--split", "validation", "--json",
                                      "--checkpoint", "last").out)
        for name in ("loss", "mae", "rmse", "r2", "mape"):
            self.assertTrue(math.isclose(shown[name], figures[f"val_{name}"], rel_tol=1e-4, abs_tol=1e-6), name)
        self.assertNotIn("classes", shown)

    def test_rows_without_their_targets_are_predicted(self):
        self.train()
        self.write("new.csv", table(6, target=False))
        done = self.mlday("predict", "price.yaml", "new.csv")
        for i, line in enumerate(done.out.splitlines()):
            size, rooms = 40 + 7 * i % 90, i % 5
            row = json.loads(line)
            self.assertEqual(row["sample"], f"new.csv line {i + 2}")
            self.assertAlmostEqual(row["values"]["price"], 1000 * size + 5000 * rooms + 20000, delta=600)
        rows = list(csv.DictReader(io.StringIO(self.mlday("predict", "price.yaml", "new.csv", "--format", "csv").out)))
        self.assertEqual([list(row) for row in rows], [["sample", "price"]] * 6)

    def test_tables_are_read_as_the_config_says(self):
        rows = "".join(f"{i % 7}|{'red, dark' if i % 2 else 'blue, light'}|{10 * (i % 7) + i % 2}\n" for i in range(40))
        self.write("bars.csv", rows)
        config = self.write("bars.yaml", """\
task: regression
dataset: {loader: csv, file: bars.csv, header: false, separator: "|", columns: {3: target}, batch_size: 8}
model: {layers: [linear: 1]}
optimizer: {name: adam, lr: .1}
training: {epochs: 1, device: cpu, threads: 1}
""")
        self.mlday("train", config, "--data", ".", "--quiet")
        self.assertEqual(len(self.mlday("predict", config, "bars.csv").out.splitlines()), 40)

    def test_a_wrong_table_is_told_and_the_rest_goes_on(self):
        self.train(epochs=1)
        self.write("new.csv", table(2, target=False))
        self.write("other.csv", "rooms,colour\n1,red\n")
        done = self.mlday("predict", "price.yaml", "other.csv", "missing.csv", "new.csv", exits=1)
        self.assertEqual(len(done.out.splitlines()), 2)
        self.assertIn("no column `size`", done.err)
        self.assertIn("missing.csv", done.err)

    def test_a_row_with_a_gap_is_named_not_left_out(self):
        self.write("table.csv", table(80) + "50,,70000\n")
        self.train("--set", "dataset.missing=drop", epochs=1)
        self.write("new.csv", "size,rooms,price\n50,2,\n60,,\n")
        done = self.mlday("predict", "price.yaml", "new.csv", exits=1)
        for part in ("new.csv:3", "`rooms`", "take the row out"):
            self.assertIn(part, done.err)
        self.write("new.csv", "size,rooms,price\n50,2,\n60,1,\n")  # the target's column without values
        self.assertEqual(len(self.mlday("predict", "price.yaml", "new.csv").out.splitlines()), 2)

    def test_averaged_weights_are_used_where_asked_for(self):
        self.train("--set", "training.ema_decay=.9", epochs=2)
        self.write("new.csv", table(6, target=False))
        raw = self.mlday("predict", "price.yaml", "new.csv", "--checkpoint", "last").out
        averaged = self.mlday("predict", "price.yaml", "new.csv", "--checkpoint", "last", "--ema").out
        self.assertNotEqual(raw, averaged)
        for flags, name in (([], "raw"), (["--ema"], "averaged")):
            self.mlday("export", "price.yaml", "--checkpoint", "last", "--output", name, *flags)
        kept = read(self.run_folder(config="price") / "checkpoints/last.safetensors")[0]
        np.testing.assert_array_equal(read(self.folder / "raw")[0]["linear_1.weight"], kept["linear_1.weight"])
        np.testing.assert_array_equal(read(self.folder / "averaged")[0]["linear_1.weight"],
                                      kept["ema/linear_1.weight"])
        self.train("--name", "plain", epochs=1)
        self.refused("export", self.run_folder("plain", "price"), "--ema", exits=2, says="no averaged weights")

    def test_every_loss_trains(self):
        for loss in ("mae", "smooth_l1", "huber"):
            with self.subTest(loss):
                self.train("--name", loss, loss=loss)
                self.assertGreater(summary(self.run_folder(loss, "price"))["last"]["val_r2"], .9)

    def test_classes_do_not_fit_numbers(self):
        self.write("price.yaml", CONFIG.format(loss="mse", epochs=1).replace("{name: regression, loss: mse}", "classification"))
        self.refused("train", "price.yaml", "--data", ".", exits=2, says=["the number price", "task: regression"])

    def test_yes_or_no_labels_are_no_other_numbers(self):
        self.write("price.yaml", CONFIG.format(loss="mse", epochs=1).replace(
            "{name: regression, loss: mse}", "{activation: sigmoid}").replace("target_scale: standard", "target_scale: none"))
        self.refused("train", "price.yaml", "--data", ".", exits=2, says=["a target is ", "between 0 and 1", "task: regression"])

    def test_training_ends_after_so_many_steps_and_goes_on_later(self):
        self.train("--name", "a", "--set", "training.stop_after=20 steps", epochs=5)
        run = self.run_folder("a", "price")
        self.assertIn("stop_after 20 steps", summary(run)["reason"])
        self.assertEqual(summary(run)["epochs"], 3)  # of 8 updates each
        self.mlday("train", run, "--resume", "--data", ".")
        self.assertEqual(summary(run)["epochs"], 3)
        self.mlday("train", run, "--resume", "--data", ".", "--set", "training.stop_after=40000 steps", "--epochs", "4")
        self.assertEqual(summary(run)["epochs"], 4)
        self.mlday("train", run, "--resume", "--data", ".", "--set", "training.stop_after=~", "--epochs", "5")
        self.assertEqual(summary(run)["epochs"], 5)

    def test_a_number_with_a_comma_may_be_steps(self):
        self.write("price.yaml", CONFIG.format(loss="mse", epochs=1))
        for given, meant in (("35,000 steps", "35000 steps"), ("2 h", "7200 s"), ("20000 h", "72000000 s")):
            shown = self.mlday("config", "show", "price.yaml", "--set", f"training.stop_after='{given}'").out
            self.assertIn(f"stop_after: {meant}", shown)
            self.mlday("config", "show", "price.yaml", "--set", f"training.stop_after={meant}")
        for wrong in ("0,500 h", "1234,567 steps", ",500 steps", "1.5,000 s", "2,5 h"):
            self.refused("config", "show", "price.yaml", "--set", f"training.stop_after='{wrong}'", exits=2,
                         says="expects a time or a number of steps")

    def test_training_ends_after_a_time(self):
        self.train("--set", "training.stop_after=1 s", epochs=1000000)
        self.assertIn("stop_after 1 s", summary(self.run_folder(config="price"))["reason"])
        self.refused("train", "price.yaml", "--data", ".", "--set", "training.stop_after=5", exits=2,
                     says=["training.stop_after", "`5 min`"])


class Pictures(CliTest):
    def test_pictures_get_classes_and_labels(self):
        self.mlday("data", "make", "gtsrb", "--out", "signs", "--images", "60")
        self.write("signs.yaml", SIGNS)
        self.mlday("train", "signs.yaml", "--quiet")
        pictures = sorted((self.folder / "signs").rglob("*.ppm"))[:3]
        (self.folder / "broken.ppm").write_bytes(pictures[0].read_bytes()[:50])
        done = self.mlday("predict", "signs.yaml", *pictures, "broken.ppm", "--top", "3", "--annotate", "seen", exits=1)
        rows = [json.loads(line) for line in done.out.splitlines()]
        self.assertEqual([row["sample"] for row in rows], [str(path) for path in pictures])
        for row in rows:
            self.assertEqual(len(row["top"]), 3)
            self.assertEqual(row["top"][0], {"class": row["class"], "probability": row["probability"]})
            self.assertLessEqual(sum(one["probability"] for one in row["top"]), 1 + 1e-6)
        self.assertIn("broken.ppm", done.err)
        odd = os.fsencode(self.folder) + b"/\xff.ppm"  # no UTF-8
        shutil.copy(pictures[0], odd)
        self.assertEqual(json.loads(self.mlday("predict", "signs.yaml", os.fsdecode(odd)).out)["class"], rows[0]["class"])
        self.assertEqual(len(list((self.folder / "seen").glob("*.png"))), 3)

    def test_a_picture_is_made_as_evaluation_makes_it_where_training_crops(self):
        random = np.random.default_rng(3)
        for name in "ab":
            (self.folder / "photos" / name).mkdir(parents=True)
            for i in range(8):
                pixels = random.integers(0, 256, (20, 20, 3), dtype=np.uint8)
                pixels[4:16, 4:16, 0 if name == "a" else 2] = 255
                (self.folder / f"photos/{name}/{i}.ppm").write_bytes(b"P6 20 20 255\n" + pixels.tobytes())
        config = self.write("crops.yaml", """\
task: classification
dataset: {loader: image_folder, root: photos, image_size: 20, center_crop: 16, batch_size: 4,
          augment: {random_crop: 8}}
model: {layers: [flatten, linear: 2]}
optimizer: {name: adam, lr: 1e-2}
training: {epochs: 3, device: cpu, threads: 1}
""")
        self.mlday("train", config, "--data", ".", "--quiet")
        pictures = sorted((self.folder / "photos").rglob("*.ppm"))
        shares = [json.loads(line)["top"] for line in self.mlday("predict", config, *pictures).out.splitlines()]
        losses = [-math.log(next(one["probability"] for one in top if one["class"] == path.parent.name))
                  for path, top in zip(pictures, shares)]
        shown = json.loads(self.mlday("eval", config, "--data", ".", "--split", "train", "--json").out)
        self.assertAlmostEqual(sum(losses) / len(losses), shown["loss"], places=5)

    def test_pictures_get_numbers_and_labels_of_them(self):
        pixels = np.arange(12 * 8 * 8 * 3, dtype=np.uint8).reshape(12, 8, 8, 3)
        with h5py.File(self.folder / "sizes.h5", "w") as file:
            file["x"], file["y"] = pixels, np.linspace(0, 1, 12)
        self.write("sizes.yaml", SIZES)
        self.mlday("train", "sizes.yaml", "--quiet", "--data", ".")
        (self.folder / "one.ppm").write_bytes(b"P6 8 8 255\n" + pixels[0].tobytes())
        done = self.mlday("predict", "sizes.yaml", "one.ppm", "--annotate", "seen")
        self.assertEqual(len(json.loads(done.out)["values"]), 1)
        self.assertEqual(len(list((self.folder / "seen").glob("*.png"))), 1)

    def test_a_network_of_pictures_makes_no_text(self):
        self.write("signs.yaml", SIGNS)
        self.mlday("train", "signs.yaml", "--quiet")
        self.refused("sample", "signs.yaml", exits=2, says="no language model")


class Gradcheck(CliTest):
    def test_a_network_passes_and_an_impossible_tolerance_fails(self):
        self.write("signs.yaml", SIGNS.replace("flatten, linear: 43",
                                               "conv2d: {out_channels: 4, kernel_size: 3}, relu, max_pool2d: 2, flatten, linear: 43"))
        done = self.mlday("gradcheck", "signs.yaml", "--entries", "5")
        self.assertIn("All tensors pass", done.out)
        below = self.mlday("gradcheck", "signs.yaml", "--entries", "5", "--tolerance", "1e-15", "--floor", "1").out
        self.assertIn("pass: below the floor", below)
        checks = json.loads(self.mlday("gradcheck", "signs.yaml", "--entries", "5", "--json", "--floor", "0",
                                       "--tolerance", "1e-15", exits=1).out)
        self.assertEqual([check["tensor"] for check in checks],
                         ["conv2d_1.weight", "conv2d_1.bias", "linear_1.weight", "linear_1.bias"])
        self.assertFalse(all(check["passed"] for check in checks))

    def test_the_loss_is_taken_over_as_many_samples_as_asked_for(self):
        self.write("signs.yaml", SIGNS)
        numbers = {samples: self.mlday("gradcheck", "signs.yaml", "--json", *samples).out
                   for samples in ((), ("--samples", "16"), ("--samples", "4"))}
        self.assertEqual(numbers[()], numbers["--samples", "16"])
        self.assertNotEqual(numbers[()], numbers["--samples", "4"])


if __name__ == "__main__":
    unittest.main()
