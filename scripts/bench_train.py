#!/usr/bin/python3
"""Images/s of whole training steps, mlday's beside PyTorch's: the same nets, batches of 128, Adam, in turns in one run.

    apt-get install --no-install-recommends python3-torch python3-torchvision python3-pil
    scripts/bench_train.py DATA [--rounds 3] [--steps 25] [--threads N]     (on a machine that does nothing else)

DATA has gtsrb/ and flowers/ as the configs want them. Nothing is augmented, and PyTorch has its pictures in memory as
bytes, where nothing has to be decoded: what is compared is the step alone. PyTorch is run as it comes, and with the
OpenBLAS kernels that mlday chooses.
"""
import argparse
import csv
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts/oracle"))
MLDAY = ROOT / "build/release/bin/mlday"
BATCH = 128
# config, folder of classes, side of the pictures, share for validation (a few pictures: some must be)
JOBS = {
    "day64_gtsrb": ("gtsrb/Final_Training/Images", 30, .001),
    "day41_modified_alexnet": ("flowers", 128, .005),
}


def mlday(name, data, steps, threads, folder):
    *_, validation = JOBS[name]
    subprocess.run([MLDAY, "train", ROOT / f"configs/{name}.yaml", "--data", data, "--quiet", "--out", folder,
                    "--threads", str(threads),
                    "--name", "bench", "--set", f"training.stop_after={steps} steps",
                    "--set", f"dataset.validation={validation}", "--set", "dataset.augment=!replace {}"],
                   check=True)
    with open(folder / name / "bench/history.csv") as file:
        return steps * BATCH / sum(float(row["seconds"]) for row in csv.DictReader(file))


def pytorch(name, data, steps, threads):
    """Runs in a process of its own and prints its images/s."""
    import torch
    import torchvision
    from compare_training import shortened_vgg
    from train_flowers import modified_alexnet
    folder, side, _ = JOBS[name]
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    net = torch.nn.Sequential(*modified_alexnet()) if "alexnet" in name else shortened_vgg(dropout=True)
    files = torchvision.datasets.ImageFolder(data / folder, torchvision.transforms.Compose(
        [torchvision.transforms.Resize((side, side)), torchvision.transforms.PILToTensor()]))
    chosen = [files[i] for i in torch.randperm(len(files))[:steps * BATCH].tolist()]
    pictures, labels = torch.stack([picture for picture, _ in chosen]), torch.tensor([label for _, label in chosen])
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    loss_sum = 0.  # as a program that reports it
    start = time.perf_counter()
    for _ in range(steps):
        batch = torch.randint(len(pictures), (BATCH,))
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(net(pictures[batch] / 255), labels[batch])
        loss.backward()
        optimizer.step()
        loss_sum += loss.item()
    print(json.dumps(steps * BATCH / (time.perf_counter() - start)))


def main():
    flags = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    flags.add_argument("data", type=pathlib.Path)
    flags.add_argument("--rounds", type=int, default=3)
    flags.add_argument("--steps", type=int, default=25)
    flags.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)), help="of both")
    flags.add_argument("--pytorch", choices=JOBS, help=argparse.SUPPRESS)
    flags = flags.parse_args()
    data = flags.data.resolve()
    if flags.pytorch:
        return pytorch(flags.pytorch, data, flags.steps, flags.threads)
    kernels = re.search("kernels for (.*)", subprocess.check_output([MLDAY, "info"], text=True))
    as_mlday = {"OPENBLAS_CORETYPE": kernels[1]} if kernels else {}
    print(f"{flags.threads} threads each\n\n"
          "| | mlday, images/s | PyTorch | ratio | PyTorch, mlday's kernels | ratio |\n|---|---|---|---|---|---|")
    for name in JOBS:
        ours, theirs, helped = [], [], []
        for _ in range(flags.rounds):
            with tempfile.TemporaryDirectory() as folder:
                ours.append(mlday(name, data, flags.steps, flags.threads, pathlib.Path(folder)))
            for figures, setting in ((theirs, {}), (helped, as_mlday)):
                done = subprocess.run([sys.executable, __file__, data, "--pytorch", name, "--steps", str(flags.steps),
                                       "--threads", str(flags.threads)],
                                      check=True, capture_output=True, text=True, env=os.environ | setting)
                figures.append(json.loads(done.stdout))
        ours, theirs, helped = map(statistics.median, (ours, theirs, helped))
        print(f"| {name} | {ours:.0f} | {theirs:.0f} | {ours / theirs:.2f} | {helped:.0f} | {ours / helped:.2f} |",
              flush=True)


if __name__ == "__main__":
    main()
