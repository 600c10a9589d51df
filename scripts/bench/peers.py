#!/usr/bin/python3
"""The benchmark's cases as people write them in PyTorch; bench.py runs each in a process of its own.

    peers.py CASE DATA --threads N --seconds S      prints {"seconds_per_step": ..., "samples_per_second": ...}
"""
import argparse
import csv
import json
import pathlib
import resource
import sys
import time

import torch
from torch import nn

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "oracle"))


def flat(*layers):
    return nn.Sequential(nn.Flatten(), *layers)


def day64():
    from compare_training import shortened_vgg
    return shortened_vgg(dropout=True)


def day41():
    from train_flowers import modified_alexnet
    return nn.Sequential(*modified_alexnet())


def day15():
    import torchvision
    return torchvision.models.resnet50(num_classes=6)


def day13():
    # (`same` of an even filter pads more on the far side.)
    return nn.Sequential(nn.ZeroPad2d((1, 2, 1, 2)), nn.Conv2d(3, 8, 4), nn.ReLU(), nn.MaxPool2d(8),
                         nn.ZeroPad2d((0, 1, 0, 1)), nn.Conv2d(8, 16, 2), nn.ReLU(), nn.MaxPool2d(4),
                         nn.Flatten(), nn.Linear(64, 6))


def day08():
    return flat(nn.Linear(12288, 25), nn.ReLU(), nn.Linear(25, 12), nn.ReLU(), nn.Linear(12, 6))


def day02():
    return flat(nn.Linear(12288, 7), nn.ReLU(), nn.Linear(7, 1))


def day04():
    return nn.Sequential(nn.Linear(2, 10), nn.ReLU(), nn.Linear(10, 5), nn.ReLU(), nn.Linear(5, 1))


def day06():
    return nn.Sequential(nn.Linear(2, 5), nn.ReLU(), nn.Linear(5, 2), nn.ReLU(), nn.Linear(2, 1))


def day07():
    return nn.Sequential(nn.Linear(2, 32, bias=False), nn.BatchNorm1d(32), nn.ReLU(),
                         nn.Linear(32, 16, bias=False), nn.BatchNorm1d(16), nn.ReLU(), nn.Linear(16, 3))


# net, a sample's shape, whether samples are bytes, classes, samples, batch size (0: all at once), optimizer
SGD, ADAM = torch.optim.SGD, torch.optim.Adam
CASES = {
    "day64": (day64, (3, 30, 30), True, 43, 4000, 128, lambda p: ADAM(p, 1e-3)),
    "day41": (day41, (3, 128, 128), True, 5, 2000, 128, lambda p: ADAM(p, 1e-3)),
    "day15": (day15, (3, 64, 64), True, 6, 900, 32, lambda p: ADAM(p, 1e-3)),
    "day13": (day13, (3, 64, 64), True, 6, 900, 64, lambda p: ADAM(p, .009)),
    "day08": (day08, (3, 64, 64), True, 6, 900, 32, lambda p: ADAM(p, 1e-4)),
    "day52": (lambda: flat(nn.Linear(784, 10)), (1, 28, 28), True, 10, 50000, 128, lambda p: SGD(p, 1e-3)),
    "day52_dense": (lambda: flat(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10)), (1, 28, 28), True, 10, 50000,
                    128, lambda p: ADAM(p, 1e-3)),
    "day02": (day02, (3, 64, 64), True, 2, 209, 0, lambda p: SGD(p, .0075)),
    "day04": (day04, (2,), False, 2, 300, 0, lambda p: SGD(p, .01)),
    "day06": (day06, (2,), False, 2, 300, 64, lambda p: ADAM(p, 7e-4)),
    "day07": (day07, (2,), False, 3, 600, 64, lambda p: ADAM(p, .01)),
}


def batches_of(samples, size):
    """Epoch after epoch, shuffled; all samples at once need no order."""
    while True:
        if size == 0:
            yield slice(None)
            continue
        order = torch.randperm(samples)
        for first in range(0, samples, size):
            yield order[first:first + size]


def train(name, seconds, channels_last):
    make, shape, are_bytes, classes, samples, size, optimizer_of = CASES[name]
    torch.manual_seed(1)
    net = make()
    inputs = torch.randint(256, (samples, *shape), dtype=torch.uint8) if are_bytes else torch.randn(samples, *shape)
    one = list(net.modules())[-1].out_features == 1
    targets = torch.randint(classes, (samples,))
    targets = targets.float() if one else targets
    loss_of = nn.functional.binary_cross_entropy_with_logits if one else nn.functional.cross_entropy
    whole = inputs / 255 if are_bytes and size == 0 else inputs  # full batches are made once, as one would
    if channels_last:
        net = net.to(memory_format=torch.channels_last)
    optimizer = optimizer_of(net.parameters())
    begin, steps, seen, loss_sum, warm_up = time.perf_counter(), 0, 0, 0., 3
    for chosen in batches_of(samples, size):
        if steps == warm_up:
            begin, seen = time.perf_counter(), 0
        batch = whole[chosen]
        if are_bytes and size:
            batch = batch / 255
        if channels_last:
            batch = batch.contiguous(memory_format=torch.channels_last)
        optimizer.zero_grad()
        outputs = net(batch)
        loss = loss_of(outputs.squeeze(1) if one else outputs, targets[chosen])
        loss.backward()
        optimizer.step()
        loss_sum += loss.item()  # as a program that reports it
        seen += len(outputs)
        steps += 1
        if steps > warm_up and time.perf_counter() - begin > seconds:
            break
    return steps - warm_up, seen, time.perf_counter() - begin


def names(data):
    return [line.strip().lower() for line in (data / "text/dinos.txt").read_text().splitlines()]


class CharacterRnn(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn, self.out = nn.RNN(27, 50, batch_first=True), nn.Linear(50, 27)

    def forward(self, symbols, state=None):
        steps, state = self.rnn(nn.functional.one_hot(symbols, 27).float(), state)
        return self.out(steps), state


def train_characters(data, seconds):
    torch.manual_seed(1)
    net, lines = CharacterRnn(), names(data)
    optimizer = SGD(net.parameters(), .01)
    steps, seen, begin, loss_sum, warm_up = 0, 0, time.perf_counter(), 0., 20
    while True:
        for i in torch.randperm(len(lines)).tolist():
            if steps == warm_up:
                begin, seen = time.perf_counter(), 0
            symbols = torch.tensor([[ord(c) - 96 for c in lines[i]] + [0]])
            optimizer.zero_grad()
            inputs = torch.cat([torch.zeros(1, 1, dtype=torch.long), symbols[:, :-1]], 1)
            outputs, _ = net(inputs)
            loss = nn.functional.cross_entropy(outputs[0], symbols[0], reduction="sum")
            loss.backward()
            nn.utils.clip_grad_value_(net.parameters(), 5)
            optimizer.step()
            loss_sum += loss.item()
            steps, seen = steps + 1, seen + 1
            if steps > warm_up and time.perf_counter() - begin > seconds:
                return steps - warm_up, seen, time.perf_counter() - begin


def sample_names(number):
    net = CharacterRnn().eval()
    with torch.no_grad():
        for _ in range(number):
            symbols, state, symbol = [], None, torch.zeros(1, 1, dtype=torch.long)
            while len(symbols) < 12:  # (an untrained net would not end)
                scores, state = net(symbol, state)
                symbol = torch.multinomial(torch.softmax(scores[0, -1], 0), 1).view(1, 1)
                symbols.append(chr(96 + symbol.item()))
            print("".join(symbols))


def pictures_of(data, side):
    import torchvision
    return torchvision.datasets.ImageFolder(data / "gtsrb/Final_Training/Images", torchvision.transforms.Compose(
        [torchvision.transforms.Resize((side, side)), torchvision.transforms.ToTensor()]))


def evaluate(data, number):
    net = day64().eval()
    pictures = torch.utils.data.Subset(pictures_of(data, 30), range(number))
    loader = torch.utils.data.DataLoader(pictures, 128, num_workers=2)
    right = count = 0
    with torch.no_grad():
        for inputs, targets in loader:
            right += (net(inputs).argmax(1) == targets).sum().item()
            count += len(targets)
    print(right / count)


def predict(data, number):
    from PIL import Image
    import torchvision
    net = day64().eval()
    change = torchvision.transforms.Compose([torchvision.transforms.Resize((30, 30)),
                                             torchvision.transforms.ToTensor()])
    files = [path for path, _ in pictures_of(data, 30).samples[:number]]
    with torch.no_grad():
        for path in files:
            shares = torch.softmax(net(change(Image.open(path).convert("RGB")).unsqueeze(0)), 1)
            print(path, shares.topk(5))


def main():
    flags = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    flags.add_argument("case")
    flags.add_argument("data", type=pathlib.Path)
    flags.add_argument("--threads", type=int, default=2)
    flags.add_argument("--seconds", type=float, default=5)
    flags.add_argument("--channels-last", action="store_true")
    flags.add_argument("--number", type=int, default=1000)
    flags = flags.parse_args()
    torch.set_num_threads(flags.threads)
    whole = {"evaluate": lambda: evaluate(flags.data, flags.number), "predict": lambda: predict(flags.data, flags.number),
             "sample": lambda: sample_names(flags.number)}
    if flags.case in whole:
        return whole[flags.case]()
    if flags.case == "day19":
        steps, seen, taken = train_characters(flags.data, flags.seconds)
    else:
        steps, seen, taken = train(flags.case, flags.seconds, flags.channels_last)
    print(json.dumps({"seconds_per_step": taken / steps, "samples_per_second": seen / taken,
                      "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3}))


if __name__ == "__main__":
    main()
