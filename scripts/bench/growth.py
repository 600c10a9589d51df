#!/usr/bin/python3
"""How time and memory grow with the work: streamed pictures, and rows of a table, each trained on for one epoch.

    growth.py [--pictures-mb 1000 2000 4000] [--rows 250000 500000 1000000]      (written below $TMPDIR, and removed)
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
MLDAY = ROOT / "build/release/bin/mlday"
SIDE = 256
PICTURES = f"""\
dataset: {{loader: image_folder, root: ROOT, image_size: {SIDE}, cache: none, batch_size: 16, validation: .05}}
model: {{layers: [global_avg_pool2d, linear: 2]}}
optimizer: {{name: sgd, lr: .01}}
training: {{epochs: 1, seed: 1}}
"""
ROWS = """\
task: regression
dataset: {loader: csv, root: ROOT, file: rows.csv, columns: {y: target}, batch_size: 512, validation: .1}
model: {layers: [linear: 16, relu, linear: 1]}
optimizer: {name: adam, lr: 1e-3}
training: {epochs: 1, seed: 1}
"""


def write_pictures(folder, megabytes):
    noise = np.random.default_rng(1).integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8)
    header = f"P6\n{SIDE} {SIDE}\n255\n".encode()
    for name in "ab":
        (folder / name).mkdir(parents=True)
    for i in range(int(megabytes * 1e6 / noise.nbytes)):
        noise[0, :4] = np.frombuffer(i.to_bytes(12, "little"), np.uint8).reshape(4, 3)  # no two the same
        (folder / "ab"[i % 2] / f"{i:06}.ppm").write_bytes(header + noise.tobytes())


def write_rows(folder, count):
    folder.mkdir(parents=True)
    generator = np.random.default_rng(1)
    with open(folder / "rows.csv", "w") as file:
        file.write(",".join(f"x{i}" for i in range(10)) + ",kind,y\n")
        for first in range(0, count, 50_000):
            x = generator.standard_normal((min(50_000, count - first), 10)).round(4)
            kinds = generator.choice(["red", "green", "blue"], len(x))
            for row, kind, y in zip(x, kinds, x.sum(1)):
                file.write(",".join(map(str, row)) + f",{kind},{y:.4f}\n")


def measure(text, folder):
    """Seconds of the whole process, of training, and the peak in MB."""
    config = folder.parent / "growth.yaml"
    config.write_text(text.replace("ROOT", str(folder)))
    begin = time.perf_counter()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen([MLDAY, "train", config, "--json", "--out", folder.parent / "runs"], stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
        if status != 0:
            sys.exit(f"growth: {config} did not train")
        seconds = time.perf_counter() - begin
        out.seek(0)
        return seconds, json.load(out)["seconds"], usage.ru_maxrss / 1e3


def main():
    flags = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    flags.add_argument("--pictures-mb", type=int, nargs="*", default=[1000, 2000, 4000])
    flags.add_argument("--rows", type=int, nargs="*", default=[250_000, 500_000, 1_000_000])
    flags = flags.parse_args()
    print("| data | whole process, s | training, s | peak, MB |\n|---|---|---|---|")
    for sizes, unit, text, write in ((flags.pictures_mb, "MB of pictures", PICTURES, write_pictures),
                                     (flags.rows, "rows", ROWS, write_rows)):
        for size in sizes:
            with tempfile.TemporaryDirectory(prefix="mlday-growth-") as folder:
                data = pathlib.Path(folder) / "data"
                write(data, size)
                seconds, training, peak = measure(text, data)
                print(f"| {size:,} {unit} | {seconds:.1f} | {training:.1f} | {peak:.0f} |", flush=True)


if __name__ == "__main__":
    main()
