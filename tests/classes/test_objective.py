"""Losses whose scalar an inherited method makes: backward without an argument is its gradient."""

import copy

import numpy as np
import pytest
from tests.classes.running import module_of, written

from gradwright.classes import add_backward

HEAD = "import numpy as np\n\nrng = np.random.default_rng(3)\n\n\n"
USED = """

if __name__ == "__main__":
    for loss, args in examples():
        loss.calculate(*args)
"""
LABELS = """
def examples():
    p = rng.random((5, 3)) + 0.1
    yield Loss_(), (p, np.array([0, 2, 1, 1, 0]))
    yield Loss_(), (p, np.eye(3)[[0, 2, 1, 1, 0]])
"""
VALUES = """
def examples():
    yield Loss_(), (rng.random((5, 3)), rng.random((5, 3)))
"""

# name: the classes and the examples; ``Loss_`` is the one that is written
LOSSES = {
    "the_mean_of_what_is_returned": """\
class Loss:
    def calculate(self, output, y):
        sample_losses = self.forward(output, y)
        data_loss = np.mean(sample_losses)
        return data_loss


class Loss_(Loss):
    def forward(self, y_pred, y_true):
        samples = len(y_pred)
        clipped = np.clip(y_pred, 1e-7, 1 - 1e-7)
        if len(y_true.shape) == 1:
            confidences = clipped[range(samples), y_true]
        elif len(y_true.shape) == 2:
            confidences = np.sum(clipped * y_true, axis=1)
        return -np.log(confidences)

"""
    + LABELS,
    "a_sum_divided_by_an_argument_s_length": """\
class Loss:
    def calculate(self, a, b):
        return np.sum(self.forward(a, b)) / len(b)


class Loss_(Loss):
    def forward(self, y_pred, y_true):
        return np.abs(y_true - y_pred).mean(axis=-1)

"""
    + VALUES,
    "values_that_the_scalar_reads": """\
class Loss:
    scale = 2.0

    def calculate(self, a, b):
        losses = self.forward(y_true=b, y_pred=a)
        return np.sqrt(np.mean(losses ** 2)) * self.scale


class Loss_(Loss):
    def forward(self, y_pred, y_true):
        self.output = (y_true - y_pred) ** 2
        return self.output

"""
    + VALUES,
    "an_attribute_that_forward_stores": """\
class Loss:
    def calculate(self, a, b):
        self.forward(a, b)
        return np.mean(self.output)


class Loss_(Loss):
    def forward(self, y_pred, y_true):
        self.output = np.log(np.cosh(y_true - y_pred))

"""
    + VALUES,
    "sums_that_are_accumulated_and_a_flag": """\
class Loss:
    total = 0.0

    def penalty(self):
        return 1.0

    def calculate(self, output, y, *, include_regularization=False):
        sample_losses = self.forward(output, y)
        data_loss = np.mean(sample_losses)
        self.total += np.sum(sample_losses)
        if not include_regularization:
            return data_loss
        return data_loss, self.penalty()


class Loss_(Loss):
    def forward(self, y_pred, y_true):
        return np.mean((y_true - y_pred) ** 2, axis=-1)

"""
    + VALUES,
    "several_ways_out": """\
class Loss:
    def calculate(self, output, y):
        return self.forward(output, y).sum()


class Loss_(Loss):
    def forward(self, y_pred, y_true):
        if y_true.ndim == 2:
            return -np.sum(y_true * np.log(y_pred), axis=1)
        return -np.log(y_pred[np.arange(len(y_pred)), y_true])

"""
    + LABELS,
}


@pytest.mark.parametrize("name", LOSSES)
def test_backward_without_an_argument(tmp_path, name):
    result = written(tmp_path, HEAD + LOSSES[name] + USED)
    assert result.done == ("Loss_",)
    for loss, args in module_of(result.data).examples():
        loss.calculate(*args)
        loss.backward()
        assert loss.dy_pred.shape == args[0].shape
        for at in np.ndindex(args[0].shape):
            slopes = [_slope(loss, args, at, h) for h in (1e-3, 5e-4)]
            assert loss.dy_pred[at] == pytest.approx((4 * slopes[1] - slopes[0]) / 3, abs=1e-8)


def _slope(loss, args, at, h):
    ends = []
    for step in (h, -h):
        moved = args[0].copy()
        moved[at] += step
        value = copy.copy(loss).calculate(moved, *args[1:])
        ends.append(value)
    return (ends[0] - ends[1]) / (2 * h)


def test_an_upstream_gradient_is_taken_all_the_same(tmp_path):
    result = written(tmp_path, HEAD + LOSSES["the_mean_of_what_is_returned"] + USED)
    for loss, args in module_of(result.data).examples():
        loss.calculate(*args)
        loss.backward(np.full(5, 0.2))
        given = loss.dy_pred.copy()
        loss.backward()
        np.testing.assert_allclose(loss.dy_pred, given, rtol=1e-12)


def test_a_second_run_changes_nothing(tmp_path):
    result = written(tmp_path, HEAD + LOSSES["several_ways_out"] + USED)
    path = tmp_path / "again.py"
    path.write_bytes(result.data)
    assert add_backward(path).data == result.data


NONE = {
    "no_derivative": "return np.mean(self.forward(a, b) > 0.5)",
    "called_twice": "return np.mean(self.forward(a, b)) + np.sum(self.forward(a, b))",
    "other_arguments": "return np.mean(self.forward(2 * a, b))",
    "no_scalar": "return 2 * self.forward(a, b)",
}


@pytest.mark.parametrize("name", NONE)
def test_what_is_no_scalar_of_forward_s(tmp_path, name):
    text = LOSSES["a_sum_divided_by_an_argument_s_length"].replace(
        "return np.sum(self.forward(a, b)) / len(b)", NONE[name]
    )
    result = written(tmp_path, HEAD + text + USED)
    assert result.done == ("Loss_",)
    assert "=None" not in result.data.decode()
