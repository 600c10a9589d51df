#!/usr/bin/python3
"""Writes tests/figures/ranking.json: ROC and precision over recall as scikit-learn has them.

    apt-get install --no-install-recommends python3-sklearn
    /usr/bin/python3 scripts/oracle/make_ranking_figures.py
"""
import json
import pathlib

import numpy as np
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score, roc_curve

FIGURES = pathlib.Path(__file__).resolve().parents[2] / "tests" / "figures"
STEPS = np.linspace(0, 1, 201)


def curves(positive, score):
    false, true, _ = roc_curve(positive, score, drop_intermediate=False)
    precision, recall, _ = precision_recall_curve(positive, score)
    # (From all samples to none; the last point, no sample at all, is scikit-learn's own.)
    recall, precision = recall[:-1][::-1], precision[:-1][::-1]
    first = np.searchsorted(recall, np.maximum(STEPS, recall[recall > 0].min()) - 1e-12)
    return np.interp(STEPS, false, true), precision[first]


def main():
    random = np.random.default_rng(5)
    truth = random.integers(0, 4, 90)
    scores = (random.random((90, 4)) + .8 * np.eye(4)[truth]).round(1)  # many are equal
    binary = [truth == at for at in range(4)]
    roc, precision = zip(*(curves(binary[at], scores[:, at]) for at in range(4)))
    figures = {
        "truth": truth.tolist(), "scores": scores.tolist(),
        "auc": [roc_auc_score(binary[at], scores[:, at]) for at in range(4)],
        "average_precision": [average_precision_score(binary[at], scores[:, at]) for at in range(4)],
        "mean_roc": np.mean(roc, 0).tolist(), "mean_precision": np.mean(precision, 0).tolist()}
    (FIGURES / "ranking.json").write_text(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
