"""Day 64's net, trained beside PyTorch's in float64: scripts/oracle/compare_training.py."""
import os
import pathlib
import subprocess
import sys
import unittest

SOURCE = pathlib.Path(os.environ.get("MLDAY_SOURCE") or pathlib.Path(__file__).resolve().parents[1])


class Training(unittest.TestCase):
    def test_thirty_updates_of_the_main_job_follow_pytorchs_loss(self):
        done = subprocess.run([sys.executable, SOURCE / "scripts/oracle/compare_training.py"],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
