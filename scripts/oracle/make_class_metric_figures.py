#!/usr/bin/python3
"""Writes tests/figures/class_metrics.json: figures of classes, and texts as bags of words, as scikit-learn has them.

    apt-get install --no-install-recommends python3-sklearn
    /usr/bin/python3 scripts/oracle/make_class_metric_figures.py
"""
import json
import pathlib

import numpy as np
from sklearn import metrics
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

FIGURES = pathlib.Path(__file__).resolve().parents[2] / "tests" / "figures"
TEXTS = ["the cat sat on the mat", "the dog sat", "a cat and a dog and a bird", "birds sing", "the the the cat"]


def judged(classes, samples, random):
    truth = random.integers(0, classes, samples)
    shares = (random.random((samples, classes)) + .8 * np.eye(classes)[truth]).round(2)
    shares /= shares.sum(1, keepdims=True)
    predicted = shares.argmax(1)
    how = {"average": "binary"} if classes == 2 else {"average": "macro"}
    of_truth = shares[:, 1] if classes == 2 else shares
    one_hot = truth if classes == 2 else np.eye(classes)[truth]
    return {
        "shares": shares.tolist(), "truth": truth.tolist(),
        "auc": metrics.roc_auc_score(truth, of_truth, multi_class="ovr"),
        "average_precision": metrics.average_precision_score(one_hot, of_truth),
        "balanced_accuracy": metrics.balanced_accuracy_score(truth, predicted),
        "f1": metrics.f1_score(truth, predicted, **how),
        "precision": metrics.precision_score(truth, predicted, **how),
        "recall": metrics.recall_score(truth, predicted, **how),
        "log_loss": metrics.log_loss(truth, shares)}


def bag(vectorizer):
    numbers = vectorizer.fit_transform(TEXTS).toarray()
    return {"terms": vectorizer.get_feature_names_out().tolist(), "numbers": numbers.tolist()}


def main():
    random = np.random.default_rng(11)
    words = {"token_pattern": r"\S+", "ngram_range": (1, 2)}
    figures = {"two": judged(2, 80, random), "four": judged(4, 90, random), "texts": TEXTS,
               "counts": bag(CountVectorizer(**words)), "tfidf": bag(TfidfVectorizer(**words)),
               "frequent": bag(CountVectorizer(token_pattern=r"\S+", min_df=2))}
    (FIGURES / "class_metrics.json").write_text(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
