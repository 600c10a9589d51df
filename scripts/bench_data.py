#!/usr/bin/env python3
"""mlday's input pipeline beside a PyTorch DataLoader over torchvision's ImageFolder: images/s and peaks of memory.

Usage: bench_data.py TOOL REALDATA [rounds]; run by bench_data.sh. The same files, the same changes (two workers each,
one thread of arithmetic), in turns in one run: flowers_128.tar's JPEGs, and gtsrb_native_2k.tar.xz's signs, which are PPMs.
"""
import json
import pathlib
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time

WORKERS, BATCH, EPOCHS = 2, 32, 3

# What is measured: mlday's dataset, and torchvision's transforms for the same.
SETS = {
    "flowers, 128 x 128 JPEG": (
        "flowers", "image_size: 128, augment: {horizontal_flip: true, random_crop: {padding: 8}}",
        lambda t: [t.RandomCrop(128, padding=8), t.RandomHorizontalFlip(), t.ToTensor()]),
    "signs, PPM made 32 x 32": (
        "GTSRB/Final_Training/Images", "image_size: 32, augment: {rotate: 10, random_crop: {padding: 4}}",
        lambda t: [t.Resize((32, 32)), t.RandomCrop(32, padding=4),
                   t.RandomRotation(10, interpolation=t.InterpolationMode.BILINEAR), t.ToTensor()]),
}


def unpack(realdata, folder):
    for name in ("flowers_128.tar", "gtsrb_native_2k.tar.xz"):
        with tarfile.open(realdata / name) as archive:
            archive.extractall(folder)


def peak_in_megabytes(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1e3
    return 0


def pytorch(folder, name):
    """Runs in a process of its own and prints what the tool prints."""
    import torch
    import torchvision
    from torchvision import transforms
    torch.set_num_threads(1)
    subfolder, _, make = SETS[name]
    data = torchvision.datasets.ImageFolder(pathlib.Path(folder) / subfolder, transforms.Compose(make(transforms)))
    loader = torch.utils.data.DataLoader(data, BATCH, shuffle=True, num_workers=WORKERS, persistent_workers=True)
    epochs = []
    for _ in range(EPOCHS + 1):  # the first starts the workers and does not count
        start, images = time.perf_counter(), 0
        for inputs, _targets in loader:
            images += len(inputs)
        epochs.append(images / (time.perf_counter() - start))
    children = pathlib.Path("/proc/self/task").glob("*/children")
    workers = {pid for file in children for pid in file.read_text().split()}
    print(json.dumps({"images": len(data), "epochs": epochs[1:],
                      "peak_mb": sum(map(peak_in_megabytes, ["self", *workers]))}))


def run(command):
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1])


def main(tool, realdata, rounds=3):
    with tempfile.TemporaryDirectory() as folder:
        unpack(pathlib.Path(realdata), pathlib.Path(folder))
        for name, (subfolder, settings, _) in SETS.items():
            results = {"mlday, from files": [], "mlday, kept in memory": [], "PyTorch": []}
            for _ in range(int(rounds)):
                for kind, cache in (("mlday, from files", "none"), ("mlday, kept in memory", "memory")):
                    dataset = (f"{{loader: image_folder, root: {subfolder}, {settings}, batch_size: {BATCH}, "
                               f"num_workers: {WORKERS}, cache: {cache}}}")
                    results[kind].append(run([tool, folder, dataset, str(EPOCHS)]))
                results["PyTorch"].append(run([sys.executable, __file__, "--pytorch", folder, name]))
            speed = {kind: statistics.median(epoch for result in of_kind for epoch in result["epochs"])
                     for kind, of_kind in results.items()}
            print(f"{name}: {results['PyTorch'][0]['images']} pictures, {WORKERS} workers")
            for kind, of_kind in results.items():
                print(f"  {kind:22} {speed[kind]:8.0f} images/s  {speed[kind] / speed['PyTorch']:5.2f} times PyTorch's"
                      f"   peak {max(result['peak_mb'] for result in of_kind):6.0f} MB")
            decoding = statistics.median(result["decoding"] for result in results["mlday, from files"])
            print(f"  {'decoding alone':22} {decoding:8.0f} images/s  {decoding / speed['PyTorch']:5.2f}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--pytorch"]:
        pytorch(*sys.argv[2:])
    elif len(sys.argv) in (3, 4):
        main(*sys.argv[1:])
    else:
        sys.exit(__doc__)
