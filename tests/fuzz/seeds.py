#!/usr/bin/env python3
"""Writes what the fuzzers begin from: seeds.py FOLDER fills a folder in it for each of them."""
import gzip
import json
import pathlib
import sys
import tempfile
import zlib

import h5py
import numpy as np
from scipy.io import savemat

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from yaml_documents import documents  # noqa: E402

# Configs of tests/config/sample.h: good ones, then ones with errors of each sort.
CONFIGS = """\
optimizer: adam
layers: [relu]
===
title: "all keys"
day: 64
scale: -1.5e-3
optimizer: {name: sgd, lr: .1, momentum: .9, nesterov: true, fused: false}
layers:
  - conv2d: {out_channels: 8, kernel_size: [3, 5], padding: same}
  - conv2d: 16
  - relu
  - repeat: 3
    layers: [dropout: .25, {relu: {}}, {repeat: 2, layers: [relu]}]
training: {epochs: 3, num_workers: 1}
early_stopping: {patience: 3, baseline: ~}
journal: {val_accuracy: .9918, loss: 0}
===
base: &base {name: adam, betas: [.9, .999]}
optimizer: {<<: *base, lr: 1e-3}
layers: [&relu relu, *relu]
===
title: ${HOME} and ${NO_SUCH_NAME:default} and $${NAME}
optimizer: !replace {name: sgd}
layers: []
early_stopping: 5
===
titel: x
training: {epochs: 0, colour: 1}
optimizer: {name: adma, learning_rate: 1}
layers: [{conv2d: {filters: 3}}, rleu, {dropout: 2}, {dropout: {q: 1}}, ~, [], {}]
early_stopping: {patience: 1.5}
journal: [5]
===
day: 99999999999999999999
scale: 1e999
title:
optimizer:
layers: {conv2d: 3}
momentum: .9
extends: [a.yaml, 5]
===
title: ${NO_SUCH_NAME}
day: ${
optimizer: [sgd]
layers: [{conv2d: {out_channels: 1}, padding: same}, {repeat: 2}, {relu: 5}]
===
layers: relu
optimizer: adam
"""
LOWER = b"optimizer: adam\nlayers: [relu, {dropout: .5}]\ntraining: {epochs: 5}\njournal: {loss: .5}\n"
ARGUMENTS = [b"optimizer.lr=3e-4", b"layers.0={conv2d: 3}", b"layers.1.dropout.p=.1", b"optimizer={name: sgd, lr: .1}",
             b"early_stopping.patience=5", b"layers.9=relu", b"training.epochs", b"=", b"a..b=1", b"optimizer.lr=[",
             b"journal=", b"layers.0.relu.x=1"]


def configs():
    yield from documents().values()
    texts = [text.encode() for text in CONFIGS.split("===\n")]
    yield from texts
    for text in texts:
        yield b"\0".join([text, LOWER, *ARGUMENTS[:3]])
    for argument in ARGUMENTS:
        yield b"\0".join([b"title: x\n", LOWER, argument])


def safetensors(header, data=b"", length=None):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return (len(text) if length is None else length).to_bytes(8, "little") + text + data


def tensor(dtype, shape, begin, end):
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


def safetensors_files():
    whole = safetensors({"__metadata__": {"config": "title: x\n"}, "a.weight": tensor("F32", [2, 3], 0, 24),
                         "a.bias": tensor("F16", [3], 24, 30), "flag": tensor("BOOL", [], 30, 31),
                         "none": tensor("I64", [0, 5], 31, 31)}, bytes(range(31)))
    yield whole
    yield whole[:-1]
    yield whole + b"\0"
    yield b""
    yield safetensors({})
    yield safetensors({}, length=1 << 63)
    yield safetensors([])
    yield safetensors(b'{"a": {"dtype": "F32"')
    yield safetensors({"a": tensor("F99", [1], 0, 4)}, b"1234")
    yield safetensors({"a": tensor("U8", [-1], 0, 4)}, b"1234")
    yield safetensors({"a": tensor("F64", [1 << 61, 2], 0, 0)})
    yield safetensors({"a": tensor("U8", [4], 4, 0), "b": tensor("U8", [4], 0, 8)}, b"1234")
    yield safetensors({"a": tensor("U8", [2], 0, 2), "b": tensor("U8", [2], 1, 3)}, b"123")
    yield safetensors({"__metadata__": {"a": 1}})


def idx(code, extents, data=b""):
    return bytes([0, 0, code, len(extents)]) + b"".join(extent.to_bytes(4, "big") for extent in extents) + data


def idx_files():
    yield idx(8, [2, 3, 4], bytes(24))
    yield idx(8, [5], bytes(range(5)))
    for code, width in ((9, 1), (0xB, 2), (0xC, 4), (0xD, 4), (0xE, 8)):
        yield idx(code, [3, 1], bytes(3 * width))
    yield idx(8, [2, 3, 4], bytes(23))
    yield idx(8, [1 << 31, 1 << 31])
    yield idx(0xE, [(1 << 32) - 1] * 8)
    yield idx(8, [(1 << 32) - 1] * 7 + [0])
    yield idx(0xA, [1], b"x")
    yield b"\x89PNG"


# The first byte chooses the separator, the second whether there is a header.
TABLES = ["a,b,c\n1,2,3\n4,5,6\n", "a;b\r\n1;2\r\n", 'name,"a ""quoted"" cell"\n"line\nend", 5 \n,\n',
          "a,b\n1\n", 'a,b\n1,"2\n', "a,a\n1,2\n", "\ufeffa\tb\n1\t2", "", "\n\n", "a,b\n", 'a\n"x"y\n', "1,2\n3,4\n"]


def tables():
    for text in TABLES:
        for choice in (b"\0\1", b";\1", b"\0\0"):
            yield choice + text.encode()


SIGNS = ["Filename;Width;Height;Roi.X1;Roi.Y1;Roi.X2;Roi.Y2;ClassId\n00000_00000.ppm;29;30;5;6;24;25;0\n",
         "Width,Height,Roi.X1,Roi.Y1,Roi.X2,Roi.Y2,ClassId,Filename\n27,26,5,5,22,20,20,Train/20/00020_00000_00000.png\r\n",
         "Filename;Width\n00000.ppm;29\n", "Filename;Width;Height;Roi.X1;Roi.Y1;Roi.X2;Roi.Y2;ClassId\na;1;1;1;1;1;1;43\n",
         "Filename;Width;Height;Roi.X1;Roi.Y1;Roi.X2;Roi.Y2;ClassId\na;99999999999999999999;1;1;1;1;1;-1\n", "", ";", "\n\n"]


def riff(*chunks):
    body = b"WEBP" + b"".join(name + len(data).to_bytes(4, "little") + data + b"\0" * (len(data) % 2) for name, data in chunks)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def png_chunk(name, data=b""):
    return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")


def pictures():
    size = (7).to_bytes(3, "little") * 2
    yield b"P5\n2 2\n100\n" + bytes(4)
    yield b"P6 # comment\n2 1\n1023\n" + bytes(12)
    yield b"P2\n2 2\n9\n1 2 3 4"
    yield b"P3\n1 1\n65535\n1 2 3\n"
    yield b"P4\n8 1\n\0"
    yield (b"\xff\xd8\xff\xe0\0\4ab\xff\xc0\0\x0b\x08\0\x08\0\x08\1\1\x11\0\xff\xda\0\2ab\xff\0\xff\xd0c\xff\xd9"
           b"rest\xff\xda")
    yield b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", bytes([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])) + png_chunk(b"IEND")
    yield riff((b"VP8X", b"\x02\0\0\0" + size), (b"ANIM", bytes(6)), (b"ANMF", bytes(6) + size + bytes(4) + b"VP8L" + bytes(8)))
    frame = bytes(6) + size + bytes(4) + b"ALPH" + bytes(4) + b"VP8 " + bytes(8)
    yield riff((b"VP8X", b"\x12\0\0\0" + size), (b"ANMF", frame))
    yield b"BM" + bytes(60)


TEXTS = ["anna\nbob\n", "a\rb\r\nc", "\ufeffmark\n", "", "\u00e9\u20ac\U0001f600"]


def texts():
    for text in TEXTS:
        for encoding in ("utf-8", "utf-16", "utf-16-be", "latin-1"):
            yield text.encode(encoding, "replace")


def cifar_files():
    record = bytes([3]) + bytes(3072)
    yield b"\0" + record
    yield b"\x05" + record[:100]
    yield b"\1" + bytes([10]) + bytes(3072)


def gzip_files():
    yield gzip.compress(b"abc" * 100, mtime=0)
    yield gzip.compress(b"a", mtime=0) + gzip.compress(b"b", mtime=0)
    yield gzip.compress(bytes(10000), mtime=0)[:-9]
    yield b"plain"


def written(write):
    """The bytes of the file that is written by a library at a path."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "file"
        write(path)
        return path.read_bytes()


def hdf5_files():
    for value, options in ((np.arange(12, dtype="f4").reshape(3, 4), {}), (np.arange(6, dtype="u2"), {}),
                           (np.zeros((4, 5), "u1"), {"compression": "gzip", "shuffle": True}), (np.array([True, False]), {}),
                           (["a", "bc"], {}), (np.array([b"ab", b"c"]), {})):
        def write(path, value=value, options=options):
            with h5py.File(path, "w", libver="latest" if options else "earliest") as file:
                file.create_dataset("x", data=value, **options)
                file["y/z"] = 1
        yield written(write)


def mat_files():
    for value in (np.arange(6.0).reshape(2, 3), np.arange(4, dtype="u2"), "text", np.array([1 + 2j])):
        for compressed in (False, True):
            yield written(lambda path: savemat(path, {"x": value, "y": 1.0}, do_compression=compressed, appendmat=False))


def main(folder):
    for name, inputs in (("cifar", cifar_files()), ("config", configs()), ("csv", tables()),
                         ("gtsrb", map(str.encode, SIGNS)), ("gzip", gzip_files()), ("hdf5", hdf5_files()),
                         ("idx", idx_files()), ("mat", mat_files()), ("picture", pictures()),
                         ("safetensors", safetensors_files()), ("text", texts())):
        (folder / name).mkdir(parents=True, exist_ok=True)
        for i, data in enumerate(inputs):
            (folder / name / f"{i:04}").write_bytes(data)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
