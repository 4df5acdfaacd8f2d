"""The spiral example: digits that two independent implementations agree on."""

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"

# Loss in float64 at step 0 and before update number 101, full batch, SGD with rate 1.0.
LOSS = {0: 1.0985942613262674, 100: 1.086920625186521}


@pytest.fixture
def spiral(monkeypatch):
    monkeypatch.syspath_prepend(EXAMPLES)
    yield importlib.import_module("spiral")
    for name in ("spiral", "spiral_layers"):
        sys.modules.pop(name, None)


def test_the_losses_are_the_known_ones(spiral):
    losses = [loss for loss, _ in spiral.train(100)]
    assert {step: pytest.approx(losses[step], abs=1e-9) for step in LOSS} == LOSS


def test_the_example_runs_without_gradwright():
    block = "import sys; sys.modules['gradwright'] = None; import runpy"
    code = f"{block}; runpy.run_path('spiral.py', run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=EXAMPLES, capture_output=True, text=True, check=True
    )
    assert "step  100  loss 1.0869206" in done.stdout


def test_the_layers_are_what_add_backward_writes(capsys):
    from gradwright.cli.main import main

    assert main(["add-backward", str(EXAMPLES / "spiral_forward.py")]) == 0
    assert capsys.readouterr().out == (EXAMPLES / "spiral_layers.py").read_text()


def test_a_second_run_of_add_backward_changes_nothing(capsys):
    from gradwright.cli.main import main

    assert main(["add-backward", str(EXAMPLES / "spiral_layers.py")]) == 0
    assert capsys.readouterr().out == (EXAMPLES / "spiral_layers.py").read_text()
