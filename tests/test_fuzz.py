"""The fuzzers (scripts/fuzz.sh) build, take all of their seeds, and find nothing in a few seconds."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ.get("MLDAY_SOURCE", pathlib.Path(__file__).parent.parent))
SECONDS = "6"


def why_not():
    """Why the fuzzers cannot be built here; empty where they can."""
    if not shutil.which("clang++"):
        return "clang is not installed"
    with tempfile.TemporaryDirectory() as folder:
        program = pathlib.Path(folder) / "a.cpp"
        program.write_text('extern "C" int LLVMFuzzerTestOneInput(const char*, unsigned long) { return 0; }')
        done = subprocess.run(["clang++", "-fsanitize=fuzzer,address,undefined", program, "-o", f"{folder}/a"],
                              capture_output=True)
    return "clang has no libFuzzer (libclang-rt-dev)" if done.returncode else ""


class Fuzz(unittest.TestCase):
    def test_a_few_seconds_of_fuzzing_find_nothing(self):
        if reason := why_not():
            self.skipTest(reason)
        done = subprocess.run([SOURCE / "scripts/fuzz.sh", SECONDS], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(done.stdout.count("number_of_executed_units"), 11, done.stdout)


if __name__ == "__main__":
    unittest.main()
