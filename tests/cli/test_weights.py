"""Weights in and out, and looking at networks: weights:, mlday export, mlday inspect."""
import io
import json
import unittest
import zipfile

import numpy as np

import mlday
import safetensors_reader
from mlday import checkpoint_of, metadata_of, rows_of

NET = "[flatten, linear: {name: body, out_features: 6}, relu, linear: {name: head, out_features: 43}]"


class Weights(mlday.SharedFolderTest):
    """A tiny net's run, and files made of its weights."""

    def prepare(self):
        cls = type(self)
        config = (self.folder / "tiny.yaml").read_text()
        begin, end = config.index("  layers:"), config.index("optimizer:")
        self.write("net.yaml", config[:begin] + f"  layers: {NET}\n" + config[end:])
        self.mlday("train", "net.yaml", "--name", "first", "--epochs", "1", "--quiet")
        cls.run_ = self.run_folder("first", config="net")
        self.mlday("export", cls.run_, "--output", "first.safetensors")

    def train(self, name, *settings, data="."):
        sets = [part for setting in settings for part in ("--set", setting)]
        # stand_in needs no --data; weights are looked for below the data folder.
        result = self.mlday("train", "net.yaml", "--name", name, "--epochs", "1", *sets, MLDAY_DATA=data)
        return result, safetensors_reader.read(checkpoint_of(self.run_folder(name, config="net"), "last"))[0]

    def test_export_has_the_best_weights_alone_under_their_names(self):
        exported, metadata = safetensors_reader.read(self.folder / "first.safetensors")
        best, _ = safetensors_reader.read(checkpoint_of(self.run_, "best"))
        self.assertEqual(set(exported), {"body.weight", "body.bias", "head.weight", "head.bias"})
        self.assertEqual(metadata.keys(), {"format", "class_names", "preprocessing", "checksum"})
        self.assertEqual(metadata["format"], "pt")
        self.assertEqual(metadata["class_names"], metadata_of(self.run_, "best")["class_names"])
        for name in exported:
            np.testing.assert_array_equal(exported[name], best[name])

    def test_frozen_weights_that_were_loaded_stay_and_the_others_are_trained(self):
        before, _ = safetensors_reader.read(self.folder / "first.safetensors")
        result, after = self.train("frozen", "weights={file: first.safetensors, only: [body]}", "model.freeze=[body]")
        self.assertIn("Weights: 2 tensors of first.safetensors, 2 of it skipped (head.", result.out.replace("./", ""))
        self.assertIn("2 of the model as they started (head.weight, head.bias)", result.out)
        np.testing.assert_array_equal(after["body.weight"], before["body.weight"])
        self.assertFalse(np.array_equal(after["head.weight"], before["head.weight"]))

    def test_a_new_head_goes_on_an_old_body(self):
        mlday.write_safetensors(self.folder / "old.safetensors", {
            "net.body.weight": np.full((6, 768), .01, np.float32), "net.body.bias": np.zeros(6, np.float32),
            "net.head.weight": np.zeros((10, 6), np.float32), "net.head.bias": np.zeros(10, np.float32)}, {})
        wrong = self.refused("train", "net.yaml", "--set", "weights={file: old.safetensors, rename: {net.: ''}}",
                             exits=2, says=["`head.weight` is 10 x 6 there, and 43 x 6 in the model", "weights.except"],
                             MLDAY_DATA=".")
        self.assertNotIn("body", wrong.err)
        for name, choice in (("except", "except: [head]"), ("lenient", "strict: false")):
            _, after = self.train(name, "weights={file: old.safetensors, rename: {net.: ''}, %s}" % choice,
                                  "model.freeze=[body]")
            np.testing.assert_array_equal(after["body.weight"], np.full((6, 768), .01, np.float32))

    def test_weights_of_other_formats_are_named_for_what_they_are(self):
        npz, keras = io.BytesIO(), io.BytesIO()
        np.savez(npz, w=np.zeros(3))
        with zipfile.ZipFile(keras, "w") as archive:
            archive.writestr("metadata.json", "{}")
        for content, says in ((b"PK\3\4" + bytes(200), "PyTorch's own format"), (b"\x80\2}q\0" + bytes(50), "PyTorch's own"),
                              (npz.getvalue(), "NumPy's .npz"), (keras.getvalue(), "Keras' own format"),
                              (b"\x89HDF\r\n\x1a\n" + bytes(50), "HDF5, as Keras"), (b"\x1f\x8b" + bytes(50), "gzipped")):
            (self.folder / "other.safetensors").write_bytes(content)
            self.refused("train", "net.yaml", "--name", "other", "--set", f"weights=!replace {{file: {self.folder}/other.safetensors}}",
                         exits=1, says=["is no safetensors file, but", says])

    def test_files_that_do_not_fit_say_so(self):
        def refused(says, settings, exits=2):
            self.refused("train", "net.yaml", "--set", f"weights={settings}", exits=exits, says=says, MLDAY_DATA=".")

        refused(["there is no file", "missing.safetensors", "data folder"], "missing.safetensors")
        refused("`body.weight` is in the model, and not there", "{file: first.safetensors, rename: {body: trunk}}")
        refused("`weights.except` has `haed`, which fits no tensor", "{file: first.safetensors, except: [haed]}")
        refused("`weights.only` has `nosuch`, which fits no tensor", "{file: first.safetensors, only: [body, nosuch]}")
        refused("by weights.rename both `body.", "{file: first.safetensors, rename: {head: body}}")
        refused("has no tensor for this model",
                "{file: first.safetensors, strict: false, rename: {body: a, head: b}}")
        (self.folder / "cut.safetensors").write_bytes((self.folder / "first.safetensors").read_bytes()[:-4])
        refused("cut.safetensors is not a whole safetensors file", "cut.safetensors", exits=1)
        checked = self.mlday("check", "net.yaml", "--set", "weights=cut.safetensors", exits=2, MLDAY_DATA=".").out
        self.assertIn("cut.safetensors is not a whole safetensors file", checked)
        # What it advises to leave out leaves all that fits.
        for change, advice, count in (("rename: {head: tail}", "[head, tail]", 2),
                                      ("rename: {head.bias: head.shift}", "[head.bias, head.shift]", 3)):
            fitted = "weights={file: first.safetensors, %s%s}"
            checked = self.mlday("check", "net.yaml", "--set", fitted % (change, ""), exits=2, MLDAY_DATA=".").out
            self.assertIn(f"weights.except: {advice}", checked)
            mended = self.mlday("check", "net.yaml", "--set", fitted % (change, f", except: {advice}"), MLDAY_DATA=".").out
            self.assertIn(f"Weights: {count} tensors", mended)
        nan = {name: value.copy() for name, value in
               safetensors_reader.read(self.folder / "first.safetensors")[0].items()}
        nan["head.bias"][3] = np.nan
        mlday.write_safetensors(self.folder / "nan.safetensors", nan, {})
        refused("`head.bias` has values that are infinite or nan", "nan.safetensors", exits=1)

    def test_find_lr_and_gradcheck_begin_as_training_does(self):
        for verb in (["find-lr", "net.yaml", "--steps", "10", "--csv"], ["gradcheck", "net.yaml"]):
            with self.subTest(verb[0]):
                drawn = self.mlday(*verb, MLDAY_DATA=".")
                loaded = self.mlday(*verb, "--set", "weights=first.safetensors", MLDAY_DATA=".")
                self.assertIn("Weights: 4 tensors of", loaded.err)
                self.assertNotEqual(loaded.out, drawn.out)

    def test_a_resumed_run_keeps_its_own_weights(self):
        sets = ("--set", "weights=first.safetensors")
        whole = self.mlday("train", "net.yaml", "--name", "whole", "--epochs", "2", *sets, MLDAY_DATA=".")
        self.assertIn("Weights: 4 tensors", whole.out)
        self.mlday("train", "net.yaml", "--name", "parts", "--epochs", "1", *sets, MLDAY_DATA=".")
        resumed = self.mlday("train", "net.yaml", "--name", "parts", "--epochs", "2", "--resume", *sets,
                             MLDAY_DATA=".")
        self.assertNotIn("Weights:", resumed.out)
        self.assert_same_file(checkpoint_of(self.run_folder("whole", config="net"), "last"),
                              checkpoint_of(self.run_folder("parts", config="net"), "last"))

    def test_inspect_adds_up_and_knows_a_run(self):
        net = json.loads(self.mlday("inspect", self.run_, "--json").out)
        self.assertEqual(net["input"], [3, 16, 16])
        self.assertEqual([layer["name"] for layer in net["layers"]], ["flatten_1", "body", "relu_1", "head"])
        self.assertEqual(net["parameters"], 768 * 6 + 6 + 6 * 43 + 43)
        self.assertEqual(net["parameters"], sum(layer["parameters"] for layer in net["layers"]))
        self.assertEqual(net["multiply_adds"], 768 * 6 + 6 * 43)
        self.assertEqual(net["layers"][1]["forward_bytes"], 32 * 6 * 4)
        self.assertEqual(net["layers"][1]["receptive_field"], [16, 16])
        text = self.mlday("inspect", "net.yaml", "--set", "model.freeze=[body]").out
        self.assertIn("body (frozen)", text)
        self.assertIn("4,915 parameters, 4,614 of them frozen", text)


class Doctor(mlday.CliTest):
    """What training itself looks for."""

    def notes(self, *settings):
        sets = [part for setting in settings for part in ("--set", setting)]
        self.mlday("train", "tiny.yaml", "--name", "run", "--epochs", "3", *sets)
        lines = (self.run_folder("run") / "metrics.jsonl").read_text().splitlines()
        return [note["text"] for note in map(json.loads, lines) if note.get("note") == "doctor"]

    def test_a_net_that_learns_gets_no_note(self):
        self.assertEqual(self.notes(), [])

    def test_a_net_that_gets_all_right_is_not_told_that_it_learned_nothing(self):
        (self.folder / "t.csv").write_text("x,y\n" + "".join(f"{9 * (i % 50 > 47) + i % 7},{int(i % 50 > 47)}\n" for i in range(400)))
        self.write("rare.yaml", """\
dataset: {loader: csv, file: t.csv, columns: {y: target}, target_kind: classes, scale: standard}
model: {layers: [linear: 16, relu, linear: 2]}
optimizer: {name: adam, lr: .1}
training: {epochs: 3, device: cpu, threads: 1}
""")
        self.mlday("train", "rare.yaml", "--data", ".", "--name", "x")
        run = self.run_folder("x", "rare")
        self.assertGreater(float(rows_of(run)[-1]["accuracy"]), .99)
        self.assertNotIn("learned nothing", (run / "metrics.jsonl").read_text())

    def test_a_rate_far_too_high_kills_the_relus_and_the_accuracy_stays(self):
        notes = "\n".join(self.notes("optimizer={name: sgd, lr: 30}", "model.layers.3.dropout=0",
                                     "model.init={weight: {constant: -.1}, bias: zeros}",
                                     "check.expect=[identical-units]"))
        self.assertIn("dead", notes)
        self.assertIn("share of the largest class", notes)
        self.assertIn("all zero", notes)
        self.assertEqual(len(rows_of(self.run_folder("run"))), 3)


if __name__ == "__main__":
    unittest.main()
