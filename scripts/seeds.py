#!/usr/bin/env python3
"""Trains the journal's small days with several seeds each and writes their table into docs/results.md.

A seed decides everything that is drawn: points, split, initial weights, order. None is chosen: they are 1 to 5.
Can be broken off and run again: what is finished stays, what was begun goes on. Rows of configs that are not
named stay.

    scripts/seeds.py DATA [CONFIG...] [--jobs N]     (default: the small days, two runs at once)
    scripts/seeds.py DATA CONFIG... --seeds 20       (other than five seeds are shown, not written down)
"""
import argparse
import concurrent.futures
import json
import pathlib
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
MLDAY = ROOT / "build/release/bin/mlday"
RUNS = pathlib.Path("runs/seeds")
RESULTS = ROOT / "docs/results.md"
BEGIN, END = "<!-- seeds -->\n", "<!-- end of the seeds -->\n"
HEAD = "| config | figure | seeds 1 to 5 | mean | deviation | journal |\n|---|---|---|---|---|---|\n"
SEEDS = 5
SMALL = ["day02_cats_2layer", "day02_cats_4layer", "day04_init_he", "day04_init_large", "day04_init_zeros",
         "day04_regularization_none", "day04_regularization_l2", "day04_regularization_dropout",
         "day05_rmsprop_decay", "day06_adam", "day06_gradient_descent", "day06_momentum",
         "day07_batch_norm_softmax", "day08_signs_dense", "day08_signs_dense_normalized", "day13_signs_cnn",
         "day13_signs_cnn_normalized", "day19_dinosaurs", "day46_apples_oranges", "day52_digits",
         "day52_digits_dense", "day58_insurance"]


def summary_of(name, seed):
    path = ROOT / RUNS / name / str(seed) / "summary.json"
    summary = json.loads(path.read_text()) if path.exists() else {}
    return summary if summary.get("status") == "finished" else None


def train(name, seed, data):
    """A run's summary, which is there already or comes of training; None where that fails."""
    if not summary_of(name, seed):
        subprocess.run([MLDAY, "train", f"configs/{name}.yaml", "--data", data, "--out", RUNS, "--name", str(seed),
                        "--seed", str(seed), "--threads", "1", "--quiet", "--resume"], cwd=ROOT, check=False)
    return summary_of(name, seed)


def figures_of(summary):
    """What the journal reports of the day; else the figures furthest from training, as `mlday journal` does."""
    if summary["journal"]:
        return list(summary["journal"])
    names = [name for name in summary["last"] if not name.endswith("loss")]
    return next(found for part in ("test_", "val_", "")
                if (found := [name for name in names if name.startswith(part)]))


def short(value):
    text = f"{value:.3f}" if abs(value) < 100 else f"{value:.0f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).removeprefix("0") or "0"


def rows_of(name, summaries):
    journal = summaries[0]["journal"]
    for figure in figures_of(summaries[0]):
        values = [summary["last"][figure] for summary in summaries]
        cells = [name, figure, " ".join(map(short, values)), short(statistics.mean(values)),
                 short(statistics.stdev(values)), short(journal[figure]) if figure in journal else "-"]
        yield "| " + " | ".join(cells) + " |\n"


def config_of(row):
    return row.split(" | ")[0].removeprefix("| ")


def write_rows(rows):
    """The table stands between two marks; what is written by hand around them stays."""
    before, rest = RESULTS.read_text().split(BEGIN)
    table, after = rest.split(END)
    old = [row for row in table.splitlines(keepends=True)[2:] if config_of(row) not in map(config_of, rows)]
    RESULTS.write_text(before + BEGIN + HEAD + "".join(sorted(old + rows, key=config_of)) + END + after)


def main():
    flags = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    flags.add_argument("data", type=pathlib.Path)
    flags.add_argument("configs", nargs="*", default=SMALL, metavar="CONFIG")
    flags.add_argument("--jobs", type=int, default=2)
    flags.add_argument("--seeds", type=int, default=SEEDS, metavar="N", help="the seeds 1 to N, two at the least")
    flags = flags.parse_args()
    data = flags.data.resolve()
    failed = []
    pool = concurrent.futures.ThreadPoolExecutor(flags.jobs)
    seeds = range(1, flags.seeds + 1)
    begun = {name: [pool.submit(train, name, seed, data) for seed in seeds] for name in flags.configs}
    try:
        for name, runs in begun.items():
            summaries = [run.result() for run in runs]
            if not all(summaries):
                failed.append(name)
                continue
            rows = list(rows_of(name, summaries))
            if flags.seeds == SEEDS:
                write_rows(rows)
            print("".join(rows), end="", flush=True)
    finally:
        pool.shutdown(cancel_futures=True)  # Ctrl-C ends the runs at work: no others are to begin
    if failed:
        sys.exit(f"seeds: left out, see above: {' '.join(failed)}")


if __name__ == "__main__":
    main()
