"""The journal's days train for an epoch: on a few made-up samples, and where MLDAY_REALDATA has them on the real ones."""
import os
import pathlib
import unittest

import h5py
import numpy as np
import scipy.io

import mlday
from mlday import CliTest, rows_of, write_ppm


class DaysTest(CliTest):
    def train(self, day, *flags, data="data"):
        config = mlday.SOURCE / f"configs/{day}.yaml"
        checked = self.mlday("check", config, "--data", data, *flags).out
        self.assertIn(f"{day}.yaml: ok", checked)
        self.mlday("train", config, "--data", data, "--name", "x", "--epochs", "1", "--device", "cpu", "--quiet",
                   "--set", "training.threads=1", *flags)
        rows = rows_of(self.run_folder("x", config=day))
        self.assertEqual(len(rows), 1)
        return rows[0]


class Warned(CliTest):
    def test_day_63_is_told_what_its_author_found_after_two_days(self):
        config = mlday.SOURCE / "configs/day63_vgg16_30px.yaml"
        self.assertRegex(self.mlday("check", config, "--no-data", "--strict").out, r"expected: .*1 x 1.*\[map-collapses\]")


class Pictures(DaysTest):
    def picture(self, label, side):
        noise = np.random.default_rng(label).integers(0, 100, (side, side, 3))
        return (noise + 25 * label).astype(np.uint8)

    def test_hand_signs(self):
        for part, count in (("train_signs", 4), ("val_signs", 1)):
            for label in range(6):
                for i in range(count):
                    write_ppm(self.folder / f"data/64x64_SIGNS/{part}/{label}_{i}.ppm", self.picture(label, 64))
        for day in ("day08_signs_dense", "day13_signs_cnn"):
            with self.subTest(day):
                self.train(day)
                self.mlday("eval", f"runs/{day}/x", "--data", "data")

    def test_flowers(self):
        for label, name in enumerate(("daisy", "dandelion", "rose", "sunflower", "tulip")):
            for i in range(4):
                write_ppm(self.folder / f"data/flowers/{name}/{i}.ppm", self.picture(label, 128))
        self.assertEqual(float(self.train("day42_annealed_alexnet")["lr"]), .01)
        self.train("day45_scale_jitter")
        self.mlday("eval", "runs/day45_scale_jitter/x", "--data", "data", "--split", "validation")

    def test_faces(self):
        for part, count in (("train", 6), ("test", 2)):
            for label, name in enumerate(("unhappy", "happy")):
                for i in range(count):
                    write_ppm(self.folder / f"data/faces/{part}/{name}/{i}.ppm", self.picture(label, 64))
        self.train("day15_emotion_cnn")
        self.mlday("eval", "runs/day15_emotion_cnn/x", "--data", "data")

    def test_digits(self):
        random = np.random.default_rng(1)
        (self.folder / "data/mnist").mkdir(parents=True)
        for part in ("train", "t10k"):
            images, labels = random.integers(0, 256, (20, 28, 28), dtype=np.uint8), np.arange(20, dtype=np.uint8) % 10
            for what, array in (("images-idx3", images), ("labels-idx1", labels)):
                header = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes()
                (self.folder / f"data/mnist/{part}-{what}-ubyte").write_bytes(header + array.tobytes())
        for day in ("day52_digits", "day52_digits_dense"):
            self.train(day, "--set", "dataset.validation.count=5")


class ArraysAndTables(DaysTest):
    def test_cats(self):
        random = np.random.default_rng(1)
        (self.folder / "data/course").mkdir(parents=True)
        for part, count in (("train", 12), ("test", 6)):
            with h5py.File(self.folder / f"data/course/{part}_catvnoncat.h5", "w") as file:
                file[f"{part}_set_x"] = random.integers(0, 256, (count, 64, 64, 3), dtype=np.uint8)
                file[f"{part}_set_y"] = np.arange(count) % 2
                file["list_classes"] = np.array([b"non-cat", b"cat"])
        for day in ("day02_cats_2layer", "day02_cats_4layer"):
            self.train(day)

    def test_points(self):
        random = np.random.default_rng(1)
        (self.folder / "data/course").mkdir(parents=True)
        arrays = {name: random.normal(size=(12, 2)) for name in ("X", "Xval")}
        labels = {name: (np.arange(12) % 2).astype(np.uint8)[:, None] for name in ("y", "yval")}
        scipy.io.savemat(self.folder / "data/course/data.mat", {**arrays, **labels})
        for kind in ("none", "l2", "dropout"):
            self.train(f"day04_regularization_{kind}")

    def test_drawn_points(self):
        (self.folder / "data").mkdir()
        for day in ("day04_init_he", "day04_init_zeros", "day06_adam", "day06_momentum", "day46_apples_oranges"):
            self.train(day)

    def insurance(self):
        (self.folder / "data/tabular").mkdir(parents=True)
        rows = [f"{20 + i},{'fe' * (i % 2)}male,{20 + i * 7 % 13},{i % 4},{'no' if i % 3 else 'yes'},northwest,"
                f"{1000 + 211 * i + (0 if i % 3 else 9000)}\n" for i in range(30)]
        self.write("data/tabular/insurance.csv", "age,sex,bmi,children,smoker,region,charges\n" + "".join(rows))
        return "data"

    def test_insurance(self):
        self.train("day58_insurance", data=self.insurance())

    def test_the_label_among_the_inputs_is_refused_by_its_name(self):
        for verb in ("check", "train"):
            done = self.mlday(verb, mlday.SOURCE / "configs/day59_insurance_leak.yaml", "--data", self.insurance()
                              if verb == "check" else "data", exits=2)
            self.assertIn("`charges`", done.out + done.err)


class RealData(DaysTest):
    """The journal's own files; nothing of them is kept in the repository."""

    def test_the_days_of_arrays_and_tables(self):
        data = pathlib.Path(os.environ.get("MLDAY_REALDATA") or "/nowhere").resolve()
        if not (data / "course").is_dir():
            self.skipTest("MLDAY_REALDATA names no folder with the journal's data")
        for day in ("day02_cats_2layer", "day02_cats_4layer", "day04_regularization_none", "day04_regularization_l2",
                    "day04_regularization_dropout", "day19_dinosaurs", "day58_insurance"):
            with self.subTest(day):
                self.train(day, data=data)
        done = self.mlday("check", mlday.SOURCE / "configs/day59_insurance_leak.yaml", "--data", data, exits=2)
        self.assertIn("`charges`", done.out)


if __name__ == "__main__":
    unittest.main()
