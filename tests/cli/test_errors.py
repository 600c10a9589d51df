"""What is said of wrong configs and arguments, word for word.

tests/errors/NAME.yaml is a case (parts/ holds what they extend), NAME.txt what `mlday check` says of it.
MLDAY_REWRITE_GOLDEN=1 writes the expectations anew; read the difference before it is committed.
"""
import difflib
import os
import re
import unittest

from mlday import SOURCE, CliTest

FOLDER = SOURCE / "tests/errors"
CASES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
REWRITE = os.environ.get("MLDAY_REWRITE_GOLDEN") == "1"
VERDICT = re.compile(r"^(\w+)\.yaml: (ok|not ok: .+)$")
PROBLEM = re.compile(r"^(?:\S+: )?(error|warning): ", re.M)


def expectation_of(case):
    return FOLDER / f"{case}.txt"


def without_facts(lines):
    """What is known of a sound model beside its warnings is no matter of these tests."""
    return [line for line in lines if not re.match(r"  \S", line)]


def sections(out):
    """What was printed of each file, by the file's name."""
    found, lines = {}, []
    for line in out.splitlines(keepends=True):
        if verdict := VERDICT.match(line.rstrip("\n")):
            lines = found.setdefault(verdict[1], [])
        lines.append(line)
    return {case: "".join(without_facts(lines)) for case, lines in found.items()}


def verdict_of(text):
    """The first line says how it ends, and how many problems follow; None where they do not."""
    match = VERDICT.match(text.partition("\n")[0])
    if not match or not text.endswith("\n"):
        return None
    kinds = PROBLEM.findall(text)
    counts = [f"{kinds.count(kind)} {kind}{'s' * (kinds.count(kind) > 1)}" for kind in ("error", "warning") if kind in kinds]
    wanted = "not ok: " + ", ".join(counts) if "error" in kinds else "ok"
    return match[2] if match[2] == wanted else None


class Files(CliTest):
    def check(self, cases, *flags, exits):
        done = self.mlday("check", "--no-data", *flags, *(f"{case}.yaml" for case in cases), cwd=FOLDER, exits=exits)
        found = sections(done.out)
        self.assertEqual(sorted(found), sorted(cases), "a file was passed over")
        return found

    @classmethod
    def expected(cls):
        return {case: expectation_of(case).read_text() if expectation_of(case).exists() else "" for case in CASES}

    def test_every_case_has_its_expectation_and_every_expectation_its_case(self):
        if REWRITE:
            self.skipTest("they are being written")
        self.assertGreaterEqual(len(CASES), 70)
        self.assertEqual(sorted(path.stem for path in FOLDER.glob("*.txt")), CASES)
        for case, text in self.expected().items():
            self.assertIsNotNone(verdict_of(text), f"{case}.txt is no whole output of mlday check")

    def test_every_message_is_as_expected(self):
        if REWRITE:
            for case, text in self.check(CASES, exits=2).items():
                expectation_of(case).write_text(text)
        expected = self.expected()
        sound = [case for case in CASES if verdict_of(expected[case]) == "ok"]
        wrong = [case for case in CASES if case not in sound]
        found = self.check(wrong, exits=2) | self.check(sound, exits=0)
        for case in CASES:
            with self.subTest(case):
                difference = difflib.unified_diff(expected[case].splitlines(), found[case].splitlines(), f"{case}.txt",
                                                  "mlday check", lineterm="")
                self.assertEqual(found[case], expected[case], "\n" + "\n".join(difference))

    def test_a_warning_is_an_error_to_the_strict(self):
        expected = self.expected()
        warned = [case for case in CASES if verdict_of(expected[case]) == "ok" and "warning: " in expected[case]]
        self.assertGreater(len(warned), 3)
        for case, text in self.check(warned, "--strict", exits=2).items():
            self.assertRegex(text, rf"^{case}\.yaml: not ok: \d+ warnings?\n")
            self.assertEqual(text.partition("\n")[2], expected[case].partition("\n")[2])

    def test_ten_errors_are_shown_in_one_go_each_in_its_line(self):
        wrong = [number for number, line in enumerate((FOLDER / "ten_at_once.yaml").read_text().splitlines(), 1)
                 if line.endswith("# wrong")]
        self.assertEqual(len(wrong), 10)
        told = re.findall(r"^ten_at_once\.yaml:(\d+):\d+: error: ", expectation_of("ten_at_once").read_text(), re.M)
        self.assertEqual([int(line) for line in told], wrong)

    def test_training_refuses_what_checking_refuses(self):
        done = self.refused("train", FOLDER / "ten_at_once.yaml", exits=2, says="\n10 errors\n")
        for line in expectation_of("ten_at_once").read_text().splitlines()[1:]:
            self.assertIn(line.replace("ten_at_once.yaml", str(FOLDER / "ten_at_once.yaml")), done.err)


# What is typed, the column of the caret, what is wrong, what to do.
SETS = (
    ("optimizer.lr=fast", 14, "`optimizer.lr` expects a number greater than 0, not the text `fast`", ""),
)


class Arguments(CliTest):
    def test_every_wrong_setting_is_shown_as_typed(self):
        done = self.mlday("check", "--no-data", "tiny.yaml", *(f"--set={argument}" for argument, *_ in SETS), exits=2)
        for argument, column, message, hint in SETS:
            with self.subTest(argument):
                self.assertIn(f"--set:1:{column}: error: {message}\n    1 | {argument}\n      | {' ' * (column - 1)}^\n"
                              + (f"        {hint}\n" if hint else ""), done.out)
        self.assertEqual(len(PROBLEM.findall(done.out)), len(SETS), done.out)


if __name__ == "__main__":
    unittest.main()
