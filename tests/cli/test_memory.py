"""Memory does not grow with the data where pictures are not kept: `cache: none`.

MLDAY_MEMORY_MB names the size of the larger data set (default: 200), which is
trained on beside one of 40 MB (100 from 1 GB on). Their peaks may differ by 80 MB (300 from 1 GB on).
"""
import os
import subprocess
import unittest

import numpy as np

import mlday
from mlday import CliTest, summary, write_ppm

SIDE = 256
PICTURE_BYTES = SIDE * SIDE * 3

CONFIG = f"""\
dataset: {{loader: image_folder, root: pictures, image_size: {SIDE}, cache: CACHE, num_workers: 2, batch_size: 16,
          validation: .1, augment: {{horizontal_flip: true}}, normalize: dataset, on_bad_sample: skip}}
model: {{layers: [global_avg_pool2d, linear: 2]}}
optimizer: {{name: sgd, lr: .01}}
training: {{epochs: 1, seed: 1, device: cpu, threads: 1}}
"""


class Memory(CliTest):
    def write_pictures(self, name, megabytes):
        """So many pictures, no two the same, in two classes."""
        noise = np.random.default_rng(1).integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8)
        for i in range(int(megabytes * 1e6 / PICTURE_BYTES)):
            noise[0, :4] = np.frombuffer(i.to_bytes(12, "little"), np.uint8).reshape(4, 3)
            write_ppm(self.folder / name / "pictures" / "ab"[i % 2] / f"{i:06}.ppm", noise)

    def peak_of_training(self, name, cache):
        """The resident memory's peak in MB."""
        config = self.write(f"{name}_{cache}.yaml", CONFIG.replace("CACHE", cache))
        process = subprocess.Popen([mlday.BINARY, "train", config, "--data", name, "--name", "x", "--quiet"],
                                   cwd=self.folder, env=mlday.environment(), stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 0, f"{config} did not train")
        return usage.ru_maxrss / 1e3

    def test_streamed_pictures_take_the_same_memory_however_many_there_are(self):
        large = float(os.environ.get("MLDAY_MEMORY_MB", 200))
        small, most = (100, 300) if large >= 1000 else (40, 80)
        self.write_pictures("small", small)
        self.write_pictures("large", large)
        peaks = {name: self.peak_of_training(name, "none") for name in ("small", "large")}
        print(f"\n  cache: none, {small:.0f} MB of pictures: peak {peaks['small']:.0f} MB; {large:.0f} MB: "
              f"{peaks['large']:.0f} MB")
        self.assertLess(peaks["large"] - peaks["small"], most)
        if large < 1000:  # the same pictures kept: the measure would show them
            kept = self.peak_of_training("large", "memory")
            print(f"  cache: memory, {large:.0f} MB: {kept:.0f} MB")
            self.assertGreater(kept - peaks["large"], large / 2)

    def test_bad_pictures_are_listed_and_results_are_the_same_in_every_cache_mode(self):
        self.write_pictures("small", 8)
        broken = sorted((self.folder / "small/pictures").glob("*/*"))[3::11]
        for path in broken:
            path.write_bytes(path.read_bytes()[:5000])
        runs = {}
        for cache in ("none", "memory", "auto"):
            self.peak_of_training("small", cache)
            run = runs[cache] = self.run_folder("x", config=f"small_{cache}")
            lines = (run / "skipped.txt").read_text().splitlines()
            self.assertEqual(len(lines), len(broken))
            for path in broken:
                self.assertTrue(any(str(path.relative_to(self.folder)) in line and "cut off" in line for line in lines))
            self.assertEqual(summary(run)["skipped_samples"], len(broken))
        for cache in ("memory", "auto"):
            self.assert_same_training(runs["none"], runs[cache])


if __name__ == "__main__":
    unittest.main()
