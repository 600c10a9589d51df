"""Runs as a batch script handles them: expectations, summaries as JSON, weights of an earlier run, saving on request,
listing, pruning, verifying."""
import json
import os
import re
import signal
import subprocess
import time
import unittest

import mlday
from mlday import CliTest, SharedFolderTest, checkpoint_of, summary

MOONS = """\
dataset: {loader: moons, samples: 200, test_samples: 100, noise: .1, validation: .25, batch_size: 10}
model: {architecture: mlp, hidden: [8]}
optimizer: {name: adam, lr: .01}
training: {epochs: 3, threads: 1}
"""


class Expectations(SharedFolderTest):
    def prepare(self):
        self.write("m.yaml", MOONS)
        self.mlday("train", "m.yaml", "--name", "r")

    def test_a_figure_that_is_reached_exits_with_0_and_one_that_is_missed_with_3(self):
        self.mlday("train", "m.yaml", "--name", "reached", "--expect", "val_accuracy>=.5", "--expect", "loss<2")
        missed = self.mlday("train", "m.yaml", "--name", "missed", "--expect", "val_accuracy>1", exits=3)
        figure = summary(self.run_folder("missed", "m"))["best"]["val_accuracy"]
        self.assertIn(f"--expect: val_accuracy is {figure:.6g}, expected >1", missed.err)
        # Requeued, it trains nothing and says the same.
        self.mlday("train", "m.yaml", "--name", "missed", "--resume", "--expect", "val_accuracy>1", exits=3)
        self.mlday("eval", "runs/m/r", "--expect", "accuracy>=.5")
        done = self.mlday("eval", "runs/m/r", "--split", "validation", "--expect", "accuracy > 1", exits=3)
        self.assertIn("accuracy is ", done.err)
        self.assertIn("macro mean", done.out)

    def test_an_expectation_that_can_never_come_is_refused_before_training(self):
        for text, says in (("val_acuracy>.5", "did you mean `val_accuracy`?"), ("val_accuracy", "is no expectation"),
                           ("val_accuracy>=high", "is no expectation"), ("val_accuracy>=nan", "is no expectation")):
            self.refused("train", "m.yaml", "--name", "never", "--expect", text, exits=2, says=says)
        self.assertFalse((self.folder / "runs/m/never").exists())

    def test_the_summary_alone_is_printed_as_json(self):
        done = self.mlday("train", "m.yaml", "--name", "json", "--json")
        self.assertEqual(json.loads(done.out), summary(self.run_folder("json", "m")))
        self.assertEqual(done.err, "")
        again = self.mlday("train", "m.yaml", "--name", "json", "--json", "--resume")
        self.assertEqual(json.loads(again.out), json.loads(done.out))

    def test_a_new_run_begins_with_another_runs_weights_alone(self):
        done = self.mlday("train", "m.yaml", "--name", "tuned", "--from", "runs/m/r", "--epochs", "1",
                          "--set", "optimizer.lr=1e-12")
        self.assertIn("Weights: 4 tensors of", done.out)
        first = summary(self.run_folder("r", "m"))["best"]["val_loss"]
        self.assertAlmostEqual(summary(self.run_folder("tuned", "m"))["best"]["val_loss"], first, places=5)
        self.refused("train", "m.yaml", "--name", "tuned", "--resume", "--from", "runs/m/r", exits=2, says="leave one away")

    def test_weights_of_the_same_classes_in_another_order_are_refused(self):
        table = "a,y\n" + "".join(f"{i},{'uv'[i % 2]}\n" for i in range(12))
        self.write("t.csv", table)
        config = "dataset: {loader: csv, file: t.csv, columns: {y: target}, batch_size: 4}\n" \
                 "model: {architecture: mlp, hidden: [4]}\noptimizer: adam\ntraining: {epochs: 1, threads: 1}\n"
        self.write("t.yaml", config)
        self.write("turned.yaml", config.replace("y: target}", "y: target}, classes: [v, u]"))
        self.mlday("train", "t.yaml", "--data", ".", "--name", "r")
        done = self.refused("train", "turned.yaml", "--data", ".", "--from", "runs/t/r", exits=2,
                            says="in another order (u, v; here v, u)")
        advised = re.search(r"weights\.except: \[(\S+)\]", done.err)[1]
        file = self.folder / "runs/t/r/checkpoints/best.safetensors"
        self.mlday("train", "turned.yaml", "--data", ".", "--set", f"weights={{file: {file}, except: [{advised}]}}")

    def test_a_config_comes_from_a_pipe(self):
        for name in "-", "/dev/stdin":
            done = subprocess.run([mlday.BINARY, "check", name], input=(self.folder / "m.yaml").read_text(), text=True,
                                  capture_output=True, cwd=self.folder)
            self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)

    def test_runs_are_listed_removed_and_pruned(self):
        for name in "a", "b", "c":
            self.mlday("train", "m.yaml", "--name", name, "--out", "more", "--quiet")
        listed = self.mlday("runs", "--out", "more").out
        self.assertRegex(listed, r"m +c \(latest\) +finished +3 +val_loss ")
        entries = json.loads(self.mlday("runs", "--out", "more", "--json").out)
        self.assertEqual([entry["name"] for entry in entries], ["c", "b", "a"])
        self.assertEqual(entries[0]["best"], summary(self.folder / "more/m/c")["best"])
        self.assertIn("would remove more/m/a", self.mlday("runs", "prune", "--keep", "2", "--out", "more", "--dry-run").out)
        self.mlday("runs", "prune", "--keep", "2", "--out", "more")
        self.assertEqual(sorted(path.name for path in (self.folder / "more/m").iterdir()), ["b", "c", "latest"])
        self.mlday("runs", "rm", "more/m/latest")
        self.assertEqual([path.name for path in (self.folder / "more/m").iterdir()], ["b"])
        self.refused("runs", "rm", "more", exits=2, says="is no run's folder")

    def test_verify_reads_everything(self):
        self.mlday("train", "m.yaml", "--name", "v", "--quiet")
        run = self.run_folder("v", "m")
        self.assertIn("whole", self.mlday("verify", run).out)
        best = checkpoint_of(run, "best")
        content = bytearray(best.read_bytes())
        content[-3] ^= 1
        best.write_bytes(content)
        self.assertIn("its content is not what was written", self.mlday("verify", run, exits=1).out)
        best.write_bytes(content[:-3])
        self.assertIn("not a whole safetensors file", self.mlday("verify", run, exits=1).out)


class Signals(CliTest):
    def begin(self, **settings):
        self.write("m.yaml", MOONS.replace("epochs: 3", "epochs: 100000"))
        return self.start("train", "m.yaml", "--name", "r", "--quiet", "--set", "training.save_every=100000",
                          *(f"--set={key}={value}" for key, value in settings.items()))

    def test_sigusr1_saves_and_training_goes_on(self):
        process = self.begin()
        run = self.run_folder("r", "m")
        mlday.wait_for((run / "history.csv").exists, process, "training began")
        self.assertFalse(checkpoint_of(run, "last").exists())
        process.send_signal(signal.SIGUSR1)
        mlday.wait_for(checkpoint_of(run, "last").exists, process, "the save that was asked for")
        rows = len(mlday.rows_of(run))
        mlday.wait_for(lambda: len(mlday.rows_of(run)) > rows + 5, process, "it went on")
        self.assertIn("training", self.mlday("runs").out)
        self.refused("runs", "rm", run, exits=2, says="is being trained by another process")
        process.kill()
        process.wait()
        self.assertIn("killed", self.mlday("runs").out)
        self.mlday("train", run, "--resume", "--epochs", str(rows + 20))

    def test_a_signal_while_it_validates_is_answered_at_once_and_nothing_is_lost(self):
        # A validation of half a minute behind an epoch of three batches.
        self.write("v.yaml", MOONS.replace("samples: 200", "samples: 60000").replace("validation: .25",
                   "validation: {count: 59970}").replace("batch_size: 10", "batch_size: 1").replace("epochs: 3", "epochs: 2"))
        flags = ["train", "v.yaml", "--quiet", "--name"]
        process = self.start(*flags, "cut", "--set", "dataset.batch_size=1")
        run = self.run_folder("cut", "v")
        mlday.wait_for((run / "summary.json").exists, process, "training began")
        time.sleep(1)
        begin = time.monotonic()
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=60), 143)
        self.assertLess(time.monotonic() - begin, 5)
        self.assertIn("interrupted", summary(run)["status"])
        self.mlday(*flags, "cut", "--resume")
        self.mlday(*flags, "whole")
        self.assert_same_training(run, self.run_folder("whole", "v"))


if __name__ == "__main__":
    unittest.main()
