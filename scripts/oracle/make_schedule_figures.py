#!/usr/bin/python3
"""Writes tests/figures/schedules.json: learning rates (and momenta) of PyTorch's schedulers over 220 steps.

    /usr/bin/python3 scripts/oracle/make_schedule_figures.py
"""
import torch
from torch.optim import lr_scheduler as S

from make_torch_figures import write

STEPS = 220
LR = 0.3
SCHEDULES = {
    "step": lambda o: S.StepLR(o, step_size=30, gamma=0.4),
    "multistep": lambda o: S.MultiStepLR(o, milestones=[20, 90, 91, 180], gamma=0.3),
    "exponential": lambda o: S.ExponentialLR(o, gamma=0.97),
    "inverse_time": lambda o: S.LambdaLR(o, lambda t: 1 / (1 + 0.02 * t)),
    "linear": lambda o: S.LinearLR(o, start_factor=0.2, end_factor=0.9, total_iters=150),
    "linear_down": lambda o: S.LinearLR(o, start_factor=1.0, end_factor=0.0, total_iters=220),
    "polynomial": lambda o: S.PolynomialLR(o, total_iters=180, power=1.7),
    "cosine": lambda o: S.CosineAnnealingLR(o, T_max=220),
    "cosine_min": lambda o: S.CosineAnnealingLR(o, T_max=219, eta_min=0.01),
    "cosine_restarts": lambda o: S.CosineAnnealingWarmRestarts(o, T_0=25),
    "cosine_restarts_growing": lambda o: S.CosineAnnealingWarmRestarts(o, T_0=20, T_mult=2, eta_min=0.02),
    "one_cycle": lambda o: S.OneCycleLR(o, max_lr=LR, total_steps=STEPS),
    "one_cycle_linear": lambda o: S.OneCycleLR(
        o, max_lr=LR, total_steps=STEPS, pct_start=0.2, anneal_strategy="linear", div_factor=10,
        final_div_factor=100, base_momentum=0.7, max_momentum=0.9),
    "cyclic": lambda o: S.CyclicLR(o, base_lr=LR, max_lr=2.0, step_size_up=40),
    "cyclic_triangular2": lambda o: S.CyclicLR(
        o, base_lr=LR, max_lr=2.0, step_size_up=15, step_size_down=35, mode="triangular2",
        base_momentum=0.6, max_momentum=0.95),
    "cyclic_exp_range": lambda o: S.CyclicLR(
        o, base_lr=LR, max_lr=2.0, step_size_up=25, mode="exp_range", gamma=0.99, cycle_momentum=False),
    # A warmup is LinearLR up to 1, and PyTorch's SequentialLR puts two schedules together.
    "warmup_exponential": lambda o: S.SequentialLR(
        o, [S.LinearLR(o, start_factor=0.1, total_iters=50), S.ExponentialLR(o, gamma=0.98)], milestones=[50]),
    "sequence": lambda o: S.SequentialLR(
        o, [S.LinearLR(o, start_factor=0.5, end_factor=1.0, total_iters=30), S.StepLR(o, step_size=40, gamma=0.5),
            S.ExponentialLR(o, gamma=0.95)], milestones=[30, 150]),
}


def trace(make):
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=LR, momentum=0.9)
    scheduler = make(optimizer)
    rates, momenta = [], []
    for step in range(STEPS):
        rates.append(optimizer.param_groups[0]["lr"])
        momenta.append(optimizer.param_groups[0]["momentum"])
        optimizer.step()
        if step + 1 < STEPS:  # OneCycleLR refuses to be asked for more
            scheduler.step()
    figures = {"lr": rates, **({"momentum": momenta} if len(set(momenta)) > 1 else {})}
    # Twelve digits are more than the tests ask for.
    return {name: [float(f"{value:.12g}") for value in values] for name, values in figures.items()}


if __name__ == "__main__":
    write("schedules", {name: trace(make) for name, make in SCHEDULES.items()})
