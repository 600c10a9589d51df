"""configs/schema.json is JSON Schema, takes every good config, and refuses what mlday refuses."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

try:
    import jsonschema
    from ruamel.yaml import YAML
except ImportError:
    sys.exit(f"{sys.executable} lacks python3-jsonschema or python3-ruamel.yaml: install them and use /usr/bin/python3")

SOURCE = pathlib.Path(os.environ.get("MLDAY_SOURCE", pathlib.Path(__file__).parent.parent))
BINARY = os.environ.get("MLDAY_BINARY") or str(SOURCE / "build/release/bin/mlday")
SCHEMA = json.loads((SOURCE / "configs/schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

# What the configs below extend.
BASE = """\
dataset: {loader: gtsrb, image_size: 16, validation: .25, batch_size: 32}
model:
  layers: [flatten, linear: 43]
optimizer: adam
"""

GOOD = """\
day: 64
day: ~
title: "Day 64: signs"
title: 64
task: classification
task: {label_smoothing: .1}
dataset: {image_size: 32}
dataset: {loader: gtsrb, image_size: 0x10, crop_to_roi: true}
dataset: {validation: {fraction: .25, by: track, seed: null}}
dataset: {validation: 1e-1, stand_in: synthetic}
dataset: {stand_in: {images: 100}}
model: {init: glorot_uniform}
model: {init: {weight: {uniform: .1}, bias: zeros}}
model: {init: {weight: {normal: {std: 1e-2}}, bias: {constant: 0}}}
model: {architecture: layers, layers: [flatten, {linear: {out_features: 43, bias: false}}]}
model: {layers: [{conv2d: {out_channels: 8, kernel_size: [3, 5], padding: same}}, relu, flatten, linear: 43]}
model: {layers: [{max_pool2d: 2}, {avg_pool2d: {kernel_size: 2, stride: ~, padding: [0, 1]}}, flatten, linear: 43]}
model: {layers: [flatten, {repeat: 2, layers: [{linear: 64}, relu, {repeat: 2, layers: [dropout: .5]}]}, linear: 43]}
model: {layers: [flatten, relu: , relu: {}, linear: 43]}
optimizer: {lr: 1e-3}
optimizer: {name: adam, betas: [.9, .999], eps: 1e-7}
optimizer: {name: sgd, momentum: .9, nesterov: true}
annealer: constant
annealer: {name: plateau, monitor: val_accuracy, patience: 3, factor: .1}
early_stopping: {patience: 3, baseline: .9}
early_stopping: null
early_stopping:
training: {epochs: 3, seed: 7, device: cpu, threads: null}
checkpoint: {monitor: val_accuracy, mode: max}
checkpoint: val_accuracy
check: {expect: [patience-too-long]}
check: {expect: []}
journal: {val_accuracy: .9918, test_accuracy: 1}
journal: {}
{"title": "JSON", "training": {"epochs": 3}}
"""

BAD = """\
titel: x
day: 0
day: 1.5
day: sixty-four
title: [a]
title: ~
task: regresion
task: {label_smoothing: 1}
task: []
dataset: {loader: mnist}
dataset: {image_sise: 32}
dataset: {image_size: 0}
dataset: {image_size: thirty}
dataset: {validation: 1}
dataset: {validation: {by: person}}
dataset: {validation: ~}
dataset: {stand_in: drawn}
dataset: {crop_to_roi: yes}
dataset: [gtsrb]
model: {layers: {conv2d: 3}}
model: {layers: [convolution]}
model: {layers: [5]}
model: {layers: [[relu]]}
model: {layers: [{}]}
model: {layers: [{conv2d: {filters: 8, kernel_size: 3}}]}
model: {layers: [{conv2d: {out_channels: 8, kernel_size: [3, 3, 3]}}]}
model: {layers: [{conv2d: {out_channels: 8, kernel_size: 0}}]}
model: {layers: [{max_pool2d: 2, dropout: .5}]}
model: {layers: [{dropout: 2}]}
model: {layers: [{layers: [relu]}]}
model: {layers: [{repeat: 0, layers: [relu]}]}
model: {layers: [{repeat: 2, layers: [rleu]}]}
model: {layers: [relu: 5]}
model: {init: {weight: xavier}}
model: {init: {weight: {uniform: -1}}}
model: {architecture: resnet}
model: {name: x}
optimizer: adma
optimizer: {lr: 0}
optimizer: {lr: fast}
optimizer: {lr: "1e-3"}
optimizer: {name: adam, momentum: .9}
optimizer: {name: sgd, betas: [.9, .999]}
optimizer: {name: sgd, momentum: 1}
optimizer: {betas: [.9]}
optimizer: {betas: [.9, 1]}
optimizer: ~
annealer: {name: plateau, factor: 2}
annealer: {patience: -1}
early_stopping: {patience: 1.5}
early_stopping: {epochs: 3}
early_stopping: true
training: {epochs: 0}
training: {epochs: [3]}
training: {log_evry: 1}
training: ~
training: 5
checkpoint: {mode: best}
check: {expect: patience-too-long}
check: {expect: [no-such-rule]}
journal: [.99]
journal: {val_accuracy: high}
extends: {a: b}
epochs: 5
lr: .1
"""


def read(text):
    yaml = YAML(typ="safe", pure=True)
    yaml.constructor.add_constructor("!replace", lambda maker, node: maker.construct_mapping(node, deep=True))
    return yaml.load(text)


def is_valid(text):
    return VALIDATOR.is_valid(read(text))


def errors_by_mlday(texts):
    """The messages of all errors in each text, when it extends the base."""
    with tempfile.TemporaryDirectory(prefix="mlday-test-") as name:
        folder = pathlib.Path(name)
        (folder / "base.yaml").write_text(BASE)
        paths = []
        for i, text in enumerate(texts):
            paths.append(folder / f"{i}.yaml")
            has_brace = text.startswith("{")
            paths[-1].write_text('{"extends": "base.yaml", ' + text[1:] if has_brace else f"extends: base.yaml\n{text}")
        done = subprocess.run([BINARY, "check", "--json", "--no-data", *paths], capture_output=True, text=True)
        return [[problem["message"] for problem in checked["problems"] if problem["severity"] == "error"]
                for checked in json.loads(done.stdout)]


class Schema(unittest.TestCase):
    def test_it_is_a_schema_of_draft_2020_12(self):
        self.assertEqual(SCHEMA["$schema"], "https://json-schema.org/draft/2020-12/schema")
        jsonschema.Draft202012Validator.check_schema(SCHEMA)

    def test_every_config_of_the_project_is_valid_and_names_it(self):
        configs = sorted((SOURCE / "configs").rglob("*.yaml"))
        self.assertTrue(configs)
        for path in configs:
            with self.subTest(path.name):
                text = path.read_text()
                VALIDATOR.validate(read(text))
                modeline, schema = text.splitlines()[0].split("=", 1)
                self.assertEqual(modeline, "# yaml-language-server: $schema")
                self.assertTrue((path.parent / schema).samefile(SOURCE / "configs/schema.json"))

    def test_good_configs_are_valid_and_mlday_takes_them(self):
        texts = [BASE, "extends: base.yaml\n", "extends: [a.yaml, b/c.yaml]\n", *GOOD.splitlines()]
        for text in texts:
            with self.subTest(text):
                VALIDATOR.validate(read(text))
        for text, errors in zip(GOOD.splitlines(), errors_by_mlday(GOOD.splitlines())):
            self.assertEqual(errors, [], text)

    def test_bad_configs_are_not_valid_and_mlday_refuses_them(self):
        texts = BAD.splitlines()
        for text, errors in zip(texts, errors_by_mlday(texts)):
            with self.subTest(text):
                self.assertFalse(is_valid(text))
                if not text.startswith("extends"):  # which the base's own replaces
                    self.assertNotEqual(errors, [])


if __name__ == "__main__":
    unittest.main()
