"""training.on_nan: what comes of a loss that is no number."""
import csv
import random
import unittest

import mlday
from mlday import CliTest, checkpoint_of, summary

LINE = """\
task: regression
dataset: {loader: csv, file: t.csv, columns: {y: target}, allow_leaks: [x], batch_size: 10}
model: {layers: [linear: 1]}
optimizer: {name: sgd, lr: LR}
training: {epochs: 8, threads: 1, on_nan: WHAT}
"""


class OnNan(CliTest):
    def write_table(self, outlier=None):
        draw = random.Random(5)
        with open(self.folder / "t.csv", "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow("xy")
            for i in range(200):
                x = draw.gauss(0, 1)
                writer.writerow([outlier if outlier and i == 77 else x, 3 * x + 1])

    def config(self, what, lr):
        return self.write("l.yaml", LINE.replace("WHAT", what).replace("LR", lr))

    def train(self, *flags, **how):
        return self.mlday("train", "l.yaml", "--data", ".", *(flags if "--name" in flags else ("--name", "r", *flags)), **how)

    def test_a_batch_whose_loss_is_no_number_is_left_out(self):
        self.write_table(outlier="3e38")
        self.config("stop", ".05")
        self.refused("train", "l.yaml", "--data", ".", "--name", "stopped", exits=1, says="the loss became")
        self.config("skip", ".05")
        told = self.train().out
        self.assertIn("on_nan: left out 1 batch whose loss or gradients were no numbers", told)
        self.assertLess(summary(self.run_folder("r", "l"))["last"]["loss"], .1)

    def test_nothing_but_broken_batches_is_an_error(self):
        self.write_table()
        self.config("skip", "1e30")
        self.refused("train", "l.yaml", "--data", ".", "--name", "r", exits=1, says="10 batches in a row")

    def test_it_goes_back_to_the_last_save_and_on_with_half_the_rate(self):
        self.write_table()
        self.config("rollback", "1.5")
        told = self.train().out
        self.assertRegex(told, r"on_nan: the loss became (inf|nan) in epoch \d: went back to epoch \d, on with the "
                               r"learning rate times 0\.5")
        rows = mlday.rows_of(self.run_folder("r", "l"))
        self.assertEqual([row["epoch"] for row in rows], [str(i) for i in range(1, 9)])
        self.assertEqual((float(rows[0]["lr"]), float(rows[-1]["lr"])), (1.5, .75))
        self.assertLess(float(rows[-1]["loss"]), 1e6)  # it was on its way to 1e38
        # Cut short behind that, it goes on to the same bits.
        run = self.run_folder("r", "l")
        self.train("--name", "cut", "--epochs", "7")
        self.train("--name", "cut", "--resume")
        self.assertEqual(checkpoint_of(run, "last").read_bytes(),
                         checkpoint_of(self.run_folder("cut", "l"), "last").read_bytes())

    def test_it_goes_back_five_times_at_most(self):
        self.write_table()
        self.config("rollback", "1e30")
        done = self.mlday("train", "l.yaml", "--data", ".", "--name", "r", exits=1)
        self.assertIn("the loss became", done.err)


if __name__ == "__main__":
    unittest.main()
