"""The chapter's layers: byte for byte what is written, and that it trains without gradwright."""

import subprocess
import sys
from pathlib import Path

from gradwright.classes import add_backward

GOLDEN = Path(__file__).parent / "golden"


def test_the_file_is_the_reviewed_one():
    result = add_backward(GOLDEN / "layers.py")
    assert result.problems == ()
    assert result.data == (GOLDEN / "layers_backward.py").read_bytes()
    assert result.done == ("Dense", "ReLU", "Softmax", "CrossEntropy", "Network")


def test_lines_are_added_alone():
    before = (GOLDEN / "layers.py").read_text().splitlines()
    after = iter((GOLDEN / "layers_backward.py").read_text().splitlines())
    assert all(line in after for line in before)


TRAINING = """
import sys
sys.modules["gradwright"] = None
from layers_backward import *
rng = np.random.default_rng(0)
network = Network(4, 6, 3, rng)
x, y = rng.standard_normal((8, 4)), rng.integers(0, 3, 8)
first = network.forward(x, y)
for _ in range(300):
    network.forward(x, y)
    network.backward()
    for layer in (network.hidden, network.scores):
        layer.weights -= 1.0 * layer.dweights
        layer.biases -= 1.0 * layer.dbiases
print(first > 1.0, network.forward(x, y) < 0.2)
"""


def test_the_result_trains_without_gradwright():
    done = subprocess.run(
        [sys.executable, "-c", TRAINING], cwd=GOLDEN, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["True", "True"]
