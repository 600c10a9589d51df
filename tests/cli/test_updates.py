"""What goes around the optimizer's rule, as a user sees it: penalties, averages, groups, clipping."""
import json
import unittest

from mlday import CliTest, SharedFolderTest, metadata_of, rows_of, summary
from safetensors_reader import read

import mlday

AVERAGED = ["--set", "training.ema_decay=.9", "--set", "regularizer.l2=1"]


class Averages(SharedFolderTest):
    @classmethod
    def prepare(cls, test):
        test.mlday("train", "tiny.yaml", "--name", "averaged", "--quiet", *AVERAGED)
        cls.run_folder_ = test.run_folder("averaged")

    def test_the_history_has_penalty_and_averages_in_columns_of_their_own(self):
        header = list(rows_of(self.run_folder_)[0])
        self.assertEqual(header, ["epoch", "lr", "seconds", "loss", "accuracy", "penalty", "val_loss", "val_accuracy",
                                  "val_ema_loss", "val_ema_accuracy"])
        for row in rows_of(self.run_folder_):
            self.assertGreater(float(row["penalty"]), 0)
            self.assertNotEqual(row["val_loss"], row["val_ema_loss"])

    def test_both_weights_are_saved_and_evaluated(self):
        tensors = read(mlday.checkpoint_of(self.run_folder_, "best"))[0]
        raw = {name for name in tensors if not name.startswith("ema/")}
        self.assertEqual({name for name in tensors if name.startswith("ema/")}, {f"ema/{name}" for name in raw})
        best = json.loads(metadata_of(self.run_folder_, "best")["metrics"])
        for flags, prefix in (([], "val_"), (["--ema"], "val_ema_")):
            done = self.mlday("eval", self.run_folder_, "--split", "validation", "--json", *flags)
            self.assertAlmostEqual(json.loads(done.out)["loss"], best[prefix + "loss"], places=5)
            self.assertEqual(json.loads(done.out)["ema"], bool(flags))
        self.assertIn("(averaged weights) on the validation part",
                      self.mlday("eval", self.run_folder_, "--split", "validation", "--ema").out)

    def test_the_summary_has_test_figures_of_both(self):
        self.assertIn("test_ema_accuracy", summary(self.run_folder_)["last"])
        self.assertIn("test_ema_accuracy", summary(self.run_folder_)["best"])

    def test_averages_can_decide_which_epoch_is_the_best(self):
        self.mlday("check", "tiny.yaml", "--no-data", "--strict", *AVERAGED, "--set", "checkpoint=val_ema_accuracy")
        self.refused("train", "tiny.yaml", "--set", "checkpoint=val_ema_accuracy", exits=2, says="never produces")


class Around(CliTest):
    def test_a_run_without_averages_has_none_to_evaluate(self):
        self.mlday("train", "tiny.yaml", "--quiet", "--epochs", "1")
        self.assertNotIn("penalty", rows_of(self.run_folder())[0])
        self.refused("eval", self.run_folder(), "--ema", exits=2, says="training.ema_decay")

    def test_a_group_that_nothing_belongs_to_is_refused_with_the_names_there_are(self):
        self.refused("train", "tiny.yaml", "--set", "optimizer.groups=[{parameters: 'dense*'}]", exits=2,
                     says=["dense*", "conv2d"])

    def test_a_group_of_rate_0_stays_as_it_was(self):
        def biases(name, epochs):
            self.mlday("train", "tiny.yaml", "--name", name, "--quiet", "--epochs", epochs, "--set",
                       "optimizer.groups=[{parameters: '*.bias', lr_factor: 0}]")
            return {name: value for name, value in read(mlday.checkpoint_of(self.run_folder(name), "last"))[0].items()
                    if "/" not in name}

        short, long = biases("short", 1), biases("long", 2)
        for name in short:
            self.assertEqual((short[name] == long[name]).all(), name.endswith("bias"), name)

    def test_names_of_other_libraries_are_recognized(self):
        for key, ours in (("training.gradient_clip_val", "gradient_clip"), ("training.ema_momentum", "ema_decay"),
                          ("training.gradient_accumulation_steps", "accumulate_grad_batches"),
                          ("optimizer.param_groups", "groups"), ("annealer.warmup_steps", "warmup")):
            self.refused("train", "tiny.yaml", "--set", f"{key}=1", exits=2, says=f"`{ours}`")


if __name__ == "__main__":
    unittest.main()
