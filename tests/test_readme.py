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


def _diff_command(file):
    return shlex.split(re.search(rf"`(gradwright diff {file}[^`]*)`", README)[1])


@pytest.mark.parametrize(("mark", "module"), [("", "dense"), ("loop ", "relax")])
def test_the_backward_code_shown_is_what_the_command_shown_writes(
    mark, module, tmp_path, monkeypatch, capsys
):
    (tmp_path / f"{module}.py").write_text(_block(f"{mark}forward"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.delitem(sys.modules, module, raising=False)
    assert main(_diff_command(f"{module}.py")[1:]) == 0
    written = capsys.readouterr().out
    head = f"<!-- {mark}backward -->\n```python\n"
    if os.environ.get("UPDATE"):
        text = PATH.read_text()
        PATH.write_text(text.replace(head + _block(f"{mark}backward", text), head + written))
    assert written == _block(f"{mark}backward", PATH.read_text())


def test_the_difference_shown_is_what_add_backward_shows(tmp_path, monkeypatch, capfd):
    (tmp_path / "layers.py").write_text(_block("layers forward"))
    monkeypatch.chdir(tmp_path)
    assert main(["add-backward", "layers.py", "--diff"]) == 0
    shown = capfd.readouterr().out
    head = "<!-- layers diff -->\n```diff\n"
    if os.environ.get("UPDATE"):
        text = PATH.read_text()
        PATH.write_text(text.replace(head + _block("layers diff", text), head + shown))
    assert shown == _block("layers diff", PATH.read_text())


@pytest.mark.parametrize("mark", ["train command", "test command"])
def test_a_command_is_one_line_that_makes_its_own_environment(mark):
    command = _block(mark)
    assert command.count("\n") == 1
    assert command.startswith("python3 -m venv .venv && .venv/bin/pip install")


def test_the_network_shown_learns_and_goes_on_from_its_checkpoint(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        exec(_block("nn example"), {})
        assert float(capsys.readouterr().out) >= 0.9
    assert (tmp_path / "xor.safetensors").exists()
