"""What the tests of the program share: running it as a user does, a tiny config, small data sets.

MLDAY_BINARY names the program (default: the release build), MLDAY_SOURCE the repository.
"""
import csv
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

try:
    import numpy as np
except ImportError:
    sys.exit(f"{sys.executable} has no numpy: apt-get install python3-numpy and use Debian's /usr/bin/python3")

SOURCE = pathlib.Path(os.environ.get("MLDAY_SOURCE") or pathlib.Path(__file__).resolve().parents[2])
BINARY = os.environ.get("MLDAY_BINARY") or str(SOURCE / "build/release/bin/mlday")
sys.path.insert(0, str(SOURCE / "tests"))
import safetensors_reader  # noqa: E402

CLASSES = 43

TINY = """\
# A net so small that the program's start takes longer than its training.
title: Tiny signs
task: classification
dataset:
  loader: gtsrb
  image_size: 16
  validation: {fraction: .25, by: image}
  stand_in: {kind: synthetic, images: 430}
  batch_size: 32
model:
  layers:
    - conv2d: {out_channels: 8, kernel_size: 3, padding: same}
    - relu
    - max_pool2d: 2
    - dropout: .25
    - flatten
    - linear: 43
optimizer: {name: adam, lr: 3e-3}
annealer: {name: plateau, monitor: val_accuracy, patience: 1, factor: .5}
training: {epochs: 2, seed: 7, device: cpu, threads: 1}
journal: {val_accuracy: .875, test_accuracy: .625}
"""


def environment(**changes):
    """The caller's, without what would lead the program to data or kernels of the caller's own."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("MLDAY_", "OPENBLAS_"))}
    env.update(changes)
    return env


class Result:
    def __init__(self, arguments, done):
        self.arguments, self.code = arguments, done.returncode
        self.out, self.err = done.stdout, done.stderr

    def __str__(self):
        out = "\n".join(self.out.splitlines()[-30:])
        return (f"mlday {' '.join(self.arguments)}\nexit {self.code}\n--- the end of stdout\n{out}\n"
                f"--- stderr\n{self.err}")


class CliTest(unittest.TestCase):
    """A test with an empty working folder of its own, in which tiny.yaml lies and no datasets/."""

    def setUp(self):
        self.folder = new_folder(self)

    def mlday(self, *arguments, exits=0, cwd=None, **env):
        """Runs the program to its end; fails where it does not exit as expected."""
        arguments = [str(argument) for argument in arguments]
        done = subprocess.run([BINARY, *arguments], cwd=cwd or self.folder, env=environment(**env),
                              capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL)
        result = Result(arguments, done)
        self.assertEqual(result.code, exits, result)
        return result

    def refused(self, *arguments, exits, says, cwd=None, **env):
        """Runs what must fail: the exit code, one message, every part of `says` in it, no trace of a bug."""
        result = self.mlday(*arguments, exits=exits, cwd=cwd, **env)
        for part in [says] if isinstance(says, str) else says:
            self.assertIn(part, result.err, result)
        for trace in ("internal error", "terminate called", "frame #", "LOG ERROR"):
            self.assertNotIn(trace, result.err, result)
        errors = [line for line in result.err.splitlines()
                  if line.startswith("mlday: ") and not line.startswith("mlday: warning: ")]
        self.assertEqual(len(errors), 1, f"one message was expected\n{result}")
        return result

    def start(self, *arguments, stdout=subprocess.DEVNULL):
        """Starts the program and leaves it running; it is gone when the test is over."""
        process = subprocess.Popen([BINARY, *map(str, arguments)], cwd=self.folder, env=environment(),
                                   stdout=stdout, stderr=subprocess.PIPE, text=True)
        self.addCleanup(end, process)
        return process

    def write(self, name, text):
        (self.folder / name).write_text(text)
        return self.folder / name

    def run_folder(self, name="latest", config="tiny"):
        return self.folder / "runs" / config / name

    def assert_same_file(self, first, second):
        self.assertTrue(first.read_bytes() == second.read_bytes(), f"{first} and {second} differ")

    def assert_same_training(self, first, second):
        """The same bits in both checkpoints, and the same history but for the seconds."""
        self.assertEqual(history(first), history(second))
        for checkpoint in ("best", "last"):
            self.assert_same_file(checkpoint_of(first, checkpoint), checkpoint_of(second, checkpoint))


class SharedFolderTest(CliTest):
    """As above, but one folder for all tests of the class, filled by prepare(): a run is paid for once."""

    @classmethod
    def setUpClass(cls):
        cls.folder = new_folder(cls)
        cls.prepare(cls("setUp"))

    def setUp(self):
        pass


def new_folder(owner):
    """A temporary folder that goes when the test (or the class of tests) is over."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="mlday-test-"))
    clean_up = owner.addClassCleanup if isinstance(owner, type) else owner.addCleanup
    clean_up(shutil.rmtree, folder, ignore_errors=True)
    (folder / "tiny.yaml").write_text(TINY)
    return folder


def checkpoint_of(run, which):
    return run / "checkpoints" / f"{which}.safetensors"


def metadata_of(run, which):
    return safetensors_reader.read(checkpoint_of(run, which))[1]


def rows_of(run):
    """history.csv as a list of dicts of texts; [] where there is none yet."""
    try:
        with open(run / "history.csv", newline="") as file:
            return list(csv.DictReader(file))
    except FileNotFoundError:
        return []


def history(run):
    """The rows without the time they took: what two equal runs share."""
    return [{key: value for key, value in row.items() if key != "seconds"} for row in rows_of(run)]


def summary(run):
    return json.loads((run / "summary.json").read_text())


def end(process):
    """Kills it where it still runs, and closes its pipes."""
    process.kill()
    process.wait()
    for pipe in (process.stdout, process.stderr):
        if pipe:
            pipe.close()


def wait_for(condition, process, what, seconds=120):
    """Waits until the condition holds, while the process runs."""
    end = time.monotonic() + seconds
    while not condition():
        if process.poll() is not None:
            raise AssertionError(f"the program ended ({process.returncode}) before {what}: {process.stderr.read()}")
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s for {what}")
        time.sleep(.005)


def write_safetensors(path, tensors, metadata):
    """Writes a file as another program might."""
    header, data = {"__metadata__": metadata}, b""
    for name, tensor in tensors.items():
        assert tensor.dtype == np.float32
        header[name] = {"dtype": "F32", "shape": list(tensor.shape),
                        "data_offsets": [len(data), len(data) + tensor.nbytes]}
        data += tensor.tobytes()
    text = json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + data)


def write_ppm(path, picture):
    """A picture of bytes, height x width x RGB."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"P6\n%d %d\n255\n" % picture.shape[1::-1] + picture.tobytes())


def sign_pictures(per_class, tracks=1, size=16, seed=0):
    """Pictures (class, track, photo, pixels): a class has a colour, a photo its noise."""
    random = np.random.default_rng(seed)
    colours = np.random.default_rng(123).integers(40, 216, (CLASSES, 3))
    for label in range(CLASSES):
        for i in range(per_class):
            noise = random.integers(-40, 41, (size, size, 3))
            yield label, i % tracks, i // tracks, (colours[label] + noise).clip(0, 255).astype(np.uint8)


def write_table(path, columns, rows, separator):
    path.write_text("\n".join(separator.join(map(str, row)) for row in [columns, *rows]) + "\n")


def write_official(root, per_class=10, test_per_class=3, **pictures):
    """GTSRB's official layout, with made-up pictures."""
    columns = ["Filename", "Width", "Height", "Roi.X1", "Roi.Y1", "Roi.X2", "Roi.Y2", "ClassId"]
    train = root / "Final_Training/Images"
    rows = {label: [] for label in range(CLASSES)}
    for label, track, photo, pixels in sign_pictures(per_class, **pictures):
        name = f"{track:05}_{photo:05}.ppm"
        write_ppm(train / f"{label:05}" / name, pixels)
        rows[label].append([name, *pixels.shape[1::-1], 1, 1, 14, 14, label])
    for label in rows:
        write_table(train / f"{label:05}/GT-{label:05}.csv", columns, rows[label], ";")
    test = []
    for i, (label, _, _, pixels) in enumerate(sign_pictures(test_per_class, seed=1)):
        write_ppm(root / f"Final_Test/Images/{i:05}.ppm", pixels)
        test.append([f"{i:05}.ppm", *pixels.shape[1::-1], 1, 1, 14, 14, label])
    if test:
        write_table(root / "Final_Test/Images/GT-final_test.csv", columns, test, ";")
    return root


def write_kaggle(root, official):
    """The same pictures as in a folder of the official layout, in Kaggle's layout."""
    columns = ["Width", "Height", "Roi.X1", "Roi.Y1", "Roi.X2", "Roi.Y2", "ClassId", "Path"]
    tables = {"Train": [], "Test": []}

    def take(part, table, new_path):
        with open(table, newline="") as file:
            for row in csv.DictReader(file, delimiter=";"):
                target = root / new_path(row)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(table.parent / row["Filename"], target)
                tables[part].append([*(row[column] for column in columns[:-1]), new_path(row)])

    for table in sorted((official / "Final_Training/Images").glob("*/GT-*.csv")):
        take("Train", table, lambda row: f"Train/{row['ClassId']}/{int(row['ClassId']):05}_{row['Filename']}")
    take("Test", official / "Final_Test/Images/GT-final_test.csv", lambda row: f"Test/{row['Filename']}")
    for part, rows in tables.items():
        write_table(root / f"{part}.csv", columns, rows, ",")
    return root
