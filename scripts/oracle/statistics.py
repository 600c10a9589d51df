#!/usr/bin/python3
"""Writes tests/figures/statistics.json: intervals and tests as scipy and statsmodels have them.

    apt-get install --no-install-recommends python3-scipy python3-statsmodels
    /usr/bin/python3 scripts/oracle/statistics.py

The bootstrap draws by mlday's own random numbers, which stand here a second time, and reads percentiles by NumPy;
scipy's bootstrap, which draws others, stands beside it.
"""
import json
import pathlib

import numpy as np
import scipy.optimize
import scipy.stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

FIGURES = pathlib.Path(__file__).resolve().parents[2] / "tests" / "figures"
BITS = (1 << 64) - 1
GAMMA = 0x9E3779B97F4A7C15


def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & BITS
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & BITS
    return z ^ (z >> 31)


def bootstrap_indices(count, draws, seed):
    """[draws, count]: SplitMix64 from the stream "bootstrap" (lib/core/rng.cpp)."""
    name = 0xCBF29CE484222325
    for byte in b"bootstrap":
        name = ((name ^ byte) * 0x100000001B3) & BITS
    state = mix((seed + GAMMA) & BITS)
    for part in (name, 0, 0):
        state = mix((state + GAMMA + mix(part)) & BITS)
    refused, numbers = (1 << 64) % count, []
    while len(numbers) < draws * count:
        state = (state + GAMMA) & BITS
        if (bits := mix(state)) >= refused:
            numbers.append(bits % count)
    return np.array(numbers).reshape(draws, count)


def wilson(right, samples, confidence):
    low, high = proportion_confint(right, samples, alpha=1 - confidence, method="wilson")
    # (It leaves a rounding error where the interval ends at nothing or at all.)
    return {"right": right, "samples": samples, "confidence": confidence,
            "low": 0 if right == 0 else float(low), "high": 1 if right == samples else float(high)}


def mean(values, confidence):
    low, high = scipy.stats.t.interval(confidence, len(values) - 1, np.mean(values), scipy.stats.sem(values))
    return {"values": list(values), "confidence": confidence, "mean": float(np.mean(values)),
            "deviation": float(np.std(values, ddof=1)), "low": float(low), "high": float(high)}


def t_quantile(tail, freedom):
    """scipy 1.10's t.ppf has only eight digits where the degrees of freedom are no integer; its t.sf has all."""
    return scipy.optimize.brentq(lambda x: scipy.stats.t.sf(x, freedom) - tail, 0, 1e3, xtol=1e-14, rtol=1e-15)


def welch(a, b, confidence):
    test = scipy.stats.ttest_ind(b, a, equal_var=False)
    # scipy 1.10 has no interval for Welch's test: its formula, with scipy's quantile.
    parts = np.var(a, ddof=1) / len(a), np.var(b, ddof=1) / len(b)
    freedom = sum(parts) ** 2 / (parts[0] ** 2 / (len(a) - 1) + parts[1] ** 2 / (len(b) - 1))
    half = t_quantile((1 - confidence) / 2, freedom) * np.sqrt(sum(parts))
    difference = np.mean(b) - np.mean(a)
    return {"a": list(a), "b": list(b), "confidence": confidence, "mean": float(difference), "p": float(test.pvalue),
            "low": float(difference - half), "high": float(difference + half)}


def discordant(a, b):
    return {"only_a": a, "only_b": b, "p": float(mcnemar([[7, a], [b, 9]], exact=True).pvalue)}


def percentiles(values, confidence):
    values = values[np.isfinite(values)]
    return [float(end) for end in np.percentile(values, [50 * (1 - confidence), 50 * (1 + confidence)])]


def paired(differences, seed, draws, confidence):
    means = differences[bootstrap_indices(len(differences), draws, seed)].mean(axis=1)
    # A sum in another order may leave 1e-17 where zero is meant: no case here has a mean of zero.
    smaller = min((means <= 0).sum(), (means >= 0).sum())
    other = scipy.stats.bootstrap((differences,), np.mean, n_resamples=20_000, confidence_level=confidence,
                                  method="percentile", random_state=1).confidence_interval
    low, high = percentiles(means, confidence)
    return {"differences": differences.tolist(), "seed": seed, "draws": draws, "confidence": confidence,
            "mean": float(differences.mean()), "low": low, "high": high,
            "p": float(min(1, 2 * (smaller + 1) / (draws + 1))), "scipy": [float(other.low), float(other.high)]}


def errors(truths, predictions, seed, draws, confidence):
    drawn = bootstrap_indices(len(truths), draws, seed)
    truth, error = truths[drawn], (predictions - truths)[drawn]
    spread = ((truth - truth.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
    alike = (truth == truth[:, :1]).all(axis=1)
    r2 = np.where(alike, np.nan, 1 - (error ** 2).sum(axis=1) / np.where(alike, 1, spread))
    return {"truths": truths.tolist(), "predictions": predictions.tolist(), "seed": seed, "draws": draws,
            "confidence": confidence, "rmse": percentiles(np.sqrt((error ** 2).mean(axis=1)), confidence),
            "mae": percentiles(np.abs(error).mean(axis=1), confidence), "r2": percentiles(r2, confidence)}


def main():
    random = np.random.default_rng(20)
    counts = [(0, 1), (1, 1), (0, 10), (10, 10), (1, 2), (7, 12), (9_724, 9_803), (50_000, 100_000),
              (0, 1_000_000), (1_000_000, 1_000_000), (999_999, 1_000_000)]
    pairs = [(0, 0), (0, 1), (1, 0), (3, 3), (0, 6), (10, 22), (59, 71), (100, 180), (1, 1_000), (4_900, 5_100),
             (499_000, 501_000), (500_000, 500_000), (499_999, 500_000), (497_000, 503_000)]
    skewed = random.lognormal(size=40) - 1.3
    truths = random.normal(3, 2, 30)
    two = np.array([1., 1., 1., 2.])
    chances = [[.04], [.01, .04], [.03, .02, .01], [.001, .9, .9, .02], [.04, .04, .04], [0, 1, .5]]
    cases = {
        "wilson": [wilson(*count, confidence) for count in counts for confidence in (.95, .99)],
        "mean": [mean(values, confidence) for confidence in (.9, .95)
                 for values in ([1., 2.], [.991, .9925, .9918, .9904, .9921], (1e6 + random.normal(size=30)).tolist())],
        "welch": [welch(a, b, confidence) for confidence in (.9, .95)
                  for a, b in (([1., 2.], [1.5, 4.]), (random.normal(size=5).tolist(), random.normal(1, 4, 12).tolist()),
                               ([.5, .5, .5], [.6, .7, .8]), ([.9911, .9904, .9921], [.9911, .9904, .9921]))],
        "mcnemar": [discordant(*pair) for pair in pairs],
        "holm": [{"chances": list(some), "adjusted": multipletests(some, method="holm")[1].tolist()}
                 for some in chances],
        "paired": [paired(skewed, 0, 10_000, .95), paired(skewed + .6, 7, 2_000, .9),
                   paired(np.array([.25, -1.]), 1, 999, .95)],
        "errors": [errors(truths, truths + random.normal(0, .5, 30), 0, 2_000, .95),
                   errors(two, np.array([1.1, .9, 1.3, 1.6]), 3, 500, .9)],
    }
    (FIGURES / "statistics.json").write_text(json.dumps(cases) + "\n")


if __name__ == "__main__":
    main()
