#!/usr/bin/python3
"""Writes tests/figures/updates.json: what goes around an optimizer's rule, as PyTorch has it in float64.

Gradient clipping, accumulation, regularizers, a moving average of the weights; 50 updates of a small net.

    /usr/bin/python3 scripts/oracle/make_update_figures.py
"""
import torch
import torch.nn.functional as F
from torch.optim.swa_utils import AveragedModel

from make_torch_figures import numbers, wave, write


def small_net():
    net = torch.nn.Sequential(torch.nn.Linear(6, 5), torch.nn.ReLU(), torch.nn.Linear(5, 3)).double()
    for i, parameter in enumerate(net.parameters()):
        parameter.data = wave(parameter.shape, i + 1.0, 0.6)
    return net


def batch(number, size=7):
    targets = torch.tensor([(i * i + number) % 3 for i in range(size)])
    return wave((size, 6), 0.37 * number, 2.0), targets


def train(after_backward=lambda net: None, penalty=lambda net, size: 0.0, accumulate=1, after_update=lambda net: None):
    net = small_net()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.5, momentum=0.5)
    losses, penalties = [], []
    for step in range(50):
        # The last of several batches is smaller; the update is that of all of them as one batch.
        parts = [batch(step * accumulate + i, 7 if i + 1 < accumulate or accumulate == 1 else 4)
                 for i in range(accumulate)]
        inputs, targets = torch.cat([part[0] for part in parts]), torch.cat([part[1] for part in parts])
        optimizer.zero_grad()
        loss = F.cross_entropy(net(inputs), targets)
        extra = penalty(net, len(targets))
        (loss + extra).backward()
        losses.append(loss.item())
        penalties.append(float(extra))
        after_backward(net)
        optimizer.step()
        after_update(net)
    return {"losses": losses, "penalties": penalties,
            **{name: numbers(value) for name, value in zip(["w1", "b1", "w2", "b2"], net.parameters())}}


def weights(net):
    return [parameter for parameter in net.parameters() if parameter.dim() > 1]


def moving_average():
    averaged = AveragedModel(small_net(), avg_fn=lambda old, new, count: 0.9 * old + 0.1 * new)
    train(after_update=averaged.update_parameters)
    return {name: numbers(value) for name, value in zip(["w1", "b1", "w2", "b2"], averaged.parameters())}


def main():
    torch.set_num_threads(1)
    clip = torch.nn.utils
    write("updates", {
        "plain": train(),
        "clip_norm": train(lambda net: clip.clip_grad_norm_(net.parameters(), 0.3)),
        "clip_value": train(lambda net: clip.clip_grad_value_(net.parameters(), 0.05)),
        "l2": train(penalty=lambda net, m: 0.7 / (2 * m) * sum((w ** 2).sum() for w in weights(net))),
        "l1_l2": train(penalty=lambda net, m: 0.2 / (2 * m) * sum(w.abs().sum() for w in weights(net))
                       + 0.3 / (2 * m) * sum((w ** 2).sum() for w in weights(net))),
        "l2_clip_norm": train(lambda net: clip.clip_grad_norm_(net.parameters(), 0.3),
                              lambda net, m: 2 / (2 * m) * sum((w ** 2).sum() for w in weights(net))),
        "accumulate": train(accumulate=3),
        "accumulate_l2": train(accumulate=3, penalty=lambda net, m:
                               0.7 / (2 * m) * sum((w ** 2).sum() for w in weights(net))),
        "ema": moving_average(),
    })


if __name__ == "__main__":
    main()
