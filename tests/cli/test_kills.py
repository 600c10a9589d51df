"""kill -9 at random moments of four trainings: what is on the disk is whole, and the run goes on to the same bits.

MLDAY_KILLS sets how many of each training (default 3, with a narrower net of day 64; the long form is 25),
MLDAY_KILL_SEED repeats a series.
"""
import os
import random
import signal
import subprocess
import time
import unittest

import mlday
from mlday import SOURCE, CliTest, checkpoint_of, metadata_of, rows_of, summary
from safetensors_reader import read

KILLS = int(os.environ.get("MLDAY_KILLS", "3"))
KILLS_PER_RUN = 5
LONG = KILLS >= 25

# Many short epochs and weights that take a while to write: most kills come at or near a save.
DENSE = """\
dataset: {loader: spirals, samples: 600, validation: .25, batch_size: 50}
model: {architecture: mlp, hidden: [512, 512]}
optimizer: {name: adam, lr: 1e-3}
early_stopping: {monitor: val_loss, patience: 100, restore_best: true}
checkpoint: {keep_best: 3, keep_last: 3}
training: {epochs: 25, save_every: 7 steps, device: cpu}
"""
# Batch norm's statistics, averaged weights and a rate that goes up and down.
RESNET = """\
dataset:
  loader: gtsrb
  image_size: 16
  stand_in: {kind: synthetic, images: 430}
  validation: .25
  batch_size: 64
  augment: {horizontal_flip: true}
model:
  layers:
    - conv2d: {out_channels: 8, kernel_size: 3, padding: same}
    - batch_norm
    - relu
    - residual: {body: [conv2d: {out_channels: 8, kernel_size: 3, padding: same}, batch_norm, relu,
                        conv2d: {out_channels: 8, kernel_size: 3, padding: same}, batch_norm]}
    - relu
    - global_avg_pool2d
    - linear: 43
optimizer: {name: sgd, lr: .05, momentum: .9, nesterov: true}
annealer: {name: one_cycle, warmup: 10 steps}
training: {epochs: 8, ema_decay: .9, device: cpu}
"""
LETTERS = """\
task: language_model
dataset: {loader: text, file: names.txt, batch_size: 8, validation: .2}
model: {layers: [{embedding: {num_embeddings: 27, embedding_dim: 8}}, lstm: 32, linear: 27]}
optimizer: {name: rmsprop, lr: 1e-3}
training: {epochs: 12, gradient_clip: {value: 5}, accumulate_grad_batches: 2, device: cpu}
"""
SIGNS = ["--set", "dataset.stand_in={kind: synthetic, images: 430}", "--set", "dataset.batch_size=32", "--epochs", "4",
         "--set", "dataset.augment={rotate: 10, shift: .1}", "--set", "training.device=cpu",
         *([] if LONG else ["--set", "model.layers.10.layers.0.linear=128"])]


class Kills(CliTest):
    def setUp(self):
        super().setUp()
        self.write("dense.yaml", DENSE)
        self.write("resnet.yaml", RESNET)
        self.write("letters.yaml", LETTERS)
        letters = random.Random(1)
        self.write("names.txt", "".join("".join(letters.choices("abcdefghijklmnopqrstuvwxyz", k=letters.randint(3, 9))) + "\n"
                                        for _ in range(300)))

    def check_what_is_there(self, run):
        """Every checkpoint opens, and `last` evaluates; the summary is whole."""
        for path in (run / "checkpoints").glob("*.safetensors"):
            tensors, metadata = read(path)
            self.assertTrue(tensors and "config" in metadata, path)
        if checkpoint_of(run, "last").exists():
            self.mlday("eval", checkpoint_of(run, "last"), "--split", "validation", *self.data)
        if (run / "summary.json").exists():
            self.assertIn(summary(run)["status"], ("running", "finished"))

    def killed(self, command, longest):
        """One kill; False where the run had come to its end before."""
        process = self.start(*command)
        try:
            process.wait(timeout=self.random.uniform(.05, longest))
            return False
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return True

    def series(self, config, *settings, data=()):
        """Kills runs of a config at random moments, lets each go on to its end, and compares it with a run in peace."""
        seed = int(os.environ.get("MLDAY_KILL_SEED", random.randrange(10**6)))
        print(f"{config}: MLDAY_KILLS={KILLS} MLDAY_KILL_SEED={seed}", flush=True)
        self.random, kills, runs, saved = random.Random(seed), 0, 0, 0
        command, self.data = ["train", config, "--quiet", *settings, *data], data
        name = os.path.splitext(os.path.basename(config))[0]
        begun = time.monotonic()
        self.mlday(*command, "--name", "straight")
        longest = time.monotonic() - begun
        straight = self.run_folder("straight", name)
        while kills < KILLS or saved == 0:
            runs += 1
            self.assertLess(runs, 20 + KILLS, "hardly any kill came before its run's end")
            run = self.run_folder(f"killed-{runs}", name)
            for _ in range(min(KILLS_PER_RUN, max(1, KILLS - kills))):
                with self.subTest(run=run.name, kill=kills, epochs=len(rows_of(run))):
                    if not self.killed([*command, "--name", run.name, "--resume"], longest):
                        break
                    kills += 1
                    saved += checkpoint_of(run, "last").exists()
                    self.check_what_is_there(run)
            self.mlday(*command, "--name", run.name, "--resume")
            self.assert_same_training(straight, run)
            self.assertEqual(summary(run)["last"], summary(straight)["last"])
            self.assertEqual(summary(run)["best"], summary(straight)["best"])
            self.assertGreater(summary(run)["seconds"] + .001, sum(float(row["seconds"]) for row in rows_of(run)),
                               "what a killed part had saved took its time too")
            names = {path.name for path in (run / "checkpoints").iterdir()}
            self.assertEqual({path for path in names if path.startswith("best")},
                             {path.name for path in (straight / "checkpoints").glob("best*")})
            self.assertEqual([path for path in names if ".partial-" in path], [], "a partial file is left")
            self.mlday("verify", run)
        print(f"{config}: {kills} kills of {runs} runs, {saved} after a save", flush=True)

    def test_a_dense_net_saved_within_epochs(self):
        self.series("dense.yaml")
        run = self.run_folder("straight", "dense")
        kept = sorted(int(path.stem.split("_")[-1]) for path in (run / "checkpoints").glob("best_epoch_*"))
        losses = sorted((float(row["val_loss"]), int(row["epoch"])) for row in rows_of(run))
        self.assertEqual(kept, sorted(epoch for _, epoch in losses[:3]))
        self.assertEqual(len(list((run / "checkpoints").glob("epoch_*_step_*"))), 2)
        self.assertEqual(int(metadata_of(run, "best")["epoch"]), losses[0][1])

    def test_the_net_of_day_64_with_dropout_and_changed_pictures(self):
        self.series(SOURCE / "configs/day64_gtsrb.yaml", *SIGNS)

    def test_a_residual_net_with_batch_norm_averages_and_one_cycle(self):
        self.series("resnet.yaml")

    def test_a_recurrent_net_over_letters(self):
        self.series("letters.yaml", data=["--data", self.folder])

    def test_stopped_and_continued_by_signals_it_comes_to_the_same_bits(self):
        command = ["train", "letters.yaml", "--quiet", "--data", self.folder, "--name"]
        self.mlday(*command, "straight")
        process = self.start(*command, "stopped")
        draw = random.Random(3)
        for _ in range(4):
            time.sleep(draw.uniform(.02, .3))
            if process.poll() is None:
                process.send_signal(signal.SIGSTOP)
                time.sleep(.1)
                process.send_signal(signal.SIGCONT)
        self.assertEqual(process.wait(timeout=60), 0)
        self.assert_same_training(self.run_folder("straight", "letters"), self.run_folder("stopped", "letters"))


if __name__ == "__main__":
    unittest.main()
