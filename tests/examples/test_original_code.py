"""The ten programs of examples/original_code: one command writes their backward, and they train."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gradwright.cli.main import main

CODE = Path(__file__).parents[2] / "examples" / "original_code"
PROGRAMS = sorted(path.stem for path in CODE.glob("*.py") if path.stem != "spiral")

TRAINING = """
import sys
sys.modules["gradwright"] = None
import {name}
losses = {name}.train()
print(losses[0], losses[-1])
"""


def test_there_are_ten():
    assert len(PROGRAMS) == 10
    shown = (CODE / "README.md").read_text()
    assert all(f"`{name}.py`" in shown for name in PROGRAMS)


@pytest.mark.parametrize("name", PROGRAMS)
def test_it_trains_with_what_one_command_writes(name, tmp_path):
    shutil.copy(CODE / "spiral.py", tmp_path)
    written = tmp_path / f"{name}.py"
    assert main(["add-backward", str(CODE / f"{name}.py"), "-o", str(written)]) == 0
    lines = iter(written.read_text().splitlines())
    assert all(line in lines for line in (CODE / f"{name}.py").read_text().splitlines())
    done = subprocess.run(
        [sys.executable, "-c", TRAINING.format(name=name)],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    first, last = map(float, done.stdout.split())
    assert last < 0.4 * first


@pytest.mark.slow
@pytest.mark.parametrize("name", PROGRAMS)
def test_its_backward_passes_the_check(name, tmp_path, capsys):
    shutil.copy(CODE / "spiral.py", tmp_path)
    written = tmp_path / f"{name}.py"
    assert main(["add-backward", str(CODE / f"{name}.py"), "-o", str(written)]) == 0
    assert main(["check", str(written)]) == 0, capsys.readouterr()
