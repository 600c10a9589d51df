"""mlday profile: where the time of training goes."""
import json
import unittest

from mlday import CliTest

STEP = ["data", "preparing", "transfer", "forward", "loss", "backward", "optimizer", "learning", "metrics", "reporting"]


class Profile(CliTest):
    def profile(self, *arguments):
        return json.loads(self.mlday("profile", "tiny.yaml", "--seconds", "1", "--json", *arguments).out)

    def test_times_add_up_and_layers_have_their_shares(self):
        for way in ("true", "false"):
            with self.subTest(fused=way):
                found = self.profile("--set", f"training.fused={way}")
                self.assertEqual(list(found["step"]), STEP)
                self.assertAlmostEqual(sum(found["step"].values()), found["seconds_per_step"], delta=1e-9)
                self.assertGreater(found["steps"], 10)
                self.assertGreater(found["sgemm_multiply_adds_per_second"], 1e8)
                layers = found["layers"]
                for phase in ("forward", "backward"):
                    self.assertLessEqual(sum(layer[phase] for layer in layers), found["step"][phase] * 1.001)
                    self.assertGreater(sum(layer[phase] for layer in layers), found["step"][phase] * .5)
                learned = [layer for layer in layers if layer["kind"] in ("conv2d", "linear")]
                self.assertTrue(learned)
                for layer in learned:
                    self.assertGreater(layer["forward"], 0)
                    self.assertGreater(layer["backward"], 0)
                    self.assertGreater(layer["multiply_adds_per_second"], 0)
                self.assertGreater(found["epoch"]["validation"], 0)

    def test_a_table_and_a_trace(self):
        done = self.mlday("profile", "tiny.yaml", "--seconds", ".5", "--trace", "trace.json")
        for words in ("a step", "sgemm", "Before the first step", "forward", "optimizer", "An epoch takes about", "trace.json"):
            self.assertIn(words, done.out)
        events = json.loads((self.folder / "trace.json").read_text())["traceEvents"]
        self.assertEqual({event["ph"] for event in events}, {"X"})
        self.assertLessEqual({"data", "forward", "backward", "optimizer"}, {event["cat"] for event in events})
        ends = [event["ts"] + event["dur"] for event in events]
        for end, following in zip(ends, events[1:]):  # one thing after the other
            self.assertAlmostEqual(end, following["ts"], delta=.01)

    def test_it_leaves_nothing_behind_and_refuses_too_little(self):
        (self.folder / "tmp").mkdir()
        self.mlday("profile", "tiny.yaml", "--seconds", ".5", TMPDIR=str(self.folder / "tmp"))
        self.assertEqual(list((self.folder / "tmp").iterdir()), [])
        self.assertFalse((self.folder / "runs").exists())
        self.refused("profile", "tiny.yaml", "--set", "training.epochs=1", "--set", "dataset.batch_size=100000",
                     exits=2, says="ended within its first 3 steps")
        self.refused("profile", "tiny.yaml", "--trace", "no/such/trace.json", "--seconds", ".3", exits=1,
                     says="no/such/trace.json")


if __name__ == "__main__":
    unittest.main()
