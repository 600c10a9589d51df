#!/usr/bin/python3
"""Trains day 64's net beside PyTorch's: the same weights and batches, dropout off, float64, 30 updates by Adam.

    apt-get install --no-install-recommends python3-torch
    /usr/bin/python3 scripts/oracle/compare_training.py

Needs the built tests (build/release/bin/train_steps). Prints the losses and their largest relative difference;
exits 1 where that is above 1e-8.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import torch

ROOT = pathlib.Path(__file__).resolve().parents[2]
TRAIN_STEPS = os.environ.get("MLDAY_TRAIN_STEPS") or str(ROOT / "build/release/bin/train_steps")
CONFIG = ROOT / "configs/day64_gtsrb.yaml"
sys.path.insert(0, str(ROOT / "tests"))
import safetensors_reader  # noqa: E402
sys.path.insert(0, str(ROOT / "scripts"))
import pth_to_safetensors  # noqa: E402

STEPS, BATCH, TOLERANCE = 30, 8, 1e-8


def shortened_vgg(dropout=False):
    def drop(share):
        return [torch.nn.Dropout(share)] if dropout else []

    layers, channels = [], 3
    for width, convolutions in ((32, 2), (64, 2), (128, 3)):
        for _ in range(convolutions):
            layers += [torch.nn.Conv2d(channels, width, 3, padding="same"), torch.nn.ReLU()]
            channels = width
        layers += [torch.nn.MaxPool2d(2, ceil_mode=True), *drop(.25)]  # 30 > 15 > 8 > 4
    layers.append(torch.nn.Flatten())
    for inputs in (2048, 4096):
        layers += [torch.nn.Linear(inputs, 4096), torch.nn.ReLU(), *drop(.5)]
    return torch.nn.Sequential(*layers, torch.nn.Linear(4096, 43))


def pytorchs_losses(weights, inputs, targets):
    net = shortened_vgg().double()
    with torch.no_grad():
        for parameter, weight in zip(net.parameters(), weights, strict=True):
            assert parameter.shape == weight.shape
            parameter.copy_(weight)
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    losses = []
    for batch, classes in zip(inputs, targets):
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(net(batch), classes)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def main():
    torch.manual_seed(64)
    inputs, targets = torch.rand(STEPS, BATCH, 3, 30, 30).double(), torch.randint(43, (STEPS, BATCH))
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        config, batches, output = folder / "day64.yaml", folder / "batches.safetensors", folder / "out.safetensors"
        config.write_text(re.sub(r"dropout: \.\d+", "dropout: 0", CONFIG.read_text()))
        pth_to_safetensors.write(batches, {"inputs": inputs, "targets": targets})
        subprocess.run([TRAIN_STEPS, config, batches, output], check=True)
        tensors = {key: torch.from_numpy(value.copy()) for key, value in safetensors_reader.read(output)[0].items()}
    ours = tensors.pop("loss").tolist()
    layers = sorted({key.rsplit(".", 1)[0] for key in tensors},
                    key=lambda layer: (layer.startswith("linear"), int(layer.rsplit("_", 1)[1])))
    theirs = pytorchs_losses([tensors[f"{layer}.{what}"] for layer in layers for what in ("weight", "bias")],
                             inputs, targets)
    differences = [abs(a - b) / b for a, b in zip(ours, theirs, strict=True)]
    print(f"loss of step 1 {ours[0]!r} and {theirs[0]!r}, of step {STEPS} {ours[-1]!r} and {theirs[-1]!r}")
    print(f"largest relative difference {max(differences):.1e} (at most {TOLERANCE:.0e})")
    return 0 if all(difference <= TOLERANCE for difference in differences) else 1


if __name__ == "__main__":
    sys.exit(main())
