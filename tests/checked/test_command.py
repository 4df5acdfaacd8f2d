"""`gradwright check`: what it prints, its exit codes, its JSON."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.checked.forms import FORMS
from tests.checked.styles import STYLES

from gradwright.checked.causes import CAUSES
from gradwright.checked.conventions import CONVENTIONS
from gradwright.checked.factors import NAMES
from gradwright.checked.mutations import SLIPS
from gradwright.cli.main import main

ROOT = Path(__file__).parents[2]
CHAPTER = """\
import numpy as np


class ReLU:
    def forward(self, inputs):
        self.output = np.maximum(0, inputs)

    def backward(self, dvalues):
        drelu = np.zeros_like(dvalues)
        drelu[dvalues > 0] = 1
        drelu *= dvalues
        self.dinputs = drelu


relu = ReLU()
relu.forward(np.array([[1.0, -2.0, 3.0], [-4.0, 5.0, -6.0]]))
relu.backward(np.array([[1.0, 1.0, -1.0], [2.0, -2.0, 2.0]]))
print("the file's own output")
"""
SHOWN = """\
                               largest error  calls
ReLU  self.dinputs  DIFFERENT  2.0e+00        1

ReLU: self.dinputs is not the gradient by inputs: it is 2 at [1, 0], where the gradient is 0
  forward    line 6: self.output = np.maximum(0, inputs)
                                                 ^^^^^^
  backward   line 12: self.dinputs = drelu
  derived    self.dinputs = doutput * (self.output > 0)
  likely     the mask is taken from the upstream gradient (dvalues > 0) instead of from the value
             that forward masked (its input > 0)

chapter.py: 1 different
"""


@pytest.fixture
def write(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def written(text, name="chapter.py"):
        (tmp_path / name).write_text(text)
        return name

    return written


def test_the_mask_of_the_chapter_is_shown_as_a_reader_needs_it(write, capsys):
    assert main(["check", write(CHAPTER)]) == 1
    shown = capsys.readouterr()
    assert shown.out == SHOWN
    assert shown.err == "the file's own output\n"


def test_the_readme_shows_what_is_printed():
    assert f"<!-- check -->\n```text\n{SHOWN}```\n<!-- end -->" in (ROOT / "README.md").read_text()


def test_the_page_lists_each_cause_and_convention():
    page = (ROOT / "docs" / "check.md").read_text()
    causes = {row.name for row in CAUSES} | {name for name, _ in SLIPS} | set(NAMES.values())
    conventions = {row.name for row in CONVENTIONS}
    listed = set(re.split(r"[,|\n]\s*", page))
    assert (causes | conventions) - {one.strip() for one in listed} == set()


def test_json_has_stable_keys(write, capsys):
    assert main(["check", "--json", write(CHAPTER)]) == 1
    report = json.loads(capsys.readouterr().out)
    assert set(report) == {"file", "exit_code", "compared", "not_compared", "raised"}
    (found,) = report["compared"]
    place = {
        "file": "chapter.py",
        "line": 6,
        "column": 37,
        "text": "self.output = np.maximum(0, inputs)",
    }
    assert found.pop("backward")["line"] == 12
    assert found.pop("explanation").startswith("the mask is taken from the upstream gradient")
    assert found == {
        "class": "ReLU",
        "gradient": "self.dinputs",
        "of": "inputs",
        "verdict": "different",
        "error": 2.0,
        "index": [1, 0],
        "given": 2.0,
        "derived": 0.0,
        "given_shape": [2, 3],
        "derived_shape": [2, 3],
        "cause": "mask on the upstream gradient",
        "forward": place,
        "derived_code": ["self.dinputs = doutput * (self.output > 0)"],
        "by": "written code",
        "calls": 1,
        "drawn": False,
    }


def test_json_is_json_where_numbers_are_not_finite(write, capsys):
    text = CHAPTER.replace("self.dinputs = drelu", "self.dinputs = drelu / 0.0")
    with pytest.warns(RuntimeWarning):
        assert main(["check", "--json", write(text)]) == 1
    (found,) = json.loads(capsys.readouterr().out, parse_constant=_refuse)["compared"]
    assert (found["verdict"], found["cause"]) == ("different", "not finite")


def _refuse(constant):
    raise AssertionError(constant)


def test_a_right_file_is_0_and_its_demonstration_prints_to_stderr(write):
    name = write(STYLES["dictionaries"])
    done = subprocess.run(
        [sys.executable, "-m", "gradwright", "check", name],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert done.stdout.endswith(f"{name}: 6 equal\n")


def test_a_convention_is_0_and_with_strict_1(write, capsys):
    name = write(FORMS["relu_at_exactly_zero"].text)
    assert main(["check", name]) == 0
    assert main(["check", "--strict", name]) == 1
    shown = capsys.readouterr().out
    assert "convention" in shown
    assert "forward has no single derivative where they differ (1 entry)" in shown


def test_what_was_not_compared_is_2_and_says_why(write, capsys):
    assert main(["check", write(FORMS["no_call_at_all"].text)]) == 2
    shown = " ".join(capsys.readouterr().out.split())
    assert "Square.forward was never called: add a call of it and of backward" in shown
    assert "nothing was compared" in shown


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("def f(:\n", "SyntaxError"),
        ("open('nowhere.csv')\n", "FileNotFoundError"),
        ("\0", "SyntaxError"),
    ],
)
def test_a_file_that_cannot_be_run_is_2(text, words, write, capsys):
    assert main(["check", write(text)]) == 2
    shown = capsys.readouterr()
    assert words in shown.err
    assert shown.out == ""


def test_a_file_that_raises_is_2_and_shows_what_was_compared(write, capsys):
    assert main(["check", write(FORMS["the_file_raises_afterwards"].text)]) == 2
    shown = capsys.readouterr().out
    assert "1 equal" in shown
    assert "the file raised, and was left there" in shown
    assert "RuntimeError: no data" in shown


def test_the_file_and_its_arrays_are_left_as_they_were(write, tmp_path):
    name = write(CHAPTER)
    before = (tmp_path / name).read_bytes()
    main(["check", name])
    assert (tmp_path / name).read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".pyc"] == [name]


def _notebook(*cells):
    made = [
        {
            "cell_type": "code",
            "metadata": {},
            "outputs": [],
            "execution_count": None,
            "source": cell,
        }
        for cell in cells
    ]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def test_a_notebook_is_checked_and_its_cells_are_named(write, capsys):
    head, _, rest = CHAPTER.partition("\n\n\n")
    layer, _, demonstration = rest.partition("\n\n\n")
    name = write(_notebook(head, layer, demonstration), "chapter.ipynb")
    assert main(["check", name]) == 1
    shown = capsys.readouterr().out
    assert "  forward    cell 2, line 3: self.output = np.maximum(0, inputs)" in shown


def test_statements_run_instead_of_the_demonstration(write, capsys):
    text = CHAPTER.partition("relu = ReLU()")[0]
    name = write(text)
    run = "relu = ReLU(); relu.forward(np.array([1.0, -2.0])); relu.backward(np.array([-1.0, 1.0]))"
    assert main(["check", name, "--run", run]) == 1
    assert "1 different" in capsys.readouterr().out
    assert main(["check", name, "--run", "nothing()"]) == 2
    assert "'nothing()' cannot be run" in capsys.readouterr().err


def test_a_script_that_imports_the_file_runs_instead(write, capsys):
    name = write(CHAPTER.partition("relu = ReLU()")[0], "layers.py")
    script = write(
        "import numpy as np\nfrom layers import ReLU\n\nrelu = ReLU()\n"
        "relu.forward(np.array([1.0, -2.0]))\nrelu.backward(np.array([-1.0, 1.0]))\n",
        "train.py",
    )
    assert main(["check", name, "--run", script]) == 1
    assert "1 different" in capsys.readouterr().out
