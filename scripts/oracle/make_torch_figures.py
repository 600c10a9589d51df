#!/usr/bin/python3
"""Writes the figures that tests/ holds the torch library against, as PyTorch has them.

An implementation of its own: nothing here is shared with lib/. Inputs and weights come from a formula
(`wave`) which the tests compute too, so that only results are kept. Needs PyTorch only:

    apt-get install --no-install-recommends python3-torch
    /usr/bin/python3 scripts/oracle/make_torch_figures.py        # writes tests/figures/*.json
"""
import json
import math
import pathlib
import sys

import torch
import torch.nn.functional as F

FIGURES = pathlib.Path(__file__).resolve().parents[2] / "tests" / "figures"


def wave(shape, phase, scale=1.0):
    """scale * sin(1.3 * i + phase) for the i-th element, in float64."""
    count = math.prod(shape)
    values = [scale * math.sin(1.3 * i + phase) for i in range(count)]
    return torch.tensor(values, dtype=torch.float64).reshape(shape)


def numbers(tensor):
    return tensor.detach().flatten().tolist()


# --- Optimizers: a small net in float64, 100 updates with a falling rate -------------------------

class KerasSGD(torch.optim.Optimizer):
    """keras.optimizers.SGD: velocity = momentum * velocity - lr * g, and w += velocity."""

    def __init__(self, parameters, lr, momentum, nesterov=False):
        super().__init__(parameters, dict(lr=lr, momentum=momentum, nesterov=nesterov))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for w in group["params"]:
                if w.grad is None:
                    continue
                velocity = self.state[w].get("velocity", torch.zeros_like(w))
                velocity = group["momentum"] * velocity - group["lr"] * w.grad
                self.state[w]["velocity"] = velocity
                w += group["momentum"] * velocity - group["lr"] * w.grad if group["nesterov"] else velocity


class KerasAdam(torch.optim.Optimizer):
    """keras.optimizers.Adam: w -= alpha * m / (sqrt(v) + eps), alpha = lr * sqrt(1 - beta2^t) / (1 - beta1^t)."""

    def __init__(self, parameters, lr, betas, eps):
        super().__init__(parameters, dict(lr=lr, betas=betas, eps=eps))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for w in group["params"]:
                if w.grad is None:
                    continue
                t, m, v = self.state[w].get("all", (0, torch.zeros_like(w), torch.zeros_like(w)))
                t, m, v = t + 1, m + (w.grad - m) * (1 - beta1), v + (w.grad ** 2 - v) * (1 - beta2)
                self.state[w]["all"] = t, m, v
                alpha = group["lr"] * math.sqrt(1 - beta2 ** t) / (1 - beta1 ** t)
                w -= m * alpha / (v.sqrt() + group["eps"])


class KerasRMSprop(torch.optim.Optimizer):
    """keras.optimizers.RMSprop: the step is lr * g / sqrt(v + eps), v less the squared mean where centered."""

    def __init__(self, parameters, lr, rho=0.9, momentum=0.0, centered=False, eps=1e-7):
        super().__init__(parameters, dict(lr=lr, rho=rho, momentum=momentum, centered=centered, eps=eps))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            rho, momentum = group["rho"], group["momentum"]
            for w in group["params"]:
                if w.grad is None:
                    continue
                v, mean, velocity = self.state[w].get("all", [torch.zeros_like(w)] * 3)
                v = rho * v + (1 - rho) * w.grad ** 2
                mean = rho * mean + (1 - rho) * w.grad
                square = v - mean ** 2 if group["centered"] else v
                velocity = momentum * velocity + group["lr"] * w.grad * torch.rsqrt(square + group["eps"])
                self.state[w]["all"] = v, mean, velocity
                w -= velocity


OPTIMIZERS = {
    "sgd": (torch.optim.SGD, dict(lr=0.05)),
    "sgd_weight_decay": (torch.optim.SGD, dict(lr=0.05, weight_decay=0.01)),
    "sgd_momentum": (torch.optim.SGD, dict(lr=0.02, momentum=0.9)),
    "sgd_dampening": (torch.optim.SGD, dict(lr=0.05, momentum=0.9, dampening=0.9)),
    "sgd_nesterov": (torch.optim.SGD, dict(lr=0.02, momentum=0.9, nesterov=True)),
    "sgd_all": (torch.optim.SGD, dict(lr=0.03, momentum=0.8, dampening=0.3, weight_decay=0.02)),
    "sgd_nesterov_decay": (torch.optim.SGD,
                           dict(lr=0.02, momentum=0.8, nesterov=True, weight_decay=0.02)),
    "sgd_keras": (KerasSGD, dict(lr=0.02, momentum=0.9)),
    "sgd_keras_nesterov": (KerasSGD, dict(lr=0.02, momentum=0.8, nesterov=True)),
    "adam": (torch.optim.Adam, dict(lr=0.01)),
    "adam_keras": (KerasAdam, dict(lr=0.01, betas=(0.9, 0.99), eps=1e-3)),
    "adam_settings": (torch.optim.Adam, dict(lr=0.02, betas=(0.8, 0.99), eps=1e-3)),
    "adam_weight_decay": (torch.optim.Adam, dict(lr=0.01, weight_decay=0.05)),
    "adamw": (torch.optim.AdamW, dict(lr=0.01)),
    "adamw_settings": (torch.optim.AdamW, dict(lr=0.02, betas=(0.8, 0.99), eps=1e-3, weight_decay=0.2)),
    # foreach: PyTorch 1.13's other NAdam multiplies by one momentum too many; later versions do as this one does.
    "nadam": (torch.optim.NAdam, dict(lr=0.01, foreach=True)),
    "nadam_settings": (torch.optim.NAdam,
                       dict(lr=0.02, betas=(0.8, 0.99), eps=1e-3, momentum_decay=0.02, weight_decay=0.05,
                            foreach=True)),
    "radam": (torch.optim.RAdam, dict(lr=0.01)),
    "radam_settings": (torch.optim.RAdam, dict(lr=0.02, betas=(0.8, 0.99), eps=1e-3, weight_decay=0.05)),
    "rmsprop": (torch.optim.RMSprop, dict(lr=0.01)),
    "rmsprop_settings": (torch.optim.RMSprop, dict(lr=0.01, alpha=0.9, eps=1e-3, weight_decay=0.05)),
    "rmsprop_momentum": (torch.optim.RMSprop, dict(lr=0.002, momentum=0.8)),
    "rmsprop_centered": (torch.optim.RMSprop, dict(lr=0.005, centered=True, momentum=0.5, eps=1e-2)),
    "rmsprop_keras": (KerasRMSprop, dict(lr=0.01, eps=1e-3)),
    "rmsprop_keras_all": (KerasRMSprop, dict(lr=0.005, rho=0.99, momentum=0.5, centered=True, eps=1e-2)),
    "adamax": (torch.optim.Adamax, dict(lr=0.01)),
    "adamax_settings": (torch.optim.Adamax, dict(lr=0.02, betas=(0.8, 0.99), eps=1e-3, weight_decay=0.05)),
    "adagrad": (torch.optim.Adagrad, dict(lr=0.05)),
    "adagrad_settings": (torch.optim.Adagrad, dict(lr=0.05, lr_decay=0.01, initial_accumulator_value=0.1,
                                                   eps=1e-3, weight_decay=0.05)),
}


def small_net():
    shapes = [("hidden.weight", (4, 3)), ("hidden.bias", (4,)), ("out.weight", (2, 4)), ("out.bias", (2,))]
    return {name: wave(shape, i + 1.0, 0.5).requires_grad_() for i, (name, shape) in enumerate(shapes)}


def small_net_loss(p, step):
    inputs, targets = wave((5, 3), 0.1 * step), wave((5, 2), 0.2 * step, 0.7)
    hidden = torch.tanh(inputs @ p["hidden.weight"].T + p["hidden.bias"])
    return ((hidden @ p["out.weight"].T + p["out.bias"] - targets) ** 2).mean()


def cycled_momentum(kind, settings, key):
    """The momentum set anew before every update, as OneCycleLR does."""
    parameters = small_net()
    optimizer = kind(parameters.values(), **settings)
    for step in range(100):
        momentum = 0.85 + 0.1 * step / 100
        optimizer.param_groups[0][key] = (momentum, 0.999) if key == "betas" else momentum
        optimizer.zero_grad()
        small_net_loss(parameters, step).backward()
        optimizer.step()
    return {key: numbers(value) for key, value in parameters.items()}


def late_parameter():
    """A parameter that gets no gradient before the 40th update counts its own steps."""
    figures = {}
    for name, (kind, settings) in OPTIMIZERS.items():
        parameters = small_net()
        late = parameters["hidden.weight"]
        optimizer = kind(parameters.values(), **settings)
        for step in range(100):
            optimizer.zero_grad()
            small_net_loss(parameters, step).backward()
            if step < 40:
                late.grad = None
            optimizer.step()
        figures[name] = numbers(late)
    return figures


def grouped():
    """Biases at twice the rate and without weight decay."""
    parameters = small_net()
    biases = [value for name, value in parameters.items() if name.endswith("bias")]
    weights = [value for name, value in parameters.items() if name.endswith("weight")]
    optimizer = torch.optim.AdamW([{"params": weights}, {"params": biases, "lr": 0.02, "weight_decay": 0}],
                                  lr=0.01, weight_decay=0.3)
    for step in range(100):
        optimizer.zero_grad()
        small_net_loss(parameters, step).backward()
        optimizer.step()
    return {key: numbers(value) for key, value in parameters.items()}


def optimizer_figures():
    figures = {
        "cycled_sgd": cycled_momentum(torch.optim.SGD, dict(lr=0.02, momentum=0.5), "momentum"),
        "cycled_rmsprop": cycled_momentum(torch.optim.RMSprop, dict(lr=0.002, momentum=0.5), "momentum"),
        "cycled_adam": cycled_momentum(torch.optim.Adam, dict(lr=0.01), "betas"),
        "cycled_nadam": cycled_momentum(torch.optim.NAdam, dict(lr=0.01, foreach=True), "betas"),
        "late": late_parameter(),
        "grouped": grouped(),
    }
    for name, (kind, settings) in OPTIMIZERS.items():
        parameters = small_net()
        optimizer = kind(parameters.values(), **settings)
        for step in range(100):
            for group in optimizer.param_groups:
                group["lr"] = settings["lr"] * (1 - step / 200)
            optimizer.zero_grad()
            small_net_loss(parameters, step).backward()
            optimizer.step()
        figures[name] = {key: numbers(value) for key, value in parameters.items()}
    return figures


# --- Layers in float64 -----------------------------------------------------------------------

def same_padded(x, kernel, stride, dilation=(1, 1), value=0.0):
    """Keras' `same`: the odd pixel goes after."""
    pads = []
    for size, k, s, d in zip(x.shape[:1:-1], kernel[::-1], stride[::-1], dilation[::-1]):
        total = max((math.ceil(size / s) - 1) * s + d * (k - 1) + 1 - size, 0)
        pads += [total // 2, total - total // 2]
    return F.pad(x, pads, value=value)


def layer_figures():
    x = wave((1, 4, 5, 6), 0.5)
    row = wave((3, 7), 0.5)
    figures = {
        "linear": numbers(F.linear(row, wave((5, 7), 1), wave((5,), 2))),
        "linear_no_bias": numbers(F.linear(row, wave((5, 7), 1))),
        "conv_valid": numbers(F.conv2d(x, wave((3, 4, 3, 3), 1), wave((3,), 2))),
        "conv_no_bias": numbers(F.conv2d(x, wave((3, 4, 3, 3), 1))),
        "conv_groups": numbers(F.conv2d(x, wave((6, 2, 2, 3), 1), wave((6,), 2), groups=2)),
        "conv_depthwise": numbers(F.conv2d(x, wave((4, 1, 3, 3), 1), wave((4,), 2), groups=4, padding=1)),
        "conv_dilated": numbers(F.conv2d(x, wave((3, 4, 3, 2), 1), wave((3,), 2), dilation=(2, 3))),
        "conv_strided": numbers(
            F.conv2d(x, wave((3, 4, 3, 2), 1), wave((3,), 2), stride=(2, 3), padding=(2, 1))),
        "conv_same": numbers(F.conv2d(same_padded(x, (2, 4), (1, 1)), wave((3, 4, 2, 4), 1), wave((3,), 2))),
        "conv_same_strided": numbers(
            F.conv2d(same_padded(x, (3, 3), (2, 2)), wave((3, 4, 3, 3), 1), wave((3,), 2), stride=2)),
        "conv_same_dilated": numbers(
            F.conv2d(same_padded(x, (2, 3), (1, 1), (3, 2)), wave((3, 4, 2, 3), 1), wave((3,), 2),
                     dilation=(3, 2))),
        "max_pool": numbers(F.max_pool2d(x, 2)),
        "max_pool_padded": numbers(F.max_pool2d(x, (3, 2), (2, 1), (1, 1))),
        "max_pool_same": numbers(
            F.max_pool2d(same_padded(x, (3, 3), (2, 2), value=-math.inf), 3, 2)),
        "avg_pool": numbers(F.avg_pool2d(x, (2, 3), (1, 2))),
        "avg_pool_padded": numbers(F.avg_pool2d(x, 3, 2, 1)),
        "avg_pool_padding_left_out": numbers(F.avg_pool2d(x, 3, 2, 1, count_include_pad=False)),
    }
    for name, settings, affine, batch in [
            ("batch_norm", dict(), True, lambda i: wave((2, 4, 3, 3), 0.5 + i) + i),
            ("batch_norm_settings", dict(momentum=0.3, eps=1e-2), True, lambda i: wave((3, 4), 0.5 + i) - i),
            ("batch_norm_plain", dict(affine=False), False, lambda i: wave((2, 4, 3, 3), 0.5 + i))]:
        kind = torch.nn.BatchNorm1d if batch(0).dim() == 2 else torch.nn.BatchNorm2d
        norm = kind(4, **settings).double()
        if affine:
            norm.weight.data, norm.bias.data = wave((4,), 1), wave((4,), 2)
        trained = [norm(batch(i)) for i in range(3)]
        norm.eval()
        figures[name] = {
            "trained": numbers(trained[2]),
            "evaluated": numbers(norm(batch(5))),
            "running_mean": numbers(norm.running_mean),
            "running_var": numbers(norm.running_var),
        }
    return figures


# --- Classification -------------------------------------------------------------------------

def classification_figures():
    figures = {}
    targets = torch.tensor([0, 1, 1, 3, 2])
    for smoothing in (0.0, 0.1, 0.3):
        logits = wave((5, 4), 0.7, 3.0).requires_grad_()
        loss = F.cross_entropy(logits, targets, label_smoothing=smoothing)
        loss.backward()
        figures[f"{smoothing:g}"] = {"loss": loss.item(), "gradient": numbers(logits.grad)}
    logits = wave((5, 4), 0.7, 3.0)
    figures["accuracy"] = (logits.argmax(1) == targets).double().mean().item()
    return figures


# --- Thirty updates of a small conv net in float32 -------------------------------------------

class ConvNet(torch.nn.Module):
    """With or without batch norm; all but that starts by the formula."""

    def __init__(self, norm):
        super().__init__()
        self.conv1 = torch.nn.Conv2d(2, 4, 3, padding=1)
        self.norm = torch.nn.BatchNorm2d(4) if norm else torch.nn.Identity()
        self.conv2 = torch.nn.Conv2d(4, 6, 3)
        self.linear1 = torch.nn.Linear(24, 16)
        self.linear2 = torch.nn.Linear(16, 5)
        for i, (name, parameter) in enumerate(self.named_parameters()):
            if not name.startswith("norm"):
                scale = 1.5 / math.sqrt(parameter[0].numel()) if parameter.dim() > 1 else 0.1
                parameter.data = wave(parameter.shape, i + 1.0, scale).float()

    def forward(self, x):
        x = F.relu(self.norm(self.conv1(x)))
        x = F.max_pool2d(F.pad(x, (0, 1, 0, 1), value=-math.inf), 2)  # 7 x 7 to 4 x 4
        x = F.relu(self.conv2(x)).flatten(1)
        return self.linear2(F.relu(self.linear1(x)))


def training_figures():
    figures = {}
    for name, norm in (("plain", False), ("batch_norm", True)):
        torch.manual_seed(0)
        net = ConvNet(norm)
        optimizer = torch.optim.Adam(net.parameters(), lr=3e-3)
        losses = []
        for step in range(30):
            number = step % 3
            inputs = wave((8, 2, 7, 7), 0.37 * number).float()
            targets = torch.tensor([(i * i + number) % 5 for i in range(8)])
            optimizer.zero_grad()
            loss = F.cross_entropy(net(inputs), targets)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        figures[name] = losses
    return figures


def main():
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    parts = {"optimizers": optimizer_figures, "layers": layer_figures, "classification": classification_figures}
    for name, make in parts.items():
        write(name, make())
    torch.set_default_dtype(torch.float32)
    write("training", training_figures())


def write(name, figures):
    FIGURES.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"made_by": f"scripts/oracle/{pathlib.Path(sys.argv[0]).name}, PyTorch {torch.__version__}", **figures},
                      indent=1)
    # A list of numbers is one line.
    lines, inside = [], None
    for line in text.splitlines():
        if inside is not None:
            inside += line.strip()
            if line.strip().startswith("]"):
                lines.append(inside.replace(",", ", ").rstrip())
                inside = None
        elif line.endswith("["):
            inside = line
        else:
            lines.append(line)
    (FIGURES / f"{name}.json").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
