#!/usr/bin/python3
"""Holds mlday's nets by name against torchvision's: random weights go there and back, outputs must agree.

    apt-get install --no-install-recommends python3-torchvision
    /usr/bin/python3 scripts/oracle/compare_torchvision.py [NET...]      # all nets without arguments

Needs the built tests (build/release/bin/forward). Prints the largest relative difference for each net.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

import torch
import torchvision

ROOT = pathlib.Path(__file__).resolve().parents[2]
FORWARD = os.environ.get("MLDAY_FORWARD") or str(ROOT / "build/release/bin/forward")
sys.path.insert(0, str(ROOT / "tests"))
import safetensors_reader  # noqa: E402
sys.path.insert(0, str(ROOT / "scripts"))
import pth_to_safetensors  # noqa: E402

TOLERANCE = 1e-5

# torchvision's constructor: (mlday's architecture, torchvision's settings, size of the picture)
NETS = {
    "alexnet": ("alexnet", {}, 96),
    **{f"vgg{d}": (f"vgg{d}", {}, 48) for d in (11, 13, 16, 19)},
    **{f"vgg{d}_bn": (f"{{architecture: vgg{d}, batch_norm: true}}", {}, 48) for d in (11, 13, 16, 19)},
    **{f"resnet{d}": (f"resnet{d}", {}, 64) for d in (18, 34, 50, 101, 152)},
    "googlenet": ("googlenet", {"aux_logits": False, "init_weights": False}, 96),
}


def random_net(name):
    """torchvision's net; batch norm's statistics are random too, so that a mix-up shows."""
    torch.manual_seed(len(name))
    net = getattr(torchvision.models, name)(**NETS[name][1]).eval()
    for layer in net.modules():
        if isinstance(layer, torch.nn.BatchNorm2d):
            layer.running_mean.normal_(0, 0.1)
            layer.running_var.uniform_(0.5, 1.5)
    return net


def difference(name, folder):
    """The largest difference of the outputs, relative to the largest output; the way back must be exact."""
    net, (yaml, _, size) = random_net(name), NETS[name]
    pictures = torch.rand(2, 3, size, size)
    weights, inputs, outputs = (folder / f"{what}.safetensors" for what in ("weights", "input", "output"))
    pth_to_safetensors.write(weights, net.state_dict())
    pth_to_safetensors.write(inputs, {"input": pictures})
    subprocess.run([FORWARD, yaml, weights, inputs, outputs], check=True)
    tensors = {key: torch.from_numpy(value.copy()) for key, value in safetensors_reader.read(outputs)[0].items()}
    output = tensors.pop("output")
    with torch.no_grad():
        expected = net(pictures)
    back = random_net(name)
    for parameter in back.parameters():
        torch.nn.init.zeros_(parameter)
    back.load_state_dict(tensors, strict=True)
    same = all(torch.equal(value, net.state_dict()[key]) for key, value in back.state_dict().items())
    if not same:
        raise SystemExit(f"{name}: the weights came back changed")
    return ((output - expected).abs().max() / expected.abs().max()).item()


def main(names):
    failed = False
    for name in names or NETS:
        with tempfile.TemporaryDirectory() as folder:
            off = difference(name, pathlib.Path(folder))
        failed = failed or not off <= TOLERANCE
        print(f"{name:12} {off:.1e}{'' if off <= TOLERANCE else '   TOO FAR'}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
