"""What the tests of loaders share."""
import pathlib

import numpy as np

from mlday import CliTest, rows_of
from safetensors_reader import read

CONFIG = """\
dataset: {{{dataset}, batch_size: {batch_size}}}
model: {{layers: [{layers}linear: {outputs}]}}
optimizer: {{name: adam, lr: .01}}
training: {{epochs: 1, seed: 3, device: cpu, threads: 1}}
"""


class LoaderTest(CliTest):
    def config(self, dataset, outputs, name="c.yaml", flatten=True, batch_size=16):
        return self.write(name, CONFIG.format(dataset=dataset, outputs=outputs, batch_size=batch_size,
                                              layers="flatten, " if flatten else ""))

    def samples(self, config, *arguments):
        """What the network would get, by part; and what the program printed."""
        out = self.folder / "samples.safetensors"
        result = self.mlday("data", "show", config, "--samples", out, *arguments)
        return read(out)[0], result

    def trains(self, config, *arguments):
        """Check, an epoch, evaluation of the checkpoint."""
        self.assertIn(": ok\n", self.mlday("check", config, *arguments).out)
        self.mlday("train", config, "--name", "x", "--quiet", *arguments)
        run = self.folder / "runs" / pathlib.Path(config).stem / "x"
        self.assertEqual(len(rows_of(run)), 1)
        return run, self.mlday("eval", run, "--split", "train", *arguments)

    def assert_pixels(self, inputs, pictures, within=0):
        """Inputs in [0, 1] against bytes, height x width x channels."""
        found = np.rint(inputs * 255).transpose(0, 2, 3, 1)
        self.assertEqual(found.shape, np.shape(pictures))
        self.assertLessEqual(np.abs(found - np.asarray(pictures, float)).max(), within)
