#!/usr/bin/python3
"""Writes tests/figures/als.json: factors and biases by NumPy's dense algebra, ranking figures from sorted lists.

    apt-get install --no-install-recommends python3-numpy
    /usr/bin/python3 scripts/oracle/make_als_figures.py
"""
import json
import pathlib

import numpy as np

FIGURES = pathlib.Path(__file__).resolve().parents[2] / "tests" / "figures"
USERS, ITEMS, RANK, ITERATIONS = 12, 9, 3, 4


def solve_side(ratings, known, other, regularization, weighted):
    """Each row's least squares over the columns that it knows, as one dense system a row."""
    own = np.zeros((len(ratings), other.shape[1]))
    for row, (values, mask) in enumerate(zip(ratings, known)):
        if mask.any():
            a = other[mask]
            ridge = regularization * (mask.sum() if weighted else 1) * np.eye(other.shape[1])
            own[row] = np.linalg.inv(a.T @ a + ridge) @ a.T @ values[mask]
    return own


def solve_implicit(ratings, known, other, regularization, weighted, alpha):
    """Hu, Koren and Volinsky's equation as it stands, with a confidence for every pair."""
    own = np.zeros((len(ratings), other.shape[1]))
    for row, (values, mask) in enumerate(zip(ratings, known)):
        if mask.any():
            confidence = np.diag(1 + alpha * np.where(mask, values, 0))
            interest = (np.where(mask, values, 0) > 0).astype(float)
            ridge = regularization * (mask.sum() if weighted else 1) * np.eye(other.shape[1])
            own[row] = np.linalg.solve(other.T @ confidence @ other + ridge, other.T @ confidence @ interest)
    return own


def biases(ratings, known, regularization, passes):
    mean = ratings[known].mean()
    users, items = np.zeros(len(ratings)), np.zeros(ratings.shape[1])
    count = lambda axis: known.sum(axis) + regularization
    for _ in range(passes):
        items = (np.where(known, ratings - mean - users[:, None], 0)).sum(0) / count(0)
        users = (np.where(known, ratings - mean - items, 0)).sum(1) / count(1)
    return mean, users, items


def alternate(solve, ratings, known, items):
    for _ in range(ITERATIONS):
        users = solve(ratings, known, items)
        items = solve(ratings.T, known.T, users)
    return {"users": users.tolist(), "items": items.tolist()}


def ranking(relevant, count, k):
    """Of a list of `count` items, those at the places `relevant` (from 1) being right."""
    gains = np.isin(np.arange(1, count + 1), relevant).astype(float)
    discounts = 1 / np.log2(np.arange(count) + 2)
    best = np.sort(gains)[::-1]
    return [gains[:k].sum() / k, gains[:k].sum() / len(relevant),
            (gains * discounts)[:k].sum() / (best * discounts)[:k].sum()]


def main():
    random = np.random.default_rng(24)
    known = random.random((USERS, ITEMS)) < .5
    known[3] = False  # a user without ratings
    known[:, 5] = False
    ratings = np.where(known, random.integers(1, 11, (USERS, ITEMS)) / 2, 0)
    start = random.normal(0, .5, (ITEMS, RANK))
    start[5] = 0
    mean, user_bias, item_bias = biases(ratings, known, 5, 10)
    left = ratings - mean - user_bias[:, None] - item_bias
    figures = {
        "known": known.astype(int).tolist(), "ratings": ratings.tolist(), "start": start.tolist(),
        "iterations": ITERATIONS, "mean": mean, "user_bias": user_bias.tolist(), "item_bias": item_bias.tolist(),
        "weighted": alternate(lambda r, k, o: solve_side(r, k, o, .1, True), ratings, known, start),
        "plain": alternate(lambda r, k, o: solve_side(r, k, o, 2., False), ratings, known, start),
        "beyond_biases": alternate(lambda r, k, o: solve_side(r, k, o, 1.5, False), left, known, start),
        "implicit": alternate(lambda r, k, o: solve_implicit(r, k, o, .3, False, 4.), ratings, known, start),
        "ranking": []}
    for count in (1, 2, 5, 12):
        relevant = sorted(random.choice(40, count, replace=False) + 1)
        for k in (1, 5, 10):
            figures["ranking"].append({"relevant": [int(r) for r in relevant], "k": k,
                                       "figures": ranking(relevant, 40, k)})
    (FIGURES / "als.json").write_text(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
