"""Settings that do not go with the data: told in the line where they are written."""
import json
import unittest

import h5py
import numpy as np
import ruamel.yaml as yaml
import scipy.io
from PIL import Image

from mlday import CliTest

CONFIG = """\
dataset:
{dataset}
model: {{layers: [linear: 2]}}
optimizer: {{name: sgd, lr: .1}}
training: {{epochs: 1, seed: 3, device: cpu, threads: 1}}
"""
TABLE = "age,smoker,sex,charges\n20,yes,f,1\n30,no,m,2\n40,no,f,3\n50,yes,m,4\n"
CSV = "loader: csv\nfile: t.csv\nvalidation: 0\n"
ARRAYS = "file: {file}\ninputs: x\ntargets: y\nvalidation: 0\n"
H5, MAT = "loader: hdf5\n" + ARRAYS.format(file="a.h5"), "loader: mat\n" + ARRAYS.format(file="a.mat")
PICTURES = "loader: image_folder\nroot: photos\nvalidation: 0\n"

# The dataset's settings, the one at fault marked by an arrow; what is said of it.
MISFITS = (
    (CSV.replace("t.csv", "s.csv <-") + "columns: {charges: target}", "holds no file s.csv"),
    (CSV + "test_file: s.csv <-\ncolumns: {charges: target}", "holds no file s.csv"),
    (CSV + "columns:\n  charges: target\n  agee: ignore <-", "no column `agee`: did you mean `age`?"),
    (CSV + "columns: {charges: target}\ngroup: town <-", "no column `town`: it has age, smoker, sex and charges"),
    (CSV + "columns: {charges: target}\ninputs: [age, weight] <-", "no column `weight`"),
    (CSV + "columns: {charges: target}\nallow_leaks: [weight] <-", "no column `weight`"),
    (CSV + "columns: {charges: target, age: ignore}\ninputs: [age] <-", "both in dataset.inputs and ignored"),
    (CSV + "columns:\n  age: ignore <-", "no column is the target"),
    (CSV + "columns:\n  smoker: target <-\n  age: target", "with several targets each must be a number"),
    (CSV.replace("validation: 0", "validation: {count: 9} <-") + "columns: {charges: target}", "asks for more than there is"),
    (CSV.replace("validation: 0", "validation:\n  fraction: .5\n  stratified: true <-") + "columns: {charges: target}",
     "the data has no classes to draw from"),
    (CSV.replace("validation: 0", "validation:\n  fraction: .5\n  by: group <-") + "columns: {charges: target}",
     "nothing says which samples belong together"),
    (CSV.replace("validation: 0", "validation:\n  folder: val <-") + "columns: {charges: target}", "is for pictures in folders"),
    ("loader: inline\nheader: [a, b]\ncolumns: {b: target}\nvalidation: 0\nrows:\n  - [1, 2] <-\n  - [3]", "row 2 has 1 cells"),
    (H5.replace("inputs: x", "inputs: z <-"), "a.h5 holds no array `z`: it has t, x and y"),
    (H5.replace("targets: y", "targets: t <-"), "`t` does not have a target for each of the 4 samples"),
    (H5 + "classes_from: z <-", "holds no array `z`"),
    (H5 + "classes: [one] <-", "has the class 1, but there are only 1: name all of them in dataset.classes"),
    (H5 + "test_inputs: x <-", "but not dataset.test_targets"),
    (H5 + "test_inputs: x\ntest_targets: z <-", "holds no array `z`"),
    (MAT.replace("inputs: x", "inputs: z <-"), "a.mat holds no array `z`: it has x and y"),
    (PICTURES + "train: seen <-", "holds no folder seen"),
    (PICTURES + "test: unseen <-", "holds no folder unseen"),
    (PICTURES.replace("validation: 0", "validation: {folder: held} <-"), "holds no folder held"),
    (PICTURES + "label: '^(x)_' <-", "dataset.label does not match the file name"),
    (PICTURES + "group: '(' <-", "`(` is no regular expression"),
    (PICTURES + "center_crop: 9 <-", "dataset.image_size must say how large pictures are"),
    (PICTURES + "image_size: 8\ncenter_crop: 9 <-", "dataset.center_crop (9 x 9) is larger than the pictures (8 x 8)"),
    (PICTURES + "image_size: 8\nchannels: grey\nnormalize: imagenet <-", "imagenet's figures are of three channels"),
)


class Misfits(CliTest):
    def setUp(self):
        super().setUp()
        data = self.folder / "data"
        (data / "photos/a").mkdir(parents=True)
        (data / "photos/b").mkdir()
        for name in ("a/1.png", "b/2.png"):
            Image.fromarray(np.zeros((8, 8, 3), np.uint8)).save(data / "photos" / name)
        (data / "t.csv").write_text(TABLE)
        x, y = np.ones((4, 3)), np.array([0, 1, 0, 1])
        with h5py.File(data / "a.h5", "w") as file:
            file["x"], file["y"], file["t"] = x, y, np.zeros(3)
        scipy.io.savemat(data / "a.mat", {"x": x, "y": y[:, None]})

    def test_each_is_told_in_its_line(self):
        for number, (dataset, message) in enumerate(MISFITS):
            lines = CONFIG.format(dataset="\n".join("  " + line for line in dataset.splitlines())).splitlines()
            at = next(i for i, line in enumerate(lines) if line.endswith(" <-"))
            config = self.write(f"c{number}.yaml", "\n".join(line.removesuffix(" <-") for line in lines) + "\n")
            with self.subTest(dataset):
                told = self.refused("train", config, "--data", "data", exits=2, says=message).err
                self.assertRegex(told, rf"^mlday: \S*c{number}\.yaml:{at + 1}:\d+: error: ")
                self.assertIn(f"{at + 1} | {lines[at].removesuffix(' <-')}\n", told)
                checked = json.loads(self.mlday("check", config, "--data", "data", "--json", exits=2).out)
                [problem] = checked[0]["problems"]
                self.assertEqual((problem["severity"], problem["line"]), ("error", at + 1))
                self.assertIn(message, problem["message"])
                node = yaml.load((self.folder / f"c{number}.yaml").read_text(), yaml.SafeLoader)
                for part in problem["path"].split("."):
                    if problem["path"] == "dataset.columns" and part == "columns":
                        break  # of a table without a target: what is wrong is what is not there
                    node = node[int(part)] if isinstance(node, list) else node.get(part) if isinstance(node, dict) else None
                    self.assertIsNotNone(node, problem["path"])

    def test_a_text_is_no_classification(self):
        (self.folder / "data/names.txt").write_text("anna\nbert\n")
        layers = "[embedding: {num_embeddings: 8, embedding_dim: 4}, lstm: {hidden_size: 8, return_sequences: false}, linear: 8]"
        config = self.write("text.yaml", CONFIG.format(dataset="  {loader: text, file: names.txt}").replace("[linear: 2]", layers))
        self.refused("train", config, "--data", "data", exits=2, says=["text.yaml:", "set `task: language_model`"])
        self.assertIn("language_model", self.mlday("check", config, "--data", "data", exits=2).out)

    def test_symbols_that_a_layer_does_not_know_are_refused(self):
        with h5py.File(self.folder / "data/s.h5", "w") as file:
            file["x"], file["y"] = np.array([[0, 1], [2, 4]] * 2), np.array([0, 1, 0, 1])
        for layer, key in (("embedding: {num_embeddings: 4, embedding_dim: 3}", "num_embeddings"),
                           ("one_hot: 4", "num_classes")):
            layers = f"[{layer.replace('one_hot: 4', 'one_hot: {num_classes: 4}')}, flatten, linear: 2]"
            dataset = "  loader: hdf5\n  file: s.h5\n  inputs: x\n  targets: y"
            config = self.write("symbols.yaml", CONFIG.format(dataset=dataset).replace("[linear: 2]", layers))
            self.refused("train", config, "--data", "data", exits=2,
                         says=f"an input is 4.000000, but the layer's {key} is 4")

    def test_a_table_that_is_not_in_utf_8_is_refused_in_its_line(self):
        (self.folder / "data/latin.csv").write_bytes("a,b\n1,2\n3,größe\n".encode("latin-1"))
        config = self.write("l.yaml", CONFIG.format(dataset="  loader: csv\n  file: latin.csv\n  columns: {b: target}"))
        self.refused("train", config, "--data", "data", exits=1, says="latin.csv:3: not in UTF-8")

    def test_a_gap_in_the_configs_own_rows_is_still_one_when_the_run_goes_on(self):
        dataset = "  loader: inline\n  header: [a, b, c]\n  missing: mean\n  columns: {c: target}\n" \
                  "  rows: [[1, '', 0], [2, 3, 1], ['', 4, 0], [5, 6, 1]]"
        config = self.write("gap.yaml", CONFIG.format(dataset=dataset) + "task: {name: classification}\n")
        self.mlday("train", config, "--set", "dataset.target_kind=classes")
        self.mlday("eval", config, "--split", "train")
        self.mlday("train", config, "--set", "dataset.target_kind=classes", "--resume", "--epochs", "2")


if __name__ == "__main__":
    unittest.main()
