#!/usr/bin/python3
"""Writes tests/figures/k_means.json: what scikit-learn's k-means makes of samples from given centres.

    apt-get install --no-install-recommends python3-sklearn
    /usr/bin/python3 scripts/oracle/make_k_means_figures.py
"""
import json
import math
import pathlib

import numpy as np
from sklearn.cluster import KMeans

FIGURES = pathlib.Path(__file__).resolve().parents[2] / "tests" / "figures"


def wave(rows, columns, phase, scale=1.0):
    """scale * sin(1.3 * i + phase) for the i-th element, in float64, as the tests have it."""
    return np.array([scale * math.sin(1.3 * i + phase) for i in range(rows * columns)]).reshape(rows, columns)


def case(samples, centres):
    # Without a tolerance it ends where labels stay; Lloyd's own passes, one start.
    model = KMeans(n_clusters=len(centres), init=centres, n_init=1, tol=0, max_iter=300, algorithm="lloyd")
    model.fit(samples)
    return {"labels": model.labels_.tolist(), "inertia": model.inertia_,
            "centres": model.cluster_centers_.flatten().tolist()}


def main():
    samples = wave(120, 3, .4) + wave(120, 3, 2.9, .3) ** 2
    cases = {}
    for clusters in (2, 3, 5):
        cases[f"apart_{clusters}"] = {"first": list(range(clusters)), "offset": 0,
                                      **case(samples, samples[:clusters])}
    # Two centres far from everything have no samples at first: they take the farthest ones.
    centres = samples[:4].copy()
    centres[2:] += 100
    cases["empty_4"] = {"first": [0, 1, 2, 3], "offset": 100, **case(samples, centres)}
    (FIGURES / "k_means.json").write_text(json.dumps(cases) + "\n")


if __name__ == "__main__":
    main()
