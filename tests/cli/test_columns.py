"""Columns made of a table's own: trained on, evaluated, gone on with, and made again of rows to predict."""
import csv
import json
import random
import unittest

from mlday import CliTest, metadata_of, rows_of

TRIPS = """\
task: regression
dataset:
  loader: csv
  file: trips.csv
  where: seconds <= 3600
  columns:
    seconds: {type: target, cap: 1800}
    start: {type: datetime, as: [weekday, hour]}
    part: {type: datetime, from: start, as: hour, edges: [5, 10, 17]}
    station: {type: categorical, min_count: 3, missing: category}
  batch_size: 16
  validation: .25
model: {layers: [linear: 1]}
optimizer: {name: adam, lr: .1}
training: {epochs: 3, threads: 1}
"""
NEWS = """\
task: {name: classification, metrics: [auc, average_precision, balanced_accuracy, f1, log_loss, precision, recall]}
dataset:
  loader: csv
  file: news.csv
  columns:
    kind: target
    words: {type: text, from: [title, body], as: FORM, ngrams: [1, 2]}
  batch_size: 8
  validation: {fraction: .25, stratified: true}
model: {layers: [linear: 2]}
optimizer: {name: adam, lr: .05}
training: {epochs: 12, threads: 1}
"""


class Columns(CliTest):
    def write_trips(self, name="trips.csv", rows=80):
        draw = random.Random(4)
        with open(self.folder / name, "w", newline="") as file:
            out = csv.writer(file)
            out.writerow(["start", "station", "seconds"])
            for i in range(rows):
                station = draw.choice(["Sip", "Hall", "Pier", "", "Sip", f"rare {i}"])
                out.writerow([f"2018-01-{1 + i % 28:02} {i % 24:02}:15:00", station, 50 * (i % 24) if i else 99999])

    def test_trips_are_learned_by_parts_of_their_time(self):
        self.write_trips()
        self.write("x.yaml", TRIPS)
        checked = self.mlday("check", "x.yaml", "--data", ".").out
        self.assertIn("part (categorical, one-hot: below 5, 5 to 10, 10 to 17, 17 and more)", checked)
        self.assertIn("start.weekday (categorical, one-hot: 7 values)", checked)
        self.assertRegex(checked, r"station \(categorical, one-hot: Hall, Pier, Sip, \(rare\), \(missing\)\)")
        self.mlday("train", "x.yaml", "--data", ".", "--name", "r")
        self.mlday("train", "runs/x/r", "--resume", "--epochs", "5", "--data", ".")
        self.mlday("eval", "runs/x/r", "--data", ".", "--split", "validation")
        self.write("new.csv", "start,station\n2018-02-03 04:05:06,Elsewhere\n2018-02-03,\n")
        told = self.mlday("predict", "runs/x/r", "new.csv").out
        self.assertEqual(told.count("new.csv line"), 2, told)
        self.write("bad.csv", "start,station\nyesterday,Sip\n")
        self.refused("predict", "runs/x/r", "bad.csv", exits=1, says="bad.csv:2: `yesterday` in the column `start` is no date")

    def test_settings_that_do_not_go_together_are_told(self):
        self.write_trips()
        for said, says in (("start: {type: datetime}", "a datetime needs `as`"), ("start: {type: datetime, as: [hour, counts]}", "is for texts"),
                           ("station: {as: weekday}", "is for columns of type datetime"), ("station: {edges: [1, 2]}", "`edges` is for"),
                           ("seconds: {type: buckets, edges: [2, 1]}", "`edges` go from low to high"),
                           ("seconds: {type: target, min_count: 3}", "min_count is for categories"),
                           ("station: {cap: 3, missing: category}", "holds categories"),
                           ("station: {type: text, min_count: 2}", "is for counts and tfidf"),
                           ("p: {type: datetime, from: begin, as: hour}", "no column `begin`"),
                           ("station: {type: text, as: counts, ngrams: [2, 1]}", "`ngrams` is two numbers")):
            columns = said if "seconds" in said else said + "\n    seconds: target"
            columns += "" if "start" in said else "\n    start: ignore"
            self.write("y.yaml", TRIPS.split("  columns:")[0] + f"  columns:\n    {columns}\n" +
                       "model: {layers: [linear: 1]}\noptimizer: adam\n")
            self.assertIn(says, self.mlday("check", "y.yaml", "--data", ".", exits=2).out)

    def test_news_are_told_apart_by_their_words(self):
        draw = random.Random(2)
        with open(self.folder / "news.csv", "w", newline="") as file:
            out = csv.writer(file)
            out.writerow(["title", "body", "kind"])
            for i in range(60):
                words = ["ball goal team", "bank share price"][i % 2].split()
                out.writerow([draw.choice(words), " ".join(draw.choices(words + ["the", "of"], k=4)), ["sports", "business"][i % 2]])
        for form in "counts", "tfidf", "hashed":
            self.write("x.yaml", NEWS.replace("FORM", form))
            self.mlday("train", "x.yaml", "--data", ".", "--name", form)
            run = self.folder / "runs/x" / form
            last = rows_of(run)[-1]
            self.assertEqual(float(last["val_auc"]), 1)
            self.assertNotIn("auc", last)
            facts = json.loads(metadata_of(run, "best")["preprocessing"])
            self.assertEqual(facts["bag"], form)
            self.assertEqual("idf" in facts, form == "tfidf")
            evaluated = json.loads(self.mlday("eval", run, "--data", ".", "--split", "validation", "--json").out)
            self.assertEqual(evaluated["auc"], 1)
            self.write("new.txt", "the goal of the team\nshare price\n")
            told = self.mlday("predict", run, "new.txt").out
            self.assertRegex(told, r"(?s)sports.*business")


if __name__ == "__main__":
    unittest.main()
