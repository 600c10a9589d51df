"""File calls that go wrong, one after the other, below the program's own: what was saved stays, and the run goes on.

A library is put below the program (tests/tools/faulty_files.c) in which the n-th call that writes fails, takes half,
or ends the process. MLDAY_FAULTS sets how many of all calls and kinds are tried ("all" for each of them; default 24),
MLDAY_FAULT_SEED repeats a series.
"""
import os
import random
import subprocess
import tempfile
import unittest

import mlday
from mlday import BINARY, CliTest, checkpoint_of, new_folder
from safetensors_reader import read

KINDS = ("ENOSPC", "ENOSPC+", "EIO", "EDQUOT+", "short", "kill")
TRIES = os.environ.get("MLDAY_FAULTS", "24")
LAYER = os.environ.get("MLDAY_FAULTY_FILES") or str(mlday.SOURCE / "build/release/bin/libfaulty_files.so")
# Best weights of several epochs, a save within epochs, earlier saves, averages, a validation that comes only at the end.
CONFIG = mlday.TINY.replace("training: {epochs: 2,", "checkpoint: {keep_best: 2, keep_last: 2}\n"
                            "training: {epochs: 3, save_every: 8 steps, validate_every: 2, ema_decay: .9,")


class FaultyFiles(CliTest):
    def setUp(self):
        super().setUp()
        self.write("tiny.yaml", CONFIG)

    def train(self, call, kind, *arguments, log=""):
        """Trains with a fault at this call; the exit code and stderr."""
        runs = self.folder / "runs"
        runs.mkdir(exist_ok=True)
        faults = {"LD_PRELOAD": LAYER, "FAULTY_BELOW": "runs/tiny", "FAULTY_CALL": str(call), "FAULTY_KIND": kind}
        if log:
            faults["FAULTY_LOG"] = log
        done = subprocess.run([BINARY, "train", "tiny.yaml", "--quiet", *map(str, arguments)], cwd=self.folder,
                              env=mlday.environment(**faults), capture_output=True, text=True, timeout=300)
        return done.returncode, done.stderr

    def check(self, straight, call, kind, resumed):
        """One fault, then what is there, then the rest of the run."""
        code, errors = self.train(call, kind, "--name", "r", "--resume")
        run = self.run_folder("r")
        self.assertIn(code, (-9,) if kind == "kill" else (0,) if kind == "short" else (0, 1), errors)
        if code == 1:
            self.assertNotIn("internal error", errors)
            told = [line for line in errors.splitlines() if line.startswith("mlday: ") and "warning" not in line]
            self.assertEqual(len(told), 1, errors)
        last = checkpoint_of(run, "last")
        self.assertTrue(last.exists() or not resumed, "the save that was there is gone")
        for path in run.glob("checkpoints/*.safetensors"):
            read(path)
        if kind.startswith(("ENOSPC", "EDQUOT")):
            self.assertEqual(list(run.rglob("*.partial-*")), [], errors)
        self.mlday("train", "tiny.yaml", "--quiet", "--name", "r", "--resume")
        self.assert_same_training(straight, run)
        self.assertEqual(list(run.rglob("*.partial-*")), [])
        self.assertEqual({path.name for path in run.glob("checkpoints/*.safetensors")},
                         {path.name for path in straight.glob("checkpoints/*.safetensors")})
        self.assertEqual(mlday.summary(run)["best"], mlday.summary(straight)["best"])
        self.mlday("verify", run)

    def series(self, tries, begin):
        """`begin` makes the folder that each try starts from and says whether a run has saved there."""
        self.mlday("train", "tiny.yaml", "--quiet", "--name", "straight")
        straight = self.run_folder("straight")
        original = self.folder
        for call, kind in tries:
            with self.subTest(call=call, kind=kind):
                self.folder = new_folder(self)
                self.write("tiny.yaml", CONFIG)
                self.check(straight, call, kind, begin())
        self.folder = original

    def tries(self, begin):
        """All calls and kinds, or as many of them as are asked for, drawn."""
        original, self.folder = self.folder, new_folder(self)
        self.write("tiny.yaml", CONFIG)
        begin()
        with tempfile.TemporaryDirectory() as folder:
            log = os.path.join(folder, "calls")
            code, errors = self.train(0, "", "--name", "r", "--resume", log=log)
            self.assertEqual(code, 0, errors)
            with open(log) as file:
                lines = [line.split(maxsplit=2) for line in file.read().splitlines()]
        self.folder = original
        every = [(int(line[0]), kind) for line in lines for kind in KINDS
                 if kind != "short" or line[1] == "write"]
        self.assertGreater(len(every), 100, "the layer sees the program's calls")
        if TRIES == "all":
            return every
        seed = int(os.environ.get("MLDAY_FAULT_SEED", random.randrange(10**6)))
        print(f"MLDAY_FAULTS={TRIES} MLDAY_FAULT_SEED={seed}: of {len(lines)} calls", flush=True)
        return random.Random(seed).sample(every, int(TRIES) // 2)

    def nothing(self):
        return False

    def killed(self):
        """A run that was killed in the middle, which has saved."""
        code, errors = self.train(150, "kill", "--name", "r")
        self.assertEqual(code, -9, errors)
        self.assertTrue(checkpoint_of(self.run_folder("r"), "last").exists())
        return True

    def test_a_new_run(self):
        self.series(self.tries(self.nothing), self.nothing)

    def test_a_run_that_goes_on(self):
        self.series(self.tries(self.killed), self.killed)


if __name__ == "__main__":
    unittest.main()
