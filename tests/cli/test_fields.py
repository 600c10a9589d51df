"""Samples of several inputs and of unequal length: texts in padded batches, pictures beside a table's numbers."""
import csv
import json
import random
import unittest

import numpy as np

import mlday
from mlday import CliTest, SharedFolderTest, checkpoint_of, rows_of
from safetensors_reader import read

TEXTS = """\
task: classification
dataset:
  loader: csv
  file: messages.csv
  columns: {{kind: target, text: {{type: text, max_tokens: 40}}}}
  validation: .25
  batch_size: {batch}
model: {{layers: [embedding: {{num_embeddings: 40, embedding_dim: 8}}, {layers}, linear: 2]}}
optimizer: {{name: adam, lr: .03}}
training: {{epochs: 6, seed: 3}}
"""
LSTM = "lstm: {hidden_size: 8, bidirectional: true, return_sequences: false}"
AVERAGE = "permute: [2, 1], global_avg_pool1d"


def messages(count):
    """Greetings and offers of 1 to 20 words; an empty one and one with quotes and line ends among them."""
    draw = random.Random(5)
    rows = [["kind", "text"], ["ham", ""], ["spam", 'He said "win", \n twice']]
    for i in range(count):
        words = ["win prize cash now", "hello dear friend home"][i % 2].split() + ["the", "you", "and"]
        rows.append([["spam", "ham"][i % 2], " ".join(draw.choice(words) for _ in range(draw.randint(1, 20)))])
    return rows


class Texts(SharedFolderTest):
    def prepare(self):
        with open(self.folder / "messages.csv", "w", newline="") as file:
            csv.writer(file).writerows(messages(120))
        for name, layers in (("lstm", LSTM), ("average", AVERAGE)):
            self.write(f"{name}.yaml", TEXTS.format(batch=16, layers=layers))
            self.mlday("train", f"{name}.yaml", "--data", ".", "--name", "first")

    def test_it_learns(self):
        for name in ("lstm", "average"):
            self.assertGreater(float(rows_of(self.run_folder("first", name))[-1]["val_accuracy"]), .9)

    def test_figures_do_not_depend_on_the_batch_size(self):
        for name in ("lstm", "average"):
            figures, shares = [], []
            for size in (1, 7, 64):
                done = self.mlday("eval", self.run_folder("first", name), "--split", "train", "--json",
                                  "--predictions", f"{size}.csv", "--set", f"dataset.batch_size={size}")
                figures.append(json.loads(done.out)["loss"])
                with open(self.folder / f"{size}.csv", newline="") as file:
                    shares.append([float(row["P(ham)"]) for row in csv.DictReader(file)])
            self.assertLess(max(figures) - min(figures), 1e-6)
            for other in shares[1:]:
                self.assertLess(np.abs(np.subtract(other, shares[0])).max(), 1e-6)

    def test_training_by_one_batch_is_training_by_its_parts(self):
        """Accumulated over batches of 1, 7 and all, the gradient is the same: padding adds nothing to it."""
        weights = []
        for size, batches in ((1, 91), (7, 13), (91, 1)):
            self.write("step.yaml", TEXTS.format(batch=size, layers=LSTM))
            self.mlday("train", "step.yaml", "--data", ".", "--name", f"by_{size}", "--set", "optimizer=sgd",
                       "--set", f"training.accumulate_grad_batches={batches}", "--epochs", "1")
            weights.append(read(checkpoint_of(self.run_folder(f"by_{size}", "step"), "last"))[0])
        for other in weights[1:]:
            for name, values in weights[0].items():
                self.assertLess(np.abs(values - other[name]).max(), 1e-6, name)

    def test_a_resumed_run_ends_in_the_same_bits(self):
        self.mlday("train", "lstm.yaml", "--data", ".", "--name", "cut", "--epochs", "2")
        self.mlday("train", "--resume", self.run_folder("cut", "lstm"), "--epochs", "6")
        self.assert_same_training(self.run_folder("first", "lstm"), self.run_folder("cut", "lstm"))

    def test_a_file_of_lines_or_a_table_is_predicted(self):
        self.write("new.txt", "win a prize\n\nhello friend\nnobody knows these\n")
        run = self.run_folder("first", "lstm")
        lines = self.mlday("predict", run, "new.txt", "--format", "csv").out.splitlines()[1:]
        self.assertEqual([line.split(",")[:2] for line in lines[:2]],
                         [["new.txt line 1", "spam"], ["new.txt line 3", "ham"]])
        self.write("new.csv", "text,other\nwin a prize,1\n")
        self.assertEqual(self.mlday("predict", run, "new.csv", "--format", "csv").out.splitlines()[1].split(",")[1:],
                         lines[0].split(",")[1:])
        self.write("empty.txt", "\n")
        self.assertIn("holds no lines", self.mlday("predict", run, "empty.txt", exits=1).err)

    def test_layers_and_settings_that_a_user_may_choose(self):
        """Rectifiers before the pooling, and another table or settings for a trained network."""
        layers = "linear: 8, relu, permute: [2, 1], global_max_pool1d"
        self.write("relu.yaml", TEXTS.format(batch=16, layers=layers))
        self.mlday("train", "relu.yaml", "--data", ".", "--name", "first", "--epochs", "2")
        self.refused("eval", self.run_folder("first", "lstm"), "--split", "train", "--set",
                     "dataset.columns.text.type=categorical", "--set", "dataset.missing=constant", exits=2,
                     says="other inputs")
        self.refused("train", "relu.yaml", "--data", ".", "--set", "dataset.columns.text.missing=drop", exits=2,
                     says="missing is for columns")
        self.refused("train", "relu.yaml", "--data", ".", "--set", "dataset.on_bad_sample=skip", exits=2,
                     says="on_bad_sample")

    def test_more_words_than_the_embedding_has_are_refused(self):
        self.refused("train", "lstm.yaml", "--data", ".", "--set", "dataset.columns.text.max_tokens=null",
                     "--set", "model.layers.0.embedding.num_embeddings=9", exits=2,
                     says=["knows 9 symbols", "max_tokens"])


class OtherColumns(CliTest):
    def test_settings_that_make_other_inputs_than_the_checkpoint_knows_are_refused(self):
        self.write("t.csv", "size,kind,price\n" + "".join(f"{i % 7},{'abc'[i % 3]},{i * i % 11}\n" for i in range(40)))
        self.write("t.yaml", "task: regression\ndataset: {loader: csv, file: t.csv, columns: {price: target}}\n"
                   "model: {layers: [linear: 1]}\noptimizer: {name: sgd, lr: .01}\ntraining: {epochs: 1}\n")
        self.mlday("train", "t.yaml", "--data", ".", "--name", "first")
        for setting in ("dataset.categories=integer", "dataset.columns.kind=text"):
            self.refused("eval", self.run_folder("first", "t"), "--split", "train", "--set", setting, exits=2,
                         says="other inputs")
        self.mlday("eval", self.run_folder("first", "t"), "--split", "train")


class PictureAndRow(SharedFolderTest):
    CONFIG = mlday.SOURCE / "configs/day64_gtsrb_size.yaml"
    SMALL = ("--set", "dataset.batch_size=16", "--set", "optimizer.lr=.003")

    def prepare(self):
        """Kaggle's layout made of the official one."""
        self.mlday("data", "make", "gtsrb", "--out", "gtsrb", "--images", "430")
        for name, tables in (("Train.csv", "Final_Training/Images/*/GT-*.csv"), ("Test.csv", "Final_Test/Images/GT-*.csv")):
            rows = []
            for table in sorted((self.folder / "gtsrb").glob(tables)):
                with open(table, newline="") as file:
                    for row in csv.DictReader(file, delimiter=";"):
                        path = table.parent.relative_to(self.folder / "gtsrb") / row.pop("Filename")
                        rows.append({**row, "Path": path})
            with open(self.folder / "gtsrb" / name, "w", newline="") as file:
                writer = csv.DictWriter(file, rows[0].keys())
                writer.writeheader()
                writer.writerows(rows)
        self.mlday("train", self.CONFIG, "--data", ".", "--name", "first", "--epochs", "4", *self.SMALL)

    def run_folder(self, name="first", config="day64_gtsrb_size"):
        return super().run_folder(name, config)

    def eval(self, *flags):
        return json.loads(self.mlday("eval", self.run_folder(), "--json", *flags).out)

    def test_it_is_trained_saved_and_evaluated(self):
        last = rows_of(self.run_folder())[-1]
        self.assertGreater(float(last["accuracy"]), .1)  # chance: .023
        figures = self.eval("--split", "validation", "--checkpoint", "last")
        self.assertAlmostEqual(figures["accuracy"], float(last["val_accuracy"]), places=6)
        self.assertIn("row 2", self.mlday("data", "show", self.CONFIG, "--data", ".").out)

    def test_a_resumed_run_ends_in_the_same_bits(self):
        self.mlday("train", self.CONFIG, "--data", ".", "--name", "cut", "--epochs", "2", *self.SMALL)
        self.mlday("train", "--resume", self.run_folder("cut"), "--epochs", "4")
        self.assert_same_training(self.run_folder(), self.run_folder("cut"))

    def test_both_inputs_count(self):
        table = self.folder / "gtsrb/Test.csv"
        rows = table.read_text().splitlines()
        before = self.predict(table)
        for column, value in ((0, "250"), (-1, rows[1].split(",")[-1])):
            cells = rows[2].split(",")
            cells[column] = value
            changed = self.folder / "gtsrb/changed.csv"
            changed.write_text("\n".join([*rows[:2], ",".join(cells), *rows[3:]]) + "\n")
            after = self.predict(changed)
            self.assertNotEqual(before[1], after[1])
            self.assertEqual(before[2:], after[2:])

    def predict(self, table):
        lines = self.mlday("predict", self.run_folder(), table).out.splitlines()
        return [json.loads(line)["probability"] for line in lines]

    def test_it_is_exported(self):
        self.mlday("export", self.run_folder(), "--output", "net.safetensors")
        tensors = read(self.folder / "net.safetensors")[0]
        self.assertEqual(tensors["linear_2.weight"].shape, (16, 2))

    def test_augmentation_changes_the_pictures_alone(self):
        self.mlday("train", self.CONFIG, "--data", ".", "--name", "flipped", "--epochs", "1",
                   "--set", "dataset.augment.horizontal_flip=true", "--set", "dataset.normalize=dataset")
        self.assertGreater(len(rows_of(self.run_folder("flipped"))), 0)

    def test_a_picture_that_is_not_there_is_named(self):
        table = self.folder / "gtsrb/Train.csv"
        whole = table.read_text()
        self.addCleanup(table.write_text, whole)
        table.write_text(whole.replace("00000_00001.ppm", "gone.ppm", 1))
        self.refused("train", self.CONFIG, "--data", ".", exits=1, says=["gone.ppm", "on_bad_sample"])

    def test_a_net_that_reads_one_input_alone_is_refused(self):
        done = self.mlday("check", self.CONFIG, "--data", ".", "--set", "model={layers: [flatten, linear: 43]}", exits=2)
        self.assertIn("no layer reads the input `row`", done.out)


if __name__ == "__main__":
    unittest.main()
