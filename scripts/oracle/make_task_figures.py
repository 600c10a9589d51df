#!/usr/bin/python3
"""Writes tests/figures/tasks.json: losses with their gradients by PyTorch, metrics by their definitions in NumPy.

Usage: scripts/oracle/make_task_figures.py     (needs python3-torch)
"""
import json
import math
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

FIGURES = pathlib.Path(__file__).resolve().parents[2] / "tests/figures"
torch.set_default_dtype(torch.float64)


def wave(shape, phase, scale=1.0):
    """The tests' tensors: scale * sin(1.3 i + phase)."""
    return (scale * torch.sin(1.3 * torch.arange(math.prod(shape), dtype=torch.float64) + phase)).reshape(shape)


def by(loss_of, outputs):
    outputs = outputs.clone().requires_grad_()
    loss = loss_of(outputs)
    loss.backward()
    return {"loss": loss.item(), "gradient": outputs.grad.flatten().tolist()}


def focal(logits, targets, gamma):
    return (((1 - F.softmax(logits, 1).gather(1, targets[:, None])[:, 0]) ** gamma)
            * F.cross_entropy(logits, targets, reduction="none")).mean()


def macro_f1(predicted, truth):
    """Of yes or no [N, classes]; a class without cases counts 0, as scikit-learn has it."""
    each = []
    for said, there in zip(predicted.T.numpy(), truth.T.numpy()):
        cases = said.sum() + there.sum()
        each.append(2 * (said & there).sum() / cases if cases else 0)
    return float(np.mean(each))


def classes():
    logits, targets = wave((5, 4), 0.7, 3.0), torch.tensor([0, 1, 1, 3, 2])
    weights = torch.tensor([0.5, 2.0, 1.0, 3.0])
    balanced = torch.tensor([5 / (4 * n) for n in (1, 2, 1, 1)])
    each = lambda out: F.cross_entropy(out, targets, reduction="none")
    return {"weighted": by(lambda out: (each(out) * weights[targets]).mean(), logits),
            "balanced": by(lambda out: (each(out) * balanced[targets]).mean(), logits),
            "focal": by(lambda out: focal(out, targets, 2.0), logits),
            "macro_f1": macro_f1(F.one_hot(logits.argmax(1), 4) > 0, F.one_hot(targets, 4) > 0),
            "top2_accuracy": (logits.topk(2, 1).indices == targets[:, None]).any(1).double().mean().item()}


def labels():
    one, binary = wave((6, 1), 0.3, 2.0), torch.tensor([0, 1, 1, 0, 1, 0])
    truth = binary[:, None].double()
    many, marks = wave((5, 3), 1.1, 2.0), (wave((5, 3), 2.0) > 0).double()
    weights = torch.where(truth == 1, torch.tensor(3.0), torch.tensor(0.5))
    return {"binary": by(lambda out: F.binary_cross_entropy_with_logits(out, truth), one),
            "binary_smooth": by(lambda out: F.binary_cross_entropy_with_logits(out, truth * 0.8 + 0.1), one),
            "binary_weighted": by(lambda out: F.binary_cross_entropy_with_logits(out, truth, weight=weights), one),
            "binary_accuracy": ((one[:, 0] > 0) == (binary == 1)).double().mean().item(),
            "binary_macro_f1": macro_f1(torch.cat([one <= 0, one > 0], 1), torch.cat([truth == 0, truth == 1], 1)),
            "labels_macro_f1": macro_f1(many > 0, marks > 0),
            "labels": by(lambda out: F.binary_cross_entropy_with_logits(out, marks), many),
            "labels_weighted": by(lambda out: F.binary_cross_entropy_with_logits(
                out, marks, weight=torch.tensor([1.0, 2.0, 4.0])), many),
            "labels_accuracy": ((many > 0) == (marks == 1)).double().mean().item()}


def numbers():
    outputs, targets = wave((6, 2), 0.4, 2.0), wave((6, 2), 1.9, 2.5)
    shift, scale = np.array([10.0, -3.0]), np.array([4.0, 0.5])
    truth, guess = targets.numpy() * scale + shift, outputs.numpy() * scale + shift
    error = guess - truth
    r2 = 1 - (error ** 2).sum(0) / ((truth - truth.mean(0)) ** 2).sum(0)
    return {"mse": by(lambda out: F.mse_loss(out, targets), outputs),
            "mae": by(lambda out: F.l1_loss(out, targets), outputs),
            "smooth_l1": by(lambda out: F.smooth_l1_loss(out, targets, beta=0.7), outputs),
            "huber": by(lambda out: F.huber_loss(out, targets, delta=0.7), outputs),
            "poisson": by(lambda out: F.poisson_nll_loss(out, targets), outputs),
            "quantile": by(lambda out: torch.maximum(.9 * (targets - out), .1 * (out - targets)).mean(), outputs),
            "metrics": {"mae": np.abs(error).mean(), "rmse": math.sqrt((error ** 2).mean()), "r2": r2.mean(),
                        "mape": 100 * (np.abs(error) / np.abs(truth)).mean()}}


def symbols():
    outputs = wave((2, 5, 4), 0.2, 2.0)
    targets = torch.tensor([[1, 3, 0, -100, -100], [2, 2, 1, 3, 0]])
    there = targets != -100
    mean = lambda out: F.cross_entropy(out.flatten(0, 1), targets.flatten())
    total = lambda out: F.cross_entropy(out.flatten(0, 1), targets.flatten(), reduction="sum")
    smoothed = 7 * math.log(4)
    for loss in (2.5, 9.0):
        smoothed = smoothed * 0.999 + loss * 0.001
    return {"mean": by(mean, outputs), "sum": by(lambda out: total(out) / 2, outputs),
            "perplexity": math.exp(mean(outputs).item()), "smoothed_loss": smoothed,
            "accuracy": (outputs.argmax(2)[there] == targets[there]).double().mean().item()}


figures = {"made_by": f"scripts/oracle/make_task_figures.py, PyTorch {torch.__version__}",
           "classes": classes(), "labels": labels(), "numbers": numbers(), "symbols": symbols()}
(FIGURES / "tasks.json").write_text(json.dumps(figures, indent=1) + "\n")
