"""Event files for TensorBoard: what tests/tools/write_events.cpp writes (MLDAY_WRITE_EVENTS), read by another."""
import os
import pathlib
import struct
import subprocess
import sys
import unittest
import zlib

from mlday import BINARY, SOURCE, new_folder

sys.path.insert(0, str(SOURCE / "tests"))
import event_file_reader as reader  # noqa: E402

WRITER = os.environ.get("MLDAY_WRITE_EVENTS") or str(pathlib.Path(BINARY).parent / "write_events")


def png(width, height):
    """A black picture."""
    def block(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = (b"\0" + bytes(width)) * height
    return (b"\x89PNG\r\n\x1a\n" + block(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)) +
            block(b"IDAT", zlib.compress(rows)) + block(b"IEND", b""))


class EventFiles(unittest.TestCase):
    def setUp(self):
        self.folder = new_folder(self)
        self.png = png(7, 5)
        (self.folder / "picture.png").write_bytes(self.png)

    def write(self, *how):
        done = subprocess.run([WRITER, self.folder / "tb", self.folder / "picture.png", *how],
                              capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)

    def events(self, part=""):
        return reader.read_folder(self.folder / "tb" / part)

    def values(self, part=""):
        """{tag: [(step, value)]}"""
        values = {}
        for step, value in reader.purged(self.events(part)):
            values.setdefault(value["tag"], []).append((step, value))
        return values

    def curve(self, tag, part=""):
        return [(step, value["simple_value"]) for step, value in self.values(part)[tag]]

    def test_the_reader_knows_a_wrong_checksum(self):
        self.assertEqual(reader.crc32c(b"123456789"), 0xE3069283)
        self.write()
        path, = (self.folder / "tb/train").iterdir()
        data = bytearray(path.read_bytes())
        data[-5] ^= 1
        with self.assertRaisesRegex(ValueError, "checksum"):
            reader.records(bytes(data))
        self.assertEqual(reader.records(path.read_bytes()[:-1])[1] > 0, True)

    def test_each_file_begins_with_its_version(self):
        self.write()
        for part in ("", "train", "validation"):
            first = self.events(part)[0]
            self.assertEqual(first["file_version"], "brain.Event:2")
            self.assertGreater(first["wall_time"], 1.6e9)

    def test_train_and_validation_have_curves_of_the_same_names(self):
        self.write()
        self.assertEqual(self.curve("loss", "train"), [(1, 1), (2, .5)])
        self.assertEqual(self.curve("loss", "validation"), [(1, 2), (2, 1)])
        self.assertEqual(self.curve("accuracy", "validation"), [(1, .5), (2, .5)])
        self.assertEqual([round(lr, 6) for _, lr in self.curve("lr", "train")], [.001, .001])
        self.assertEqual(self.curve("loss/step"), [(1, .25)])

    def test_a_histogram(self):
        self.write()
        (step, value), = self.values("train")["weights/conv2d_1.weight"]
        self.assertEqual(step, 2)
        self.assertEqual(value["histo"], {"min": -.75, "max": 1.5, "num": 8, "sum": 2, "sum_squares": 4,
                                          "bucket_limit": [0, 2], "bucket": [3, 5]})

    def test_pictures(self):
        self.write()
        (_, value), = self.values("validation")["wrong"]
        self.assertEqual(value["metadata"], {"plugin_data": {"plugin_name": "images"}, "data_class": 3,
                                             "summary_description": "cat, taken for a dog"})
        self.assertEqual(value["tensor"], {"dtype": 7, "tensor_shape": {"dim": [{"size": 4}]},
                                           "string_val": [b"7", b"5", self.png, self.png]})

    def test_texts_and_the_notes_of_an_epoch_as_one(self):
        self.write()
        (_, config), = self.values()["config"]
        self.assertEqual(config["metadata"]["plugin_data"]["plugin_name"], "text")
        self.assertEqual(config["tensor"], {"dtype": 7, "tensor_shape": {},
                                            "string_val": ["    lr: 0.001  # größer".encode()]})
        _, note = self.values("train")["notes/annealer"][-1]
        self.assertEqual(note["tensor"]["string_val"], [b"lr 0.001 -> 0.0001\n\nlr 0.0001 -> 0.00001"])

    def hparams(self, name):
        (_, value), = self.values()["_hparams_/" + name]
        self.assertEqual(value["metadata"]["plugin_data"]["plugin_name"], "hparams")
        self.assertEqual(value["metadata"]["data_class"], 2)
        self.assertEqual(value["tensor"], {"dtype": 1, "tensor_shape": {"dim": [{}]}})
        return reader.message(value["metadata"]["plugin_data"]["content"], reader.HPARAMS)[name]

    def test_hyperparameters_keep_their_types(self):
        self.write()
        info = self.hparams("session_start_info")
        self.assertEqual({entry["key"]: entry["value"] for entry in info["hparams"]},
                         {"optimizer.name": {"string_value": "adam"}, "optimizer.lr": {"number_value": .001},
                          "optimizer.betas": {"string_value": "[0.9, 0.999]"},
                          "optimizer.fused": {"bool_value": True},
                          "model.layers.0.conv2d.out_channels": {"number_value": 8}})
        self.assertGreater(info["start_time_secs"], 1.6e9)
        self.assertEqual(self.curve("best/val_accuracy"), [(6, .5)])

    def test_only_a_run_that_is_finished_has_an_end(self):
        self.write()  # which is interrupted
        self.assertNotIn("_hparams_/session_end_info", self.values())
        self.write("resumed")
        self.assertEqual(self.hparams("session_end_info")["status"], 1)

    def test_a_resumed_run_writes_a_second_file_that_purges(self):
        self.write()
        self.write("resumed")
        self.assertEqual(len(list((self.folder / "tb/train").iterdir())), 2)
        self.assertEqual([step for step, _ in self.curve("loss", "train")], [1, 2])
        self.assertEqual([step for step, _ in self.curve("loss", "validation")], [1, 2])
        self.assertEqual([step for step, _ in self.curve("loss/step")], [1, 4])

    def test_what_a_killed_run_saved_is_whole(self):
        self.write("cut")
        for path in (self.folder / "tb").glob("**/*tfevents*"):
            events, rest = reader.read(path)
            self.assertGreater(len(events), 1)
            self.assertEqual(rest, 0)
        self.assertEqual([step for step, _ in self.curve("loss", "train")], [1, 2])


if __name__ == "__main__":
    unittest.main()
