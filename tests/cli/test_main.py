"""The command itself: versions, bad options, exit codes."""

import subprocess
import sys

import pytest

import gradwright
from gradwright.cli.main import main
from gradwright.diagnostics import CODES


def _leaves(*argv):
    with pytest.raises(SystemExit) as left:
        main(argv)
    return left.value.code


def test_version(capsys):
    assert _leaves("--version") == 0
    assert capsys.readouterr().out == f"gradwright {gradwright.__version__}\n"


def test_python_m_gradwright_is_the_command():
    done = subprocess.run(
        [sys.executable, "-m", "gradwright", "--version"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == f"gradwright {gradwright.__version__}\n"


@pytest.mark.parametrize(
    "argv", [(), ("nonsense",), ("diff",), ("diff", "a.py:f", "--nonsense")], ids=" ".join
)
def test_bad_options_are_one_line_and_code_2(argv, capsys):
    assert _leaves(*argv) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("gradwright")
    assert err.count("\n") == 1


@pytest.mark.parametrize("code", ["GW101", "gw101"])
def test_explain_a_code(code, capsys):
    assert main(["explain", code]) == 0
    assert capsys.readouterr().out.startswith(f"GW101: {CODES['GW101'].title}\n")


def test_explain_a_code_that_is_none(capsys):
    assert main(["explain", "GW999"]) == 2
    assert capsys.readouterr().err.startswith("gradwright explain: there is no code GW999")


def test_an_extra_that_is_missing_is_named(monkeypatch, capsys):
    def run(args):
        raise ModuleNotFoundError("No module named 'sklearn'", name="sklearn.datasets")

    monkeypatch.setattr("gradwright.cli.diff.run", run)
    assert main(["diff", "a.py:f"]) == 1
    assert 'pip install "gradwright[nn]"' in capsys.readouterr().err


def test_a_module_of_ours_that_is_missing_is_a_bug_and_stays_one(monkeypatch):
    def run(args):
        raise ModuleNotFoundError("No module named 'nowhere'", name="nowhere")

    monkeypatch.setattr("gradwright.cli.diff.run", run)
    with pytest.raises(ModuleNotFoundError):
        main(["diff", "a.py:f"])
