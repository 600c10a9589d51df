"""`mlday words` on a small made table."""
import os
import pathlib
import subprocess
import tempfile
import unittest

BINARY = os.environ["MLDAY_BINARY"]
TABLE = "man 1 0 0\nwoman 1 1 0\nking 1 0 2\nqueen 1 1 2.5\naunt 0 2 -1\nchild 1 1.5 2\n"


class Words(unittest.TestCase):
    def words(self, *arguments):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "table.txt"
            path.write_text(TABLE)
            return subprocess.run([BINARY, "words", str(path), *arguments], capture_output=True, text=True)

    def test_questions_may_be_asked_several_times(self):
        done = self.words("--cosine", "man", "woman", "--cosine", "man", "aunt", "--analogy", "man", "woman", "king",
                          "--nearest", "king", "--nearest", "man", "--number", "1")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("cosine of man and woman: 0.707107", done.stdout)
        self.assertIn("cosine of man and aunt: 0.000000", done.stdout)
        self.assertIn("man : woman = king : child (1.000000, differences), queen (", done.stdout)
        self.assertEqual(done.stdout.count("nearest to "), 3)

    def test_a_word_that_is_not_there_is_an_error_with_a_near_one(self):
        done = self.words("--nearest", "quen")
        self.assertEqual(done.returncode, 2)
        self.assertIn("the file has no word `quen`: did you mean `queen`?", done.stderr)


if __name__ == "__main__":
    unittest.main()
