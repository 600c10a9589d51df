"""Loaders of pictures and tables against independent readers, PIL and numpy; and a training on each.

On files of the tests' own; real ones: test_real_files.py.
"""
import json
import os
import subprocess
import unittest

import numpy as np
from PIL import Image, ImageOps

import mlday
from loader_test import LoaderTest
from mlday import metadata_of, rows_of


class Pictures(LoaderTest):
    def write_folders(self, ending, count=6, **options):
        random = np.random.default_rng(1)
        for label, name in enumerate(("daisy", "rose")):
            (self.folder / "data/flowers" / name).mkdir(parents=True, exist_ok=True)
            for i in range(count):
                coarse = random.integers(0, 256, (4, 5, 3), dtype=np.uint8) // 2 + 100 * label
                picture = Image.fromarray(coarse.astype(np.uint8)).resize((20, 16), Image.BILINEAR)
                picture.save(self.folder / f"data/flowers/{name}/{i}{ending}", **options)

    def by_pil(self, mode="RGB"):
        files = sorted((self.folder / "data/flowers").glob("*/*"))
        return [np.asarray(Image.open(file).convert(mode)) for file in files]

    def test_pixels_are_those_that_pil_reads(self):
        for ending, within in ((".png", 0), (".bmp", 0), (".ppm", 0), (".webp", 0), (".jpg", 2)):
            with self.subTest(ending):
                for file in (self.folder / "data").glob("flowers/*/*"):
                    file.unlink()
                self.write_folders(ending, **({"lossless": True} if ending == ".webp" else {}))
                tensors, _ = self.samples(self.config("loader: image_folder, root: flowers", 2), "--data", "data")
                self.assert_pixels(tensors["train.inputs"], self.by_pil(), within)
                self.assertEqual(tensors["train.targets"].tolist(), [0] * 6 + [1] * 6)

    def test_it_trains_and_its_checkpoint_knows_its_classes(self):
        self.write_folders(".png")
        config = self.config("loader: image_folder, root: flowers, validation: .25", 2)
        run, evaluated = self.trains(config, "--data", "data")
        self.assertEqual(metadata_of(run, "best")["class_names"], '["daisy","rose"]')
        self.assertIn("daisy", evaluated.out)
        # A folder that has only one of the classes: the checkpoint's number for it stays.
        for file in (self.folder / "data/flowers/daisy").iterdir():
            file.unlink()
        (self.folder / "data/flowers/daisy").rmdir()
        only = ("eval", run, "--split", "train", "--data", "data", "--json")
        self.refused(*only, exits=2, says="4 samples were taken away")
        one = self.mlday(*only, "--allow-change", "gone")
        self.assertIn('"rose"', one.out)

    def test_shapes_that_only_the_data_tells_are_checked_with_the_data(self):
        self.write_folders(".png")
        config = self.config("loader: image_folder, root: flowers", 3)
        self.assertIn("shapes were not checked", self.mlday("check", "--no-data", config).out)
        checked = self.mlday("check", config, "--data", "data", exits=2)
        self.assertIn("2 classes need 2", checked.out)
        self.refused("train", config, "--data", "data", exits=2, says="[shape-mismatch]")
        self.assertFalse((self.folder / "runs/c/latest").exists())

    def test_show_counts_classes_sizes_flaws_and_draws_a_sheet(self):
        self.write_folders(".png")
        flowers = self.folder / "data/flowers"
        (flowers / "daisy/twin.png").write_bytes((flowers / "daisy/1.png").read_bytes())
        (flowers / "rose/broken.png").write_bytes((flowers / "rose/1.png").read_bytes()[:40])
        config = self.config("loader: image_folder, root: flowers", 2)
        shown = self.mlday("data", "show", config, "--data", "data", "--grid", "sheet.png").out
        for words in ("broken.png", "twin.png = ", "all 16 x 20", "daisy      7", "rose       6", "1.17 times", "+-"):
            self.assertIn(words, shown)
        sheet = Image.open(self.folder / "sheet.png")
        self.assertGreater(min(sheet.size), 50)
        self.refused("train", config, "--data", "data", exits=1, says="broken.png")

    def test_webp_is_turned_as_its_exif_says(self):
        picture = np.random.default_rng(5).integers(0, 256, (6, 9, 3), dtype=np.uint8)
        for orientation in range(1, 9):
            for name in ("a", "b"):
                path = self.folder / f"turned/{name}/0.webp"
                path.parent.mkdir(parents=True, exist_ok=True)
                exif = Image.Exif()
                exif[0x0112] = orientation
                Image.fromarray(picture).save(path, lossless=True, exif=exif)
            upright = np.asarray(ImageOps.exif_transpose(Image.open(path)))
            config = self.config(f"loader: image_folder, root: turned, image_size: {list(upright.shape[:2])}", 2)
            tensors, _ = self.samples(config, "--data", self.folder)
            with self.subTest(orientation):
                self.assert_pixels(tensors["train.inputs"], [upright, upright])

    def test_a_class_folder_that_is_not_called_in_utf_8_is_refused(self):
        os.makedirs(os.fsencode(self.folder) + b"/photos/caf\xe9")
        with open(os.fsencode(self.folder) + b"/photos/caf\xe9/a.ppm", "wb") as file:
            file.write(b"P6 1 1 255\n\0\0\0")
        config = self.config("loader: image_folder, root: photos", 1)
        done = subprocess.run([mlday.BINARY, "train", config, "--data", self.folder], cwd=self.folder,
                              capture_output=True, env=mlday.environment())
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"give it another name", done.stderr)

    def test_a_single_class_is_nothing_to_learn(self):
        (self.folder / "photos/all").mkdir(parents=True)
        (self.folder / "photos/all/a.ppm").write_bytes(b"P6 1 1 255\n\0\0\0")
        config = self.config("loader: image_folder, root: photos", 1)
        self.refused("train", config, "--data", self.folder, exits=2, says=["single class, `all`", "dataset.root"])

    def test_pictures_of_formats_that_are_not_read_are_told(self):
        for name, ending in (("a", "jpg"), ("b", "jfif"), ("c", "gif")):
            for kind in "cat", "dog":
                path = self.folder / "data/pets" / kind / f"{name}.{ending}"
                path.parent.mkdir(parents=True, exist_ok=True)
                Image.new("RGB", (8, 8), "red" if kind == "cat" else "blue").save(
                    path, "JPEG" if ending == "jfif" else None)
        config = self.config("loader: image_folder, root: pets", 2)
        told = self.mlday("check", config, "--data", "data").out
        self.assertIn("4 train", told)
        self.assertRegex(told, r"passed over 2 files that are not read .* such as .*cat/c\.gif")
        for kept in "a.jpg", "b.jfif":
            (self.folder / "data/pets/dog" / kept).unlink()
        self.refused("train", config, "--data", "data", exits=2,
                     says="dog holds no pictures, but 1 file that is not read")

    def test_a_class_that_skipping_leaves_empty_is_warned_of(self):
        self.write_folders(".png")
        (self.folder / "data/flowers/tulip").mkdir()
        (self.folder / "data/flowers/tulip/0.png").write_bytes(b"")
        config = self.config("loader: image_folder, root: flowers, image_size: 8, on_bad_sample: skip", 3)
        result = self.mlday("train", config, "--data", "data", "--quiet")
        self.assertIn("no training sample is of the class `tulip`", result.err)

    def test_the_data_folder_itself_is_taken_where_it_is_called_root_and_not_where_root_is_mistyped(self):
        self.write_folders(".png")
        config = self.config("loader: image_folder, root: flowers, image_size: 8", 2)
        flowers = self.folder / "data/flowers"
        for data, cwd in ((flowers, None), (f"{flowers}/", None), (".", flowers)):
            self.assertIn("12 train", self.mlday("check", config, "--data", data, cwd=cwd).out)
        config = self.config("loader: image_folder, root: flowesr, image_size: 8", 2)
        self.refused("train", config, "--data", flowers, exits=2, says=["no data folder", "flowesr"])

    def test_a_split_is_stored_and_can_be_taken_over(self):
        self.write_folders(".png", count=20)
        first = self.config("loader: image_folder, root: flowers, validation: {fraction: .25, stratified: true}", 2)
        run, _ = self.trains(first, "--data", "data")
        names = (run / "validation.txt").read_text().split()
        self.assertEqual(len(names), 10)
        self.assertEqual(sum(name.startswith("rose/") for name in names), 5)
        second = self.config(f"loader: image_folder, root: flowers, validation: {{file: {run / 'validation.txt'}}}", 2,
                             name="d.yaml")
        self.mlday("train", second, "--data", "data", "--seed", "99", "--name", "x")
        run = self.run_folder("x", config="d")
        self.assertEqual((run / "validation.txt").read_text().split(), names)

    def test_a_training_picture_among_the_validation_pictures_is_told(self):
        self.write_folders(".png")
        (self.folder / "data/flowers/val/rose").mkdir(parents=True)
        (self.folder / "data/flowers/train").mkdir()
        for name in ("daisy", "rose"):
            (self.folder / f"data/flowers/{name}").rename(self.folder / f"data/flowers/train/{name}")
        twin = (self.folder / "data/flowers/train/rose/3.png").read_bytes()
        (self.folder / "data/flowers/val/rose/x.png").write_bytes(twin)
        config = self.config("loader: image_folder, root: flowers, train: train, validation: {folder: val}", 2)
        result = self.mlday("train", config, "--data", "data")
        self.assertRegex(result.err, r"has 1 sample of validation or test too.*val/rose/x.png = .*train/rose/3.png")


class Tables(LoaderTest):
    def write_table(self, name="people.csv", rows=60, extra=None):
        """Made-up people: who smokes pays more."""
        random = np.random.default_rng(5)
        lines = ["age,sex,bmi,smoker,charges" + ("," + extra[0] if extra else "")]
        for i in range(rows):
            smoker = i % 3 == 0
            age, bmi = random.integers(18, 65), random.normal(28, 4)
            charges = 200 * age + 20000 * smoker + random.normal(0, 900)
            cells = [age, ("female", "male")[i % 2], f"{bmi:.2f}", ("no", "yes")[smoker], f"{charges:.2f}"]
            lines.append(",".join(map(str, cells + ([extra[1](cells)] if extra else []))))
        (self.folder / name).write_text("\n".join(lines) + "\n")

    def test_a_table_trains_and_its_checkpoint_keeps_the_fit(self):
        self.write_table()
        config = self.config("loader: csv, file: people.csv, columns: {smoker: target}, scale: standard, "
                             "validation: .25", 2, flatten=False)
        run, evaluated = self.trains(config, "--data", self.folder)
        self.assertIn("yes", evaluated.out)
        told = [line for line in metadata_of(run, "best")["preprocessing"].split('{"name":') if "age" in line][0]
        tensors, _ = self.samples(config, "--data", self.folder)
        ages = tensors["train.inputs"][:, 0]
        self.assertAlmostEqual(float(ages.mean()), 0, places=5)
        self.assertAlmostEqual(float(ages.std()), 1, places=4)
        self.assertNotAlmostEqual(float(tensors["validation.inputs"][:, 0].mean()), 0, places=4)
        self.assertIn('"shift":', told)

    def test_a_label_among_the_inputs_is_refused_by_its_columns_name(self):
        target = "loader: csv, file: people.csv, columns: {charges: target%s}"
        leaks = (("charges", None, ", inputs: [age, charges]"),
                 ("bill", lambda cells: cells[4], ""),
                 ("bill_in_cents", lambda cells: f"{float(cells[4]) * 100:.0f}", ""))
        for name, made, more in leaks:
            with self.subTest(name):
                self.write_table(extra=(name, made) if made else None)
                config = self.config(target % "" + more, 1, flatten=False)
                for verb in ("check", "train"):
                    done = self.mlday(verb, config, "--data", self.folder, exits=2)
                    self.assertIn("[label-leak]", done.out + done.err)
                    self.assertIn(f"`{name}`", done.out + done.err)
                if made:
                    mended = self.config(target % f", {name}: ignore", 1, flatten=False)
                    self.assertNotIn("label-leak", self.mlday("check", mended, "--data", self.folder, exits=2).out)

    def test_a_suspicious_column_is_warned_of_and_may_be_meant(self):
        numbers = iter(range(100, 1000))
        self.write_table(extra=("id", lambda cells: next(numbers)))
        config = self.config("loader: csv, file: people.csv, columns: {smoker: target}", 2, flatten=False)
        arguments = ("check", config, "--data", self.folder)
        self.assertRegex(self.mlday(*arguments).out, r"`id` has a value of its own")
        self.mlday(*arguments, "--strict", exits=2)
        self.mlday(*arguments, "--strict", "--set", "check.expect=[label-leak]")
        self.mlday(*arguments, "--strict", "--set", "dataset.allow_leaks=[id]")
        # Without the data nothing can be said of it, so an expectation is not missed either.
        self.mlday("check", config, "--no-data", "--strict", "--set", "check.expect=[label-leak]")

    def test_errors_in_the_table_for_testing_name_it(self):
        self.write("train.csv", "c,y\nred,a\nblue,b\n")
        self.write("test.csv", "c,y\nred,a\ngreen,b\n")
        config = self.config("loader: csv, file: train.csv, test_file: test.csv, columns: {y: target}", 2,
                             flatten=False)
        self.refused("train", config, "--data", self.folder, exits=2, says=["/test.csv:3", "green"])

    def test_evaluation_holds_out_the_groups_that_training_held_out(self):
        rows = [f"{np.sin(i)},{(i // 4) % 2},{i // 4}" for i in range(80)]
        self.write("grouped.csv", "\n".join(["x,y,house", *rows]) + "\n")
        config = self.config("loader: csv, file: grouped.csv, columns: {y: target}, target_kind: classes, group: house, "
                             "validation: {fraction: .3, by: group}", 2, flatten=False)
        self.mlday("train", config, "--data", self.folder, "--name", "x", "--quiet")
        run = self.folder / "runs/c/x"
        shown = json.loads(self.mlday("eval", run, "--data", self.folder, "--split", "validation", "--checkpoint",
                                      "last", "--json").out)
        self.assertAlmostEqual(shown["loss"], float(rows_of(run)[-1]["val_loss"]), places=6)

    def test_a_table_for_testing_is_read_by_the_names_of_its_columns(self):
        self.write("train.csv", "a,b,y1,y2\n" + "".join(f"{i},{i * i % 7},{2 * i + i % 3},{90 - i + i % 5}\n"
                                                          for i in range(30)))
        rows = [line.split(",") for line in (self.folder / "train.csv").read_text().split()]
        self.write("test.csv", "".join(f"{a},{b},{y2},{y1}\n" for a, b, y1, y2 in rows))
        config = self.config("loader: csv, file: train.csv, test_file: test.csv, columns: {y1: target, y2: target}, "
                             "allow_leaks: [a]", 2, flatten=False).read_text()
        self.write("c.yaml", "task: regression\n" + config)
        run, _ = self.trains("c.yaml", "--data", self.folder)
        losses = [json.loads(self.mlday("eval", run, "--data", self.folder, "--split", split, "--json").out)["loss"]
                  for split in ("train", "test")]
        self.assertAlmostEqual(*losses, delta=1e-3 * losses[0])
        self.write("test.csv", "a,b,y1\n1,2,3\n")
        self.refused("eval", run, "--data", self.folder, exits=2, says=["test.csv", "no column `y2`"])

    def test_a_column_without_any_value_is_named(self):
        self.write("t.csv", "a,b,y\n" + "".join(f"{i % 5},,{i}\n" for i in range(20)))
        config = self.config("loader: csv, file: t.csv, columns: {y: target, b: numeric}, scale: standard, "
                             "missing: constant, fill: unknown", 1, flatten=False)
        self.refused("data", "show", config, "--data", self.folder, exits=2, says=["t.csv line 2", "`b`", "no number"])

    def test_numbers_are_no_classes(self):
        self.write_table()
        config = self.config("loader: csv, file: people.csv, columns: {charges: target}", 1, flatten=False)
        self.assertIn("the data's targets are the number charges",
                      self.mlday("check", config, "--data", self.folder, exits=2).out)

    def test_a_broken_table_names_file_and_line(self):
        (self.folder / "people.csv").write_text("a,b\n1,2\n3\n")
        config = self.config("loader: csv, file: people.csv, columns: {b: target}", 1)
        self.refused("train", config, "--data", self.folder, exits=1, says="people.csv:3")


if __name__ == "__main__":
    unittest.main()
