"""mlday lr and find-lr: learning rates before training."""
import csv
import io
import unittest
import xml.etree.ElementTree

from mlday import CliTest, SharedFolderTest, rows_of



def table(result):
    return list(csv.DictReader(io.StringIO(result.out)))


class Lr(CliTest):
    def rates(self, *arguments, **options):
        return table(self.mlday("lr", "tiny.yaml", "--csv", *arguments, **options))

    def assert_drawn(self, name):
        root = xml.etree.ElementTree.parse(self.folder / name).getroot()
        self.assertTrue(root.findall(".//{http://www.w3.org/2000/svg}path[@class='curve']"), "no curve is drawn")

    def test_a_table_of_about_twenty_rows_and_a_drawing(self):
        done = self.mlday("lr", "tiny.yaml", "--epochs", "30", "--set", "annealer=cosine")
        rows = [line.split() for line in done.out.splitlines() if line.strip()[:1].isdigit()]
        self.assertEqual(len(rows), 20, done)
        self.assertEqual(rows[0], ["0", "1", "0.003"])
        self.assertEqual(rows[-1][:2], ["329", "30"])
        self.assert_drawn("lr_tiny.svg")

    def test_csv_has_every_step_of_the_data_s_own_epochs(self):
        rows = self.rates("--set", "annealer={name: step, step_size: 1, gamma: .5}")
        self.assertEqual([row["epoch"] for row in rows], ["1"] * 11 + ["2"] * 11)
        self.assertEqual([float(row["lr"]) for row in rows], [.003] * 11 + [.0015] * 11)
        self.assertFalse(list(self.folder.glob("*.svg")), "drawn though nobody asked")

    def test_steps_per_epoch_need_no_data(self):
        rows = self.rates("--steps-per-epoch", "4", "--set", "dataset.stand_in=none", "--svg", "x.svg")
        self.assertEqual(len(rows), 8)
        self.assert_drawn("x.svg")
        self.refused("lr", "tiny.yaml", "--set", "dataset.stand_in=none", exits=2, says="gtsrb")

    def test_accumulated_batches_are_one_step(self):
        self.assertEqual(len(self.rates("--set", "training.accumulate_grad_batches=3")), 2 * 4)

    def test_a_cycled_momentum_has_its_column(self):
        rows = self.rates("--set", "annealer=one_cycle")
        self.assertEqual(float(rows[0]["momentum"]), .95)
        self.assertNotIn("momentum", self.rates()[0])
        rows = self.rates("--set", "annealer={name: sequence, annealers: [linear, one_cycle], milestones: [5 steps]}")
        self.assertEqual([row["momentum"] for row in rows[:5]], [""] * 5)
        self.assertEqual(float(rows[5]["momentum"]), .95)

    def test_a_plateau_says_what_only_training_shows(self):
        self.assertIn("val_accuracy no longer improves", self.mlday("lr", "tiny.yaml").out)

    def test_training_takes_the_rates_that_were_shown(self):
        settings = ["--set", "annealer={name: linear, warmup: 7 steps}", "--set", "training.accumulate_grad_batches=2"]
        shown = {row["epoch"]: row["lr"] for row in self.rates(*settings)}  # the last of each epoch
        self.mlday("train", "tiny.yaml", "--quiet", *settings)
        self.assertEqual(shown, {row["epoch"]: row["lr"] for row in rows_of(self.run_folder())})

    def test_an_annealer_that_fits_nothing_is_refused(self):
        self.refused("lr", "tiny.yaml", "--set", "annealer=one_cycle", "--set", "optimizer=sgd", exits=2,
                     says=["cycles the momentum", "optimizer.momentum"])
        self.refused("lr", "tiny.yaml", "--set", "annealer={name: cosine, over: 5}", exits=2, says="`5 epochs`")
        self.refused("lr", "tiny.yaml", "--set", "annealer={name: sequence, annealers: [cosine], milestones: [1 epoch]}",
                     exits=2, says="milestone")
        self.refused("lr", "tiny.yaml", "--set", "annealer={name: sequence, annealers: [linear, cosine, constant], "
                     "milestones: [1 epoch, 10 steps]}", exits=2, says=["11 steps an epoch", "number 2", "10 steps"])
        for endless in ("inf steps", "nan epochs", "99999999999999999999 steps"):
            self.refused("lr", "tiny.yaml", "--set", f"annealer={{name: cosine, over: {endless}}}", exits=2,
                         says="a number of steps or epochs")
        self.refused("lr", "tiny.yaml", "--set", "annealer={name: cosine, warmup: 1 epoch, monitor: loss}", exits=2,
                     says="monitor")


class FindLr(SharedFolderTest):
    @classmethod
    def prepare(cls, test):
        cls.found = test.mlday("find-lr", "tiny.yaml", "--steps", "60")

    def test_it_suggests_a_rate_in_words_and_draws(self):
        self.assertRegex(self.found.out, r"Try optimizer.lr [0-9.e-]+:\n  mlday train tiny.yaml --set optimizer.lr=")
        self.assertIn("Drawn: find_lr_tiny.svg", self.found.out)
        self.assertIn("<svg", (self.folder / "find_lr_tiny.svg").read_text())

    def test_the_suggestion_can_be_trained_with(self):
        rate = float(self.found.out.split("optimizer.lr=")[1].split()[0])
        self.assertGreater(rate, 1e-6)
        self.assertLess(rate, 1)

    def test_csv_has_rising_rates(self):
        rows = table(self.mlday("find-lr", "tiny.yaml", "--steps", "20", "--csv", "--from", "1e-4", "--to", "1e-2"))
        rates = [float(row["lr"]) for row in rows]
        self.assertAlmostEqual(rates[0], 1e-4)
        self.assertEqual(rates, sorted(rates))
        self.assertEqual(len(rows), 20)
        self.assertAlmostEqual(rates[-1], 1e-2)

    def test_the_same_seed_finds_the_same(self):
        first, second = (self.mlday("find-lr", "tiny.yaml", "--steps", "20", "--csv").out for _ in range(2))
        self.assertEqual(first, second)

    def test_pictures_are_tried_as_training_changes_them(self):
        arguments = ["find-lr", "tiny.yaml", "--steps", "20", "--csv", "--from", "1e-4", "--to", "1e-2"]
        plain, turned = (table(self.mlday(*arguments, *flags))
                         for flags in ([], ["--set", "dataset.augment.rotate=90"]))
        self.assertNotEqual([row["loss"] for row in plain], [row["loss"] for row in turned])

    def test_bounds_that_make_no_sense_are_refused(self):
        self.refused("find-lr", "tiny.yaml", "--from", "1", "--to", ".1", exits=2, says="--from must be below --to")


if __name__ == "__main__":
    unittest.main()
