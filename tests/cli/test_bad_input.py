"""What goes wrong ends with one message that says how to mend it, exit 2 or 1, and nothing lost."""
import os
import pathlib
import re
import shutil
import subprocess
import unittest

import numpy as np

import mlday
from mlday import CliTest, checkpoint_of, history, rows_of, summary
from safetensors_reader import read


def files_of(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class BadConfig(CliTest):
    def refuse_config(self, old, new, says):
        self.assertIn(old, mlday.TINY)
        self.write("bad.yaml", mlday.TINY.replace(old, new))
        self.refused("train", "bad.yaml", exits=2, says=says)
        self.assertFalse((self.folder / "runs").exists(), "a refused config leaves no run")

    def test_an_unknown_key_is_named_with_its_place_and_the_nearest_one(self):
        self.refuse_config("  batch_size: 32", "  batchsize: 32",
                           ["bad.yaml:9:3", "batchsize", "did you mean `batch_size`"])

    def test_a_keras_name_is_translated(self):
        self.refuse_config("out_channels: 8", "filters: 8", ["bad.yaml:12:16", "filters", "out_channels"])

    def test_a_wrong_type_says_what_was_expected_and_what_was_given(self):
        self.refuse_config("epochs: 2", "epochs: many", ["bad.yaml:20:20", "integer", "many"])

    def test_all_errors_are_told_at_once(self):
        self.refuse_config("lr: 3e-3}", "lr: -1, speed: 2}", ["lr", "speed", "2 errors"])

    def test_broken_yaml_and_an_empty_file_name_the_file(self):
        self.refuse_config("dataset:\n", "dataset: [\n", "bad.yaml:")
        self.refuse_config(mlday.TINY, "# nothing\n", ["bad.yaml", "empty"])

    def test_a_net_that_does_not_fit_the_classes_says_how_to_end_it(self):
        self.refuse_config("linear: 43", "linear: 10", ["43 classes", "linear: 43"])

    def test_a_monitor_that_is_never_produced_is_refused(self):
        self.refuse_config("monitor: val_accuracy", "monitor: val_acuracy",
                           ["val_acuracy", "did you mean `val_accuracy`"])

    def test_a_bad_override_is_shown_as_typed(self):
        self.refused("train", "tiny.yaml", "--set", "optimizer.learning_rate=1", exits=2, says=["--set", "lr"])
        self.refused("train", "tiny.yaml", "--set", "optimizer", exits=2, says=["--set", "key=value"])
        self.refused("train", "tiny.yaml", "--epochs", "0", exits=2, says=["--epochs", "from 1 to"])

    def test_an_override_of_a_short_form_takes_effect(self):
        self.mlday("train", "tiny.yaml", "--epochs", "1", "--quiet", "--set", "model.layers.3.dropout.p=.5")
        self.assertRegex((self.run_folder() / "resolved.yaml").read_text(), r"p: 0\.5 ")

    def test_wrong_usage_names_what_is_wrong(self):
        for arguments, says in ((["train"], "CONFIG"), (["train", "tiny.yaml", "--bogus"], "--bogus"),
                                (["train", "none.yaml"], "none.yaml"), (["eval", "none"], "none"),
                                (["eval", "tiny.yaml", "--split", "dev"], "validation"), ([], "--help"),
                                (["trian", "tiny.yaml"], "trian")):
            with self.subTest(arguments):
                result = self.mlday(*arguments, exits=2)
                self.assertIn(says, result.err)
                self.assertEqual(result.out, "")


class BadData(mlday.SharedFolderTest):
    def prepare(self):
        mlday.write_official(self.folder / "good/gtsrb", per_class=4, test_per_class=1)

    def copy(self, name):
        shutil.copytree(self.folder / "good", self.folder / name)
        return self.folder / name / "gtsrb"

    def test_two_ways_to_validate_are_told_with_their_line_and_without_data(self):
        for way, says in (("{fraction: .2, folds: 5}", "fraction and folds"), ("{folds: 5, fold: 5}", "the last is 4")):
            self.write("v.yaml", mlday.TINY.replace("{fraction: .25, by: image}", way))
            checked = self.mlday("check", "v.yaml", "--no-data", exits=2).out
            self.assertIn("v.yaml:7:15", checked)
            self.assertIn(says, checked)

    def test_a_path_that_cannot_be_looked_at_is_named(self):
        long_name = "x" * 300
        self.refused("train", "tiny.yaml", "--data", long_name, exits=1, says=[f"cannot access {long_name}", "too long"])
        checked = self.mlday("check", long_name, "tiny.yaml", "--no-data", exits=2).out
        self.assertIn("tiny.yaml: ok", checked)
        self.assertIn("cannot access", checked)

    def test_output_that_cannot_be_written_is_no_success(self):
        with open("/dev/full", "w") as full:
            done = subprocess.run([mlday.BINARY, "config", "show", "tiny.yaml"], cwd=self.folder, stdout=full,
                                  stderr=subprocess.PIPE, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("cannot write all of the output", done.stderr)

    def test_a_name_that_is_not_utf_8_is_no_bug(self):
        for flag in ("--name", "--out"):
            done = subprocess.run([os.fsencode(mlday.BINARY), "train", "tiny.yaml", "--epochs", "1", "--quiet", flag,
                                   b"caf\xe9"], cwd=self.folder, capture_output=True, env=mlday.environment())
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_missing_data_says_how_to_get_it_and_how_to_use_the_stand_in(self):
        self.refused("train", "tiny.yaml", "--data", "nowhere", exits=2,
                     says=["nowhere", "GTSRB", "--data", "stand_in=synthetic"])
        self.refused("train", "tiny.yaml", "--set", "dataset.stand_in=none", exits=2,
                     says=["datasets/gtsrb", "GTSRB", "--data", "stand_in=synthetic"])

    def test_a_folder_with_something_else_in_it_says_what_was_expected(self):
        (self.folder / "else").mkdir()
        self.refused("train", "tiny.yaml", "--data", "else", exits=2,
                     says=["else", "Final_Training/Images", "Train.csv"])

    def test_a_truncated_picture_is_named_or_skipped_and_counted(self):
        root = self.copy("cut")
        victim = root / "Final_Training/Images/00005/00000_00001.ppm"
        victim.write_bytes(victim.read_bytes()[:-1])
        result = self.refused("train", "tiny.yaml", "--data", "cut", exits=1,
                              says=["00005/00000_00001.ppm", "on_bad_sample"])
        self.assertEqual(len(result.err.strip().splitlines()), 1, "a library's own words came through")
        for other, content in (("00007/00000_00002.ppm", b""), ("00008/00000_00003.ppm", b"P6\n16"),
                               ("00009/00000_00000.ppm", b"no picture at all")):
            (root / "Final_Training/Images" / other).write_bytes(content)
        (root / "Final_Training/Images/00010/00000_00000.ppm").unlink()
        result = self.mlday("train", "tiny.yaml", "--data", "cut", "--epochs", "1", "--name", "skip", "--set",
                            "dataset.on_bad_sample=skip")
        self.assertEqual(summary(self.run_folder("skip"))["skipped_samples"], 5)
        self.assertIn("5 samples", result.err)
        self.assertIn("00005/00000_00001.ppm", result.err)
        train, validation = map(int, re.search(r"(\d+) train / (\d+) validation", result.out).groups())
        self.assertEqual(train + validation, 43 * 4 - 5)

    def test_a_part_of_which_nothing_could_be_read_is_a_missing_part(self):
        root = self.copy("untested")
        for picture in (root / "Final_Test/Images").glob("*.ppm"):
            picture.unlink()
        result = self.mlday("train", "tiny.yaml", "--data", "untested", "--epochs", "1", "--name", "u", "--set",
                            "dataset.on_bad_sample=skip")
        self.assertNotIn("nan", result.out)
        self.assertIn("no test part", result.out)
        self.refused("eval", self.run_folder("u"), "--data", "untested", exits=2, says="no test part")

    def test_a_class_without_pictures_is_named(self):
        root = self.copy("incomplete")
        shutil.rmtree(root / "Final_Training/Images/00014")
        self.refused("train", "tiny.yaml", "--data", "incomplete", exits=1, says=["14", "Stop"])

    def test_a_broken_table_is_named_with_its_line(self):
        root = self.copy("table")
        table = root / "Final_Training/Images/00003/GT-00003.csv"
        table.write_text(table.read_text().replace(";3\n", ";99\n", 1))
        self.refused("train", "tiny.yaml", "--data", "table", exits=1, says=["GT-00003.csv:2", "99"])


class BadPlaces(CliTest):
    def test_cuda_where_there_is_none_says_what_to_use_instead(self):
        self.refused("train", "tiny.yaml", "--device", "cuda:99", exits=2, says=["cuda:99", "not there"])
        self.refused("train", "tiny.yaml", "--device", "gpu", exits=2, says=["gpu", "cpu", "cuda"])
        if not pathlib.Path("/dev/nvidia0").exists():
            self.refused("train", "tiny.yaml", "--device", "cuda", exits=2, says=["cuda", "--device cpu"])

    def test_an_output_folder_that_cannot_be_made_is_found_before_the_data_is_read(self):
        self.write("file", "")
        result = self.refused("train", "tiny.yaml", "--out", "file/runs", exits=1, says="file/runs")
        self.assertNotIn("Model:", result.out)

    def test_a_name_that_exists_is_refused_before_the_data_is_read_and_left_alone(self):
        self.mlday("train", "tiny.yaml", "--name", "mine", "--epochs", "1", "--quiet")
        before = files_of(self.run_folder("mine"))
        result = self.refused("train", "tiny.yaml", "--name", "mine", exits=2, says=["mine", "--name", "--resume"])
        self.assertEqual(files_of(self.run_folder("mine")), before)
        self.refused("train", "tiny.yaml", "--name", "a/b", exits=2, says="a/b")
        self.refused("train", "tiny.yaml", "--name", "latest", exits=2, says="latest")
        self.assertNotIn("Model:", result.out)

    def test_data_make_refuses_a_folder_that_is_not_empty_or_cannot_be_made(self):
        self.write("file", "x")
        self.refused("data", "make", "gtsrb", "--out", ".", exits=2, says=["not empty", "--out"])
        self.refused("data", "make", "gtsrb", "--out", "file/x", "--images", "43", exits=1, says="file/x")


class BadCheckpoints(mlday.SharedFolderTest):
    def prepare(self):
        self.mlday("train", "tiny.yaml", "--name", "run", "--epochs", "1", "--quiet")
        type(self).good = checkpoint_of(self.run_folder("run"), "best")

    def test_a_checkpoint_that_does_not_fit_its_model_names_the_tensor(self):
        tensors, metadata = read(self.good)
        bad = self.folder / "bad.safetensors"
        mlday.write_safetensors(bad, tensors, metadata)
        self.mlday("eval", bad)  # so far it is right, by whomever it was written
        other = dict(tensors, **{"linear_1.weight": np.zeros((43, 100), np.float32)})
        mlday.write_safetensors(bad, other, metadata)
        self.refused("eval", bad, exits=1, says=["bad.safetensors", "linear_1.weight", "43 x 100", "43 x 512"])
        del other["linear_1.weight"]
        mlday.write_safetensors(bad, other, metadata)
        self.refused("eval", bad, exits=1, says=["bad.safetensors", "linear_1.weight"])
        mlday.write_safetensors(bad, tensors, {})
        self.refused("eval", bad, exits=1, says=["bad.safetensors", "config"])
        changed = dict(tensors, **{"linear_1.bias": tensors["linear_1.bias"] + 1})
        mlday.write_safetensors(bad, changed, metadata)
        self.refused("eval", bad, exits=1, says="bad.safetensors: its content is not what was written")
        mlday.write_safetensors(bad, changed, {key: text for key, text in metadata.items() if key != "checksum"})
        self.mlday("eval", bad)

    def test_a_torn_checkpoint_is_refused_wherever_it_was_cut(self):
        whole, torn = self.good.read_bytes(), self.folder / "torn.safetensors"
        header = 8 + int.from_bytes(whole[:8], "little")
        for length in (0, 7, 8, 100, header - 1, header, len(whole) - 1):
            torn.write_bytes(whole[:length])
            with self.subTest(length=length):
                self.refused("eval", torn, exits=1, says=["torn.safetensors", "not a whole safetensors file"])
        torn.write_bytes(b"\xff" * 64)
        self.refused("eval", torn, exits=1, says="not a whole safetensors file")

    def test_eval_of_a_folder_that_is_no_run_does_not_advise_to_resume_it(self):
        result = self.mlday("eval", self.folder, exits=2)
        self.assertNotIn("--resume", result.err)

    def test_a_config_that_drifted_is_not_resumed_and_the_difference_is_named(self):
        run = self.run_folder("run")
        before = checkpoint_of(run, "last").read_bytes()
        self.refused("train", "tiny.yaml", "--name", "run", "--epochs", "1", "--resume", "--set", "optimizer.lr=1e-4",
                     exits=2, says=["optimizer.lr: 0.003 -> 1e-04", str(run)])
        self.assertEqual(checkpoint_of(run, "last").read_bytes(), before)


class Failures(CliTest):
    def test_a_loss_that_is_no_number_ends_the_run_with_advice(self):
        result = self.refused("train", "tiny.yaml", "--name", "x", "--epochs", "9", "--set", "optimizer.lr=1e30",
                              exits=1, says=["loss became", "optimizer.lr"])
        self.assertNotIn("-nan", result.err)
        run = self.run_folder("x")
        self.assertEqual(summary(run)["status"], "failed")
        self.assertIn("loss became", (run / "log.txt").read_text())

    def diverge(self, sgd):
        """A step an epoch, under which the weights grow until they are no numbers; the rows of the history."""
        self.write("tiny.yaml", mlday.TINY.replace("{name: adam, lr: 3e-3}", f"{{name: sgd, {sgd}}}"))
        self.refused("train", "tiny.yaml", "--name", "x", "--epochs", "100", "--set", "annealer.patience=300",
                     "--set", "dataset.batch_size=322", "--quiet", exits=1, says=["loss became", "optimizer.lr"])
        for path in (self.run_folder("x") / "checkpoints").iterdir():
            for name, tensor in read(path)[0].items():
                self.assertTrue(np.isfinite(tensor).all(), f"{name} in {path.name} is not finite")
        return rows_of(self.run_folder("x"))

    def test_checkpoints_from_before_a_bad_loss_stay(self):
        rows = self.diverge("lr: 1, weight_decay: 30")
        self.assertGreaterEqual(len(rows), 5)
        for which in ("best", "last"):
            self.assertTrue(checkpoint_of(self.run_folder("x"), which).exists())

    def test_weights_that_are_no_numbers_after_an_epochs_last_step_are_not_saved(self):
        self.diverge("lr: 1e+10, weight_decay: 1e+37")

    def test_a_full_disk_while_saving_keeps_what_was_saved_and_the_run_goes_on_later(self):
        command = ["train", "tiny.yaml", "--epochs", "3", "--set", "dataset.batch_size=1", "--quiet", "--name"]
        self.mlday(*command, "straight")
        process = self.start(*command, "full")
        run = self.run_folder("full")
        mlday.wait_for(checkpoint_of(run, "last").exists, process, "a checkpoint")
        process.kill()
        process.wait()
        before = checkpoint_of(run, "last").read_bytes()
        # No file may grow to the size of this one.
        limit = checkpoint_of(run, "last").stat().st_size * 2 // 3 // 1024
        done = subprocess.run(["bash", "-c", f"trap '' XFSZ; ulimit -f {limit}; exec \"$@\"", "-", mlday.BINARY, *command,
                               "full", "--resume"], cwd=self.folder, env=mlday.environment(), capture_output=True,
                              text=True, timeout=300)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("cannot write", done.stderr)
        self.assertIn("last.safetensors: File too large", done.stderr)
        self.assertEqual(checkpoint_of(run, "last").read_bytes(), before)
        self.mlday(*command, "full", "--resume")
        self.assert_same_training(self.run_folder("straight"), run)

    def test_a_full_disk_ends_the_run_with_one_message_and_whole_checkpoints(self):
        disk = self.folder / "disk"
        disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", disk], capture_output=True)
        if mounted.returncode != 0:
            self.skipTest("a small disk can only be mounted by root: " + mounted.stderr.decode().strip())
        self.addCleanup(subprocess.run, ["umount", disk], check=True)
        # The first save leaves less room than the second needs beside it.
        self.mlday("train", "tiny.yaml", "--out", "disk", "--name", "x", "--epochs", "1", "--quiet")
        run = disk / "tiny/x"
        filler = disk / "filler"
        free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
        filler.write_bytes(bytes(max(0, free - 8192)))
        rows = history(run)
        result = self.refused("train", "tiny.yaml", "--out", "disk", "--name", "y", "--epochs", "2", "--quiet", exits=1,
                              says="No space left")
        self.assertEqual(history(run), rows)
        self.assertEqual(len([line for line in result.err.splitlines() if "warning" not in line]), 1, result)
        for which in ("best", "last"):
            read(checkpoint_of(run, which))
        filler.unlink()
        self.mlday("train", "tiny.yaml", "--out", "disk", "--name", "y", "--epochs", "2", "--quiet", "--resume")


if __name__ == "__main__":
    unittest.main()
