"""kill -9 at random moments of a training: what is on the disk is whole, and the run can go on.

MLDAY_KILLS sets how many (default 6), MLDAY_KILL_SEED repeats a series.
"""
import os
import random
import subprocess
import time
import unittest

import mlday
from mlday import CliTest, checkpoint_of, rows_of, summary
from safetensors_reader import read

# Many short epochs and weights that take a while to write: most kills come at or near a save.
CONFIG = mlday.TINY.replace("    - linear: 43", "    - linear: 512\n    - relu\n    - linear: 43")
EPOCHS = 15
KILLS_PER_RUN = 3


class Kills(CliTest):
    def check_what_is_there(self, run):
        """Every checkpoint opens and evaluates; every other file is whole but for the last line of a growing one."""
        for which in ("best", "last"):
            path = checkpoint_of(run, which)
            if path.exists():
                tensors, metadata = read(path)
                self.assertIn("linear_2.weight", tensors)
                self.assertIn("config", metadata)
                self.mlday("eval", path, "--split", "validation", "--device", "cpu")
                self.seen.add(which)
        if (run / "summary.json").exists():
            self.assertIn(summary(run)["status"], ("running", "finished"))
        if (run / "config.yaml").exists():
            self.assertEqual((run / "config.yaml").read_text(), CONFIG)

    def kill_at_random(self, command, run, longest):
        """One kill; False where the run had come to its end before."""
        process = self.start(*command)
        try:
            process.wait(timeout=self.random.uniform(.05, longest))
            return False
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self.check_what_is_there(run)
        return True

    def test_after_any_kill_checkpoints_are_whole_and_resuming_gives_the_same_bits(self):
        wanted = int(os.environ.get("MLDAY_KILLS", "6"))
        seed = int(os.environ.get("MLDAY_KILL_SEED", random.randrange(10**6)))
        print(f"MLDAY_KILLS={wanted} MLDAY_KILL_SEED={seed}", flush=True)
        self.random, self.seen, kills, runs = random.Random(seed), set(), 0, 0
        self.write("tiny.yaml", CONFIG)
        settings = ["train", "tiny.yaml", "--quiet", "--epochs", EPOCHS, "--set", "training.device=cpu"]
        begun = time.monotonic()
        self.mlday(*settings, "--name", "straight")
        longest = time.monotonic() - begun
        straight = self.run_folder("straight")
        while kills < wanted or "best" not in self.seen:
            runs += 1
            self.assertLess(runs, 20 + wanted, "hardly any kill came before its run's end")
            name = f"killed-{runs}"
            run = self.run_folder(name)
            for _ in range(min(KILLS_PER_RUN, max(1, wanted - kills))):
                with self.subTest(run=name, kill=kills, epochs=len(rows_of(run))):
                    kills += self.kill_at_random([*settings, "--name", name, "--resume"], run, longest)
            self.mlday(*settings, "--name", name, "--resume")
            self.assert_same_training(straight, run)
            self.assertEqual(summary(run)["last"], summary(straight)["last"])
            self.assertGreater(summary(run)["seconds"] + .001, sum(float(row["seconds"]) for row in rows_of(run)),
                               "what a killed part had saved took its time too")
            leftovers = [path.name for path in run.rglob("*.partial-*")]
            self.assertEqual(leftovers, [], "a run that ended well leaves no partial file")
        print(f"{kills} kills of {runs} runs", flush=True)
        self.assertEqual(self.seen, {"best", "last"}, "no kill came after a save")


if __name__ == "__main__":
    unittest.main()
