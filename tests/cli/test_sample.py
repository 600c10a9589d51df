"""A character language model: trained on names, asked for others."""
import unittest

from mlday import CliTest, history, summary

NAMES = ["anna", "bert", "carla", "dora", "emil", "fritz", "greta", "hanna", "ines", "julia"]
CONFIG = """\
task: {name: language_model, reduction: sum}
dataset: {loader: text, file: names.txt, batch_size: 1}
model:
  layers: [one_hot: {num_classes: 17, padding_idx: 0}, rnn: 32, linear: 17]
optimizer: {name: adam, lr: .01}
checkpoint: {monitor: loss}
training: {epochs: 60, log_every: 20, save_every: 20, gradient_clip: {value: 5}}
"""


class Sampling(CliTest):
    def setUp(self):
        super().setUp()
        self.write("names.txt", "\n".join(NAMES) + "\n")
        symbols = len(set("".join(NAMES))) + 1
        self.write("names.yaml", CONFIG.replace("17", str(symbols)))

    def test_a_model_that_knows_its_names_by_heart_says_them(self):
        self.mlday("train", "names.yaml", "--data", ".")
        run = self.run_folder(config="names")
        self.assertLess(summary(run)["last"]["perplexity"], 1.6)
        rows = history(run)
        self.assertIn("smoothed_loss", rows[0].keys() if isinstance(rows[0], dict) else rows[0])
        cold = ("sample", "names.yaml", "--number", "8", "--temperature", ".1")
        names = self.mlday(*cold).out.splitlines()
        self.assertEqual(len(names), 8)
        for name in names:
            self.assertIn(name, NAMES)
        self.assertEqual(self.mlday(*cold).out.splitlines(), names, "one seed, one list")
        self.assertEqual(self.mlday("sample", "names.yaml", "--number", "3", "--prefix", "gr", "--top-k", "1").out,
                         "greta\n" * 3)
        wild = self.mlday("sample", "names.yaml", "--number", "20", "--temperature", "5", "--longest", "6").out
        self.assertGreater(len(set(wild.splitlines())), 10)
        self.assertLessEqual(max(map(len, wild.splitlines())), 6)
        self.refused("sample", "names.yaml", "--prefix", "xy", exits=2, says=["--prefix", "`x`"])
        self.assertEqual(self.mlday("sample", "names.yaml", "--prefix", "gr", "--temperature", "0").out, "greta\n" * 10)
        self.mlday("eval", "names.yaml", "--data", ".", "--split", "train")

    def test_a_net_that_takes_one_length_alone_writes_up_to_it(self):
        symbols = len(set("".join(NAMES))) + 1
        layers = f"[one_hot: {{num_classes: {symbols}}}, rnn: 8, batch_norm, linear: {symbols}]"
        self.mlday("train", "names.yaml", "--data", ".", "--epochs", "2", "--set", "dataset.batch_size=5", "--set",
                   f"model.layers={layers}")
        texts = self.mlday("sample", "names.yaml", "--number", "20", "--temperature", "5").out.splitlines()
        self.assertEqual(len(texts), 20)
        self.assertEqual(max(map(len, texts)), max(map(len, NAMES)) + 1)
        self.refused("sample", "names.yaml", "--prefix", "annabert", exits=2, says=["8 characters", "at most 5"])

    def test_a_prefix_is_written_small_where_training_wrote_small(self):
        self.mlday("train", "names.yaml", "--data", ".", "--epochs", "1", "--set", "dataset.lowercase=true")
        self.assertTrue(self.mlday("sample", "names.yaml", "--prefix", "Gr", "--number", "1").out.startswith("gr"))

    def test_a_net_that_cannot_learn_the_text_is_told_how_to_mend_it(self):
        def checked(*sets, exits=2):
            flags = [part for one in sets for part in ("--set", one)]
            return self.mlday("check", "names.yaml", "--data", ".", *flags, exits=exits).out

        few = checked("model.layers.0.one_hot.num_classes=5")
        self.assertIn("names.yaml:4:12: error: layer `one_hot_1` knows 5 symbols, but the text has", few)
        self.assertIn("end with `linear: ", checked("model.layers.2.linear=3"))
        for layer in ("{rnn: {hidden_size: 8, return_sequences: false}}", "flatten"):
            self.assertIn("return_sequences", checked(f"model.layers.1={layer}"))
        for layer in ("{lstm: {hidden_size: 8, bidirectional: true}}",
                      "{conv1d: {out_channels: 6, kernel_size: 3, padding: same}}"):
            self.assertIn("[looks-ahead]", checked(f"model.layers.1={layer}", exits=0))
        self.assertIn("the sequence's length must stay",
                      checked("model.layers.1={conv1d: {out_channels: 5, kernel_size: 3, padding: same}}"))

    def test_a_text_is_no_task_for_classification(self):
        self.write("names.yaml", CONFIG.replace("{name: language_model, reduction: sum}", "classification"))
        self.refused("train", "names.yaml", "--data", ".", exits=2, says="set `task: language_model`")


if __name__ == "__main__":
    unittest.main()
