"""The README shows what gradwright writes, and two commands of one line each.

``UPDATE=1 pytest tests/test_readme.py`` writes the shown code anew; read it as a reader would.
"""

import os
import re
import shlex
import sys
from pathlib import Path

import pytest

from gradwright.cli.main import main

PATH = Path(__file__).parent.parent / "README.md"
README = PATH.read_text()


def _block(mark, text=README):
    found = re.search(rf"<!-- {mark} -->\n```\w+\n(.*?)```\n<!-- end -->", text, re.DOTALL)
    assert found, mark
    return found[1]


def _diff_command():
    return shlex.split(re.search(r"`(gradwright diff [^`]*)`", README)[1])


def test_the_backward_code_shown_is_what_the_command_shown_writes(tmp_path, monkeypatch, capsys):
    (tmp_path / "dense.py").write_text(_block("forward"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.delitem(sys.modules, "dense", raising=False)
    assert main(_diff_command()[1:]) == 0
    written = capsys.readouterr().out
    if os.environ.get("UPDATE"):
        PATH.write_text(README.replace(_block("backward"), written))
    assert written == _block("backward", PATH.read_text())


@pytest.mark.parametrize("mark", ["train command", "test command"])
def test_a_command_is_one_line_that_makes_its_own_environment(mark):
    command = _block(mark)
    assert command.count("\n") == 1
    assert command.startswith("python3 -m venv .venv && .venv/bin/pip install")
