"""One seed gives one result: again, with other loader threads, in parts, and after an interruption."""
import json
import shutil
import signal
import subprocess
import time
import unittest

import mlday
from mlday import CliTest, history, metadata_of, rows_of, summary, wait_for
from safetensors_reader import read

STOPS = ["--set", "early_stopping={monitor: val_loss, patience: 2, restore_best: true}"]
# A rate at which validation soon gets worse, so that early stopping acts.
TOO_FAST = [*STOPS, "--set", "optimizer.lr=.3"]
# All that goes around an update at once.
AROUND = ["--set", "optimizer={name: nadam, lr: 3e-3, groups: [{parameters: '*.bias', weight_decay: .01}]}",
          "--set", "regularizer.l2=.1", "--set", "training.gradient_clip=1", "--set", "training.ema_decay=.99",
          "--set", "training.accumulate_grad_batches=3"]
CYCLE = ["--set", "annealer={name: one_cycle, warmup: 20 steps}"]
# Epochs of half a second, to be interrupted in the middle.
SLOW = ["--set", "dataset.batch_size=1", "--set", "model.layers.0.conv2d.out_channels=16",
        "--set", "dataset.stand_in.images=2150"]


class Determinism(CliTest):
    def train(self, name, *arguments, exits=0):
        self.mlday("train", "tiny.yaml", "--name", name, "--quiet", *arguments, exits=exits)
        return self.run_folder(name)

    def progress(self, run):
        return json.loads(metadata_of(run, "last")["progress"])

    def without_resumption(self, run):
        """metrics.jsonl without times and without the notes that say where the run was taken up again."""
        records = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
        return [{key: value for key, value in record.items() if key != "seconds"}
                for record in records if record.get("note") != "resumed"]

    def test_the_same_seed_gives_the_same_bits_whatever_the_loader_threads(self):
        first = self.train("first")
        self.assert_same_training(first, self.train("again"))
        self.assert_same_training(first, self.train("workers", "--set", "dataset.num_workers=4"))

    def test_another_seed_gives_another_training_with_the_same_shapes(self):
        first, other = self.train("first", "--epochs", "1"), self.train("other", "--epochs", "1", "--seed", "8")
        self.assertNotEqual(history(first), history(other))
        ours, theirs = (read(mlday.checkpoint_of(run, "best"))[0] for run in (first, other))
        for name in ours:
            self.assertEqual(ours[name].shape, theirs[name].shape)
            self.assertTrue((ours[name] != theirs[name]).any(), f"{name} does not depend on the seed")

    def test_more_epochs_later_equal_all_epochs_at_once(self):
        for name, settings in (("plain", []), ("early_stopping", STOPS), ("around", [*STOPS, *AROUND])):
            with self.subTest(name):
                straight = self.train(f"{name}-straight", *settings, "--epochs", "2")
                parts = self.train(f"{name}-parts", *settings, "--epochs", "1")
                self.assertEqual(len(rows_of(parts)), 1)
                self.train(f"{name}-parts", *settings, "--epochs", "2", "--resume")
                self.assert_same_training(straight, parts)
                self.assertEqual(summary(straight)["last"], summary(parts)["last"])

    def test_an_early_stopped_run_ends_with_its_best_weights_and_stays_ended(self):
        run = self.train("stopped", *TOO_FAST, "--epochs", "30")
        rows = rows_of(run)
        self.assertLess(len(rows), 30)
        losses = [float(row["val_loss"]) for row in rows]
        best = losses.index(min(losses))
        self.assertEqual(len(losses) - 1 - best, 2, "patience is 2")
        weights, last = read(mlday.checkpoint_of(run, "best"))[0], read(mlday.checkpoint_of(run, "last"))[0]
        for name in weights:
            self.assertTrue((weights[name] == last[name]).all(), f"{name} was not restored")
        before = {path: path.read_bytes() for path in (run / "checkpoints").iterdir()}
        rows = history(run)
        self.train("stopped", *TOO_FAST, "--epochs", "30", "--resume")
        self.assertEqual(history(run), rows)
        for path, content in before.items():
            self.assertTrue(path.read_bytes() == content, f"{path.name} changed though nothing was trained")

    def interrupt(self, name, which, settings):
        """Starts a run, interrupts it in the middle of its second epoch; the folder and the exit code."""
        for share in (.4, .2, .6, .1, .3, .5, .25, .15):
            process = self.start("train", "tiny.yaml", "--name", name, "--quiet", *settings)
            run = self.run_folder(name)
            wait_for(lambda: rows_of(run) and rows_of(run)[0]["val_accuracy"], process, "the first epoch's end")
            time.sleep(share * float(rows_of(run)[0]["seconds"]))
            process.send_signal(which)
            process.communicate(timeout=60)
            if self.progress(run)["batch"] > 0:
                return run, process.returncode
            shutil.rmtree(run)  # it came between two epochs: once more
        self.fail("no interruption came in mid-epoch")

    def test_interrupted_in_mid_epoch_and_resumed_equals_uninterrupted(self):
        for which, code, settings in ((signal.SIGINT, 130, SLOW), (signal.SIGTERM, 143, [*SLOW, *STOPS]),
                                      (signal.SIGTERM, 143, [*SLOW, *AROUND, *CYCLE])):
            with self.subTest(which.name, settings=settings):
                settings = [*settings, "--epochs", "3"]
                straight = self.train(f"straight-{len(settings)}", *settings)
                begun = time.monotonic()
                run, exit_code = self.interrupt(f"parts-{len(settings)}", which, settings)
                self.assertEqual(exit_code, code)
                self.assertEqual(summary(run)["status"], "interrupted")
                self.assertLess(len(rows_of(run)), 3)
                broken_off, taken = self.progress(run), summary(run)["epoch_seconds"]
                # The folder alone is enough to go on.
                self.mlday("train", run, "--resume", "--quiet")
                at_most = time.monotonic() - begun
                self.assert_same_training(straight, run)
                self.assertGreater(taken, 0)
                seconds = [float(row["seconds"]) for row in rows_of(run)]
                self.assertGreater(seconds[broken_off["epoch"]], taken)
                self.assertGreater(summary(run)["seconds"], sum(seconds))
                self.assertLess(summary(run)["seconds"], at_most, "no part counts twice")
                self.assertEqual(self.without_resumption(straight), self.without_resumption(run))
                self.assertEqual(summary(run)["status"], "finished")
                self.assertEqual(summary(run)["best"], summary(straight)["best"])

    def test_interrupted_twice_and_stopped_early_equals_uninterrupted(self):
        settings = [*SLOW, *STOPS, "--set", "optimizer.lr=.03", "--epochs", "30"]
        straight = self.train("straight", *settings)
        self.assertLess(len(rows_of(straight)), 30, "early stopping was to act")
        run, _ = self.interrupt("parts", signal.SIGTERM, settings)
        process = self.start("train", run, "--resume", "--quiet")
        done = len(rows_of(run))
        wait_for(lambda: len(rows_of(run)) > done, process, "another epoch")
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        self.assertIn(process.returncode, (130, 0))  # 0 where that was the epoch after which it stops
        self.mlday("train", run, "--resume", "--quiet")
        self.assert_same_training(straight, run)

    def test_an_interruption_says_how_to_go_on(self):
        process = self.start("train", "tiny.yaml", "--name", "x", "--epochs", "100000", stdout=subprocess.PIPE)
        wait_for(lambda: len(rows_of(self.run_folder("x"))) >= 1, process, "the first epoch's end")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130)
        self.assertRegex(out.splitlines()[-1], r"interrupted .*saved.*mlday train \S*runs/tiny/x --resume")
        self.assertNotIn("error", err)


class Resuming(CliTest):
    def test_resuming_what_does_not_exist_yet_begins_it_and_says_so(self):
        result = self.mlday("train", "tiny.yaml", "--name", "new", "--resume", "--epochs", "1")
        self.assertEqual(len(rows_of(self.run_folder("new"))), 1)
        self.assertRegex(result.out + result.err, "(?i)(no run .*new|nothing to resume|begin)")

    def test_a_folder_that_was_killed_before_its_first_file_is_begun_anew(self):
        (self.run_folder("empty") / "checkpoints").mkdir(parents=True)
        self.mlday("train", "tiny.yaml", "--name", "empty", "--resume", "--epochs", "1", "--quiet")
        self.assertEqual(summary(self.run_folder("empty"))["status"], "finished")

    def test_a_run_that_is_still_trained_is_not_resumed_beside_it(self):
        process = self.start("train", "tiny.yaml", "--name", "busy", "--epochs", "400", "--quiet")
        wait_for(lambda: rows_of(self.run_folder("busy")), process, "the first epoch's end")
        self.refused("train", self.run_folder("busy"), "--resume", "--quiet", exits=2, says="busy")
        self.assertIsNone(process.poll(), "the run itself was disturbed")

    def test_a_schedule_over_the_whole_run_is_not_stretched_afterwards(self):
        settings = ("train", "tiny.yaml", "--name", "x", "--quiet", "--set", "annealer=cosine")
        self.mlday(*settings, "--epochs", "1")
        self.refused(*settings, "--epochs", "2", "--resume", exits=2, says=["as many epochs as before", "annealer.over"])
        self.mlday(*settings, "--epochs", "1", "--resume")

    def test_a_run_is_not_resumed_on_other_data_of_the_same_size(self):
        self.mlday("train", "tiny.yaml", "--name", "drawn", "--epochs", "1", "--quiet")
        mlday.write_official(self.folder / "data", per_class=10)
        self.refused("train", self.run_folder("drawn"), "--resume", "--data", "data", exits=2, says="other data")

    def test_a_run_goes_on_with_changed_samples_only_where_that_is_allowed(self):
        rows = [f"{i},{3 * i + i * i % 7}" for i in range(20)]
        self.write("t.csv", "\n".join(["x,y", *rows]) + "\n")
        self.write("line.yaml", """\
task: regression
dataset: {loader: csv, file: t.csv, columns: {y: target}}
model: {layers: [linear: 1]}
optimizer: {name: adam, lr: 1e-3}
training: {epochs: 1, device: cpu, threads: 1}
""")
        go_on = ("train", "line.yaml", "--data", ".", "--name", "x", "--resume", "--quiet", "--epochs")
        self.mlday(*go_on, "1")
        self.assertNotIn("begun with", self.mlday(*go_on, "2").err)
        self.write("t.csv", "\n".join(["x,y", *rows[:-1], "19,58"]) + "\n")
        self.refused(*go_on, "3", exits=2, says=["1 sample was changed (t.csv line 21)", "--allow-change changed"])
        done = self.mlday(*go_on, "3", "--allow-change", "changed")
        self.assertIn("is not what the run was begun with: 1 sample was changed", done.err)

    def test_what_was_validated_only_because_training_ended_does_not_count_once_it_goes_on(self):
        self.write("lines.yaml", """\
task: regression
dataset: {loader: lines, samples: 40, test_samples: 0, noise: 1, batch_size: 8, validation: .25}
model: {layers: [linear: 16, tanh, linear: 1]}
optimizer: {name: adam, lr: .05}
annealer: {name: plateau, patience: 1, factor: .5}
early_stopping: {patience: 2, min_delta: .5, restore_best: true}
training: {epochs: 14, validate_every: 4, threads: 1}
""")
        self.mlday("train", "lines.yaml", "--name", "once", "--quiet")
        for parts in ("7",), ("5", "9"), ("1", "2", "3", "11"):
            name = "-".join(parts)
            for i, epochs in enumerate(parts):
                self.mlday("train", "lines.yaml", "--name", name, "--epochs", epochs, "--quiet", *["--resume"] * (i > 0))
            self.mlday("train", "lines.yaml", "--name", name, "--resume", "--quiet")
            for checkpoint in "best", "last":
                self.assert_same_file(mlday.checkpoint_of(self.run_folder("once", "lines"), checkpoint),
                                      mlday.checkpoint_of(self.run_folder(name, "lines"), checkpoint))
            self.assertEqual(mlday.summary(self.run_folder("once", "lines"))["reason"],
                             mlday.summary(self.run_folder(name, "lines"))["reason"])
        # A limit ends it in epoch 7; asked again it has nothing to do, and with a later limit it goes on.
        limit = ("train", "lines.yaml", "--name", "limit", "--quiet", "--resume", "--set")
        run = self.run_folder("limit", "lines")
        self.mlday(*limit, "training.stop_after=28 steps")
        best = mlday.summary(run)["best"]
        self.mlday(*limit, "training.stop_after=28 steps")
        self.assertEqual(mlday.summary(run)["best"], best)
        self.mlday(*limit, "training.stop_after=null")
        for checkpoint in "best", "last":
            self.assert_same_file(mlday.checkpoint_of(self.run_folder("once", "lines"), checkpoint),
                                  mlday.checkpoint_of(run, checkpoint))

    def test_what_was_trained_is_not_begun_anew_in_its_own_folder(self):
        self.mlday("train", "tiny.yaml", "--name", "x", "--quiet")
        run = self.run_folder("x")
        for path in (run / "checkpoints").glob("[le]*"):  # the saves before it too
            path.unlink()
        before = {path: path.read_bytes() for path in run.rglob("*") if path.is_file()}
        self.refused("train", run, "--resume", exits=2, says=["last.safetensors is gone", "without --resume"])
        self.assertEqual(before, {path: path.read_bytes() for path in run.rglob("*") if path.is_file()})

    def test_a_run_killed_before_its_first_save_may_save_more_often_from_now_on(self):
        process = self.start("train", "tiny.yaml", "--name", "x", "--epochs", "1000", "--quiet", "--set",
                             "training.save_every=1000")
        wait_for(lambda: len(rows_of(self.run_folder("x"))) > 2, process, "some epochs")
        process.kill()
        process.wait()
        self.mlday("train", self.run_folder("x"), "--resume", "--quiet", "--epochs", "2", "--set", "training.save_every=1")
        self.assertEqual(len(rows_of(self.run_folder("x"))), 2)

    def test_a_run_is_not_ended_by_fewer_epochs_than_it_has(self):
        process = self.start("train", "tiny.yaml", "--name", "x", "--epochs", "1000", "--quiet")
        wait_for(lambda: len(rows_of(self.run_folder("x"))) > 2, process, "some epochs")
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
        before = (self.run_folder("x") / "resolved.yaml").read_text()
        self.refused("train", self.run_folder("x"), "--resume", "--epochs", "1", exits=2, says="already: to go on, give more")
        self.assertEqual(before, (self.run_folder("x") / "resolved.yaml").read_text())

    def test_a_run_folder_is_gone_on_with_where_it_is(self):
        self.mlday("train", "tiny.yaml", "--name", "x", "--epochs", "1", "--quiet")
        for flag in ("--name", "--out"):
            self.refused("train", self.run_folder("x"), "--resume", flag, "other", exits=2, says="leave --out and --name")

    def test_a_run_folder_keeps_what_was_wished_apart_from_defaults(self):
        self.mlday("train", "tiny.yaml", "--name", "x", "--epochs", "1", "--quiet")
        resolved = self.run_folder("x") / "resolved.yaml"
        before = resolved.read_text().splitlines()
        self.mlday("train", self.run_folder("x"), "--resume", "--epochs", "2", "--quiet")
        changed = [(old, new) for old, new in zip(before, resolved.read_text().splitlines()) if old != new]
        self.assertEqual([new.split("#")[1].strip() for _, new in changed], ["--epochs:1:17"], changed)
        # An older version may have written fewer keys.
        resolved.write_text("".join(line for line in resolved.read_text().splitlines(True) if "rule:" not in line))
        self.mlday("train", self.run_folder("x"), "--resume", "--epochs", "3", "--quiet")
        self.assertIn("image_size: 16  # tiny.yaml:6:15", resolved.read_text())

    def test_a_closed_pipe_does_not_end_the_training(self):
        process = self.start("train", "tiny.yaml", "--name", "x", stdout=subprocess.PIPE)
        process.stdout.readline()
        process.stdout.close()
        process.wait(timeout=120)
        self.assertEqual(summary(self.run_folder("x"))["status"], "finished")


if __name__ == "__main__":
    unittest.main()
