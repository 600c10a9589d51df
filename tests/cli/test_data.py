"""Data sets as files: data make, both layouts, the splits; and the real pictures where they are.

MLDAY_REALDATA names a folder with gtsrb_train_32x32.tar.xz and gtsrb_native_2k.tar.xz.
"""
import csv
import os
import pathlib
import re
import subprocess
import unittest

import mlday
from mlday import CLASSES, CliTest, rows_of, summary

ONE_EPOCH = ["--epochs", "1", "--quiet"]


def supports(run, split):
    """How many samples of each class a part has, by its confusion matrix."""
    with open(run / f"confusion_{split}.csv", newline="") as file:
        return [sum(map(int, row[1:])) for row in list(csv.reader(file))[1:]]


class MadeData(mlday.SharedFolderTest):
    def prepare(self):
        cls = type(self)
        cls.made = self.mlday("data", "make", "gtsrb", "--out", "made", "--images", "86", "--seed", "3")
        self.mlday("data", "make", "gtsrb", "--out", "again", "--images", "86", "--seed", "3")

    def pictures(self, root):
        return {path.relative_to(root): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}

    def test_data_make_writes_the_official_layout(self):
        root = self.folder / "made"
        self.assertEqual(len(list((root / "Final_Training/Images").glob("*/*.ppm"))), 86)
        self.assertEqual(len(list((root / "Final_Test/Images").glob("*.ppm"))), 43)
        self.assertIn("129 signs", self.made.out)
        for table in [*(root / "Final_Training/Images").glob("*/*.csv"), root / "Final_Test/Images/GT-final_test.csv"]:
            with open(table, newline="") as file:
                for row in csv.DictReader(file, delimiter=";"):
                    self.assertTrue(0 <= int(row["ClassId"]) < CLASSES)
                    head = (table.parent / row["Filename"]).read_bytes()[:15].split()
                    self.assertEqual(head[:3], [b"P6", row["Width"].encode(), row["Height"].encode()])
                    self.assertLess(int(row["Roi.X1"]), int(row["Roi.X2"]))
                    self.assertLess(int(row["Roi.X2"]), int(row["Width"]))

    def test_the_loader_reads_back_what_was_made(self):
        for data in ("made", self.folder / "made"):  # relative or absolute, the folder's own name or the one above
            result = self.mlday("train", "tiny.yaml", "--data", data, "--epochs", "1")
            self.assertIn("64 train / 22 validation (split by image) / 43 test", result.out)
            self.assertIn("official layout", result.out)
            self.assertNotRegex(result.err, "(?i)drawn")
        self.assertEqual(summary(self.run_folder())["data"], "real")

    def test_one_seed_draws_the_same_pictures_and_another_seed_others(self):
        first = self.pictures(self.folder / "made")
        self.assertEqual(first, self.pictures(self.folder / "again"))
        self.mlday("data", "make", "gtsrb", "--out", "other", "--images", "86", "--seed", "4")
        other = self.pictures(self.folder / "other")
        self.assertEqual(set(first), set(other))
        same = [path for path in first if path.suffix == ".ppm" and first[path] == other[path]]
        self.assertEqual(same, [])


class Layouts(CliTest):
    def test_both_layouts_are_told_apart_and_train_the_same_net(self):
        official = mlday.write_official(self.folder / "official", per_class=6, tracks=2)
        mlday.write_kaggle(self.folder / "kaggle", official)
        for layout, by in (("official", "image"), ("kaggle", "image"), ("official", "track"), ("kaggle", "track")):
            result = self.mlday("train", "tiny.yaml", "--data", layout, "--name", f"{layout}-{by}", "--epochs", "1",
                                "--set", f"dataset.validation.by={by}")
            self.assertRegex(result.out, f"(?i){layout}.* layout")
            self.assertIn("/ 129 test", result.out)
        for by in ("image", "track"):
            self.assert_same_training(self.run_folder(f"official-{by}"), self.run_folder(f"kaggle-{by}"))

    def test_the_tables_of_the_test_part_are_found_where_the_archives_put_them(self):
        for place in ("Final_Test", "."):
            root = mlday.write_official(self.folder / f"data-{place}", per_class=4, test_per_class=1)
            (root / "Final_Test/Images/GT-final_test.csv").rename(root / place / "GT-final_test.csv")
            result = self.mlday("train", "tiny.yaml", "--data", root, "--epochs", "1")
            self.assertIn("/ 43 test", result.out)

    def test_the_region_of_interest_changes_the_pictures_only_where_asked_for(self):
        mlday.write_official(self.folder / "data", per_class=4, test_per_class=1)
        for name, crop in (("whole", "false"), ("cropped", "true")):
            self.mlday("train", "tiny.yaml", "--data", "data", "--name", name, *ONE_EPOCH, "--set",
                       f"dataset.crop_to_roi={crop}")
        whole, cropped = (rows_of(self.run_folder(name))[0] for name in ("whole", "cropped"))
        self.assertNotEqual(whole["loss"], cropped["loss"])


class Splits(CliTest):
    def train(self, name, *settings):
        sets = [part for setting in settings for part in ("--set", "dataset." + setting)]
        result = self.mlday("train", "tiny.yaml", "--data", "data", "--name", name, "--epochs", "1", *sets)
        for split in ("train", "validation"):
            self.mlday("eval", self.run_folder(name), "--data", "data", "--split", split)
        return tuple(map(int, re.search(r"(\d+) train / (\d+) validation", result.out).groups()))

    def test_by_track_keeps_tracks_on_one_side_and_by_image_does_not(self):
        # One track of 5 photos per class: a class lies on one side, and the share is rounded up to whole tracks.
        mlday.write_official(self.folder / "data", per_class=5, test_per_class=0)
        self.assertEqual(self.train("track", "validation={fraction: .25, by: track}"), (32 * 5, 11 * 5))
        validation = supports(self.run_folder("track"), "validation")
        self.assertEqual(sorted(set(validation)), [0, 5])
        self.assertEqual(validation.count(5), 11)
        train = supports(self.run_folder("track"), "train")
        self.assertEqual([a + b for a, b in zip(validation, train)], [5] * CLASSES)
        self.assertEqual(self.train("image", "validation={fraction: .25, by: image}"), (161, 54))
        self.assertGreater(len(set(supports(self.run_folder("image"), "validation"))), 2)

    def test_the_splits_own_seed_decides_it_and_the_runs_seed_does_where_it_has_none(self):
        mlday.write_official(self.folder / "data", per_class=5, test_per_class=0)
        parts = {}
        for name, settings in (("seed 7", "{by: track}"), ("own seed 1", "{by: track, seed: 1}"),
                               ("own seed 7", "{by: track, seed: 7}")):
            self.train(name, f"validation={settings[:-1]}, fraction: .25}}")
            parts[name] = supports(self.run_folder(name), "validation")
        self.assertEqual(parts["seed 7"], parts["own seed 7"])
        self.assertNotEqual(parts["seed 7"], parts["own seed 1"])

    def test_without_validation_nothing_is_monitored_that_is_not_there(self):
        mlday.write_official(self.folder / "data", per_class=4, test_per_class=0)
        self.refused("train", "tiny.yaml", "--data", "data", "--set", "dataset.validation=0", exits=2,
                     says=["annealer.monitor", "val_accuracy"])
        result = self.mlday("train", "tiny.yaml", "--data", "data", "--set", "dataset.validation=0", "--set",
                            "annealer.monitor=loss", "--epochs", "1")
        self.assertIn("172 train, no test part", result.out)
        self.assertEqual(list(rows_of(self.run_folder())[0]), ["epoch", "lr", "seconds", "loss", "accuracy"])


class RealPictures(CliTest):
    """The benchmark's own photos; nothing of them is kept in the repository."""

    def unpack(self, name):
        archive = pathlib.Path(os.environ.get("MLDAY_REALDATA") or "/nowhere") / name
        if not archive.exists():
            self.skipTest(f"MLDAY_REALDATA names no folder with {name}")
        target = self.folder / name.split(".")[0]
        target.mkdir()
        subprocess.run(["tar", "-xf", archive, "-C", target], check=True)
        return target

    def test_the_main_job_counts_its_parameters_and_pictures_as_the_journal_did(self):
        root = self.unpack("gtsrb_train_32x32.tar.xz")
        process = self.start("train", mlday.SOURCE / "configs/day64_gtsrb.yaml", "--data", root, "--device", "cpu",
                             stdout=subprocess.PIPE)
        text = ""
        for line in process.stdout:
            text += line
            if line.startswith("Device:"):
                break  # all is said; the training itself takes an hour
        mlday.end(process)
        self.assertIn("25,784,779 parameters", text)
        self.assertIn("29,406 train / 9,803 validation", text)
        self.assertIn("no test part", text)

    def test_pictures_of_every_size_train_and_evaluate_with_and_without_their_region(self):
        root = self.unpack("gtsrb_native_2k.tar.xz")
        for crop in ("false", "true"):
            result = self.mlday("train", "tiny.yaml", "--data", root, "--name", crop, "--epochs", "5", "--set",
                                f"dataset.crop_to_roi={crop}", "--set", "dataset.validation.by=track")
            train, validation = re.search(r"([\d,]+) train / ([\d,]+) validation", result.out).groups()
            pictures = len(list(root.rglob("*.ppm")))
            self.assertEqual(int(train.replace(",", "")) + int(validation.replace(",", "")), pictures)
            self.assertGreater(summary(self.run_folder(crop))["last"]["accuracy"], .05, "chance is about .02")


if __name__ == "__main__":
    unittest.main()
