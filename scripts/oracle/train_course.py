#!/usr/bin/python3
"""Trains days 2 and 4 in plain NumPy, as the course's own programs do: gradient descent on all samples at once, in
float64. Their test accuracies over many seeds, to hold against those of `mlday train CONFIG --seeds N`.

    apt-get install --no-install-recommends python3-numpy python3-h5py
    /usr/bin/python3 scripts/oracle/train_course.py DATA [day02_cats_4layer ...] [--seeds 20]
"""
import argparse
import pathlib

import numpy


def cats(folder, _):
    import h5py
    for part in "train", "test":
        with h5py.File(folder / f"course/{part}_catvnoncat.h5") as file:
            pictures = numpy.array(file[f"{part}_set_x"])
            yield pictures.reshape(len(pictures), -1).T / 255, numpy.array(file[f"{part}_set_y"])[None]


def circles(*_):
    """The course's own points: scikit-learn's make_circles, drawn from seed 1 for training and 2 for testing."""
    for samples, seed in (300, 1), (100, 2):
        angles = numpy.linspace(0, 2 * numpy.pi, samples // 2, endpoint=False)
        outer = numpy.stack([numpy.cos(angles), numpy.sin(angles)])
        random, order = numpy.random.RandomState(seed), numpy.arange(samples)
        random.shuffle(order)
        points = numpy.concatenate([outer, .8 * outer], axis=1)[:, order]
        yield (points + random.normal(scale=.05, size=(samples, 2)).T,
               numpy.repeat([0, 1], samples // 2)[None, order])


def lecun(inputs):
    return inputs ** -.5


def he(inputs):
    return (2 / inputs) ** .5


# data, units, deviation of the initial weights, learning rate, iterations
DAYS = {
    "day02_cats_2layer": (cats, [12288, 7, 1], lambda inputs: .01, .0075, 2500),
    "day02_cats_4layer": (cats, [12288, 20, 7, 5, 1], lecun, .0075, 2500),
    "day04_init_he": (circles, [2, 10, 5, 1], he, .01, 15000),
    "day04_init_large": (circles, [2, 10, 5, 1], lambda inputs: 10, .01, 15000),
}


def outputs_of(layers, inputs):
    """Each layer's output, the inputs first: ReLU, and at the end the logits."""
    outputs = [inputs]
    for index, (weight, bias) in enumerate(layers):
        sums = weight @ outputs[-1] + bias
        outputs.append(sums if index + 1 == len(layers) else numpy.maximum(sums, 0))
    return outputs


def descend(layers, inputs, targets, rate):
    outputs = outputs_of(layers, inputs)
    slope = (1 / (1 + numpy.exp(-numpy.clip(outputs[-1], -500, 500))) - targets) / targets.size
    for index in reversed(range(len(layers))):
        weight, bias = layers[index]
        below = outputs[index]
        gradient = slope @ below.T
        bias -= rate * slope.sum(axis=1, keepdims=True)
        if index:
            slope = (weight.T @ slope) * (below > 0)
        weight -= rate * gradient


def accuracy(layers, inputs, targets):
    return ((outputs_of(layers, inputs)[-1] > 0) == targets).mean()


def loss(layers, inputs, targets):
    logits = outputs_of(layers, inputs)[-1]
    return (numpy.logaddexp(0, logits) - targets * logits).mean()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("days", nargs="*", metavar="DAY", help=f"of {', '.join(DAYS)}; all of them if none is named")
    parser.add_argument("--seeds", type=int, default=20, metavar="N", help="seeds 1 to N, two at the least")
    flags = parser.parse_args()
    for day in flags.days or DAYS:
        data, units, deviation, rate, iterations = DAYS[day]
        reached = []
        for seed in range(1, flags.seeds + 1):
            random = numpy.random.RandomState(seed)
            training, test = data(flags.data, random)
            layers = [(random.standard_normal((outputs, inputs)) * deviation(inputs), numpy.zeros((outputs, 1)))
                      for inputs, outputs in zip(units, units[1:])]
            for _ in range(iterations):
                descend(layers, *training, rate)
            reached.append(accuracy(layers, *test))
            print(f"{day}  seed {seed}  loss {loss(layers, *training):.4f}  accuracy "
                  f"{accuracy(layers, *training):.4f}  test_accuracy {reached[-1]:.2f}", flush=True)
        print(f"{day}  {flags.seeds} seeds  test_accuracy  mean {numpy.mean(reached):.3f}  "
              f"median {numpy.median(reached):.3f}  deviation {numpy.std(reached, ddof=1):.3f}", flush=True)


if __name__ == "__main__":
    main()
