"""The loaders on published files, against independent readers; nothing of the files is kept in the repository.

MLDAY_REALDATA names the folder with them; tests of what is not there are skipped.
"""
import os
import pathlib
import subprocess
import unittest

import h5py
import numpy as np
import scipy.io
from PIL import Image

from loader_test import LoaderTest


class RealFiles(LoaderTest):
    def path(self, name, unpack=False):
        path = pathlib.Path(os.environ.get("MLDAY_REALDATA") or "/nowhere") / name
        if not path.exists():
            self.skipTest(f"MLDAY_REALDATA names no folder with {name}")
        if unpack:
            subprocess.run(["tar", "-xf", path, "-C", self.folder], check=True)
            return self.folder
        return path.parent

    def test_the_courses_cats(self):
        root = self.path("course/train_catvnoncat.h5")
        config = self.config("loader: hdf5, file: train_catvnoncat.h5, inputs: train_set_x, targets: train_set_y, "
                             "test_file: test_catvnoncat.h5, test_inputs: test_set_x, test_targets: test_set_y, "
                             "classes_from: list_classes", 2)
        tensors, _ = self.samples(config, "--data", root)
        for part in ("train", "test"):
            with h5py.File(root / f"{part}_catvnoncat.h5") as file:
                self.assert_pixels(tensors[f"{part}.inputs"], file[f"{part}_set_x"][()])
                self.assertEqual(tensors[f"{part}.targets"].tolist(), file[f"{part}_set_y"][()].tolist())
        self.trains(config, "--data", root)

    def test_the_courses_points(self):
        root = self.path("course/data.mat")
        config = self.config("loader: mat, file: data.mat, inputs: X, targets: y, test_inputs: Xval, test_targets: "
                             "yval", 2, flatten=False)
        tensors, _ = self.samples(config, "--data", root)
        arrays = scipy.io.loadmat(root / "data.mat")
        for part, suffix in (("train", ""), ("test", "val")):
            self.assertTrue((tensors[f"{part}.inputs"] == arrays["X" + suffix].astype(np.float32)).all())
            self.assertEqual(tensors[f"{part}.targets"].tolist(), arrays["y" + suffix].flatten().tolist())
        self.trains(config, "--data", root)

    def test_hand_signs_whose_file_names_tell_the_class(self):
        root = self.path("signs_64x64.tar", unpack=True)
        config = self.config("loader: image_folder, root: 64x64_SIGNS, train: train_signs, validation: {folder: "
                             "val_signs}, label: '^(\\d)_'", 6)
        tensors, _ = self.samples(config, "--data", root)
        for part, folder, count in (("train", "train_signs", 864), ("validation", "val_signs", 216)):
            files = sorted((root / "64x64_SIGNS" / folder).glob("*.jpg"))
            self.assertEqual(len(files), count)
            self.assert_pixels(tensors[f"{part}.inputs"], [np.asarray(Image.open(file)) for file in files], within=2)
            self.assertEqual(tensors[f"{part}.targets"].tolist(), [int(file.name[0]) for file in files])
        self.trains(config, "--data", root)

    def test_flowers_in_class_folders(self):
        root = self.path("flowers_128.tar", unpack=True)
        config = self.config("loader: image_folder, root: flowers, validation: {fraction: .25, stratified: true}", 5)
        tensors, _ = self.samples(config, "--data", root)
        self.assertEqual(len(tensors["train.inputs"]) + len(tensors["validation.inputs"]), 3507)
        whole = self.config("loader: image_folder, root: flowers", 5, name="whole.yaml")
        tensors, _ = self.samples(whole, "--data", root)
        files = sorted((root / "flowers").glob("*/*.jpg"))[::37]
        pictures = [np.asarray(Image.open(file).convert("RGB")) for file in files]
        self.assert_pixels(tensors["train.inputs"][::37], pictures, within=2)

    def test_digits(self):
        root = self.path("mnist_train.tar.xz", unpack=True)
        config = self.config("loader: idx", 10)
        tensors, _ = self.samples(config, "--data", root)
        raw = np.frombuffer((root / "train-images-idx3-ubyte").read_bytes(), np.uint8)[16:].reshape(-1, 28, 28, 1)
        self.assertEqual(len(tensors["train.inputs"]), 60000)
        self.assert_pixels(tensors["train.inputs"][::7], raw[::7])

    def test_fashion_mnist_of_the_distribution(self):
        root = pathlib.Path("/usr/share/datasets/fashion-mnist")
        if not root.exists():
            self.skipTest("the package dataset-fashion-mnist is not installed")
        config = self.config(f"loader: idx, root: {root}", 10)
        self.assertIn("60,000 train / 0 validation / 10,000 test", self.mlday("check", config).out)

    def test_insurance_and_irises(self):
        root = self.path("tabular/insurance.csv")
        leaking = self.config("loader: csv, file: insurance.csv, columns: {charges: target}, inputs: [age, bmi, "
                              "charges]", 1, flatten=False)
        self.assertIn("`charges` is also an input", self.mlday("check", leaking, "--data", root, exits=2).out)
        mended = self.config("loader: csv, file: insurance.csv, columns: {charges: target}, inputs: [age, sex, bmi, "
                             "children, smoker]", 1, flatten=False)
        checked = self.mlday("check", mended, "--data", root, exits=2).out  # no task of numbers yet, but no leak
        self.assertNotIn("label-leak", checked)
        irises = self.config("loader: csv, file: iris.csv, header: false, columns: {5: target}, scale: standard, "
                             "validation: {fraction: .2, stratified: true}", 3, flatten=False)
        self.trains(irises, "--data", root)


if __name__ == "__main__":
    unittest.main()
