"""Which checkpoints are kept, what --resume does where one broke on the disk, and checkpoints that are not to be trusted.

MLDAY_CORRUPTED sets how many corrupted checkpoints are tried (default 40; the long form is 1000),
MLDAY_CORRUPTED_SEED repeats a series.
"""
import json
import os
import random
import subprocess
import unittest

import mlday
from mlday import BINARY, CliTest, SharedFolderTest, checkpoint_of, metadata_of, rows_of

MOONS = """\
dataset: {loader: moons, samples: 200, validation: .25, batch_size: 10}
model: {architecture: mlp, hidden: [4]}
optimizer: adam
training: {epochs: 6, device: cpu, threads: 1}
"""
# Columns with a scale, a mean for gaps and categories: facts of which a broken one would be used.
TABLE = """\
dataset: {loader: csv, file: t.csv, columns: {y: target}, batch_size: 8, validation: .25, missing: mean, scale: standard}
model: {architecture: mlp, hidden: [4]}
optimizer: adam
training: {epochs: 2, threads: 1, device: cpu}
"""


def files_of(run):
    return sorted(path.name.removesuffix(".safetensors") for path in (run / "checkpoints").iterdir())


def flip(path, at=-3):
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


class Keeping(CliTest):
    def setUp(self):
        super().setUp()
        self.write("m.yaml", MOONS)

    def train(self, name, *settings, **expected):
        done = self.mlday("train", "m.yaml", "--name", name, *(f"--set={setting}" for setting in settings), **expected)
        return self.run_folder(name, "m"), done

    def test_the_newest_saves_and_the_best_epochs_are_kept(self):
        run, _ = self.train("plain")
        self.assertEqual(files_of(run), ["best", "epoch_5_step_75", "last"])
        run, _ = self.train("few", "checkpoint.keep_last=1")
        self.assertEqual(files_of(run), ["best", "last"])
        run, _ = self.train("many", "checkpoint={monitor: loss, keep_best: 3, keep_last: 4}")
        by_loss = sorted(rows_of(run), key=lambda row: float(row["loss"]))
        self.assertEqual(files_of(run), sorted(["best", *(f"best_epoch_{row['epoch']}" for row in by_loss[:3]), "last",
                                                *(f"epoch_{epoch}_step_{15 * epoch}" for epoch in (3, 4, 5))]))
        self.mlday("eval", run / f"checkpoints/best_epoch_{by_loss[2]['epoch']}.safetensors", "--split", "validation")
        self.assert_same_file(checkpoint_of(run, "best"), checkpoint_of(run, f"best_epoch_{by_loss[0]['epoch']}"))

    def test_saves_come_after_epochs_updates_or_a_time(self):
        for every, earlier in (("4", ["epoch_4_step_60"]), ("2 epochs", ["epoch_2_step_30", "epoch_4_step_60"]),
                               ("20 steps", ["epoch_1_step_20", "epoch_2_step_40", "epoch_4_step_60", "epoch_5_step_80"]),
                               ("1h", [])):
            with self.subTest(every):
                run, _ = self.train(every.replace(" ", "-"), f"training.save_every={every}", "checkpoint.keep_last=9")
                self.assertEqual(files_of(run), sorted(["best", *earlier, "last"]))
        run, _ = self.train("often", "training.save_every=.000001 s", "checkpoint.keep_last=1000")
        self.assertGreater(len(files_of(run)), 50)
        self.refused("train", "m.yaml", "--set", "training.save_every=often", exits=2,
                     says=["training.save_every", "such as `5`, `500 steps` or `10 min`"])

    def test_a_broken_last_is_told_and_the_save_before_is_gone_on_with(self):
        straight, _ = self.train("straight")
        for how in ("flipped", "cut off", "gone", "not one of mlday's"):
            with self.subTest(how):
                run, _ = self.train(how.replace(" ", "-"), "training.epochs=4")
                last = checkpoint_of(run, "last")
                if how == "flipped":
                    flip(last)
                elif how == "cut off":
                    last.write_bytes(last.read_bytes()[:-100])
                elif how == "gone":
                    last.unlink()
                else:
                    mlday.write_safetensors(last, {}, {"a": "b"})
                done = self.mlday("train", run, "--resume", "--epochs", "6")
                self.assertIn("last.safetensors", done.err)
                self.assertIn("going on from the save before, epoch_3_step_45.safetensors", done.err)
                self.assert_same_training(straight, run)
                self.assertEqual((run / "checkpoints/last.broken").exists(), how != "gone")
                self.mlday("verify", run)

    def test_where_no_save_is_whole_nothing_is_begun_anew_by_itself(self):
        run, _ = self.train("r")
        for path in (run / "checkpoints").glob("*_*"):
            flip(path)
        flip(checkpoint_of(run, "last"), 300)
        self.refused("train", run, "--resume", exits=1, says=["no earlier save is left", "--from"])
        self.mlday("train", "m.yaml", "--name", "new", "--from", run)

    def test_a_broken_best_is_found_anew(self):
        run, _ = self.train("r", "training.epochs=3")
        flip(checkpoint_of(run, "best"))
        self.refused("eval", run, "--split", "validation", exits=1, says="its content is not what was written")
        self.assertIn("no longer there", self.mlday("train", run, "--resume", "--epochs", "6").err)
        self.assertIn(metadata_of(run, "best")["epoch"], "456")
        self.mlday("eval", run, "--split", "validation")


class Corrupted(SharedFolderTest):
    @classmethod
    def prepare(cls, self):
        self.write("t.yaml", TABLE)
        draw = random.Random(1)
        rows = [(draw.gauss(0, 1), draw.choice("pqr"), draw.gauss(0, 1)) for _ in range(40)]
        self.write("t.csv", "a,k,b,y\n" + "".join(f"{a:.3f},{k},{b:.3f},{'u' if a + b > 0 else 'v'}\n" for a, k, b in rows))
        self.mlday("train", "t.yaml", "--data", ".", "--name", "r", "--quiet")

    def corrupted(self, whole, draw):
        """Bytes flipped, the end cut off, or a wrong text in the metadata (without a checksum, as a stranger's file)."""
        length = int.from_bytes(whole[:8], "little")
        header = json.loads(whole[8:8 + length])
        metadata = header["__metadata__"]
        how = draw.choice(("flips", "cut", "text", "facts", "config"))
        if how == "flips":
            content = bytearray(whole)
            for _ in range(draw.randint(1, 5)):
                content[draw.randrange(len(content))] = draw.randrange(256)
            return how, bytes(content)
        if how == "cut":
            return how, whole[:draw.randrange(len(whole))]
        del metadata["checksum"]
        if how == "text":
            key = draw.choice(sorted(metadata))
            at = draw.randrange(len(metadata[key]))
            metadata[key] = metadata[key][:at] + draw.choice('09-"[]{},x') + metadata[key][at + draw.randrange(3):]
        elif how == "facts":
            facts = json.loads(metadata["preprocessing"])
            wrong = draw.choice([1e10, -1, None, [], ["a"], "x", True, 0, {"a": 1}, [10**9], [-1], [[1e300]]])
            place = draw.choice([facts, *facts.get("columns", [])])
            place[draw.choice(sorted(place))] = wrong
            metadata["preprocessing"] = json.dumps(facts)
            if draw.random() < .3:
                metadata["class_names"] = json.dumps(draw.choice([[], ["a"], ["a"] * 50, "x", [1, 2], None]))
        else:
            old, new = draw.choice(("4", "mlp", "csv", "adam", "8", "y", "mean")), draw.choice(
                ("0", "999999999", "x", "${HOME}", "-1", "/etc/passwd"))
            metadata["config"] = metadata["config"].replace(old, new, 1)
        text = json.dumps(header).encode()
        return how, len(text).to_bytes(8, "little") + text + whole[8 + length:]

    def test_each_is_refused_or_harmless(self):
        count = int(os.environ.get("MLDAY_CORRUPTED", "40"))
        seed = int(os.environ.get("MLDAY_CORRUPTED_SEED", random.randrange(10**6)))
        print(f"MLDAY_CORRUPTED={count} MLDAY_CORRUPTED_SEED={seed}", flush=True)
        draw, codes = random.Random(seed), {}
        run = self.run_folder("r", "t")
        whole = {which: checkpoint_of(run, which).read_bytes() for which in ("best", "last")}
        before = self.mlday("predict", run, "t.csv").out
        for i in range(count):
            verb = draw.choice(("predict", "eval", "resume", "from"))
            how, content = self.corrupted(whole["last" if verb == "resume" else "best"], draw)
            file = self.folder / "c.safetensors"
            file.write_bytes(content)
            command = {"predict": ["predict", file, "t.csv"], "eval": ["eval", file, "--data", ".", "--split", "train"],
                       "from": ["train", "t.yaml", "--data", ".", "--from", file, "--quiet", "--epochs", "1"],
                       "resume": ["train", run, "--data", ".", "--resume", "--quiet"]}[verb]
            if verb == "resume":
                checkpoint_of(run, "last").write_bytes(content)
            with self.subTest(i=i, how=how, verb=verb):
                done = subprocess.run([BINARY, *map(str, command)], cwd=self.folder, env=mlday.environment(),
                                      capture_output=True, text=True, timeout=120)
                codes[(verb, done.returncode)] = codes.get((verb, done.returncode), 0) + 1
                self.assertIn(done.returncode, (0, 1, 2), done.stderr)
                self.assertNotIn("internal error", done.stderr)
                if verb == "predict" and how == "flips" and done.returncode == 0:
                    self.assertEqual(done.stdout, before, "other figures without a word")
            if verb == "resume":  # whatever it came to, the run is as it was
                checkpoint_of(run, "last").write_bytes(whole["last"])
                checkpoint_of(run, "best").write_bytes(whole["best"])
        print(codes, flush=True)


if __name__ == "__main__":
    unittest.main()
