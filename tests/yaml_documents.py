"""The YAML documents of tests/yaml, for the test that compares readers and for the fuzzer's seeds."""
import pathlib
import re

FOLDER = pathlib.Path(__file__).parent / "yaml"
ESCAPED = " (escaped)"


def documents():
    """{name: bytes}

    A document begins below its name. One that is `(escaped)` has Python's escapes for bytes, also for line breaks.
    """
    found = {}
    for path in sorted(FOLDER.glob("*.txt")):
        for part in re.split(r"^=== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            name, text = part.split("\n", 1)
            data = text.encode()
            if name.endswith(ESCAPED):
                name = name[:-len(ESCAPED)]
                data = text.replace("\n", "").encode("ascii").decode("unicode_escape").encode("latin-1")
            assert name not in found, f"two documents are called {name}"
            found[name] = data
    return found
