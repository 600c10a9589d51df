"""mlday train: what it prints and what it leaves behind."""
import json
import os
import pathlib
import re
import subprocess
import sys
import unittest

import mlday
from mlday import CliTest, checkpoint_of, metadata_of, rows_of, summary
from safetensors_reader import read


class ATraining(mlday.SharedFolderTest):
    """One run of the tiny config, looked at from all sides."""

    def prepare(self):
        type(self).result = self.mlday("train", "tiny.yaml", "--name", "first")
        type(self).run_ = self.run_folder("first")

    def test_stdout_says_what_is_trained_before_it_trains(self):
        for line in ("Tiny signs", "322 train / 108 validation (split by image) / 144 test",
                     "43 classes, inputs 3 x 16 x 16", "22,283 parameters", "Device: CPU, 1 thread",
                     "2 epochs, seed 7"):
            self.assertIn(line, self.result.out)
        for layer in (r"conv2d_1 +8 x 16 x 16 +224\n", r"max_pool2d_1 +8 x 8 x 8\n", r"flatten_1 +512\n",
                      r"linear_1 +43 +22,059\n"):
            self.assertRegex(self.result.out, layer)
        self.assertRegex(self.result.out, r"Optimizer: .*adam.* lr 0\.003")
        self.assertRegex(self.result.out, r"Annealer: .*plateau.* monitor val_accuracy")

    def test_stdout_says_how_it_is_trained(self):
        wishes = ("regularizer.l2=.01", "dataset.augment={rotate: 10}", "training.gradient_clip={norm: 1}",
                  "model.freeze=[conv2d_1]", "annealer={name: cosine, warmup: 3 steps}",
                  "early_stopping={}")
        done = self.mlday("train", "tiny.yaml", "--epochs", "1", *(part for one in wishes for part in ("--set", one)))
        for line in ("Regularizer: l2 0.01", "Augmentation: rotate 10", "Training: gradient_clip {norm: 1", "Frozen: [conv2d_1]",
                     "Early stopping: monitor val_loss, patience 0"):
            self.assertIn(line, done.out)
        self.assertRegex(done.out, "Annealer: name cosine.*warmup")

    def test_stdout_has_a_plain_line_per_epoch_and_no_progress_bar(self):
        lines = re.findall(r"^epoch (\d)/2  loss \d+\.\d{4}  accuracy 0\.\d{4}  val_loss \d+\.\d{4}  "
                           r"val_accuracy 0\.\d{4}  lr 0\.003", self.result.out, re.M)
        self.assertEqual(lines, ["1", "2"])
        self.assertNotIn("\r", self.result.out)
        self.assertNotIn("\033", self.result.out)

    def test_speed_is_printed_without_an_exponent(self):
        speeds = re.findall(r"(\S+) images/s", self.result.out)
        self.assertTrue(speeds)
        for speed in speeds:
            self.assertNotIn("e", speed)

    def test_synthetic_data_is_said_loudly_and_recorded(self):
        self.assertRegex(self.result.err, "(?i)warning.*drawn")
        self.assertIn("synthetic", self.result.out.split("Finished")[1])
        self.assertEqual(summary(self.run_)["data"], "synthetic")

    def test_the_journals_figures_stand_beside_the_runs(self):
        figures = summary(self.run_)
        self.assertEqual(figures["journal"], {"val_accuracy": .875, "test_accuracy": .625})
        self.assertRegex(self.result.out, rf"val_accuracy .* {figures['last']['val_accuracy']:.4f} +0\.875\n")
        self.assertRegex(self.result.out, rf"test_accuracy .* {figures['last']['test_accuracy']:.4f} +0\.625\n")

    def test_the_run_folder_is_complete_and_nothing_else_lies_in_it(self):
        found = {str(path.relative_to(self.run_)) for path in self.run_.rglob("*") if path.is_file()}
        boards = {name for name in found if re.fullmatch(r"tensorboard/((train|validation|test)/)?events\.out\.tfevents\.[^/]+", name)}
        self.assertEqual(len(boards), 4, found)
        self.assertEqual(found - boards, {"config.yaml", "resolved.yaml", "history.csv", "metrics.jsonl", "log.txt", "samples.csv",
                                 "validation.txt", "summary.json", "checkpoints/best.safetensors", "checkpoints/last.safetensors",
                                 "checkpoints/epoch_1_step_11.safetensors", "steps.csv", "report.html",
                                 "predictions/validation.csv", "predictions/test.csv",
                                 *(f"report/{part}.json" for part in ("network", "data", "validation", "test", "filters", "phases"))})

    def test_config_yaml_is_the_config_as_given(self):
        self.assertEqual((self.run_ / "config.yaml").read_text(), mlday.TINY)

    def test_resolved_yaml_has_given_values_with_their_place_and_every_default(self):
        text = (self.run_ / "resolved.yaml").read_text()
        self.assertRegex(text, r"\n  image_size: 16 +# tiny\.yaml:6:15")
        for default in ("interpolation: bilinear", "crop_to_roi: false", "root: gtsrb", "on_bad_sample: error",
                        "num_workers: 1", "label_smoothing: 0", "stride: 1", "bias: true", "eps: 1e-08", "min_lr: 0",
                        "validate_every: 1", "save_every: 1", "log_every: 1", "mode: auto"):
            self.assertRegex(text, rf"\n +{re.escape(default)} +# default")
        self.assertIn("early_stopping: null", text)

    def test_values_that_were_given_are_not_called_defaults(self):
        self.assertNotRegex((self.run_ / "resolved.yaml").read_text(), r"val_accuracy: 0\.875 +# default")

    def test_history_csv_reads_back_exactly(self):
        rows = rows_of(self.run_)
        self.assertEqual(list(rows[0]), ["epoch", "lr", "seconds", "loss", "accuracy", "val_loss", "val_accuracy"])
        self.assertEqual([row["epoch"] for row in rows], ["1", "2"])
        figures = summary(self.run_)
        for key in ("loss", "accuracy", "val_loss", "val_accuracy"):
            self.assertEqual(float(rows[-1][key]), figures["last"][key])
        # Accuracies are counts over the number of samples: nothing was rounded on the way.
        for row in rows:
            for key, samples in (("accuracy", 322), ("val_accuracy", 108)):
                self.assertIn(float(row[key]), [right / samples for right in range(samples + 1)])

    def test_every_line_of_metrics_jsonl_is_json_and_equals_the_history(self):
        records = [json.loads(line) for line in (self.run_ / "metrics.jsonl").read_text().splitlines()]
        epochs = [record for record in records if "note" not in record]
        self.assertEqual(epochs, [{key: float(value) for key, value in row.items()} for row in rows_of(self.run_)])

    def test_summary_json_has_figures_versions_command_and_seed(self):
        figures = summary(self.run_)
        self.assertEqual(figures["status"], "finished")
        self.assertEqual((figures["epochs"], figures["seed"], figures["parameters"]), (2, 7, 22283))
        self.assertEqual(figures["best_monitor"], "val_accuracy")
        self.assertIn("train tiny.yaml --name first", figures["command"])
        self.assertEqual(set(figures["versions"]), {"mlday", "commit", "libtorch", "opencv"})
        for part in ("best", "last"):
            for key in ("loss", "accuracy", "val_loss", "val_accuracy", "test_loss", "test_accuracy"):
                self.assertIsInstance(figures[part][key], float)
        best = max(rows_of(self.run_), key=lambda row: float(row["val_accuracy"]))
        self.assertEqual(figures["best_epoch"], int(best["epoch"]))

    def test_the_log_has_every_line_of_the_terminal_with_its_time(self):
        log = (self.run_ / "log.txt").read_text().splitlines()
        self.assertTrue(all(re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d ", line) for line in log))
        self.assertEqual([line[20:] for line in log if not line[20:].startswith("warning")],
                         self.result.out.splitlines())

    def test_an_independent_reader_opens_both_checkpoints(self):
        shapes = {"conv2d_1.weight": (8, 3, 3, 3), "conv2d_1.bias": (8,), "linear_1.weight": (43, 512),
                  "linear_1.bias": (43,)}
        best, _ = read(checkpoint_of(self.run_, "best"))
        self.assertEqual({name: tensor.shape for name, tensor in best.items()}, shapes)
        last, _ = read(checkpoint_of(self.run_, "last"))
        for name, shape in shapes.items():
            self.assertEqual(last[name].shape, shape)
        state = [tensor for name, tensor in last.items() if "/exp_avg" in name]
        self.assertEqual(sum(tensor.size for tensor in state), 2 * 22283, "adam keeps two moments per parameter")
        script = subprocess.run([sys.executable, mlday.SOURCE / "tests/safetensors_reader.py",
                                 checkpoint_of(self.run_, "best")], capture_output=True, text=True)
        self.assertRegex(script.stdout, r"conv2d_1\.weight +float32 +\[8, 3, 3, 3\]")

    def test_a_checkpoint_carries_config_class_names_and_preprocessing(self):
        for which in ("best", "last"):
            metadata = metadata_of(self.run_, which)
            self.assertIn("image_size: 16", metadata["config"])
            self.assertEqual(json.loads(metadata["class_names"])[14], "Stop")
            self.assertEqual(json.loads(metadata["preprocessing"])["input_shape"], [3, 16, 16])
        self.assertEqual(json.loads(metadata_of(self.run_, "last")["progress"])["epoch"], 2)

    def test_a_checkpoint_contains_no_path_and_no_time(self):
        for which in ("best", "last"):
            text = json.dumps(metadata_of(self.run_, which))
            for secret in (str(self.folder), "tiny.yaml", "runs/", "seconds"):
                self.assertNotIn(secret, text)
            self.assertNotRegex(text, r"\b20\d\d-\d\d")

    def test_latest_is_a_relative_link_to_the_newest_run(self):
        self.mlday("train", "tiny.yaml", "--name", "second", "--epochs", "1", "--quiet")
        self.assertEqual(os.readlink(self.run_folder("latest")), "second")


class Flags(CliTest):
    def test_quiet_prints_nothing_on_stdout_and_still_warns(self):
        result = self.mlday("train", "tiny.yaml", "--quiet", "--epochs", "1")
        self.assertEqual(result.out, "")
        self.assertRegex(result.err, "(?i)drawn")
        self.assertIn("epoch 1/1", (self.run_folder() / "log.txt").read_text())
        # Without --name a run is called by its time, and a second one in the same second still finds a place.
        self.assertRegex(os.readlink(self.run_folder()), r"^\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d(-\d+)?$")

    def test_flags_beat_set_and_set_beats_the_file(self):
        result = self.mlday("train", "tiny.yaml", "--name", "x", "--out", "elsewhere/deep", "--seed", "9",
                            "--epochs", "1", "--set", "training.seed=8", "--set", "optimizer.lr=1e-3")
        run = self.folder / "elsewhere/deep/tiny/x"
        text = (run / "resolved.yaml").read_text()
        self.assertRegex(text, r"seed: 9 +# --seed")
        self.assertRegex(text, r"lr: 0\.001 +# --set")
        self.assertEqual(float(rows_of(run)[0]["lr"]), .001)
        self.assertEqual(summary(run)["seed"], 9)
        self.assertIn("1 epoch, seed 9", result.out)
        self.assertFalse((self.folder / "runs").exists())

    def test_log_every_and_save_every_thin_out_but_the_last_epoch_counts(self):
        result = self.mlday("train", "tiny.yaml", "--name", "x", "--epochs", "5", "--set", "training.log_every=3",
                            "--set", "training.validate_every=2", "--set", "training.save_every=4")
        self.assertEqual(re.findall(r"^epoch (\d)/5", result.out, re.M), ["1", "3", "5"])
        rows = rows_of(self.run_folder("x"))
        self.assertEqual([row["epoch"] for row in rows if row["val_loss"] != "nan"], ["2", "4", "5"])
        self.assertEqual(json.loads(metadata_of(self.run_folder("x"), "last")["progress"])["epoch"], 5)
        for line in (self.run_folder("x") / "metrics.jsonl").read_text().splitlines():
            json.loads(line, parse_constant=self.fail)  # NaN is not JSON

    def test_the_epoch_that_training_stops_after_is_shown_whatever_log_every_says(self):
        result = self.mlday("train", "tiny.yaml", "--epochs", "9", "--set", "training.log_every=7", "--set",
                            "early_stopping={monitor: loss, patience: 2, min_delta: 99}")
        self.assertRegex(result.out, r"(?s)\nepoch 1/9 [^\n]*\nepoch 3/9 [^\n]*\n  early_stopping: ")
        again = self.mlday("train", self.folder / "runs/tiny/latest", "--resume").out
        self.assertRegex(again, r"Nothing is left to train: \S+ ended with early stopping after epoch 3: loss was best")
        beaten = self.mlday("train", "tiny.yaml", "--epochs", "9", "--set",
                            "early_stopping={monitor: val_accuracy, patience: 2, baseline: 1.5}")
        self.assertIn("but no better than the baseline of 1.5", beaten.out)
        failing = self.mlday("train", "tiny.yaml", "--epochs", "9", "--set", "training.log_every=7", "--set",
                             "optimizer=!replace {name: sgd, lr: 1e30}", exits=1)
        self.assertNotRegex(failing.out, r"\nepoch \d/9", "no epoch ended")

    def test_a_network_that_is_too_large_for_the_machine_says_so(self):
        done = subprocess.run(["sh", "-c", 'ulimit -v 4000000; exec "$@"', "sh", mlday.BINARY, "train", "tiny.yaml", "--set",
                               "model.layers=[flatten, linear: 40000, linear: 40000, linear: 43]"],
                              cwd=self.folder, env=mlday.environment(), capture_output=True, text=True)
        if "AddressSanitizer" in done.stderr:
            self.skipTest("a sanitizer needs more room than this test leaves")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertRegex(done.stderr, "mlday: out of memory: it takes about 26[0-9.]* GB of memory to train in batches of 32, "
                         r"more than there is \([0-9.]+ [MG]B\): no batch would fit; take a smaller network")

    def test_the_epoch_that_breaks_the_weights_is_named(self):
        self.refused("train", "tiny.yaml", "--set", "optimizer=!replace {name: sgd, lr: 1e10, weight_decay: 1e37}",
                     "--set", "dataset.batch_size=full", "--set", "dataset.validation=0", "--set", "annealer=constant", exits=1,
                     says="became infinite or nan in epoch 1")

    def test_the_epoch_that_training_ends_with_is_validated_whatever_ends_it(self):
        never_better = "early_stopping={monitor: loss, patience: 2, min_delta: 99}"
        for name, end, reason in (("stopped", never_better, "early stopping"),
                                  ("spent", "training.stop_after=25 steps", "stop_after")):
            with self.subTest(name):
                self.mlday("train", "tiny.yaml", "--name", name, "--epochs", "9", "--set", "training.validate_every=5",
                           "--set", end)
                run = self.run_folder(name)
                self.assertEqual([row["val_loss"] == "nan" for row in rows_of(run)], [True, True, False])
                self.assertIn(reason, summary(run)["reason"])
                self.assertEqual(summary(run)["best_epoch"], 3)
                self.mlday("eval", run, "--split", "validation")

    def test_the_rate_is_cut_aloud_when_the_annealer_acts(self):
        # A rate of almost nothing: validation accuracy cannot improve after the first epoch.
        result = self.mlday("train", "tiny.yaml", "--name", "x", "--epochs", "3", "--set", "optimizer.lr=1e-12")
        self.assertEqual([float(row["lr"]) for row in rows_of(self.run_folder("x"))], [1e-12, 1e-12, 5e-13])
        self.assertRegex(result.out, r"annealer: val_accuracy has not improved: .* 1e-12 -> 5e-13")
        records = [json.loads(line) for line in (self.run_folder("x") / "metrics.jsonl").read_text().splitlines()]
        self.assertEqual([record["epoch"] for record in records if record.get("note") == "annealer"], [2, 3])

    def test_a_terminal_gets_a_progress_bar(self):
        try:
            import pty
            main, other = pty.openpty()
        except OSError as error:
            self.skipTest(f"no pseudo terminal here: {error}")
        # Long enough for the bar to be drawn again, whatever the machine.
        process = subprocess.Popen([mlday.BINARY, "train", "tiny.yaml", "--epochs", "1", "--set",
                                    "dataset.batch_size=1", "--set", "dataset.stand_in.images=8600"],
                                   cwd=self.folder, stdout=other, stderr=subprocess.DEVNULL,
                                   env=mlday.environment(TERM="xterm", COLUMNS="120", LC_ALL="C.UTF-8", CI=""))
        os.close(other)
        text = b""
        try:
            while chunk := os.read(main, 65536):
                text += chunk
        except OSError:
            pass  # the other end is closed: the program is done
        os.close(main)
        self.assertEqual(process.wait(), 0)
        self.assertIn("images/s", text.decode())
        self.assertRegex(text.decode(), r"[█░].* images/s.* left")
        self.assertNotIn("\033", (self.run_folder() / "log.txt").read_text())


class WhereDataLies(CliTest):
    def test_the_environment_and_datasets_are_where_data_is_looked_for(self):
        mlday.write_official(self.folder / "datasets/gtsrb", per_class=4, test_per_class=1)
        mlday.write_official(self.folder / "env/gtsrb", per_class=5, test_per_class=1)
        mlday.write_official(self.folder / "flag/gtsrb", per_class=6, test_per_class=1)
        for number, (arguments, env, sizes) in enumerate((
                ([], {}, "129 train / 43 validation"),
                ([], {"MLDAY_DATA": "env"}, "161 train / 54 validation"),
                (["--data", "flag"], {"MLDAY_DATA": "env"}, "193 train / 65 validation"))):
            result = self.mlday("train", "tiny.yaml", "--epochs", "1", "--name", number, *arguments, **env)
            self.assertIn(sizes, result.out)
            self.assertNotRegex(result.err, "(?i)drawn")
            self.assertEqual(summary(self.run_folder(str(number)))["data"], "real")

    def test_a_stand_in_names_the_folder_that_it_stands_in_for(self):
        result = self.mlday("train", "tiny.yaml", "--epochs", "1", MLDAY_DATA="/no/such/folder")
        self.assertIn("/no/such/folder", result.err)


class TheExecutable(CliTest):
    def test_help_and_version_load_neither_torch_nor_opencv(self):
        needed = subprocess.run(["ldd", mlday.BINARY], capture_output=True, text=True)
        if needed.returncode != 0:
            self.skipTest("no ldd here")
        self.assertNotRegex(needed.stdout, "lib(torch|c10|opencv)")

    def test_help_of_every_verb_exits_0_and_says_the_exit_codes(self):
        for verb in ([], ["train"], ["eval"], ["data"], ["data", "make"], ["data", "make", "gtsrb"]):
            result = self.mlday(*verb, "--help")
            self.assertIn("130/143", result.out)
            self.assertEqual(result.err, "")

    def test_help_of_every_verb_has_an_example_of_it(self):
        listed = self.mlday("--help").out.split("Subcommands:")[1]
        verbs = re.findall(r"^  ([\w-]+) ", listed, re.M)
        self.assertGreater(len(verbs), 10)
        for verb in verbs:
            with self.subTest(verb):
                example = re.search(rf"^Example: mlday ({verb}\b.*)$", self.mlday(verb, "--help").out, re.M)[1]
                words = example.split()
                names = [word for word in words if re.fullmatch("show|make|gtsrb", word)]
                help_text = self.mlday(verb, *names, "--help").out
                for flag in filter(lambda word: word.startswith("--"), words):
                    self.assertIn(flag + " ", help_text)

    def test_the_version_is_one(self):
        self.assertRegex(self.mlday("--version").out, r"^mlday \d+\.\d+")

    def test_every_config_in_the_repository_is_understood(self):
        for config in sorted(pathlib.Path(mlday.SOURCE / "configs").glob("*.yaml")):
            with self.subTest(config=config.name):
                # The data is refused, but only after the whole config was found to be right.
                shown = self.mlday("config", "show", config).out
                loader = re.search(r"^  loader: (\w+)", shown, re.M)[1]
                if loader in ("circles", "moons", "spirals", "inline"):  # they need no files
                    self.mlday("train", config, "--epochs", "2", "--quiet")
                else:
                    self.refused("train", config, "--data", "/no/such/folder", exits=2, says="there is no data folder")


if __name__ == "__main__":
    unittest.main()
