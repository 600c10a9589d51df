"""mlday eval --crops against PyTorch and torchvision: the same pictures, the same weights, averaged in a few lines."""
import json
import unittest

import numpy as np
import torch
from torch.nn.functional import avg_pool2d, interpolate, nll_loss
from torchvision.transforms.functional import center_crop, hflip, ten_crop

from mlday import CliTest, checkpoint_of, write_ppm
from safetensors_reader import read

SIDE, CROP = 60, 28

CONFIG = f"""\
dataset: {{loader: image_folder, root: pictures, image_size: {SIDE}, batch_size: 8, augment: {{random_crop: {CROP}}}}}
model: {{layers: [avg_pool2d: 4, flatten, linear: 3]}}
optimizer: {{name: adam, lr: .01}}
training: {{epochs: 2, seed: 3, device: cpu, threads: 1}}
"""


class Crops(CliTest):
    def setUp(self):
        super().setUp()
        random = np.random.default_rng(1)
        pictures = []
        for label in range(3):
            for i in range(7):
                coarse = random.integers(0, 200, (6, 6, 3)) + np.eye(3, dtype=int)[label] * 55
                pictures.append(np.kron(coarse, np.ones((10, 10, 1), int)).astype(np.uint8))
                write_ppm(self.folder / f"pictures/{label}/{i}.ppm", pictures[-1])
        self.config = self.write("c.yaml", CONFIG)
        self.mlday("train", self.config, "--data", ".", "--name", "x", "--quiet")
        self.pictures = np.stack(pictures).transpose(0, 3, 1, 2) / np.float32(255)
        self.labels = np.repeat(np.arange(3), 7)

    def evaluate(self, crops):
        return json.loads(self.mlday("eval", self.run_folder("x", config="c"), "--split", "train", "--data", ".",
                                     "--json", "--crops", crops).out)

    def test_averages_are_those_of_a_few_lines_of_pytorch(self):
        weights = {name: torch.from_numpy(values.copy())
                   for name, values in read(checkpoint_of(self.run_folder("x", config="c"), "best"))[0].items()}
        weight = next(values for name, values in weights.items() if values.ndim == 2)
        bias = next(values for name, values in weights.items() if values.ndim == 1)

        def network(inputs):
            return avg_pool2d(inputs, 4).flatten(1) @ weight.T + bias

        pictures, labels = torch.from_numpy(self.pictures), torch.from_numpy(self.labels)
        scales = [interpolate(pictures, size=(side, side), mode="bilinear", align_corners=False)
                  for side in (SIDE - 32, SIDE, SIDE + 32)]
        grid = [picture[..., i * rest // 4:i * rest // 4 + CROP, j * rest // 4:j * rest // 4 + CROP]
                for picture in scales for rest in [picture.shape[-1] - CROP] for i in range(5) for j in range(5)]
        ways = {"center": [center_crop(pictures, [CROP])],
                "ten": ten_crop(pictures, [CROP]),
                "multi_scale": [center_crop(picture, [CROP]) for picture in scales],
                "multi_crop": grid + [hflip(crop) for crop in grid]}
        losses = set()
        for way, crops in ways.items():
            with self.subTest(way):
                mean = torch.stack([network(crop).softmax(1) for crop in crops]).mean(0)
                found = self.evaluate(way)
                self.assertAlmostEqual(found["loss"], nll_loss(mean.log(), labels).item(), places=5)
                self.assertAlmostEqual(found["accuracy"], (mean.argmax(1) == labels).float().mean().item(), places=6)
                losses.add(round(found["loss"], 5))
        self.assertEqual(len(losses), 4)

    def test_crops_of_pictures_that_have_no_room_for_them_are_refused(self):
        for way, size in (("ten", SIDE), ("multi_scale", SIDE - 31)):
            config = self.write(f"{way}.yaml", CONFIG.replace(f"random_crop: {CROP}", f"random_crop: {size}"))
            self.mlday("train", config, "--data", ".", "--name", "x", "--epochs", "1", "--quiet")
            run = self.run_folder("x", config=way)
            self.refused("eval", run, "--split", "train", "--data", ".", "--crops", way, exits=2,
                         says=[f"evaluation.crops: {way}", "must be larger"])
        self.refused("eval", run, "--crops", "all", exits=2, says=["--crops", "multi_crop"])

    def test_the_config_says_it_where_no_flag_does(self):
        evaluate = ["--split", "train", "--data", ".", "--json"]
        ten = self.write("ten.yaml", CONFIG + "evaluation: {crops: ten}\n")
        self.mlday("train", ten, "--data", ".", "--name", "x", "--quiet")
        run = self.run_folder("x", config="ten")
        said = json.loads(self.mlday("eval", run, *evaluate).out)["loss"]
        self.assertEqual(said, self.evaluate("ten")["loss"])
        self.assertEqual(json.loads(self.mlday("eval", run, *evaluate, "--crops", "center").out)["loss"],
                         self.evaluate("center")["loss"])
        whole = self.write("whole.yaml", CONFIG.replace(f", augment: {{random_crop: {CROP}}}", "") +
                           "evaluation: {crops: ten}\n")
        checked = self.mlday("check", whole, "--data", ".", exits=2).out
        self.assertIn("whole.yaml:5:21: error", checked)
        self.assertIn("random_crop", checked)


if __name__ == "__main__":
    unittest.main()
