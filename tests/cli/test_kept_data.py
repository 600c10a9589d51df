"""A run keeps what its data was: which sample is of which part, classes, scales. Evaluating and going on take that from
the run, whatever came, went or changed since."""
import csv
import filecmp
import gzip
import random
import shutil
import unittest

import mlday
from mlday import CliTest

PICTURES = """\
dataset: {loader: image_folder, image_size: 8, root: p, validation: .25}
model: {layers: [flatten, linear: 2]}
optimizer: {name: adam, lr: .01}
training: {epochs: 3, threads: 1}
"""
TABLE = """\
task: regression
dataset: {loader: csv, file: t.csv, columns: {y: target}, batch_size: 8, validation: .25, scale: standard}
model: {layers: [linear: 1]}
optimizer: {name: sgd, lr: .01}
training: {epochs: 2, threads: 1}
"""


def write_picture(path, draw):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"P6\n8 8\n255\n" + bytes(draw.randrange(256) for _ in range(192)))


def write_pictures(folder, classes="ab", number=12):
    draw = random.Random(3)
    for name in classes:
        for i in range(number):
            write_picture(folder / name / f"{i:02}.ppm", draw)


class Pictures(CliTest):
    def setUp(self):
        super().setUp()
        write_pictures(self.folder / "d/p")
        self.write("x.yaml", PICTURES)
        self.mlday("train", "x.yaml", "--data", "d", "--name", "r")
        self.run_root = self.folder / "runs/x/r"
        self.validation = (self.run_root / "validation.txt").read_text().split()

    def evaluate(self, *flags, split="validation", exits=0):
        done = self.mlday("eval", "runs/x/r", "--data", "d", "--split", split, "--predictions", "v.csv", *flags,
                          exits=exits)
        with open(self.folder / "v.csv", newline="") as file:
            return done, {row["sample"] for row in csv.DictReader(file)}

    def picture(self, name):
        return self.folder / "d/p" / name

    def test_new_samples_belong_to_no_part(self):
        write_picture(self.picture("a/new.ppm"), random.Random(9))
        done, names = self.evaluate()
        self.assertEqual(names, set(self.validation))
        self.assertIn("1 sample was added, in no part of the run (a/new.ppm)", done.err)
        _, training = self.evaluate(split="train")
        self.assertEqual(len(training), 18)
        self.assertFalse(training & names or "a/new.ppm" in training)

    def test_a_renamed_sample_keeps_its_part(self):
        old = self.validation[0]
        new = old.replace(".ppm", "_new.ppm")
        self.picture(old).rename(self.picture(new))
        done, names = self.evaluate()
        self.assertEqual(names, {new, *self.validation[1:]})
        self.assertIn(f"1 sample was renamed ({old} is now {new})", done.err)

    def test_what_is_gone_or_changed_is_refused_unless_allowed(self):
        gone, changed = self.validation[:2]
        self.picture(gone).unlink()
        done, _ = self.mlday("eval", "runs/x/r", "--data", "d", "--split", "validation", exits=2), None
        self.assertIn(f"1 sample was taken away ({gone})", done.err)
        self.assertIn("--allow-change gone", done.err)
        write_picture(self.picture(changed), random.Random(8))
        done = self.mlday("eval", "runs/x/r", "--data", "d", "--split", "validation", "--allow-change", "gone", exits=2)
        self.assertIn(f"1 sample was changed ({changed})", done.err)
        done, names = self.evaluate("--allow-change", "gone", "--allow-change", "changed")
        self.assertEqual(names, set(self.validation[1:]))
        self.evaluate(split="train")  # nothing of that part is gone

    def test_a_run_goes_on_to_the_same_bits_beside_new_and_renamed_files(self):
        shutil.copytree(self.run_root, self.folder / "runs/x/other")
        self.mlday("train", "runs/x/r", "--resume", "--epochs", "5", "--data", "d")
        write_picture(self.picture("a/000.ppm"), random.Random(9))
        self.picture("b/03.ppm").rename(self.picture("b/zz.ppm"))
        done = self.mlday("train", "runs/x/other", "--resume", "--epochs", "5", "--data", "d")
        self.assertIn("1 sample was renamed (b/03.ppm is now b/zz.ppm); 1 sample was added", done.err)
        for name in "best", "last":
            self.assertTrue(filecmp.cmp(self.run_root / f"checkpoints/{name}.safetensors",
                                        self.folder / f"runs/x/other/checkpoints/{name}.safetensors", shallow=False))

    def test_a_run_does_not_go_on_with_other_samples_or_classes(self):
        self.picture("a/00.ppm").unlink()
        done = self.mlday("train", "runs/x/r", "--resume", "--epochs", "5", "--data", "d", exits=2)
        self.assertIn("1 sample was taken away (a/00.ppm). put it back as it was", done.err.lower())
        write_pictures(self.folder / "d/p")
        self.picture("b").rename(self.picture("zb"))
        done = self.mlday("train", "runs/x/r", "--resume", "--epochs", "5", "--data", "d", exits=2)
        self.assertIn("is of the class `zb`, which is none of the checkpoint's classes: a, b", done.err)

    def test_a_run_without_the_list_goes_by_its_seed(self):
        (self.run_root / "samples.csv").unlink()
        _, names = self.evaluate()
        self.assertEqual(names, set(self.validation))
        self.mlday("train", "runs/x/r", "--resume", "--epochs", "4", "--data", "d")
        self.assertTrue((self.run_root / "samples.csv").exists())

    def test_a_name_with_a_line_end_is_written_in_one_line(self):
        write_picture(self.picture("a/x\n1.ppm"), random.Random(9))
        write_picture(self.picture("a/ y .ppm"), random.Random(7))
        write_picture(self.picture("a/x\\n1.ppm"), random.Random(8))  # a backslash and an n
        self.mlday("train", "x.yaml", "--data", "d", "--name", "odd", "--set", "dataset.validation.fraction=.9")
        listed = self.folder / "runs/x/odd/validation.txt"
        self.assertIn("a/x\\n1.ppm\n", listed.read_text())
        self.assertIn("a/x\\\\n1.ppm\n", listed.read_text())
        self.mlday("train", "x.yaml", "--data", "d", "--name", "again", "--set",
                   f"dataset.validation={{file: {listed}}}")
        (self.folder / "list.gz").write_bytes(gzip.compress(listed.read_bytes()))
        self.mlday("train", "x.yaml", "--data", "d", "--name", "packed", "--set",
                   f"dataset.validation={{file: {self.folder / 'list.gz'}}}")
        self.mlday("train", "runs/x/odd", "--resume", "--epochs", "4", "--data", "d")


class TestPart(CliTest):
    def test_testing_needs_no_training_data(self):
        write_pictures(self.folder / "d/p/tr", number=4)
        write_pictures(self.folder / "d/p/te", number=4)
        self.write("x.yaml", PICTURES.replace("root: p", "root: p, train: tr, test: te, normalize: dataset")
                   .replace("linear: 2]}", "linear: 2]}\ntask: {class_weights: balanced}"))
        self.mlday("train", "x.yaml", "--data", "d", "--name", "r")
        before = self.mlday("eval", "runs/x/r", "--data", "d").out
        (self.folder / "d/p/tr/a/new.ppm").write_text("x")
        self.assertEqual(self.mlday("eval", "runs/x/r", "--data", "d").out, before)
        shutil.rmtree(self.folder / "d/p/tr")
        self.assertEqual(self.mlday("eval", "runs/x/r", "--data", "d").out, before)

    def test_tables_are_tested_alone_too_and_by_another_test_part(self):
        write_table(self.folder / "t.csv", 40)
        write_table(self.folder / "test.csv", 9, seed=4)
        self.write("x.yaml", TABLE.replace("file: t.csv", "file: t.csv, test_file: test.csv"))
        self.mlday("train", "x.yaml", "--data", ".", "--name", "r")
        before = self.mlday("eval", "runs/x/r", "--data", ".").out
        (self.folder / "t.csv").unlink()
        self.assertEqual(self.mlday("eval", "runs/x/r", "--data", ".").out.splitlines()[1:], before.splitlines()[1:])
        write_table(self.folder / "test.csv", 9, seed=5)
        done = self.mlday("eval", "runs/x/r", "--data", ".")
        self.assertIn("is not the one that the run was begun with", done.err)


def write_table(path, rows, seed=2):
    draw = random.Random(seed)
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow("aby")
        writer.writerows([f"{draw.gauss(0, 1):.4f}" for _ in "aby"] for _ in range(rows))


class Tables(CliTest):
    def setUp(self):
        super().setUp()
        write_table(self.folder / "t.csv", 40)
        self.write("x.yaml", TABLE)
        self.mlday("train", "x.yaml", "--data", ".", "--name", "r")

    def lines(self):
        return (self.folder / "t.csv").read_text().splitlines()

    def write_lines(self, lines):
        (self.folder / "t.csv").write_text("\n".join(lines) + "\n")

    def figures(self, *flags):
        return self.mlday("eval", "runs/x/r", "--data", ".", "--split", "validation", *flags).out.splitlines()[1:]

    def test_rows_keep_their_part_where_others_come_before_them(self):
        before = self.figures()
        head, *rows = self.lines()
        self.write_lines([head, "5,5,5", *reversed(rows)])
        self.assertEqual(self.figures(), before)

    def test_a_changed_row_is_refused_and_the_scale_is_kept_where_it_is_allowed(self):
        validation = (self.folder / "runs/x/r/validation.txt").read_text()
        line = next(n for n in range(2, 40) if f"line {n}\n" not in validation)
        lines = self.lines()
        lines[line - 1] = "1000" + lines[line - 1][lines[line - 1].index(","):]
        self.write_lines(lines)
        again = ("train", "runs/x/r", "--resume", "--epochs", "3", "--data", ".")
        done = self.mlday(*again, exits=2)
        self.assertIn(f"1 sample was changed (t.csv line {line})", done.err)
        scale = [l for l in (self.folder / "runs/x/r/log.txt").read_text().splitlines() if "inputs:" in l]
        done = self.mlday(*again, "--allow-change", "changed")
        self.assertIn(scale[0].split("inputs:")[1], done.out)

    def test_a_key_of_the_config_may_be_allowed_to_change(self):
        again = ("train", "x.yaml", "--data", ".", "--name", "r", "--resume", "--epochs", "3")
        done = self.mlday(*again, "--set", "optimizer.lr=.5", exits=2)
        self.assertIn("--allow-change optimizer.lr", done.err)
        self.mlday(*again, "--set", "optimizer.lr=.5", "--allow-change", "optimizer.lr")
        self.assertEqual(float(mlday.rows_of(self.folder / "runs/x/r")[-1]["lr"]), .5)
        done = self.mlday(*again[:-1], "4", "--allow-change", "optimizer.momentum", "--set", "optimizer.lr=.5", exits=2)
        self.assertIn("no key of the config that is called so changed", done.err)

    def test_other_categories_are_refused(self):
        self.write("k.csv", "k,y\n" + "a,1\nb,2\nc,3\n" * 5)
        self.write("k.yaml", TABLE.replace("t.csv", "k.csv").replace("scale: standard", "scale: none"))
        self.mlday("train", "k.yaml", "--data", ".", "--name", "r")
        self.write("k.csv", "k,y\n" + "a,1\nz,2\nc,3\n" * 5)
        done = self.mlday("train", "runs/k/r", "--data", ".", "--resume", "--epochs", "4", exits=2)
        self.assertIn("z", done.err)


if __name__ == "__main__":
    unittest.main()
