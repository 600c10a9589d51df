"""YAML documents over the language's features are read as ruamel.yaml reads them, or differ as listed."""
import io
import json
import os
import pathlib
import pprint
import subprocess
import sys
import unittest
import warnings

from yaml_documents import FOLDER, documents

try:
    from ruamel.yaml import YAML
except ImportError:
    sys.exit(f"{sys.executable} has no ruamel.yaml: install python3-ruamel.yaml and use Debian's /usr/bin/python3")

SOURCE = pathlib.Path(os.environ.get("MLDAY_SOURCE", pathlib.Path(__file__).parent.parent))
BINARY = pathlib.Path(os.environ.get("MLDAY_BINARY", SOURCE / "build/release/bin/mlday"))
READER = BINARY.parent / "read_yaml"


class Refused(str):
    """What a reader says of a document that it does not take."""


def differences():
    """{name: (why, what mlday makes of it)}"""
    listed = {}
    for group in YAML(typ="safe", pure=True).load(FOLDER / "differences.yaml"):
        for name, expected in group["documents"].items():
            if isinstance(expected, dict) and "refused" in expected:
                expected = Refused(expected["refused"])
            listed[name] = group["why"], expected
    return listed


def read_by_mlday(data):
    done = subprocess.run([READER], input=data, capture_output=True, timeout=60)
    if done.returncode == 1:
        return Refused(done.stderr.decode(errors="replace"))
    assert done.returncode == 0, f"{READER.name} ended with {done.returncode} on {data!r}: {done.stderr}"
    return json.loads(done.stdout)


def read_by_ruamel(data):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of anchors that are given anew, which YAML allows
        try:
            return YAML(typ="safe", pure=True).load(io.BytesIO(data))
        except Exception as error:  # not only YAMLError: it refuses some documents by a KeyError
            return Refused(error)


def exact(value):
    """The value in words that tell 1, 1.0, True and "1" apart, whatever the order of its keys."""
    return "refused" if isinstance(value, Refused) else pprint.pformat(value)


class Yaml(unittest.TestCase):
    def test_there_are_more_than_200_documents(self):
        self.assertGreater(len(documents()), 200)

    def test_each_document_is_read_as_ruamel_reads_it_or_differs_as_listed(self):
        listed = differences()
        for name, data in documents().items():
            with self.subTest(name):
                ours, theirs = read_by_mlday(data), read_by_ruamel(data)
                if name not in listed:
                    self.assertEqual(exact(ours), exact(theirs), f"{data!r}\nmlday: {ours}\nruamel: {theirs}")
                    continue
                why, expected = listed[name]
                self.assertNotEqual(exact(ours), exact(theirs), f"they agree: it is no difference that {why}")
                self.assertEqual(exact(ours), exact(expected), ours)
                if isinstance(expected, Refused):
                    self.assertIn(expected, ours)

    def test_every_listed_difference_is_of_a_document(self):
        self.assertEqual(set(differences()) - set(documents()), set())


if __name__ == "__main__":
    unittest.main()
