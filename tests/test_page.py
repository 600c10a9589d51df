"""The report in a browser, by the tests in tests/page (Node, playwright-core, axe-core, Chromium).

Their two packages are installed once per lock file, below the build folder. $MLDAY_CHROMIUM names another Chromium,
$MLDAY_REPORTS a folder of real reports to try besides the made-up ones. MLDAY_ALLOW_NO_BROWSER=1 passes over these
tests where Node, npm or Chromium are missing; without it that is a failure.
"""
import hashlib
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ.get("MLDAY_SOURCE") or pathlib.Path(__file__).resolve().parents[1])
TESTS = SOURCE / "tests" / "page"
CHROMIUM = os.environ.get("MLDAY_CHROMIUM", "/usr/bin/chromium")


def missing():
    found = {"node": shutil.which("node"), "npm": shutil.which("npm"), CHROMIUM: shutil.which(CHROMIUM)}
    return [name for name, path in found.items() if not path]


def cache():
    """The folder in which the packages of this lock file are kept: in the build folder of the program under test."""
    lock = (TESTS / "package-lock.json").read_bytes()
    binary = os.environ.get("MLDAY_BINARY")
    build = pathlib.Path(binary).resolve().parents[1] if binary else SOURCE / "build"
    return build / f"page-tests-{hashlib.sha256(lock).hexdigest()[:16]}"


def install(folder):
    """Packages as the lock file names them, put in place at once: a broken install never looks like a whole one."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="page-tests-") as fresh:
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(TESTS / name, fresh)
        done = subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=fresh, capture_output=True,
                              text=True)
        if done.returncode != 0:
            raise RuntimeError(f"npm ci failed (it needs the registry once):\n{done.stdout}{done.stderr}")
        if not (folder / "node_modules").is_dir():
            folder.mkdir(exist_ok=True)
            (pathlib.Path(fresh) / "node_modules").rename(folder / "node_modules")


def run(only="", **env):
    """Runs the tests whose names begin with `only`; raises where one fails."""
    if absent := missing():
        words = f"missing: {', '.join(absent)}; scripts/setup.sh --with-tests installs what these tests need"
        if os.environ.get("MLDAY_ALLOW_NO_BROWSER") == "1":
            raise unittest.SkipTest(words)
        raise AssertionError(words + " (MLDAY_ALLOW_NO_BROWSER=1 passes over them)")
    folder = cache()
    if not (folder / "node_modules").is_dir():
        install(folder)
    # Node looks for packages beside the files that ask for them; two tests at once take a folder each.
    with tempfile.TemporaryDirectory(dir=folder) as place:
        for file in TESTS.glob("*.mjs"):
            shutil.copy(file, place)
        names = [f"--test-name-pattern=^{only}"] if only else []
        done = subprocess.run(["node", "--test", "--test-reporter=spec", *names, "page.test.mjs"], cwd=place,
                              env={**os.environ, "MLDAY_SOURCE": str(SOURCE), **env}, capture_output=True, text=True,
                              timeout=1400)
    print("\n".join(line for line in done.stdout.splitlines() if "drawn after" in line))
    if done.returncode != 0:
        raise AssertionError((done.stdout + done.stderr)[-12000:])


class Page(unittest.TestCase):
    def test_the_report_works_in_a_browser(self):
        run()


if __name__ == "__main__":
    unittest.main()
