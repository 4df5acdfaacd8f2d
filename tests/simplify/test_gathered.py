"""Elements picked before elementwise functions: what is rewritten, and what is left alone."""

# ruff: noqa: RET504
import numpy as np
import pytest

from gradwright.frontend import bind, read
from gradwright.ir.text import program_text
from gradwright.simplify.gathered import pick_first


def named(p, y):
    clipped = np.clip(p, 0.1, 0.9)
    chosen = clipped[np.arange(len(y)), y]
    return chosen


def inside(p, y):
    clipped = np.clip(p, 0.1, 0.9)
    losses = -np.log(clipped[np.arange(len(y)), y])
    return losses


def read_twice(p, y):
    clipped = np.clip(p, 0.1, 0.9)
    chosen = clipped[np.arange(len(y)), y]
    return chosen, clipped


def no_elementwise_function(p, y):
    normal = p / p.sum(axis=1, keepdims=True)
    chosen = normal[np.arange(len(y)), y]
    return chosen


def a_slice(p, y):
    clipped = np.clip(p, 0.1, 0.9)
    chosen = clipped[1:]
    return chosen + 0.0 * y[0]


def changed_between(p, y):
    clipped = np.clip(p, 0.1, 0.9)
    p[0, 0] = 5.0
    chosen = clipped[np.arange(len(y)), y]
    return chosen + p[0, 0]


def program(fun):
    return read(fun, bind(fun, (np.ones((3, 4)), np.array([0, 2, 1])), {}))


@pytest.mark.parametrize("fun", [named, inside])
def test_rewritten(fun):
    text = program_text(pick_first(program(fun)))
    assert "clipped" not in text
    assert "clip(p.0[" in text


@pytest.mark.parametrize("fun", [read_twice, no_elementwise_function, a_slice, changed_between])
def test_left_alone(fun):
    before = program(fun)
    assert pick_first(before) == before
