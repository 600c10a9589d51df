"""`mlday words` on a small made table."""
import os
import pathlib
import re
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


    def test_words_are_neutralized_and_equalized_along_an_axis(self):
        done = self.words("--axis", "man", "woman", "--along", "aunt", "--neutralize", "queen", "--equalize", "man", "woman",
                          "--difference", "queen", "king", "woman", "man")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("cosine of queen - king and woman - man: 0.894427", done.stdout)
        self.assertRegex(done.stdout, r"queen neutralized: its cosine with the axis from man to woman goes from 0.348155 to -?0.000000")
        low, high = map(float, re.search(r"equalized: .* to (\S+) and (\S+)$", done.stdout, re.M).groups())
        self.assertEqual(low, -high)
        self.assertIn("--axis", self.words("--along", "aunt").stderr)

    @unittest.skipUnless("MLDAY_REALDATA" in os.environ, "the real word vectors are not at hand")
    def test_the_courses_figures_come_out_on_its_own_vectors(self):
        file = pathlib.Path(os.environ["MLDAY_REALDATA"]) / "later/words/glove_50d_subset.txt"
        axis = {"john": -.231634, "science": -.060829, "arts": .008189, "doctor": .118953, "tree": -.070894,
                "technology": -.131937, "fashion": .035639, "teacher": .179209, "pilot": .001076, "computer": -.103304,
                "singer": .185005, "guns": -.188849}
        done = subprocess.run(
            [BINARY, "words", file, "--cosine", "father", "mother", "--difference", "france", "paris", "rome", "italy",
             *(part for three in ("italy italian spain", "man woman boy", "small smaller large", "man woman king", "france paris italy")
               for part in ("--analogy", *three.split())),
             "--axis", "man", "woman", *(part for word in axis for part in ("--along", word)), "--neutralize", "technology",
             "--equalize", "man", "woman"], capture_output=True, text=True, check=True).stdout
        for says in ("father and mother: 0.890904", "rome - italy: -0.675148", "spain : spanish (", "boy : girl (", "large : larger (",
                     "king : daughter (", "), queen (", "italy : hotel (", "), rome (", "-0.117111 and 0.356666 to -0.700436 and 0.700436",
                     *(f"cosine of {word} with the axis from man to woman: {value:.6f}" for word, value in axis.items())):
            self.assertIn(says, done)


if __name__ == "__main__":
    unittest.main()
