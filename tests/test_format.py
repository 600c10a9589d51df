"""The code is as Debian 12's clang-format leaves it (other versions format otherwise and are passed over); lines of the
pages, but for tables and the reference page, fit into 120 columns."""
import os
import pathlib
import shutil
import subprocess
import unittest

SOURCE = pathlib.Path(os.environ.get("MLDAY_SOURCE", pathlib.Path(__file__).parent.parent))
VERSION = "version 14."


def formatter():
    for name in ("clang-format-14", "clang-format"):
        if path := shutil.which(name):
            if VERSION in subprocess.run([path, "--version"], capture_output=True, text=True).stdout:
                return path
    return None


class Format(unittest.TestCase):
    @unittest.skipUnless(formatter(), "clang-format 14 is not installed")
    def test_every_file_is_formatted(self):
        files = [p for top in ("lib", "apps", "tests") for p in (SOURCE / top).rglob("*") if p.suffix in (".h", ".cpp")]
        self.assertGreater(len(files), 50)
        done = subprocess.run([formatter(), "--dry-run", "-Werror", *files], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr[:2000])

    def test_lines_of_pages_fit(self):
        pages = [p for p in (*SOURCE.glob("*.md"), *SOURCE.glob("*/*.md")) if p.name != "reference.md"]
        self.assertGreater(len(pages), 6)
        for page in pages:
            for number, line in enumerate(page.read_text().splitlines(), 1):
                if not line.startswith("|"):
                    self.assertLessEqual(len(line), 120, f"{page}:{number}")


if __name__ == "__main__":
    unittest.main()
