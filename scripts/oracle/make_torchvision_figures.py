#!/usr/bin/python3
"""Writes what PyTorch's hooks see of torchvision's nets: tests/figures/torchvision.json.

For each net the shapes of all parameters and statistics, and for each convolution, linear layer and batch norm
its output shape and multiply-adds (batch norm: one per value). Needs torchvision:

    apt-get install --no-install-recommends python3-torchvision
    /usr/bin/python3 scripts/oracle/make_torchvision_figures.py
"""
import json
import pathlib

import torch
import torchvision

FIGURES = pathlib.Path(__file__).resolve().parents[2] / "tests" / "figures" / "torchvision.json"

# name in the figures: (torchvision's constructor, its settings, size of the picture)
NETS = {
    "alexnet": ("alexnet", {}, 224),
    "alexnet at 96": ("alexnet", {"num_classes": 7}, 96),
    **{f"vgg{d}": (f"vgg{d}", {}, 224) for d in (11, 13, 16, 19)},
    **{f"vgg{d} bn": (f"vgg{d}_bn", {}, 224) for d in (11, 13, 16, 19)},
    **{f"resnet{d}": (f"resnet{d}", {}, 224) for d in (18, 34, 50, 101, 152)},
    "resnet50 at 64": ("resnet50", {"num_classes": 6}, 64),
    "googlenet": ("googlenet", {"aux_logits": False, "init_weights": False}, 224),
    "googlenet at 75": ("googlenet", {"aux_logits": False, "init_weights": False, "num_classes": 5}, 75),
}


def multiply_adds(layer, output):
    if isinstance(layer, torch.nn.Conv2d):
        height, width = layer.kernel_size
        return output.numel() * (layer.in_channels // layer.groups) * height * width
    if isinstance(layer, torch.nn.Linear):
        return output.numel() * layer.in_features
    return output.numel()


def figures_of(constructor, settings, size):
    net = getattr(torchvision.models, constructor)(**settings).eval()
    layers = []

    def watch(name):
        def hook(layer, _, output):
            layers.append([name, list(output.shape[1:]), multiply_adds(layer, output[0])])
        return hook

    for name, layer in net.named_modules():
        if isinstance(layer, (torch.nn.Conv2d, torch.nn.Linear, torch.nn.BatchNorm2d)):
            layer.register_forward_hook(watch(name))
    with torch.no_grad():
        net(torch.zeros(2, 3, size, size))
    return {
        "size": size,
        "num_classes": settings.get("num_classes", 1000),
        "parameters": sum(p.numel() for p in net.parameters()),
        "tensors": {name: list(tensor.shape) for name, tensor in net.state_dict().items()},
        "layers": layers,
    }


def main():
    lines = [f'"{name}": {json.dumps(figures_of(*net))}' for name, net in NETS.items()]
    FIGURES.write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
