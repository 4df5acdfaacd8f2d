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


@pytest.mark.parametrize("code", ["GW104", "gw104"])
def test_explain_a_code(code, capsys):
    assert main(["explain", code]) == 0
    assert capsys.readouterr().out.startswith(f"GW104: {CODES['GW104'].title}\n")


def test_explain_a_code_that_is_none(capsys):
    assert main(["explain", "GW999"]) == 2
    assert capsys.readouterr().err.startswith("gradwright explain: there is no code GW999")


@pytest.mark.parametrize("package", ["sklearn", "safetensors", "matplotlib", "tqdm"])
def test_an_extra_that_is_missing_is_named(package, monkeypatch, tmp_path, capsys):
    for module in [name for name in sys.modules if name.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, package, None)
    assert main(["train", "digits", "--out", str(tmp_path / "out")]) == 1
    assert 'pip install "gradwright[nn]"' in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
