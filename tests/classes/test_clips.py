"""A clip in a loss: the command and `with_backward` say where it saturates."""

import warnings

import numpy as np
import pytest
from tests.classes.running import written

import gradwright as gw

TEXT = """\
import numpy as np


class Hard:
    def forward(self, x):
        self.output = np.clip(x, 0, 1)


class Loss:
    def forward(self, p, y):
        clipped = np.clip(p, 1e-7, 1 - 1e-7)
        return np.mean(-np.log(clipped[range(len(y)), y]))


Hard().forward(np.ones((2, 2)))
Loss().forward(np.array([[0.0, 1.0], [0.5, 0.5]]), np.array([0, 1]))
"""
SENTENCE = "line 11: np.clip has derivative 0 outside of its bounds: 2 of 4 values of the example"


def test_in_a_file(tmp_path):
    result = written(tmp_path, TEXT)
    assert result.problems == ()
    assert {entry.name: entry.notes for entry in result.entries} == {
        "Hard": (),
        "Loss": (SENTENCE,),
    }


@gw.with_backward
class Loss:
    def forward(self, p, y):
        clipped = np.clip(p, 1e-7, 1 - 1e-7)
        return np.mean(-np.log(clipped[range(len(y)), y]))


def test_decorated_once():
    p, y = np.array([[0.0, 1.0], [0.5, 0.5]]), np.array([0, 1])
    layer = Loss()
    with pytest.warns(UserWarning, match="derivative 0 outside of its bounds: 2 of 4"):
        layer.forward(p, y)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        layer.backward()
        layer.forward(p, y)
    assert layer.dp[0, 0] == 0.0
