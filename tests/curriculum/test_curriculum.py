"""The curriculum's figures, each by classes and by `nn`: what the command prints is what the page shows.

`python -m examples.curriculum` (and `--long`) prints the two tables anew.
"""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("mlxtend")
pytest.importorskip("sklearn")

from examples.curriculum import by_classes, by_nn, data, layers
from examples.curriculum.agreements import AtLeast, Band, Within
from examples.curriculum.problems import Problem, Rule
from examples.curriculum.rows import DWEIGHTS1, EARLY, ROWS
from examples.curriculum.table import COLUMNS, measure

ROOT = Path(__file__).parents[2]
PLACE = ROOT / "examples" / "curriculum"
PAGE = (ROOT / "docs" / "curriculum.md").read_text()
SHOWN = {
    (cells[0], cells[1]): cells
    for line in PAGE.splitlines()
    if len(cells := [cell.strip() for cell in line.split("|")[1:-1]]) == len(COLUMNS)
}
FAST = [row for row in ROWS if not row.long]
LONG = [row for row in ROWS if row.long]
NUMBER = re.compile(r"-?\d+\.\d+")


def names(rows):
    return [f"{row.section}: {row.name}" for row in rows]


def hold(row):
    """The row holds, and the page shows it: its words exactly, its numbers as far as they are held."""
    measured = measure(row)
    assert measured.agrees, measured.cells()
    shown, cells = SHOWN[row.section, row.name], measured.cells()
    assert [NUMBER.sub("#", cell) for cell in shown] == [NUMBER.sub("#", cell) for cell in cells]
    assert shown[2] == cells[2]
    allowed = 2 * row.agreement.tolerance if isinstance(row.agreement, Within) else 0.02
    for then, now in zip(shown[3:6], cells[3:6], strict=True):
        for one, other in zip(NUMBER.findall(then)[:1], NUMBER.findall(now)[:1], strict=True):
            assert abs(float(one) - float(other)) <= allowed


@pytest.mark.parametrize("row", FAST, ids=names(FAST))
def test_a_row_holds_both_ways(row):
    hold(row)


@pytest.mark.slow
@pytest.mark.parametrize("row", LONG, ids=names(LONG))
def test_a_long_row_holds_both_ways(row):
    hold(row)


def test_the_page_has_every_row_once():
    assert len(ROWS) == len(set(names(ROWS)))
    shown = [": ".join(key) for key in SHOWN if key[0] not in ("", "---")]
    assert set(names(FAST)) <= set(shown) <= set(names(ROWS))
    assert sum(line.startswith("| ") for line in PAGE.splitlines()) == len(shown) + 4


def test_one_command_prints_the_table():
    command = [sys.executable, "-m", "examples.curriculum", "--rows", "2-3-3"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    printed = done.stdout.splitlines()
    assert len(printed) == 2 + 8
    assert all(line in PAGE.splitlines() for line in printed[:2])
    assert all(line.endswith("| yes |") for line in printed[2:])


def test_the_layers_are_what_add_backward_writes(capsys):
    from gradwright.cli.main import main

    assert main(["add-backward", str(PLACE / "layers_forward.py")]) == 0
    assert capsys.readouterr().out == (PLACE / "layers.py").read_text()


def test_the_classes_run_without_gradwright():
    block = "import sys; sys.modules['gradwright'] = None; import layers, optimizers"
    subprocess.run([sys.executable, "-c", block], cwd=PLACE, check=True)


@pytest.mark.parametrize(
    ("agreement", "good", "bad"),
    [
        (Within(1.0, 1e-9), [1.0 + 5e-10], [1.0 + 2e-9]),
        (AtLeast(0.9), [0.85, 0.96], [0.89, 0.90]),
        (Band(1.0), [1.1, 1.2, 1.3, 1.4], [1.5, 1.51, 1.52, 1.53]),
    ],
)
def test_an_agreement_can_fail(agreement, good, bad):
    assert agreement.holds(good)
    assert not agreement.holds(bad)


@pytest.mark.parametrize("way", [by_classes, by_nn])
def test_a_wrong_optimizer_would_be_seen(way):
    """The tolerance is narrow: another epsilon, or the other form of momentum, is outside of it."""
    rows = {row.name: row for row in EARLY}
    problem = rows["Adam .02, loss"].problem
    wrong = Problem(problem.start, Rule("adam", 0.02, 2e-5), 100)
    assert not rows["Adam .02, loss"].agreement.holds([way.train(wrong, 0).loss])


def test_single_precision_is_met_to_its_last_place(monkeypatch):
    """As `nnfs` runs it: float32, with products that are computed in float64."""
    dot = np.dot
    monkeypatch.setattr(
        np, "dot", lambda a, b: dot(a.astype(np.float64), b.astype(np.float64)).astype(np.float32)
    )
    start = data.small_network(0)
    dense1, dense2 = (layers.Layer_Dense(*w.shape) for w in start.weights)
    for layer, weights in zip((dense1, dense2), start.weights, strict=True):
        layer.set_parameters(
            weights.astype(np.float32), np.zeros((1, weights.shape[1]), np.float32)
        )
    relu, softmax = layers.Activation_ReLU(), layers.Activation_Softmax()
    loss = layers.Loss_CategoricalCrossentropy()
    dense1.forward(start.x.astype(np.float32))
    relu.forward(dense1.output)
    dense2.forward(relu.output)
    softmax.forward(dense2.output)
    assert f"{loss.forward(softmax.output, start.y):.7f}" == "1.0986104"
    loss.backward()
    softmax.backward(loss.dy_pred)
    dense2.backward(softmax.dinputs)
    relu.backward(dense2.dinputs)
    dense1.backward(relu.dinputs)
    assert dense1.dweights.dtype == np.float32
    published = np.array(DWEIGHTS1, np.float32)  # by another order of operations: the last place
    assert (np.abs(dense1.dweights - published) <= np.spacing(np.abs(published))).all()


def test_a_clip_that_acts_has_derivative_0():
    """Why AdaGrad's row takes softmax and loss in one class: its first step leads to where the clip acts."""
    rule = Rule("adagrad", 1.0, 1e-4)
    clipped, whole = (
        by_classes.train(Problem(data.spiral, rule, 100, output), 0)
        for output in ("softmax", "both")
    )
    assert clipped.loss > 5.0
    assert abs(whole.loss - 1.0119315508155917) <= 1e-9
