"""Files as other programs write them: marks, line ends, notations, types of arrays, pictures with more behind them.
Each is read as the field's libraries read it (pandas, h5py, scipy, Pillow), or refused for what it is."""
import bz2
import gzip
import json
import os
import shutil
import unittest

import h5py
import numpy as np
import scipy.io
import scipy.sparse
from PIL import Image

from mlday import CliTest, safetensors_reader

TABLE = "dataset: {loader: csv, file: FILE, columns: {y: target}, batch_size: 2KEYS}\n" \
        "model: {architecture: mlp, hidden: [4]}\noptimizer: adam\n"
ARRAYS = "dataset: {loader: LOADER, file: FILE, inputs: x, targets: y, batch_size: 8KEYS}\n" \
         "model: {layers: [flatten, linear: OUT]}\noptimizer: adam\n"
PICTURES = "dataset: {loader: image_folder, image_size: 8, root: p, batch_size: 4KEYS}\n" \
           "model: {layers: [flatten, linear: 2]}\noptimizer: adam\ntraining: {epochs: 1, threads: 1}\n"


class ForeignTest(CliTest):
    def checks(self, config, says="", **env):
        done = self.mlday("check", self.write("x.yaml", config), "--data", self.folder, **env)
        self.assertIn(says, done.out)
        return done.out

    def refuses(self, config, *says):
        done = self.mlday("check", self.write("x.yaml", config), "--data", self.folder, exits=2)
        for part in says:
            self.assertIn(part, done.out)
        return done.out

    def samples(self, config):
        self.mlday("data", "show", self.write("x.yaml", config), "--data", self.folder, "--samples", "s.safetensors")
        return safetensors_reader.read(self.folder / "s.safetensors")[0]


class Tables(ForeignTest):
    def table(self, content, keys="", name="t.csv"):
        content = content if isinstance(content, bytes) else content.encode()
        (self.folder / name).write_bytes(content)
        return TABLE.replace("FILE", name).replace("KEYS", keys)

    def test_marks_encodings_and_line_ends_are_those_of_the_world(self):
        text = "a,b,y\n1,2,u\n2,1,v\n3,3,u\n"
        wanted = "3 train / 0 validation / no test, 2 classes"
        for content in (text.replace("\n", "\r"), text.replace("\n", "\r\n"), "\ufeff" + text, text.encode("utf-16"),
                        b"\xfe\xff" + text.encode("utf-16-be"), gzip.compress(text.encode())):
            self.checks(self.table(content), wanted)
        self.refuses(self.table(text.encode("utf-16-le")), "t.csv:1: a NUL byte: this looks like UTF-16")
        self.refuses(self.table(text.encode() + b"4,5,caf\xe9\n"), "t.csv:5: not in UTF-8")
        self.refuses(self.table(text + "4,5,\0\n"), "t.csv:5: a NUL byte: no text has one")

    def test_tables_of_other_formats_are_named_for_what_they_are(self):
        for content, says in ((bz2.compress(b"a,y\n1,u\n"), "compressed by bzip2"), (b"\x28\xb5\x2f\xfd\x04\0\xff", "by zstd"),
                              (b"\xd0\xcf\x11\xe0\xa1\xb1", "Excel's .xls"), (b"PK\3\4\xff\0", "Excel's .xlsx"),
                              (b"PAR1\xff\0", "a Parquet file"), (b"SQLite format 3\0\xff", "an SQLite database")):
            self.refuses(self.table(content), "t.csv is no text, but", says)

    def test_a_column_of_numbers_and_words_is_told(self):
        told = self.checks(self.table("a,y\n1,u\n2,v\nx,u\n3,v\nz,u\n"))
        self.assertRegex(told, r"the column `a` counts as categories: 3 of its 5 values are numbers.*`x` in line 4.*\[mixed-column\]")
        self.assertNotIn("mixed-column", self.checks(self.table("a,y\n1,u\n2,v\nx,u\n3,v\nz,u\n").replace(
            "y: target", "y: target, a: categorical")))

    def test_what_stands_in_quotes_does_not_count_when_the_separator_is_guessed(self):
        self.checks(self.table('"last; first; x; z",b,y\n1,2,u\n2,1,v\n'), "last; first; x; z (numeric)")
        self.checks(self.table("a|b|y\n1|2|u\n2|1|v\n"), "b (numeric)")
        self.refuses(self.table('a;b;y\n1;"2"x;u\n'), "t.csv:2: text follows a closing quote",
                     "separated by `;`, which the first line has most of")

    def test_gaps_are_pandas(self):
        for gap in ("#N/A", "<NA>", "None", "-nan", "NULL", "n/a", "", "NaN", "null", "1.#IND"):
            self.checks(self.table(f"a,y\n1,u\n{gap},v\n3,u\n", ", missing: drop"), "a (numeric)")

    def test_numbers_in_another_notation_are_no_categories(self):
        for cells, what in ((("1,234,567", "2,345", "12"), "thousands"), (("27,9", "3,1", "5"), "a comma"),
                            (("12 %", "7%", "8 %"), "percentage"), (("$5", "$1,200", "$7.50"), "money"),
                            (("2020-01-02", "2020-01-03 10:00", "2021-12-31"), "a date"),
                            (("1.2.2020", "31.12.2021", "01/02/2022"), "a date"), (("10:30", "9:05", "8:00 PM"), "a time"),
                            (("1 234 567", "2\u00a0000", "3 000"), "thousands"), (("(12)", "(7.5)", "3"), "negative"),
                            (("-", "2", "3"), "a sign for a gap"), (("<5", "7", "8"), "a bound"),
                            (("5 kg", "7kg", "8"), "with a unit"), (("1 Jan 2020", "2 May 2021", "3 Dec 2022"), "a date"),
                            (("inf", "-inf", "1"), "infinite"), (("1.5D+03", "2d1", "3"), "another notation")):
            rows = "".join(f'"{cell}",{"uv"[i % 2]}\n' for i, cell in enumerate(cells))
            self.refuses(self.table("a,y\n" + rows), "t.csv:2: `" + cells[0], what, "columns: {a: categorical}")
        self.checks(self.table("a,y\nA1,u\nB2,v\n3rd,u\n"), "a (categorical")
        self.checks(self.table("a,y\n-,u\n-,v\nhttp,u\n"), "a (categorical")
        self.checks(self.table('a,y\n"1,234",u\n"2,345",v\n', ", columns: {y: target, a: categorical}").replace(
            "columns: {y: target}, batch_size: 2, ", "batch_size: 2, "), "a (categorical")

    def test_numbers_too_small_and_too_large(self):
        tensors = self.samples(self.table("a,y\n1e-400,u\n2,v\n"))
        self.assertEqual(tensors["train.inputs"].ravel().tolist(), [0, 2])
        for cell in "1e39", "1e400":
            self.refuses(self.table(f"a,y\n{cell},u\n2,v\n", ", columns: {y: target, a: numeric}").replace(
                "columns: {y: target}, batch_size: 2, ", "batch_size: 2, "), f"`{cell}` in the column `a` is too large")

    def test_the_same_number_is_the_same_class_however_it_is_written(self):
        kinds = ", target_kind: classes"
        self.checks(self.table("a,y\n1,0\n2,1\n3,0.0\n4,1.0\n", kinds), "2 classes")
        (self.folder / "test.csv").write_text("a,y\n3,0.0\n4,1.0\n")
        self.checks(self.table("a,y\n1,0\n2,1\n", kinds + ", test_file: test.csv"), "2 classes")
        (self.folder / "test.csv").write_text("a,y\n3,TRUE\n4,False\n")
        self.checks(self.table("a,y\n1,True\n2,false\n3,TRUE\n", ", test_file: test.csv"), "2 classes")

    def test_names_given_twice_are_refused(self):
        rows = "a,b,y\n1,2,u\n2,1,v\n"
        self.refuses(self.table(rows, ", inputs: [a, a]"), "dataset.inputs has `a` twice")
        self.refuses(self.table(rows, ", inputs: []"), "no column is left as an input")
        self.refuses(self.table(rows, ", classes: [u, v, v]"), "dataset.classes has `v` twice")
        self.refuses("dataset: {loader: inline, header: [a, a, y], rows: [[1, 5, x], [2, 6, z]], columns: {y: target}}\n"
                     "model: {architecture: mlp}\noptimizer: adam\n", "dataset.header has `a` twice")

    def test_a_table_to_fill_in_is_no_test_part(self):
        (self.folder / "test.csv").write_text("a,b\n1,2\n")
        self.refuses(self.table("a,b,y\n1,2,u\n2,1,v\n", ", test_file: test.csv"),
                     "test.csv has no column `y`, the target", "mlday predict RUN")

    def test_a_column_that_would_fill_the_memory_is_told(self):
        rows = "".join(f"u{i},{i},{'AB'[i % 2]}\n" for i in range(12_000))
        self.refuses(self.table("id,b,y\n" + rows), "the column `id` has 12,000 values: 576 MB as one-hot",
                     "categories: integer")

    def test_a_null_in_a_row_of_the_config_is_a_gap(self):
        rows = ("dataset: {loader: inline, header: [a, y], rows: [[1, x], [~, y], [3, x]], columns: {y: target}MISSING}\n"
                "model: {architecture: mlp}\noptimizer: adam\n")
        self.refuses(rows.replace("MISSING", ""), "no value in the column `a`")
        tensors = self.samples(rows.replace("MISSING", ", missing: mean"))
        self.assertEqual(tensors["train.inputs"].ravel().tolist(), [1, 2, 3])

    def test_r2_of_targets_that_are_all_alike_is_scikit_learns(self):
        self.write("r.yaml", "task: regression\ndataset: {loader: inline, header: [a, y], rows: [[1, 5], [2, 5], [3, 5], "
                   "[4, 5], [5, 5], [6, 5], [7, 5], [8, 5]], columns: {y: target}, validation: .25}\n"
                   "model: {architecture: mlp, hidden: [4]}\noptimizer: {name: adam, lr: .05}\ntraining: {epochs: 2}\n"
                   "checkpoint: val_r2\n")
        self.mlday("train", "r.yaml", "--name", "r")
        last = json.loads((self.folder / "runs/r/r/summary.json").read_text())["last"]
        self.assertEqual((last["r2"], last["val_r2"]), (0, 0))


class Texts(ForeignTest):
    def text(self, content, **more):
        (self.folder / "t.txt").write_bytes(content)
        for name, text in more.items():
            (self.folder / f"{name}.txt").write_bytes(text)
        test = ", test_file: test.txt" if more else ""
        return ("task: language_model\ndataset: {loader: text, file: t.txt, batch_size: 2" + test + "}\n"
                "model: {layers: [one_hot: {num_classes: 7}, gru: 4, linear: 7]}\noptimizer: adam\n"
                "training: {epochs: 1, threads: 1}\n")

    def test_lines_are_pythons(self):
        for content in (b"\xef\xbb\xbfanna\nbob\neva\n", b"anna\rbob\reva\r", "anna\r\nbob\neva".encode("utf-16")):
            self.checks(self.text(content), "3 train / 0 validation / no test, targets are 7 symbols")
        self.refuses(self.text(b"anna\ncaf\xe9\n"), "t.txt:2: not in UTF-8")

    def test_lines_to_test_may_be_longer_than_training_has(self):
        self.mlday("train", self.write("x.yaml", self.text(b"anna\nbob\neva\n", test=b"annabobeva\n")),
                   "--data", self.folder, "--name", "r")
        self.mlday("eval", "runs/x/r", "--data", self.folder)


class Arrays(ForeignTest):
    def hdf5(self, keys="", out=2, **arrays):
        with h5py.File(self.folder / "f.h5", "w") as file:
            for name, values in arrays.items():
                file[name] = values
        return self.config("hdf5", "f.h5", keys, out)

    def config(self, loader, file, keys, out):
        return ARRAYS.replace("LOADER", loader).replace("FILE", file).replace("KEYS", keys).replace("OUT", str(out))

    def test_pictures_of_any_type_have_their_channels_where_layout_says(self):
        pictures = np.random.default_rng(1).random((24, 10, 8, 3))
        labels = np.arange(24) % 2
        for kind in ("f2", "f4", "f8", "i4", "u2", "u1"):
            scale = {"i4": 9, "u2": 65535, "u1": 255}.get(kind, 1)
            x = (pictures * scale).astype(kind)
            read = self.samples(self.hdf5(x=x, y=labels))["train.inputs"]
            wanted = x.transpose(0, 3, 1, 2).astype("f4") / (scale if kind in ("u1", "u2") else 1)
            np.testing.assert_allclose(read, wanted, rtol=1e-3 if kind == "f2" else 1e-6, err_msg=kind)
        read = self.samples(self.hdf5(", layout: channels_first", x=pictures.transpose(0, 3, 1, 2), y=labels))
        np.testing.assert_allclose(read["train.inputs"], pictures.transpose(0, 3, 1, 2), rtol=1e-6)

    def test_targets_may_be_truths_texts_one_hot_or_count_from_one(self):
        x = np.random.default_rng(1).random((24, 3))
        self.checks(self.hdf5(x=x, y=np.arange(24) % 2 == 1), "2 classes of 12 to 12")
        texts = np.array(["cat", "dog"])[np.arange(24) % 2]
        for y in (texts.astype("S"), texts.astype(h5py.string_dtype())):
            self.checks(self.hdf5(x=x, y=y), "2 classes of 12 to 12")
        one_hot = np.eye(3, dtype="f4")[np.arange(24) % 3]
        self.checks(self.hdf5(", target_kind: classes", 3, x=x, y=one_hot), "3 classes of 8 to 8")
        self.refuses(self.hdf5(x=x, y=one_hot), "rows of zeros with a single one")
        for y in (texts.astype("S"), x[:, 0]):
            self.refuses(self.hdf5(", first_class: 1", x=x, y=y), "dataset.first_class does not count")
        self.refuses(self.hdf5(", layout: channels_first", x=x, y=texts.astype("S")), "only those have a layout")
        self.refuses(self.hdf5(x=x, y=np.arange(24) % 2 + 1), "no sample of class 0", "dataset.first_class: 1")
        tensors = self.samples(self.hdf5(", first_class: 1", x=x, y=np.arange(24) % 2 + 1))
        self.assertEqual(sorted(set(tensors["train.targets"].tolist())), [0, 1])

    def test_what_holds_no_numbers_is_told_for_what_it_is(self):
        x, y = np.random.default_rng(1).random((24, 3)), np.arange(24) % 2
        self.refuses(self.hdf5(x=x * 1e300, y=y), "too large (numbers have 32 bits", "the first is sample 0")
        self.refuses(self.hdf5(x=x + 1j, y=y), "records (complex numbers")
        with h5py.File(self.folder / "f.h5", "w") as file:
            file["train/x"], file["train/y"] = x, y
        self.refuses(self.config("hdf5", "f.h5", "", 2), "holds no array `x`: it has train/x and train/y")

    def test_labels_without_their_pictures_are_told(self):
        (self.folder / "m").mkdir()
        for part, pictures in ("train", 4), ("t10k", 0):
            if pictures:
                head = b"\0\0\x08\3" + b"".join(n.to_bytes(4, "big") for n in (pictures, 28, 28))
                (self.folder / f"m/{part}-images-idx3-ubyte").write_bytes(head + bytes(pictures * 784))
            (self.folder / f"m/{part}-labels-idx1-ubyte").write_bytes(b"\0\0\x08\1\0\0\0\4\0\1\2\3")
        self.refuses("dataset: {loader: idx, root: m}\nmodel: {layers: [flatten, linear: 10]}\noptimizer: adam\n",
                     "holds labels for testing, but not their pictures")

    def test_matlab_types_are_those_that_scipy_reads(self):
        x = np.arange(8.).reshape(4, 2)
        for kind in ("u1", "u2", "u4", "u8", "i1", "i2", "i4", "i8", "f4", "f8", "?"):
            scipy.io.savemat(self.folder / "m.mat", {"x": x, "y": np.array([[0], [1], [0], [1]]).astype(kind)})
            self.checks(self.config("mat", "m.mat", "", 2), "2 classes of 2 to 2")
        scipy.io.savemat(self.folder / "m.mat", {"x": (x * 9000).astype("u2"), "y": np.arange(4.)[:, None] % 2})
        read = self.samples(self.config("mat", "m.mat", "", 2))["train.inputs"]
        np.testing.assert_array_equal(read, x * 9000)
        for value, what in ((scipy.sparse.eye(4), "a sparse matrix"), ({"a": 1}, "a struct"), ("text", "a text"),
                            (x + 1j, "one of complex numbers"), (np.array([[1, "a"]], dtype=object), "a cell array")):
            scipy.io.savemat(self.folder / "m.mat", {"x": value, "y": np.arange(4.)[:, None]})
            self.refuses(self.config("mat", "m.mat", "", 2), "is no array of real numbers, but " + what)


class Pictures(ForeignTest):
    def setUp(self):
        super().setUp()
        for name in "ab":
            (self.folder / "p" / name).mkdir(parents=True)
        self.noise = np.random.default_rng(0)

    def picture(self, name, size=(64, 64), **how):
        path = self.folder / "p" / name
        Image.fromarray(self.noise.integers(0, 255, (*size, 3), dtype=np.uint8)).save(path, **how)
        return path

    def config(self, keys=""):
        return PICTURES.replace("KEYS", keys)

    def test_what_lies_behind_a_jpeg_does_not_count(self):
        self.picture("a/0.jpg")
        for i, progressive in enumerate((False, True, False, True)):
            path = self.picture(f"b/{i}.jpg", progressive=progressive)
            path.write_bytes(path.read_bytes() + b"\0\0\0\x18ftypmp42" + self.noise.bytes(500_000) + b"\xff\xda")
        self.assertEqual(len(self.samples(self.config())["train.inputs"]), 5)
        whole = self.picture("b/cut.jpg").read_bytes()
        (self.folder / "p/b/cut.jpg").write_bytes(whole[:len(whole) * 2 // 3])
        shown = self.mlday("data", "show", "x.yaml", "--data", self.folder)
        self.assertIn("cut.jpg (it is cut off)", shown.out)

    def test_netpbm_says_what_white_is(self):
        Image.new("L", (8, 8), 128).save(self.folder / "p/b/0.png")
        for name, content in (("0.pgm", b"P5\n8 8\n100\n" + bytes([50] * 64)),
                              ("1.pgm", b"P5 # of a camera\n8 8\n1023\n" + (511).to_bytes(2, "big") * 64),
                              ("2.pgm", b"P2\n8 8\n100\n" + b"50 " * 64),
                              ("3.ppm", b"P6\n8 8\n100\n" + bytes([50] * 192)),
                              ("4.pgm", b"P5\n8 8\n255\n" + bytes([50] * 64)),
                              ("5.pgm", b"P2\n8 8\n255\n" + b" ".join([b"50"] * 64)),  # no line end at its end
                              ("6.ppm", b"P3\n8 8\n255\n" + b" ".join([b"50"] * 192)),
                              ("7.pbm", b"P1\n8 8\n" + b"01" * 32)):
            (self.folder / "p/a" / name).write_bytes(content)
        read = self.samples(self.config(", channels: grey"))["train.inputs"][:, 0, 0]
        np.testing.assert_allclose(read[:, 0], [.5, .4995, .5, .5, *[50 / 255] * 3, 1, .502], atol=.0041)
        np.testing.assert_allclose(read[7], [1, 0] * 4)

    def test_netpbm_that_is_cut_off_is_told_without_the_decoders_own_lines(self):
        Image.new("L", (8, 8), 128).save(self.folder / "p/b/0.png")
        Image.new("L", (8, 8), 128).save(self.folder / "p/a/0.png")
        for name, content in (("1.ppm", b"P3\n8 8\n255\n" + b"10 " * 150), ("2.pgm", b"P2\n8 8\n255\n" + b"100 " * 60),
                              ("3.pgm", b"P5\n8 8\n100\n" + bytes(60)), ("4.pbm", b"P1\n8 8\n" + b"0 " * 60)):
            (self.folder / "p/a" / name).write_bytes(content)
        shown = self.mlday("data", "show", self.write("x.yaml", self.config(", channels: grey")), "--data", self.folder)
        for name in "1.ppm", "2.pgm", "3.pgm", "4.pbm":
            self.assertRegex(shown.out, rf"{name} \(.*cut off")
        self.assertEqual(shown.err, "")

    def test_every_file_that_is_no_sample_is_told(self):
        self.picture("a/0.png", (8, 8))
        self.picture("b/0.png", (8, 8))
        for name in "x.pam", "x.tga", "x.dng", "photo", "y.png.part":
            (self.folder / "p/a" / name).write_bytes(b"P7 and more")
        for name in "README.txt", "labels.csv", "Thumbs.db", ".DS_Store", "LICENSE":
            (self.folder / "p/a" / name).write_bytes(b"no picture is missed")
        out = self.checks(self.config())
        self.assertIn("passed over 5 files that are not read", out)

    def test_parts_that_would_be_taken_for_classes_are_told(self):
        for folders, says in ((("train", "val", "test_set"), "train: train, validation: {folder: val}, test: test_set"),
                              (("fold1", "fold2"), "each holds the same folders (cat, dog)")):
            shutil.rmtree(self.folder / "p")
            for place in (f"{part}/{name}" for part in folders for name in ("cat", "dog")):
                (self.folder / "p" / place).mkdir(parents=True)
                self.picture(place + "/0.png", (8, 8))
            out = self.checks(self.config().replace("linear: 2", f"linear: {len(folders)}"))
            self.assertIn(says, out)
            self.assertIn("[parts-as-classes]", out)

    def test_the_first_picture_of_an_animation_is_read(self):
        self.picture("a/0.png", (8, 8))
        red, blue = Image.new("RGB", (8, 8), (200, 0, 0)), Image.new("RGB", (8, 8), (0, 0, 200))
        red.save(self.folder / "p/b/x.webp", save_all=True, append_images=[blue], duration=99, lossless=True)
        read = self.samples(self.config())["train.inputs"]
        np.testing.assert_allclose(read[1, :, 0, 0], [200 / 255, 0, 0], atol=1e-6)

    def test_a_link_without_its_file_is_a_broken_sample(self):
        for name in "a/0.png", "a/1.png", "b/0.png":
            self.picture(name, (8, 8))
        os.symlink("/nowhere/x.png", self.folder / "p/b/x.png")
        os.symlink("..", self.folder / "p/b/round")  # leads back: not followed
        os.symlink("itself.png", self.folder / "p/b/itself.png")
        (self.folder / "elsewhere").mkdir()
        self.picture("../elsewhere/e.png", (8, 8))
        os.symlink(self.folder / "elsewhere", self.folder / "p/b/more")
        shown = self.mlday("data", "show", self.write("x.yaml", self.config()), "--data", self.folder).out
        self.assertIn("p/b/x.png", shown)
        self.assertRegex(shown, r"train +4 +2\n")
        self.refused("train", "x.yaml", "--data", self.folder, exits=1, says="cannot read")

    def test_broken_pngs_are_told_without_the_decoders_own_lines(self):
        whole = self.picture("a/0.png").read_bytes()
        self.picture("b/0.png")
        (self.folder / "p/b/cut.png").write_bytes(whole[:-200])
        (self.folder / "p/b/flip.png").write_bytes(whole[:300] + bytes([whole[300] ^ 1]) + whole[301:])
        shown = self.mlday("data", "show", self.write("x.yaml", self.config()), "--data", self.folder)
        self.assertIn("cut.png (it is cut off)", shown.out)
        self.assertIn("flip.png (a checksum in it is wrong)", shown.out)
        self.assertEqual(shown.err, "")


if __name__ == "__main__":
    unittest.main()
