"""Loaders of arrays (HDF5, MATLAB, IDX) against h5py, scipy and numpy; generated sets; and a training on each."""
import gzip
import subprocess
import unittest

import h5py
import numpy as np
import scipy.io

import mlday
from loader_test import LoaderTest


class Arrays(LoaderTest):
    def test_hdf5_as_the_course_has_its_cats(self):
        random = np.random.default_rng(2)
        pictures, labels = random.integers(0, 256, (20, 6, 5, 3), dtype=np.uint8), np.arange(20) % 2
        (self.folder / "data/course").mkdir(parents=True)
        for name, options in (("train", {}), ("test", {"compression": "gzip", "chunks": True})):
            with h5py.File(self.folder / f"data/course/{name}_cats.h5", "w") as file:
                file.create_dataset(f"{name}_set_x", data=pictures, **options)
                file[f"{name}_set_y"] = labels
                file["list_classes"] = np.array([b"non-cat", b"cat"])
        config = self.config("loader: hdf5, root: course, file: train_cats.h5, inputs: train_set_x, targets: "
                             "train_set_y, test_file: test_cats.h5, test_inputs: test_set_x, test_targets: "
                             "test_set_y, classes_from: list_classes", 2)
        tensors, shown = self.samples(config, "--data", "data")
        for part in ("train", "test"):
            self.assert_pixels(tensors[f"{part}.inputs"], pictures)
            self.assertEqual(tensors[f"{part}.targets"].tolist(), labels.tolist())
        self.assertIn("non-cat", shown.out)
        self.trains(config, "--data", "data")
        whole = (self.folder / "data/course/train_cats.h5").read_bytes()
        for content in (whole[:len(whole) // 2], b"\x89HDF\r\n\x1a\n", b"no HDF5", b""):
            (self.folder / "data/course/train_cats.h5").write_bytes(content)
            self.refused("train", config, "--data", "data", exits=1, says="train_cats.h5")

    def test_pictures_in_the_other_layout_are_refused(self):
        with h5py.File(self.folder / "x.h5", "w") as file:
            file["x"], file["y"] = np.zeros((4, 3, 6, 6), np.uint8), np.arange(4) % 2
        config = self.config("loader: hdf5, file: x.h5, inputs: x, targets: y", 2)
        self.refused("train", config, "--data", self.folder, exits=2, says=["6 channels", "dataset.layout"])
        self.trains(self.config("loader: hdf5, file: x.h5, inputs: x, targets: y, layout: channels_first", 2), "--data",
                    self.folder)

    def test_hdf5_arrays_that_are_not_there_or_claim_the_absurd_are_refused(self):
        with h5py.File(self.folder / "a.h5", "w") as file:
            file.create_dataset("x", shape=(2**31, 2**31), dtype="u1", chunks=(1024, 1024))
            file["y"] = [0, 1]
        config = self.config("loader: hdf5, file: a.h5, inputs: x, targets: y", 2)
        self.refused("train", config, "--data", self.folder, exits=1, says=["a.h5", "more than it can hold"])
        config = self.config("loader: hdf5, file: a.h5, inputs: z, targets: y", 2)
        self.refused("train", config, "--data", self.folder, exits=2, says=["no array `z`", "x and y"])

    def test_matlab_arrays_are_those_that_scipy_wrote(self):
        random = np.random.default_rng(3)
        arrays = {"X": random.normal(size=(30, 2)), "y": (np.arange(30) % 2).reshape(-1, 1).astype(np.uint8),
                  "Xval": random.normal(size=(7, 2)), "yval": np.ones((7, 1))}
        for compressed in (False, True):
            scipy.io.savemat(self.folder / "data.mat", arrays, do_compression=compressed)
            config = self.config("loader: mat, file: data.mat, inputs: X, targets: y, test_inputs: Xval, "
                                 "test_targets: yval", 2, flatten=False)
            tensors, _ = self.samples(config, "--data", self.folder)
            self.assertTrue((tensors["train.inputs"] == arrays["X"].astype(np.float32)).all())
            self.assertTrue((tensors["test.inputs"] == arrays["Xval"].astype(np.float32)).all())
            self.assertEqual(tensors["train.targets"].tolist(), arrays["y"].flatten().tolist())
        self.trains(config, "--data", self.folder)
        packed = (self.folder / "data.mat").read_bytes()
        scipy.io.savemat(self.folder / "data.mat", arrays)
        whole = (self.folder / "data.mat").read_bytes()
        absurd = whole.replace(np.array([30, 2], "<i4").tobytes(), np.array([2**31 - 1] * 2, "<i4").tobytes())
        self.assertNotEqual(absurd, whole)
        for content in (packed[:len(packed) // 2], packed[:130], whole[:200], absurd, b"no MATLAB file", b""):
            (self.folder / "data.mat").write_bytes(content)
            result = self.mlday_fails("train", config, "--data", self.folder)
            self.assertIn("data.mat", result.err)
        big_endian = b"MATLAB".ljust(124) + b"\1\0MI" + bytes([0, 0, 0, 14, 0, 0, 4, 0]) + bytes(100)
        for content in (whole[:-10], packed[:-1], packed[:-40], big_endian):
            (self.folder / "data.mat").write_bytes(content)
            self.refused("train", config, "--data", self.folder, exits=1, says="data.mat is cut off")

    def test_numbers_that_are_none_are_told_by_their_sample(self):
        inputs = np.ones((6, 2))
        inputs[4, 1] = np.nan
        scipy.io.savemat(self.folder / "data.mat", {"X": inputs, "y": np.arange(6) % 2})
        config = self.config("loader: mat, file: data.mat, inputs: X, targets: y", 2, flatten=False)
        self.refused("train", config, "--data", self.folder, exits=1, says=["`X`", "nan in 1 sample", "sample 4"])

    def test_matlab_files_of_version_7_3_are_hdf5(self):
        values = np.arange(12.).reshape(6, 2)
        for kind in ("f8", "u2", "i4"):
            with h5py.File(self.folder / "data.mat", "w", userblock_size=512) as file:
                file["X"], file["y"] = values.astype(kind).T, (np.arange(6.) % 2)[None, :]
                for name in ("X", "y"):
                    file[name].attrs["MATLAB_class"] = np.bytes_("double")
                file["text"] = np.array([[104], [105]], "u2")
                file["text"].attrs["MATLAB_class"] = np.bytes_("char")
            with open(self.folder / "data.mat", "r+b") as file:
                file.write(b"MATLAB 7.3 MAT-file".ljust(124) + b"\0\2IM")
            config = self.config("loader: mat, file: data.mat, inputs: X, targets: y", 2, flatten=False)
            parts, _ = self.samples(config, "--data", self.folder)
            np.testing.assert_array_equal(parts["train.inputs"], values)
            np.testing.assert_array_equal(parts["train.targets"], np.arange(6) % 2)
        self.refused("train", self.config("loader: mat, file: data.mat, inputs: text, targets: y", 2), "--data", self.folder,
                     exits=2, says="is no array of real numbers, but a text")

    def test_matlab_logicals_and_bytes_are_numbers_where_they_are_no_pictures(self):
        inputs = np.arange(12).reshape(6, 2) % 3 > 0
        for array in (inputs, inputs.astype(np.uint8)):
            scipy.io.savemat(self.folder / "data.mat", {"X": array, "y": np.arange(6) % 2})
            config = self.config("loader: mat, file: data.mat, inputs: X, targets: y", 2, flatten=False)
            tensors, _ = self.samples(config, "--data", self.folder)
            self.assertEqual(tensors["train.inputs"].tolist(), inputs.astype(float).tolist())

    def test_matlab_logicals_are_0_and_1_in_pictures_too(self):
        truths = np.random.default_rng(1).random((6, 5, 4, 3)) > .5
        config = self.config("loader: mat, file: data.mat, inputs: X, targets: y", 2)
        scipy.io.savemat(self.folder / "data.mat", {"X": truths, "y": np.arange(6) % 2})
        of_version_5, _ = self.samples(config, "--data", self.folder)
        with h5py.File(self.folder / "data.mat", "w", userblock_size=512) as file:
            file["X"], file["y"] = truths.astype("u1").T, (np.arange(6.) % 2)[None, :]
            file["X"].attrs["MATLAB_class"] = np.bytes_("logical")
        with open(self.folder / "data.mat", "r+b") as file:
            file.write(b"MATLAB 7.3 MAT-file".ljust(124) + b"\0\2IM")
        of_version_73, _ = self.samples(config, "--data", self.folder)
        for tensors in (of_version_5, of_version_73):
            np.testing.assert_array_equal(tensors["train.inputs"], truths.transpose(0, 3, 1, 2))

    def test_arrays_without_values_are_refused_for_that(self):
        for shape, says in (((4, 0), "holds no values: it is 4 x 0"), ((0, 3), "holds no values: it is 0 x 3"),
                            ((4, 0, 8, 3), "holds no values: it is 4 x 0 x 8 x 3")):
            with h5py.File(self.folder / "data.h5", "w") as file:
                file["X"], file["y"] = np.zeros(shape, "u1"), np.arange(shape[0]) % 2
            self.refused("train", self.config("loader: hdf5, file: data.h5, inputs: X, targets: y", 2), "--data",
                         self.folder, exits=2, says=says)
        scipy.io.savemat(self.folder / "data.mat", {"X": np.zeros((4, 0)), "y": np.arange(4) % 2})
        self.refused("train", self.config("loader: mat, file: data.mat, inputs: X, targets: y", 2), "--data",
                     self.folder, exits=2, says="holds no values: it is 4 x 0")

    def mlday_fails(self, *arguments):
        """Exit 1 or 2, one message, no trace of a crash."""
        done = subprocess.run([mlday.BINARY, *map(str, arguments)], cwd=self.folder, env=mlday.environment(),
                              capture_output=True, text=True)
        result = mlday.Result(list(map(str, arguments)), done)
        self.assertIn(result.code, (1, 2), result)
        self.assertNotIn("internal error", result.err, result)
        return result

    def test_idx_files_gzipped_or_not(self):
        random = np.random.default_rng(4)
        pictures, labels = random.integers(0, 256, (30, 28, 28), dtype=np.uint8), (np.arange(30) % 10).astype(np.uint8)
        content = {"images-idx3": b"\0\0\x08\x03" + np.array([30, 28, 28], ">u4").tobytes() + pictures.tobytes(),
                   "labels-idx1": b"\0\0\x08\x01" + np.array([30], ">u4").tobytes() + labels.tobytes()}
        (self.folder / "data/mnist").mkdir(parents=True)
        for what, data in content.items():
            (self.folder / f"data/mnist/train-{what}-ubyte").write_bytes(data)
            (self.folder / f"data/mnist/t10k-{what}-ubyte.gz").write_bytes(gzip.compress(data))
        config = self.config("loader: idx", 10)
        tensors, _ = self.samples(config, "--data", "data")
        for part in ("train", "test"):
            self.assert_pixels(tensors[f"{part}.inputs"], pictures[..., None])
            self.assertEqual(tensors[f"{part}.targets"].tolist(), labels.tolist())
        self.trains(config, "--data", "data")
        packed = self.folder / "data/mnist/t10k-images-idx3-ubyte.gz"
        packed.write_bytes(packed.read_bytes()[:-2000])
        self.refused("train", config, "--data", "data", exits=1, says=["t10k-images-idx3-ubyte.gz", "cut off"])

    def test_generated_sets_need_no_data_and_all_of_it_may_be_one_batch(self):
        for kind in ("moons", "circles", "blobs", "spirals", "flower"):
            outputs = 3 if kind in ("blobs", "spirals") else 2
            config = self.config(f"loader: {kind}, validation: {{folds: 5, fold: 2}}", outputs, flatten=False,
                                 batch_size="full")
            self.trains(config, "--data", "/no/such/folder")
            self.mlday("check", "--no-data", "--strict", config)
            self.folder.joinpath("runs/c/x").rename(self.folder / f"runs/{kind}")

if __name__ == "__main__":
    unittest.main()
