"""The includes between rooms go one way, and the base knows neither LibTorch nor OpenCV."""
import os
import pathlib
import re
import unittest

SOURCE = pathlib.Path(os.environ.get("MLDAY_SOURCE", pathlib.Path(__file__).parent.parent))

# Each room and the rooms whose headers it may include, beside its own.
MAY_INCLUDE = {
    "core": set(),
    "config": {"core"},
    "store": {"core", "config"},
    "anneal": {"core", "config"},
    "report": {"core", "config", "store", "anneal"},
}
BASE = {"core", "config", "store", "anneal"}
MAY_INCLUDE["plot"] = {"core"}
MAY_INCLUDE["words"] = {"core"}
MAY_INCLUDE["tensors"] = {"core"}
MAY_INCLUDE["signs"] = {"core"}
MAY_INCLUDE["fused"] = {"core", "tensors"}
MAY_INCLUDE["models"] = MAY_INCLUDE["optim"] = BASE | {"tensors", "fused"}
MAY_INCLUDE["data"] = BASE | {"tensors", "signs"}
MAY_INCLUDE["tasks"] = BASE | {"tensors", "fused", "data", "models", "optim"}
MAY_INCLUDE["train"] = MAY_INCLUDE["tasks"] | {"tasks"}
MAY_INCLUDE["run"] = MAY_INCLUDE["train"] | {"train", "report", "plot"}
WITHOUT_TORCH = BASE | {"report", "plot", "words"}
# What the executable may see of the torch library: the interface it opens it by, and no more.
APP_HEADER = "run/engine.h"


def includes(path):
    return re.findall(r'^#include\s+[<"]([^>"]+)[>"]', path.read_text(), re.MULTILINE)


def sources(folder):
    return [p for p in sorted(folder.rglob("*")) if p.suffix in (".h", ".cpp")]


class Includes(unittest.TestCase):
    def test_every_room_is_known(self):
        rooms = {p.name for p in (SOURCE / "lib").iterdir() if p.is_dir()}
        self.assertEqual(rooms, set(MAY_INCLUDE))

    def test_rooms_include_only_what_lies_below_them(self):
        wrong = []
        for room, allowed in MAY_INCLUDE.items():
            for path in sources(SOURCE / "lib" / room):
                for header in includes(path):
                    other = header.split("/")[0]
                    if other in MAY_INCLUDE and other != room and other not in allowed:
                        wrong.append(f"{path.relative_to(SOURCE)} includes {header}")
        self.assertEqual(wrong, [])

    def test_the_base_and_the_executable_see_no_torch_and_no_opencv(self):
        heavy = re.compile(r"^(torch|ATen|c10|opencv2)/")
        wrong = []
        folders = [SOURCE / "lib" / room for room in WITHOUT_TORCH] + [SOURCE / "apps"]
        for path in (p for folder in folders for p in sources(folder)):
            wrong += [f"{path.relative_to(SOURCE)} includes {h}" for h in includes(path) if heavy.match(h)]
        self.assertEqual(wrong, [])

    def test_the_executable_knows_the_torch_library_by_one_header(self):
        above = set(MAY_INCLUDE) - BASE - {"report", "words"}  # these are in the base library
        wrong = []
        for path in sources(SOURCE / "apps"):
            for header in includes(path):
                if header.split("/")[0] in above and header != APP_HEADER:
                    wrong.append(f"{path.relative_to(SOURCE)} includes {header}")
        self.assertEqual(wrong, [])

    def test_files_fit_on_a_few_screens(self):
        longest = 400
        code = [p for top in ("lib", "apps", "tests", "scripts") for p in (SOURCE / top).rglob("*")
                if p.suffix in (".h", ".cpp", ".py", ".sh")]
        long = [f"{p.relative_to(SOURCE)}: {n} lines" for p in code
                if (n := len(p.read_text().splitlines())) > longest]
        self.assertEqual(long, [])


if __name__ == "__main__":
    unittest.main()
