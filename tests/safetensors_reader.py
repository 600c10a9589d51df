#!/usr/bin/env python3
"""Reads safetensors files by the format's own description, independently of mlday.

Usage: safetensors_reader.py FILE...    prints names, dtypes, shapes and the keys of the metadata
"""
import json
import sys

import numpy as np

# numpy has no bfloat16: its bits are shown as integers.
DTYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2", "I64": "<i8", "I32": "<i4", "I16": "<i2",
          "I8": "i1", "U64": "<u8", "U32": "<u4", "U16": "<u2", "U8": "u1", "BOOL": "?"}


def read(path):
    """Returns ({name: array}, {key: text}); a ValueError says what is wrong with the file."""
    with open(path, "rb") as file:
        data = file.read()
    length = int.from_bytes(data[:8], "little")
    if len(data) < 8 + length:
        raise ValueError(f"{path}: cut off in its header")
    header = json.loads(data[8:8 + length])
    metadata = header.pop("__metadata__", {})
    if not all(isinstance(text, str) for text in metadata.values()):
        raise ValueError(f"{path}: metadata must be text")
    tensors, end = {}, 8 + length
    for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        first, last = (8 + length + offset for offset in entry["data_offsets"])
        dtype = np.dtype(DTYPES[entry["dtype"]])
        if first != end or last > len(data):
            raise ValueError(f"{path}: {name} leaves a gap, overlaps, or lies beyond the end")
        if last - first != dtype.itemsize * int(np.prod(entry["shape"], dtype=np.int64)):
            raise ValueError(f"{path}: {name} has a shape that does not fit its bytes")
        tensors[name] = np.frombuffer(data[first:last], dtype).reshape(entry["shape"])
        end = last
    if end != len(data):
        raise ValueError(f"{path}: bytes are left over")
    return tensors, metadata


def main(paths):
    if not paths or paths[0] in ("-h", "--help"):
        sys.exit(__doc__)
    for path in paths:
        tensors, metadata = read(path)
        print(f"{path}: {len(tensors)} tensors, {sum(t.nbytes for t in tensors.values()):,} bytes")
        for name, tensor in tensors.items():
            print(f"  {name}  {tensor.dtype}  {list(tensor.shape)}")
        print("  metadata:", ", ".join(sorted(metadata)))


if __name__ == "__main__":
    main(sys.argv[1:])
