#!/usr/bin/python3
"""The small days in NumPy as the course has them: features x samples, a dictionary of caches, float64.

    numpy_nets.py CASE --seconds S      prints {"seconds_per_step": ..., "samples_per_second": ...}
"""
import argparse
import json
import resource
import time

import numpy as np

# sizes, samples, batch size (0: all), optimizer, kind of the last layer
CASES = {
    "day02": ([12288, 7, 1], 209, 0, "sgd", "sigmoid"),
    "day04": ([2, 10, 5, 1], 300, 0, "sgd", "sigmoid"),
    "day06": ([2, 5, 2, 1], 300, 64, "adam", "sigmoid"),
    "day52": ([784, 10], 50000, 128, "sgd", "softmax"),
    "day52_dense": ([784, 128, 10], 50000, 128, "adam", "softmax"),
}


def start(sizes, generator):
    parameters = {}
    for i, (inputs, outputs) in enumerate(zip(sizes, sizes[1:]), 1):
        parameters[f"W{i}"] = generator.standard_normal((outputs, inputs)) * np.sqrt(2 / inputs)
        parameters[f"b{i}"] = np.zeros((outputs, 1))
    return parameters


def forward(x, parameters, layers, last):
    caches, a = [], x
    for i in range(1, layers + 1):
        z = np.dot(parameters[f"W{i}"], a) + parameters[f"b{i}"]
        caches.append((a, z))
        if i < layers:
            a = np.maximum(0, z)
        elif last == "sigmoid":
            a = 1 / (1 + np.exp(-z))
        else:
            shifted = np.exp(z - z.max(axis=0, keepdims=True))
            a = shifted / shifted.sum(axis=0, keepdims=True)
    return a, caches


def cost_of(a, y, last):
    if last == "sigmoid":
        return -np.mean(y * np.log(a) + (1 - y) * np.log(1 - a))
    return -np.mean(np.log(a[y, np.arange(y.size)]))


def backward(a, y, parameters, caches, last):
    m, gradients = a.shape[1], {}
    if last == "sigmoid":
        dz = a - y
    else:
        dz = a.copy()
        dz[y, np.arange(m)] -= 1
    for i in range(len(caches), 0, -1):
        before, _ = caches[i - 1]
        gradients[f"W{i}"] = np.dot(dz, before.T) / m
        gradients[f"b{i}"] = np.sum(dz, axis=1, keepdims=True) / m
        if i > 1:
            dz = np.dot(parameters[f"W{i}"].T, dz) * (caches[i - 2][1] > 0)
    return gradients


def update(parameters, gradients, optimizer, moments, step, lr):
    for name, gradient in gradients.items():
        if optimizer == "sgd":
            parameters[name] = parameters[name] - lr * gradient
            continue
        v, s = moments.setdefault(name, (np.zeros_like(gradient), np.zeros_like(gradient)))
        v = .9 * v + .1 * gradient
        s = .999 * s + .001 * np.power(gradient, 2)
        moments[name] = v, s
        parameters[name] = parameters[name] - lr * (v / (1 - .9 ** step)) / (np.sqrt(s / (1 - .999 ** step)) + 1e-8)


def batches_of(x, y, size, generator):
    while True:
        if size == 0:
            yield x, y
            continue
        order = generator.permutation(x.shape[1])
        x_shuffled, y_shuffled = x[:, order], y[..., order]
        for first in range(0, x.shape[1], size):
            yield x_shuffled[:, first:first + size], y_shuffled[..., first:first + size]


def main():
    flags = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    flags.add_argument("case", choices=CASES)
    flags.add_argument("--seconds", type=float, default=5)
    flags = flags.parse_args()
    sizes, samples, size, optimizer, last = CASES[flags.case]
    generator = np.random.default_rng(1)
    x = generator.random((sizes[0], samples))
    y = generator.integers(2, size=(1, samples)) if last == "sigmoid" else generator.integers(sizes[-1], size=samples)
    parameters, moments, layers, warm_up = start(sizes, generator), {}, len(sizes) - 1, 3
    steps, seen, begin, costs = 0, 0, time.perf_counter(), 0.
    for x_batch, y_batch in batches_of(x, y, size, generator):
        if steps == warm_up:
            begin, seen = time.perf_counter(), 0
        a, caches = forward(x_batch, parameters, layers, last)
        costs += cost_of(a, y_batch, last)
        update(parameters, backward(a, y_batch, parameters, caches, last), optimizer, moments, steps + 1, 1e-3)
        steps, seen = steps + 1, seen + x_batch.shape[1]
        if steps > warm_up and time.perf_counter() - begin > flags.seconds:
            break
    taken = time.perf_counter() - begin
    print(json.dumps({"seconds_per_step": taken / (steps - warm_up), "samples_per_second": seen / taken,
                      "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3}))


if __name__ == "__main__":
    main()
