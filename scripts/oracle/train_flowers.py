#!/usr/bin/python3
"""Trains day 41's net by PyTorch with nearly the settings of configs/day41_modified_alexnet.yaml, to hold its epochs
against `mlday`'s: both draw weights, split and order of their own, so figures are alike, not the same. What differs:
torchvision zooms both axes alike and leaves black where a picture has moved away, and Adam's rule is PyTorch's.

    apt-get install --no-install-recommends python3-torch python3-torchvision python3-pil
    /usr/bin/python3 scripts/oracle/train_flowers.py DATA/flowers [--epochs 6] [--seed 42]

Prints a line per epoch; `dead` is how much of the last convolution's output is 0 behind its ReLU, in validation.
"""
import argparse
import pathlib
import time

import numpy
import torch
from PIL import Image
from torch import nn
from torchvision import transforms

CLASSES = ["daisy", "dandelion", "rose", "sunflower", "tulip"]
SIZE, BATCH = 128, 128
AUGMENT = transforms.Compose([transforms.RandomAffine(10, translate=(.2, .2), scale=(.9, 1.1)),
                              transforms.RandomHorizontalFlip()])


def modified_alexnet():
    def conv(inputs, outputs, kernel, stride=1):
        return [nn.Conv2d(inputs, outputs, kernel, stride, 0 if stride > 1 else kernel // 2), nn.ReLU()]

    def dense(inputs):
        return [nn.Linear(inputs, 4096), nn.ReLU(), nn.Dropout(.5)]

    def pool():
        return nn.MaxPool2d(3, 2)

    convolutions = [*conv(3, 96, 11, stride=4), pool(), nn.BatchNorm2d(96, eps=1e-3, momentum=.01),
                    *conv(96, 256, 5), pool(), nn.BatchNorm2d(256, eps=1e-3, momentum=.01),
                    *conv(256, 384, 3), *conv(384, 384, 3), *conv(384, 256, 3)]
    head = [pool(), nn.Flatten(), *dense(1024), *dense(4096), nn.Linear(4096, len(CLASSES))]
    for layer in convolutions + head:
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)
    return nn.Sequential(*convolutions), nn.Sequential(*head)


def flowers(folder):
    pictures, labels = [], []
    for label, name in enumerate(CLASSES):
        for file in sorted((folder / name).iterdir()):
            pictures.append(numpy.asarray(Image.open(file).convert("RGB").resize((SIZE, SIZE), Image.BILINEAR)))
            labels.append(label)
    return torch.from_numpy(numpy.stack(pictures)).permute(0, 3, 1, 2).contiguous(), torch.tensor(labels)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--seed", type=int, default=42)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    pictures, labels = flowers(options.folder)
    training, validation = torch.randperm(len(labels)).tensor_split([len(labels) * 3 // 4])
    convolutions, head = modified_alexnet()
    net = nn.Sequential(convolutions, head)
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3, eps=1e-7)
    print(f"{len(training)} pictures for training, {len(validation)} for validation")
    for epoch in range(1, options.epochs + 1):
        start, loss_sum, right = time.monotonic(), 0., 0
        net.train()
        for batch in training[torch.randperm(len(training))].split(BATCH):
            outputs = net(torch.stack([AUGMENT(picture) for picture in pictures[batch]]) / 255)
            loss = nn.functional.cross_entropy(outputs, labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            loss_sum += loss.item() * len(batch)
            right += (outputs.argmax(1) == labels[batch]).sum().item()
        net.eval()
        with torch.no_grad():
            maps = torch.cat([convolutions(pictures[batch] / 255) for batch in validation.split(BATCH)])
            outputs = head(maps)
        truth = labels[validation]
        print(f"epoch {epoch}  loss {loss_sum / len(training):.4f}  accuracy {right / len(training):.4f}  "
              f"val_loss {nn.functional.cross_entropy(outputs, truth):.4f}  "
              f"val_accuracy {(outputs.argmax(1) == truth).float().mean():.4f}  "
              f"dead {(maps == 0).float().mean():.3f}  {time.monotonic() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
