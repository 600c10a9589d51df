#!/usr/bin/python3
"""Turns PyTorch's weights into a safetensors file that a config's `weights:` loads.

    apt-get install --no-install-recommends python3-torch
    /usr/bin/python3 scripts/pth_to_safetensors.py vgg16.pth vgg16.safetensors

Reads a state_dict, or a checkpoint that has one under `state_dict` or `model`. PyTorch unpickles such files,
which can run code of whoever wrote them: convert only files that you trust.
"""
import json
import os
import sys

import torch

DTYPES = {torch.float64: "F64", torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16",
          torch.int64: "I64", torch.int32: "I32", torch.int16: "I16", torch.int8: "I8", torch.uint8: "U8",
          torch.bool: "BOOL"}


def write(path, tensors):
    """Writes tensors by name; larger elements first, so that each is aligned."""
    tensors = {name: value.detach().cpu().contiguous() for name, value in tensors.items()}
    header, end = {"__metadata__": {"format": "pt"}}, 0
    order = sorted(tensors, key=lambda name: -tensors[name].element_size())
    for name in order:
        value = tensors[name]
        size = value.numel() * value.element_size()
        header[name] = {"dtype": DTYPES[value.dtype], "shape": list(value.shape), "data_offsets": [end, end + size]}
        end += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    part = f"{path}.part"
    with open(part, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for name in order:
            value = tensors[name]
            raw = value.view(torch.int16) if value.dtype == torch.bfloat16 else value
            file.write(raw.numpy().tobytes())
    os.replace(part, path)


def state_dict_of(path):
    loaded = torch.load(path, map_location="cpu")
    for key in ("state_dict", "model"):
        if isinstance(loaded, dict) and isinstance(loaded.get(key), dict):
            loaded = loaded[key]
    if not isinstance(loaded, dict) or not all(isinstance(value, torch.Tensor) for value in loaded.values()):
        raise SystemExit(f"{path} holds no state_dict: save one with torch.save(net.state_dict(), ...)")
    return loaded


def main(arguments):
    if len(arguments) != 2:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    tensors = state_dict_of(arguments[0])
    write(arguments[1], tensors)
    print(f"{arguments[1]}: {len(tensors)} tensors")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
