#!/usr/bin/python3
"""mlday beside PyTorch, NumPy as the course writes it, and FANN: each case in turns in one run. See ../bench.sh."""
import argparse
import datetime
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
MLDAY = ROOT / "build/release/bin/mlday"
PYTHON = "/usr/bin/python3"

# case: title, config, settings on top, threads, peers
PLAIN = ["dataset.augment=!replace {}"]
TRAINED = {
    "day64": ("day 64, VGG on 30 x 30 signs", "day64_gtsrb", PLAIN, 2, ["PyTorch"]),
    "day41": ("day 41, AlexNet on 128 x 128 flowers", "day41_modified_alexnet", PLAIN, 2, ["PyTorch"]),
    "day15": ("day 15, ResNet-50 on 64 x 64 signs", "day15_resnet50_signs", PLAIN, 2, ["PyTorch"]),
    "day13": ("day 13, hand signs, CNN", "day13_signs_cnn", [], 2, ["PyTorch"]),
    "day08": ("day 8, hand signs, dense", "day08_signs_dense", [], 2, ["PyTorch"]),
    "day52": ("day 52, digits, logistic", "day52_digits", [], 2, ["PyTorch", "NumPy"]),
    "day52_dense": ("day 52, digits, dense", "day52_digits_dense", [], 2, ["PyTorch", "NumPy"]),
    "day19": ("day 19, character RNN", "day19_dinosaurs", [], 1, ["PyTorch"]),
    "day02": ("day 2, 12288-7-1, all 209", "day02_cats_2layer", [], 1, ["PyTorch", "NumPy", "FANN"]),
    "day04": ("day 4, 2-10-5-1, all 300", "day04_init_he", [], 1, ["PyTorch", "NumPy", "FANN"]),
    "day06": ("day 6, 2-5-2-1, batches of 64", "day06_adam", [], 1, ["PyTorch", "NumPy"]),
    "day07": ("day 7, batch norm, batches of 64", "day07_batch_norm_softmax", [], 1, ["PyTorch"]),
}

# The days whose updates take microseconds are trained to their end: so many updates.
UPDATES = {"day02": 2500, "day04": 15000, "day06": 50000, "day07": 2000}


class Bench:
    def __init__(self, flags, folder):
        self.data, self.seconds, self.rounds = flags.data.resolve(), flags.seconds, flags.rounds
        self.only, self.realdata = flags.only, flags.realdata
        kernels = re.search("kernels for (.*)", subprocess.check_output([MLDAY, "info"], text=True))
        # Debian's OpenBLAS does not know every processor; PyTorch gets the kernels that mlday chooses.
        self.env = os.environ | ({"OPENBLAS_CORETYPE": kernels[1]} if kernels else {})
        self.folder, self.layout = folder, {}
        self.fann = self.folder / "fann_nets"
        subprocess.run(["cc", "-O2", HERE / "fann_nets.c", "-o", self.fann, "-lfann", "-lm"], check=True)

    def wanted(self, case):
        return not self.only or any(case.startswith(name) for name in self.only)

    def run(self, command, **options):
        """What it printed, its seconds and its peak in MB, as a whole process."""
        begin = time.perf_counter()
        with tempfile.TemporaryFile() as out:
            process = subprocess.Popen([str(word) for word in command], stdout=out, stderr=subprocess.DEVNULL,
                                       env=self.env, **options)
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - begin
            out.seek(0)
            text = out.read().decode()
        if status != 0:
            sys.exit(f"bench: exit {os.waitstatus_to_exitcode(status)} of {' '.join(map(str, command))}")
        return text, seconds, usage.ru_maxrss / 1e3

    # Training: seconds of a step.
    def train_mlday(self, case):
        _, config, settings, threads, _ = TRAINED[case]
        sets = [word for setting in settings for word in ("--set", setting)]
        # (A step of day 41 takes more than a second.)
        how = ["profile", "--seconds", self.seconds * (3 if case in ("day41", "day15") else 1)]
        if case in UPDATES:
            how = ["train", "--out", self.folder / "small"]
        text, _, peak = self.run([MLDAY, *how, ROOT / f"configs/{config}.yaml", "--data", self.data, "--json",
                                  "--threads", threads, *sets])
        found = json.loads(text)
        if case in UPDATES:
            return found["seconds"] / UPDATES[case], peak
        # What an epoch takes beside its steps belongs to each of them; validation and saving do not.
        beside = sum(found["epoch"][kind] for kind in ("next epoch", "summing up", "history"))
        return found["seconds_per_step"] + beside / found["steps_per_epoch"], peak

    def train_peer(self, case, peer):
        threads = TRAINED[case][3]
        if peer == "FANN":
            command = [self.fann, case, self.seconds]
        elif peer == "NumPy":
            command = [PYTHON, HERE / "numpy_nets.py", case, "--seconds", self.seconds]
        else:
            command = [PYTHON, HERE / "peers.py", case, self.data, "--seconds", self.seconds, "--threads", threads]
            command += self.layout.get(case, [])
        env = {"env": self.env | {"OMP_NUM_THREADS": str(threads), "OPENBLAS_NUM_THREADS": str(threads)}}
        text = subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True, **env).stdout
        found = json.loads(text.splitlines()[-1])
        return found["seconds_per_step"], found["peak_mb"]

    def training(self):
        lines = ["| case | mlday, ms a step | | ms a step | mlday is faster | peak, MB | of its |",
                 "|---|---|---|---|---|---|---|"]
        for case, (title, *_, peers) in TRAINED.items():
            if not self.wanted(case):
                continue
            if "PyTorch" in peers and case in ("day64", "day41", "day15"):  # the faster of its two layouts
                plain = self.train_peer(case, "PyTorch")[0]
                self.layout[case] = ["--channels-last"]
                if self.train_peer(case, "PyTorch")[0] > plain:
                    del self.layout[case]
            ours, theirs, ratios = [], {peer: [] for peer in peers}, {peer: [] for peer in peers}
            for _ in range(self.rounds):
                ours.append(self.train_mlday(case))
                for peer in peers:
                    theirs[peer].append(self.train_peer(case, peer))
                    ratios[peer].append(theirs[peer][-1][0] / ours[-1][0])
            step, peak = (statistics.median(values) for values in zip(*ours))
            for peer in peers:
                other, other_peak = (statistics.median(values) for values in zip(*theirs[peer]))
                layout = ", channels last" if self.layout.get(case) and peer == "PyTorch" else ""
                lines.append(f"| {title} | {number(step * 1e3)} | {peer}{layout} | {number(other * 1e3)} | "
                             f"{times(ratios[peer])} | {peak:.0f} | {peak / other_peak:.2f} |")
                print(lines[-1], flush=True)
        return lines

    # What a user waits for, as whole processes.
    def whole(self):
        out = self.folder / "runs"
        cases = {}
        if any(self.wanted(name) for name in ("evaluate", "predict")):
            self.run([MLDAY, "train", ROOT / "configs/day64_gtsrb.yaml", "--data", self.data, "--quiet", "--out", out,
                      "--name", "bench", "--set", "training.stop_after=2 steps"])
            run = out / "day64_gtsrb/bench"
            evaluated = json.loads(self.run([MLDAY, "eval", run, "--split", "train", "--data", self.data,
                                             "--json"])[0])["samples"]
            images = sorted((self.data / "gtsrb/Final_Training/Images").glob("*/*.ppm"))
            cases["evaluate"] = (f"evaluating day 64 on {evaluated:,} signs from their files",
                                 [MLDAY, "eval", run, "--split", "train", "--data", self.data],
                                 ["evaluate", "--number", str(evaluated)])
            for count in (1, 1000):
                cases[f"predict {count}"] = (f"predict, {count} sign{'s' if count > 1 else ''}",
                                             [MLDAY, "predict", run, *images[:count]],
                                             ["predict", "--number", str(count)])
        if self.wanted("sample"):
            self.run([MLDAY, "train", ROOT / "configs/day19_dinosaurs.yaml", "--data", self.data, "--quiet", "--out",
                      out, "--name", "bench", "--set", "training.stop_after=50 steps"])
            cases["sample"] = ("1,000 names of 12 letters by the character RNN",
                               [MLDAY, "sample", out / "day19_dinosaurs/bench", "--number", "1000", "--longest", "12"],
                               ["sample", "--number", "1000"])
        lines = ["| case | mlday | PyTorch | mlday is faster | peak, MB | of its |", "|---|---|---|---|---|---|"]
        for case, (title, command, peer) in cases.items():
            if not self.wanted(case):
                continue
            ours, theirs = [], []
            for _ in range(self.rounds):
                ours.append(self.run(command)[1:])
                theirs.append(self.run([PYTHON, HERE / "peers.py", peer[0], self.data, *peer[1:]])[1:])
            ratios = [b[0] / a[0] for a, b in zip(ours, theirs)]
            (a, a_peak), (b, b_peak) = ([statistics.median(values) for values in zip(*of)] for of in (ours, theirs))
            lines.append(f"| {title} | {number(a)} s | {number(b)} s | {times(ratios)} | {a_peak:.0f} | "
                         f"{a_peak / b_peak:.2f} |")
            print(lines[-1], flush=True)
        return lines

    def start(self):
        lines = ["| command | median | fastest to slowest |", "|---|---|---|"]
        configs = sorted((ROOT / "configs").glob("*.yaml"))
        for title, command in (("`mlday --help`", [MLDAY, "--help"]), ("`mlday completion bash`", [MLDAY, "completion", "bash"]),
                               ("`mlday info` (loads LibTorch)", [MLDAY, "info"]),
                               (f"`mlday check --no-data`, {len(configs)} configs", [MLDAY, "check", "--no-data", *configs])):
            seconds = sorted(self.run(command)[1] for _ in range(11))
            lines.append(f"| {title} | {1e3 * statistics.median(seconds):.0f} ms | {1e3 * seconds[0]:.0f} to "
                         f"{1e3 * seconds[-1]:.0f} ms |")
            print(lines[-1], flush=True)
        return lines

    def pipelines(self):
        text = subprocess.check_output([ROOT / "scripts/bench_data.sh", str(self.realdata), str(self.rounds)], text=True)
        print(text, flush=True)
        return ["```", *text.rstrip().splitlines(), "```"]


def number(value):
    return f"{value:.3g}" if value < 1000 else f"{value:.0f}"


def times(ratios):
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def machine():
    processor = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    info = subprocess.check_output([MLDAY, "info"], text=True)
    versions = subprocess.check_output(
        [PYTHON, "-c", "import torch, numpy; print('PyTorch', torch.__version__ + ', NumPy', numpy.__version__)"], text=True)
    return (f"{datetime.date.today()}, {len(os.sched_getaffinity(0))} cores of: "
            f"{processor[1] if processor else 'an unknown processor'}. {versions.strip()}.", info.strip())


def main():
    flags = argparse.ArgumentParser(description=__doc__)
    flags.add_argument("data", type=pathlib.Path, help="a folder with the data of the configs")
    flags.add_argument("--rounds", type=int, default=3)
    flags.add_argument("--seconds", type=float, default=6, help="of training in each round")
    flags.add_argument("--only", nargs="*", default=[], help="cases that begin so: day64, predict, start, pipelines")
    flags.add_argument("--realdata", type=pathlib.Path, help="a folder with the archives that bench_data.sh wants")
    flags.add_argument("--write", type=pathlib.Path, help="a page to write the section of this run into")
    flags = flags.parse_args()
    with tempfile.TemporaryDirectory(prefix="mlday-bench-") as folder:
        run(Bench(flags, pathlib.Path(folder)), flags)


def run(bench, flags):
    line, info = machine()
    print(line, flush=True)
    parts = [("Training", bench.training()), ("Whole processes", bench.whole())]
    if bench.wanted("start"):
        parts.append(("Starting", bench.start()))
    if flags.realdata and bench.wanted("pipelines"):
        parts.append(("Pipelines", bench.pipelines()))
    if flags.write:
        text = [f"## {line}", "", "```", info, "```", ""]
        for title, lines in parts:
            text += [f"### {title}", "", *lines, ""]
        flags.write.write_text("\n".join(text))


if __name__ == "__main__":
    main()
