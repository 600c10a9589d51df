"""A recommender: trained, resumed, evaluated, asked for users and for items; splits; ratings that are wrong."""
import collections
import csv
import json
import math
import os
import pathlib
import random

import unittest

import mlday
from mlday import SharedFolderTest, history, rows_of

CONFIG = """\
task: {name: recommendation, rank: 3, regularization: 2, k: 5, relevant_from: 4}
dataset:
  loader: ratings
  file: ratings.csv
  user: who
  item: what
  rating: stars
  timestamp: time
  titles: names.csv
  title: name
  validation: .2
  batch_size: 7
training: {epochs: 4, seed: 1, device: cpu}
checkpoint: {monitor: val_rmse}
"""


class Recommender(SharedFolderTest):
    def prepare(self):
        draw = random.Random(5)
        type(self).rows = []
        for user in range(40):
            for item in draw.sample(range(25), 12):
                liking = 3 + (1 if item % 2 == user % 2 else -1) + .5 * draw.choice([-1, 0, 0, 1])
                self.rows.append([f"u{user}", f"m{item}", liking, draw.randrange(10 ** 6)])
        self.write_ratings("ratings.csv", self.rows)
        self.write("names.csv", "what,name\n" + "".join(f'm{i},"Film {i}, a {("even", "odd")[i % 2]} one"\n'
                                                        for i in range(24)))
        self.write("films.yaml", CONFIG)
        self.mlday("train", "films.yaml", "--data", ".", "--name", "first")

    def write_ratings(self, name, rows):
        with open(self.folder / name, "w", newline="") as file:
            csv.writer(file).writerows([["who", "what", "stars", "time"], *rows])

    def run_folder(self, name="first", config="films"):
        return super().run_folder(name, config)

    def evaluated(self, run, *more):
        return json.loads(self.mlday("eval", run, "--split", "validation", "--json", *more).out)

    def held_out(self, run):
        """Users, items, truths and predictions of the part that validates."""
        self.evaluated(run, "--predictions", "all.csv")
        with open(self.folder / "all.csv", newline="") as file:
            for row in csv.DictReader(file):
                _, user, _, item = row["sample"].split()
                yield user, item, float(row["rating"]), float(row["predicted rating"])

    def test_a_fifth_of_the_ratings_is_held_out_and_its_errors_are_small(self):
        held = list(self.held_out(self.run_folder()))
        self.assertEqual(len(held), 96)
        errors = [truth - predicted for _, _, truth, predicted in held]
        figures = self.evaluated(self.run_folder())
        self.assertAlmostEqual(figures["rmse"], math.sqrt(sum(e * e for e in errors) / 96), places=5)
        self.assertAlmostEqual(figures["mae"], sum(map(abs, errors)) / 96, places=5)
        self.assertLess(figures["rmse"], .7)
        self.assertAlmostEqual(float(rows_of(self.run_folder())[-1]["val_rmse"]), figures["rmse"], delta=.2)

    def test_ranking_figures_are_those_of_the_lists_that_recommend_prints(self):
        liked = collections.defaultdict(set)
        for user, item, truth, _ in self.held_out(self.run_folder()):
            if truth >= 4:
                liked[user].add(item)
        sums = collections.Counter()
        for user, items in liked.items():
            told = json.loads(self.mlday("recommend", self.run_folder(), "--user", user, "--number", 5,
                                         "--json").out)["recommended"]
            hits = [one["item"] in items for one in told]
            gains = [1 / math.log2(place + 2) for place in range(5)]
            sums["precision"] += sum(hits) / 5
            sums["recall"] += sum(hits) / len(items)
            sums["ndcg"] += sum(g for g, hit in zip(gains, hits) if hit) / sum(gains[:len(items)])
        figures = self.evaluated(self.run_folder())
        for name, total in sums.items():
            self.assertAlmostEqual(figures[f"{name}_at_5"], total / len(liked), delta=1e-12)

    def test_recommendations_are_new_to_the_user_and_have_reasons(self):
        held = {item for user, item, _, _ in self.held_out(self.run_folder()) if user == "u3"}
        rated = {item for user, item, _, _ in self.rows if user == "u3"} - held
        told = json.loads(self.mlday("recommend", self.run_folder(), "--user", "u3", "--number", 4, "--json").out)
        self.assertEqual((told["user"], told["ratings"]), ("u3", len(rated)))
        ratings = [one["rating"] for one in told["recommended"]]
        self.assertEqual(ratings, sorted(ratings, reverse=True))
        for one in told["recommended"]:
            self.assertNotIn(one["item"], rated)
            self.assertTrue({reason["item"] for reason in one["reasons"]} <= rated)
        odd = [one for one in told["recommended"] if int(one["item"][1:]) % 2]
        self.assertGreaterEqual(len(odd), 3)
        text = self.mlday("recommend", self.run_folder(), "--user", "u3").out
        self.assertIn(f"{len(rated)} ratings", text)
        self.assertIn("odd one", text)

    def test_films_of_one_kind_are_alike_and_one_without_title_has_its_id(self):
        told = json.loads(self.mlday("recommend", self.run_folder(), "--item", "m24", "--number", 5, "--json").out)
        self.assertEqual(told["title"], "m24")
        self.assertTrue(all(int(one["item"][1:]) % 2 == 0 for one in told["similar"]), told)
        self.assertIn("Film", told["similar"][0]["title"])

    def test_who_is_not_known_is_told_in_one_message(self):
        self.refused("recommend", self.run_folder(), "--user", "u99", exits=2,
                     says=["--user u99", "40 users", "u0"])
        self.refused("recommend", self.run_folder(), "--item", "x", exits=2, says=["--item x", "25 items"])
        self.refused("recommend", self.run_folder(), exits=2, says=["--user", "--item"])
        self.refused("predict", self.run_folder(), "ratings.csv", exits=2, says="mlday recommend")

    def test_a_resumed_run_and_other_threads_end_in_the_same_bits(self):
        for method in ("als", "sgd"):
            say = ["--set", f"task.method={method}", "--set", "task.regularization=.5"]
            self.mlday("train", "films.yaml", "--data", ".", "--name", f"{method}_whole", *say)
            self.mlday("train", "films.yaml", "--data", ".", "--name", f"{method}_cut", *say, "--epochs", 2)
            self.mlday("train", self.run_folder(f"{method}_cut"), "--resume", "--epochs", 4)
            self.assert_same_tensors(f"{method}_whole", f"{method}_cut")
            self.mlday("train", "films.yaml", "--data", ".", "--name", f"{method}_alone", *say, "--threads", 1)
            self.assert_same_tensors(f"{method}_whole", f"{method}_alone")

    def assert_same_tensors(self, one, other):
        self.assertEqual(history(self.run_folder(one)), history(self.run_folder(other)))
        tensors = []
        for name in (one, other):
            content = mlday.checkpoint_of(self.run_folder(name), "best").read_bytes()
            tensors.append(content[8 + int.from_bytes(content[:8], "little"):])
        self.assertEqual(*tensors)

    def test_gradients_come_near_what_least_squares_find(self):
        self.mlday("train", "films.yaml", "--data", ".", "--name", "sgd", "--epochs", 60, "--set",
                   "task.method=sgd", "--set", "task.lr=.03", "--set", "task.regularization=.05")
        self.assertLess(min(float(row["val_rmse"]) for row in rows_of(self.run_folder("sgd"))), .7)

    def test_counts_of_views_are_an_interest(self):
        rows = [[user, item, 3 if item % 2 == user % 2 else 1, 0]
                for user in range(20) for item in range(20) if (item + user) % 2 == 0 and (7 * item + user) % 3]
        self.write_ratings("views.csv", rows)
        self.mlday("train", "films.yaml", "--data", ".", "--name", "views", "--set", "dataset.file=views.csv",
                   "--set", "dataset.titles=null", "--set", "task.implicit=true", "--set", "task.relevant_from=null",
                   "--set", "checkpoint.monitor=val_ndcg_at_5", "--set", "task.regularization=1")
        last = rows_of(self.run_folder("views"))[-1]
        self.assertNotIn("val_rmse", last)
        self.assertGreater(float(last["val_recall_at_5"]), .7)

    def test_last_ratings_validate(self):
        newest = {}
        for user, item, _, time in self.rows:
            newest[user] = max(newest.get(user, (0, "")), (time, item))
        say = ["--set", "dataset.split_by=last", "--set", "dataset.validation={count: 1}"]
        self.mlday("train", "films.yaml", "--data", ".", "--name", "last", *say)
        self.assertEqual({(user, item) for user, item, _, _ in self.held_out(self.run_folder("last"))},
                         {(user, item) for user, (_, item) in newest.items()})
        say = ["--set", "dataset.split_by=time", "--set", "dataset.validation=.1"]
        self.mlday("train", "films.yaml", "--data", ".", "--name", "time", *say)
        latest = sorted(self.rows, key=lambda row: row[3])[-48:]
        self.assertEqual({(user, item) for user, item, _, _ in self.held_out(self.run_folder("time"))},
                         {(row[0], row[1]) for row in latest})

    def test_a_test_file_may_have_users_and_items_that_training_had_not(self):
        self.write_ratings("new.csv", [["u1", "m1", 4, 0], ["nobody", "m1", 3, 0], ["u2", "nothing", 3, 0]])
        self.mlday("train", "films.yaml", "--data", ".", "--name", "test", "--set", "dataset.test_file=new.csv")
        figures = json.loads(self.mlday("eval", self.run_folder("test"), "--json").out)
        self.assertLess(figures["rmse"], 2)
        table = (self.run_folder("test") / "predictions" / "test.csv").read_text()
        self.assertIn("user (unknown) item m1", table)

    def test_what_is_wrong_with_ratings_is_told_with_its_line(self):
        for name, line, say, told in [
                ("range", ["u1", "m30", 9, 0], "dataset.rating_range=[1, 5]", ["range.csv:482", "outside", "1 to 5"]),
                ("twice", [*self.rows[0][:2], 3, 0], "dataset.duplicates=error", ["twice.csv:482", "line 2", "last"]),
                ("word", ["u1", "m30", "good", 0], "day=24", ["word.csv:482", "`good`", "no number"]),
                ("empty", ["", "m30", 4, 0], "day=24", ["empty.csv:482", "`who` is empty"]),
                ("short", ["u1", "m30"], "day=24", ["short.csv:482", "2 cells"])]:
            self.write_ratings(f"{name}.csv", self.rows + [line])
            self.refused("train", "films.yaml", "--data", ".", "--name", name, "--set", f"dataset.file={name}.csv",
                         "--set", say, exits=2, says=told)
        self.mlday("train", "films.yaml", "--data", ".", "--name", "twice", "--set", "dataset.file=twice.csv",
                   "--set", "dataset.duplicates=last")
        self.refused("train", "films.yaml", "--data", ".", "--set", "dataset.user=whom", exits=2,
                     says=["--set", "`whom`", "who, what, stars and time"])
        self.refused("train", "films.yaml", "--data", ".", "--set", "dataset.validation.by=group", exits=2,
                     says="split_by")


class Movies(SharedFolderTest):
    """The journal's ratings, where they are."""

    def prepare(self):
        pass

    def test_biases_and_factors_reach_their_figure(self):
        data = pathlib.Path(os.environ.get("MLDAY_REALDATA") or "/nowhere") / "later"
        if not (data / "ratings").exists():
            self.skipTest("MLDAY_REALDATA names no folder with later/ratings")
        configs = pathlib.Path(os.environ["MLDAY_SOURCE"]) / "configs"
        self.mlday("train", configs / "day24_movies.yaml", "--data", data, "--name", "real", "--expect",
                   "val_rmse<=.87")
        told = self.mlday("recommend", self.run_folder("real", "day24_movies"), "--item", 1).out
        self.assertIn("Items like Toy Story (1995)", told)


if __name__ == "__main__":
    unittest.main()
