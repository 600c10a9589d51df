"""torchvision's random weights go into mlday's nets and back: one net of each family.

All nets: scripts/oracle/compare_torchvision.py.
"""
import os
import pathlib
import subprocess
import sys
import unittest

SOURCE = pathlib.Path(os.environ.get("MLDAY_SOURCE") or pathlib.Path(__file__).resolve().parents[1])

try:
    import torchvision  # noqa: F401
except ImportError:
    sys.exit(f"{sys.executable} has no torchvision: apt-get install python3-torchvision")


class Torchvision(unittest.TestCase):
    def test_one_net_of_each_family_computes_what_torchvisions_does(self):
        done = subprocess.run([sys.executable, SOURCE / "scripts/oracle/compare_torchvision.py",
                               "alexnet", "vgg11_bn", "resnet18", "resnet50", "googlenet"],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(len(done.stdout.splitlines()), 5)


if __name__ == "__main__":
    unittest.main()
