"""The journal's days of pictures train for an epoch on a few made-up ones."""
import unittest

import numpy as np

import mlday
from mlday import CliTest, rows_of, write_ppm


class Days(CliTest):
    def train(self, day):
        config = mlday.SOURCE / f"configs/{day}.yaml"
        self.mlday("train", config, "--data", "data", "--name", "x", "--epochs", "1", "--device", "cpu", "--quiet",
                   "--set", "training.threads=1")
        rows = rows_of(self.run_folder("x", config=day))
        self.assertEqual(len(rows), 1)
        return rows[0]

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

    def test_digits(self):
        random = np.random.default_rng(1)
        (self.folder / "data/mnist").mkdir(parents=True)
        for part in ("train", "t10k"):
            images, labels = random.integers(0, 256, (20, 28, 28), dtype=np.uint8), np.arange(20, dtype=np.uint8) % 10
            for what, array in (("images-idx3", images), ("labels-idx1", labels)):
                header = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes()
                (self.folder / f"data/mnist/{part}-{what}-ubyte").write_bytes(header + array.tobytes())
        self.train("day52_digits")


if __name__ == "__main__":
    unittest.main()
