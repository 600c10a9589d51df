"""mlday eval: its figures, recomputed from the confusion matrix and from the checkpoint itself."""
import base64
import csv
import io
import json
import shutil
import unittest
import xml.etree.ElementTree

import numpy as np
from PIL import Image

import mlday
from mlday import CLASSES, CliTest, checkpoint_of, rows_of, summary
from safetensors_reader import read


def matrix_of(path):
    """The confusion matrix [truth, prediction] and the class names of a confusion CSV."""
    with open(path, newline="") as file:
        rows = list(csv.reader(file))
    names = [row[0] for row in rows[1:]]
    assert rows[0][1:] == names
    return np.array([[int(cell) for cell in row[1:]] for row in rows[1:]]), names


def table_of(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def ratio(part, whole):
    return np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)


def logits_of(weights, pictures):
    """The tiny net's outputs, in plain numpy: conv 3x3 same, relu, max pool 2x2, flatten, linear."""
    x = pictures.astype(np.float64).transpose(0, 3, 1, 2) / 255  # [N, C, H, W]
    kernel, padded = weights["conv2d_1.weight"], np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    size = x.shape[2]
    y = sum(np.einsum("nchw,oc->nohw", padded[:, :, i:i + size, j:j + size], kernel[:, :, i, j])
            for i in range(3) for j in range(3)) + weights["conv2d_1.bias"][:, None, None]
    pooled = np.maximum(y, 0).reshape(*y.shape[:2], size // 2, 2, size // 2, 2).max((3, 5))
    return pooled.reshape(len(x), -1) @ weights["linear_1.weight"].T + weights["linear_1.bias"]


class Evaluation(mlday.SharedFolderTest):
    """A net trained on pictures of our own; it is good but not perfect."""

    def prepare(self):
        cls = type(self)
        mlday.write_official(self.folder / "data/gtsrb", per_class=8, test_per_class=4)
        self.mlday("train", "tiny.yaml", "--name", "run", "--data", "data", "--epochs", "4", "--quiet")
        cls.run_ = self.run_folder("run")
        cls.json_ = self.evaluate(self.run_)

    def evaluate(self, what, *arguments):
        return json.loads(self.mlday("eval", what, "--data", "data", "--json", *arguments).out)

    def test_figures_follow_from_the_checkpoint_by_an_independent_forward_pass(self):
        pictures, targets = [], []
        for label, _, _, pixels in mlday.sign_pictures(4, seed=1):
            pictures.append(pixels)
            targets.append(label)
        logits, targets = logits_of(read(checkpoint_of(self.run_, "best"))[0], np.array(pictures)), np.array(targets)
        log_softmax = logits - logits.max(1, keepdims=True)
        log_softmax -= np.log(np.exp(log_softmax).sum(1, keepdims=True))
        self.assertAlmostEqual(self.json_["loss"], -log_softmax[np.arange(len(targets)), targets].mean(), delta=1e-4)
        self.assertAlmostEqual(self.json_["accuracy"], (logits.argmax(1) == targets).mean(), delta=1e-9)
        top5 = np.argsort(-logits, 1)[:, :5]
        self.assertAlmostEqual(self.json_["top5_accuracy"], (top5 == targets[:, None]).any(1).mean(), delta=1e-9)
        self.assertTrue(.05 < self.json_["accuracy"] < 1, "a test that all or nothing is right would prove little")

    def test_the_confusion_matrix_in_the_run_folder_gives_the_same_figures(self):
        matrix, names = matrix_of(self.run_ / "confusion_test.csv")
        self.assertEqual(matrix.shape, (CLASSES, CLASSES))
        self.assertEqual(names[14], "Stop")
        self.assertEqual(matrix.sum(1).tolist(), [4] * CLASSES)
        self.assertEqual(self.json_["samples"], matrix.sum())
        self.assertAlmostEqual(self.json_["accuracy"], np.trace(matrix) / matrix.sum())
        right, predicted, present = np.diag(matrix), matrix.sum(0), matrix.sum(1)
        precision, recall = ratio(right, predicted), ratio(right, present)
        f1 = ratio(2 * precision * recall, precision + recall)
        for key, ours in (("precision", precision), ("recall", recall), ("f1", f1)):
            np.testing.assert_allclose([row[key] for row in self.json_["classes"]], ours, atol=1e-12)
            self.assertAlmostEqual(self.json_["macro"][key], ours.mean())
            self.assertAlmostEqual(self.json_["weighted"][key], (ours * present).sum() / present.sum())
        worst = [(row["truth"], row["prediction"], row["count"]) for row in self.json_["worst_confusions"]]
        counts = np.sort((matrix - np.diag(right)).ravel())[::-1]
        self.assertEqual([count for *_, count in worst], [count for count in counts[:10] if count > 0])
        for truth, prediction, count in worst:
            self.assertEqual(matrix[names.index(truth), names.index(prediction)], count)

    def test_eval_of_a_run_repeats_the_runs_own_figures(self):
        figures = summary(self.run_)
        for which in ("best", "last"):
            test = self.evaluate(self.run_, "--checkpoint", which)
            self.assertAlmostEqual(test["loss"], figures[which]["test_loss"], delta=1e-5)
            self.assertEqual(test["accuracy"], figures[which]["test_accuracy"])
        validation = self.evaluate(self.run_, "--split", "validation", "--checkpoint", "last")
        self.assertAlmostEqual(validation["loss"], float(rows_of(self.run_)[-1]["val_loss"]), delta=1e-5)
        self.assertEqual(validation["accuracy"], float(rows_of(self.run_)[-1]["val_accuracy"]))

    def test_the_parts_of_the_data_have_their_sizes_and_share_no_sample(self):
        counts = {}
        for split, size in (("train", 258), ("validation", 86), ("test", 172)):
            self.assertEqual(self.evaluate(self.run_, "--split", split)["samples"], size)
            counts[split] = matrix_of(self.run_ / f"confusion_{split}.csv")[0].sum(1)
        # Train and validation together are each class's 8 photos, once.
        self.assertEqual((counts["train"] + counts["validation"]).tolist(), [8] * CLASSES)

    def test_a_checkpoint_alone_in_another_folder_gives_the_same_figures(self):
        place = self.folder / "elsewhere"
        place.mkdir()
        shutil.copy(checkpoint_of(self.run_, "best"), place / "net.safetensors")
        result = self.mlday("eval", "net.safetensors", "--data", self.folder / "data", "--json", cwd=place)
        alone = json.loads(result.out)
        places = {"checkpoint": "", "data_origin": ""}
        self.assertEqual({**alone, **places}, {**self.json_, **places})
        self.assertTrue((place / "confusion_test.csv").exists())

    def test_the_last_epochs_confusions_do_not_take_the_place_of_the_bests(self):
        best = (self.run_ / "confusion_test.csv").read_bytes()
        self.evaluate(self.run_, "--checkpoint", "last")
        self.assertTrue((self.run_ / "confusion_test_last.csv").exists())
        self.assertEqual(best, (self.run_ / "confusion_test.csv").read_bytes())

    def test_a_config_means_its_latest_run(self):
        by_config = self.evaluate("tiny.yaml")
        self.assertEqual(by_config["loss"], self.json_["loss"])
        self.assertIn("runs/tiny/run/checkpoints/best", by_config["checkpoint"])

    def test_the_printed_report_names_classes_means_and_confusions(self):
        result = self.mlday("eval", self.run_, "--data", "data")
        row = self.json_["classes"][14]
        self.assertRegex(result.out, rf"14 +Stop +{row['precision']:.3f} +{row['recall']:.3f} +{row['f1']:.3f} +4\n")
        for mean in ("macro", "weighted"):
            self.assertRegex(result.out, rf"{mean} mean .*{self.json_[mean]['f1']:.3f} +172\n")
        worst = self.json_["worst_confusions"][0]
        self.assertRegex(result.out, rf"{worst['count']} x +\S.*taken for")
        self.assertIn("top5_accuracy", result.out)
        self.assertIn("confusion_test.csv", result.out)

    def test_what_training_suggests_next_evaluates_the_data_that_it_trained_on(self):
        result = self.mlday("train", "tiny.yaml", "--name", "next", "--data", "data", "--epochs", "1")
        suggestion = result.out.splitlines()[-1].split("mlday ", 1)[1].split()
        again = self.mlday(*suggestion)
        self.assertNotIn("synthetic", again.out, "the run trained on real data")

    def test_a_config_means_the_newest_run_that_has_weights(self):
        self.refused("train", "tiny.yaml", "--name", "failed", "--set", "optimizer={name: sgd, lr: 1e30}", exits=1,
                     says="became", MLDAY_DATA="data")
        result = self.mlday("eval", "tiny.yaml", "--data", "data")
        self.assertIn("failed has no checkpoint best.safetensors: taking", result.err)
        self.refused("eval", self.run_folder("failed"), exits=1, says=["nothing was saved yet", "--resume"])
        shutil.copytree(self.run_, self.run_folder("bestless"), symlinks=True)
        checkpoint_of(self.run_folder("bestless"), "best").unlink()
        self.refused("eval", self.run_folder("bestless"), exits=1, says="take --checkpoint last")

    def test_data_that_has_moved_is_found_again(self):
        mlday.write_official(self.folder / "here", per_class=8)
        settings = ("--name", "moved", "--epochs", "1", "--set", f"dataset.root={self.folder / 'here'}",
                    "--set", "dataset.stand_in=!replace {kind: none}")
        self.mlday("train", "tiny.yaml", *settings, "--quiet")
        (self.folder / "here").rename(self.folder / "there")
        run = self.run_folder("moved")
        self.refused("eval", run, exits=2, says="Say where it is now: --set dataset.root=DIR")
        there = f"dataset.root={self.folder / 'there'}"
        self.mlday("eval", run, "--set", there)
        self.mlday("train", run, "--resume", "--epochs", "2", "--set", there)
        for picture in sorted((self.folder / "there/Final_Training").rglob("*.ppm")):
            whole = picture.read_bytes()
            half = len(whole) // 2
            picture.write_bytes(whole[:half] + bytes(byte ^ 255 for byte in whole[half:]))
        (self.folder / "there").rename(self.folder / "changed")
        self.refused("train", run, "--resume", "--epochs", "3", "--set", f"dataset.root={self.folder / 'changed'}",
                     exits=2, says="other data")

    def test_galleries_show_what_is_right_and_what_is_wrong(self):
        told = self.mlday("eval", self.run_, "--data", "data", "--gallery", "seen/here").out
        right = round(self.json_["accuracy"] * 172)
        self.assertRegex(told, rf"right\.svg \(\d+ of {right}\), .*wrong\.svg \(\d+ of {172 - right}\)")
        for name, count in (("right.svg", min(64, right)), ("wrong.svg", min(64, 172 - right))):
            sheet = xml.etree.ElementTree.parse(self.folder / "seen/here" / name).getroot()
            pictures = sheet.findall("{http://www.w3.org/2000/svg}image")
            self.assertEqual(len(pictures), count)
            picture = Image.open(io.BytesIO(base64.b64decode(pictures[0].get("href").split(",")[1])))
            self.assertGreater(np.asarray(picture.convert("RGB")).std(), 5, "a picture")
        table = "{loader: inline, header: [a, b], rows: [[1, 2], [2, 1], [3, 3]], columns: {b: target}}"
        self.write("table.yaml", f"task: regression\ndataset: {table}\nmodel: {{layers: [linear: 1]}}\n"
                                 "optimizer: {name: sgd, lr: .01}\ntraining: {epochs: 1, device: cpu}\n")
        self.mlday("train", "table.yaml", "--quiet")
        self.refused("eval", "table.yaml", "--split", "train", "--gallery", "none", exits=2,
                     says="--gallery is for pictures with classes")

    def test_predictions_stand_beside_the_truth(self):
        self.mlday("eval", self.run_, "--data", "data", "--predictions", "all.csv")
        rows = table_of(self.folder / "all.csv")
        self.assertEqual(len(rows), 172)
        right = sum(row["truth"] == row["prediction"] for row in rows)
        self.assertAlmostEqual(right / 172, self.json_["accuracy"])
        self.assertTrue((self.folder / "data/gtsrb" / rows[0]["sample"]).exists(), rows[0])
        for row in rows:
            shares = {name[2:-1]: float(share) for name, share in row.items() if name.startswith("P(")}
            self.assertEqual(len(shares), 43)
            self.assertAlmostEqual(sum(shares.values()), 1, places=4)
            self.assertEqual(max(shares, key=shares.get), row["prediction"])
        self.mlday("eval", self.run_, "--data", "data", "--split", "validation", "--predictions", "seen.csv")
        self.assertEqual({row["sample"] for row in table_of(self.folder / "seen.csv")},
                         set((self.run_ / "validation.txt").read_text().split()))
        shown = self.mlday("eval", self.run_, "--data", "data", "--json", "--predictions", "/dev/stdout").out
        self.assertIn(rows[0]["sample"], shown)
        self.refused("eval", self.run_, "--predictions", "nowhere/all.csv", exits=2, says="there is no folder nowhere")

    def predicted(self, name, task, rows, columns):
        table = f"{{loader: inline, header: [a, b, c], rows: {rows}, columns: {columns}, target_scale: standard}}"
        if "sigmoid" in task:
            table = table.replace(", target_scale: standard", "")
        self.write(f"{name}.yaml", f"task: {task}\ndataset: {table}\nmodel: {{layers: [linear: 2]}}\n"
                                   "optimizer: {name: sgd, lr: .1}\ntraining: {epochs: 2000, device: cpu}\n")
        self.mlday("train", f"{name}.yaml", "--quiet", "--set", "training.save_every=1000")
        self.mlday("eval", f"{name}.yaml", "--split", "train", "--predictions", f"{name}.csv")
        return table_of(self.folder / f"{name}.csv")

    def test_predicted_numbers_and_labels_have_a_column_each(self):
        rows = self.predicted("numbers", "regression", "[[1, 200, 5], [2, 400, 5.5], [3, 700, 6]]",
                              "{b: target, c: target}")
        for row, truth, other, fitted in zip(rows, (200, 400, 700), (5, 5.5, 6), (183.333, 433.333, 683.333)):
            self.assertEqual((float(row["b"]), float(row["c"])), (truth, other))
            self.assertAlmostEqual(float(row["predicted b"]), fitted, delta=1)  # least squares
            self.assertAlmostEqual(float(row["predicted c"]), other, delta=.01)
        rows = self.predicted("labels", "{activation: sigmoid}", "[[-2, 0, 1], [2, 1, 1], [3, 1, 1]]",
                              "{b: target, c: target}")
        self.assertEqual([(row["b"], row["c"]) for row in rows], [("0", "1"), ("1", "1"), ("1", "1")])
        self.assertLess(float(rows[0]["predicted b"]), .5)
        self.assertGreater(float(rows[2]["predicted b"]), .5)

    def test_a_run_knows_where_its_data_lay(self):
        mlday.write_official(self.folder / "far/gtsrb", per_class=4, test_per_class=1)
        self.mlday("train", "tiny.yaml", "--name", "far", "--data", "far", "--epochs", "1", "--quiet")
        run = self.run_folder("far")
        for what in (run, checkpoint_of(run, "best")):
            self.assertIn(f"{self.folder / 'far/gtsrb'}", self.mlday("eval", what).out)
        self.assertIn("far/gtsrb", self.mlday("check", run).out)
        self.assertIn("far/gtsrb", self.mlday("train", run, "--resume", "--epochs", "2").out)
        self.assertIn("on the test part of data/", self.mlday("eval", run, MLDAY_DATA="data").out)
        (self.folder / "far").rename(self.folder / "farther")
        self.refused("eval", run, exits=2, says=f"The run was trained on data in {self.folder / 'far'}, which is no longer")
        self.mlday("eval", run, "--data", "farther")

    def test_a_setting_that_only_training_asks_for_is_refused(self):
        self.refused("eval", self.run_, "--set", "optimizer.lr=.1", exits=2, says="changes nothing in an evaluation")

    def test_a_missing_test_part_is_said_and_names_the_data(self):
        mlday.write_official(self.folder / "untested/gtsrb", per_class=4, test_per_class=0)
        trained = self.mlday("train", "tiny.yaml", "--name", "untested", "--data", "untested", "--epochs", "1").out
        self.mlday(*trained.splitlines()[-1].split("mlday ", 1)[1].split())
        self.refused("eval", self.run_, "--data", "untested", exits=2,
                     says=["no test part", "untested", "--split validation"])

    def test_a_run_folder_that_cannot_be_written_still_gives_its_figures(self):
        place = self.folder / "in the way"
        place.mkdir()
        shutil.copy(checkpoint_of(self.run_, "best"), place / "net.safetensors")
        (place / "confusion_test.csv").mkdir()  # even root cannot put a file in its place
        result = self.mlday("eval", place / "net.safetensors", "--data", "data", exits=1)
        self.assertIn("macro mean", result.out)
        self.assertIn("confusion_test.csv", result.err)


class EvaluationOfStandIns(CliTest):
    def test_figures_on_drawn_signs_are_called_synthetic(self):
        self.mlday("train", "tiny.yaml", "--epochs", "1", "--quiet")
        self.assertIn("synthetic", self.mlday("eval", "tiny.yaml").out)
        self.assertEqual(json.loads(self.mlday("eval", "tiny.yaml", "--json").out)["data"], "synthetic")


class PartsOnDemand(CliTest):
    """A verb reads the samples that it needs, and no others."""

    def test_a_broken_training_picture_keeps_nobody_from_the_test_part(self):
        self.mlday("data", "make", "gtsrb", "--out", "gtsrb", "--images", "430")
        flags = ("--data", ".", "--epochs", "1")
        self.mlday("train", "tiny.yaml", *flags, "--name", "first")
        held_out = (self.run_folder("first") / "validation.txt").read_text()
        broken = next(path for path in sorted((self.folder / "gtsrb/Final_Training").rglob("*.ppm"), reverse=True)
                      if f"{path.parent.name}/{path.name}" not in held_out)
        broken.write_bytes(broken.read_bytes()[:50])
        run = self.run_folder("first")
        before = summary(run)["best"]["test_accuracy"]
        self.assertAlmostEqual(json.loads(self.mlday("eval", run, "--json").out)["accuracy"], before, places=6)
        self.assertIn(broken.name, self.mlday("eval", run, "--split", "train", exits=1).err)
        self.assertIn(broken.name, self.mlday("train", "tiny.yaml", *flags, "--name", "second", exits=1).err)
        # Sixteen of the training samples, of which this is none.
        self.mlday("gradcheck", "tiny.yaml", "--data", ".")


if __name__ == "__main__":
    unittest.main()
