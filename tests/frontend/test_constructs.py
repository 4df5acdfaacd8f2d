"""The table of constructs, which docs/language.md is written from: each example does what its row says."""

import functools
import linecache
import textwrap

import numpy as np
import pytest
from tests.reference import (
    complex_gradient,
    forward_result,
    richardson_gradient,
    upstream_like,
    worst_entry,
)
from tests.reference.compare import TOLERANCE

import gradwright as gw
from gradwright.diagnostics.constructs import CONSTRUCTS, Construct

WRT = (0, 1, 2, 3)
PARTS_OF_COMPLEX = (TypeError, ValueError, np.exceptions.ComplexWarning)


class Body:
    def __init__(self, u, v):
        self.u = u
        self.v = v

    def move(self, t):
        if self.v > 0:
            self.u += self.v * t
        else:
            self.u *= 2.0


def function_of(row):
    """Return the example as a function whose source Python's tools find."""
    text = "def f(x, a, b, m, k, n):\n" + textwrap.indent(row.example, "    ") + "\n"
    path = f"<construct {row.group}, {row.name}>"
    linecache.cache[path] = (len(text), None, text.splitlines(keepends=True), path)
    space = {"np": np, "functools": functools, "Body": Body}
    exec(compile(text, path, "exec"), space)
    return space["f"]


def arguments():
    rng = np.random.default_rng(1)
    a = np.array([0.4, -0.3, 0.9, 0.2, -0.6])
    return 0.7, a, rng.normal(size=5), rng.normal(size=(3, 4)), np.array([0, 2, 2, 1]), 3


@pytest.mark.parametrize("row", CONSTRUCTS, ids=lambda row: f"{row.group}: {row.name}")
def test_example(row: Construct):
    function = function_of(row)
    upstream = upstream_like(forward_result(function, arguments()))
    if row.code is not None:
        with pytest.raises(gw.UnsupportedError) as caught:
            gw.vjp(function, WRT)(upstream, *arguments())
        assert caught.value.code == row.code
        assert caught.value.lineno is not None
        return
    value, gradients = gw.vjp(function, WRT)(upstream, *arguments())
    assert worst_entry(value, forward_result(function, arguments()))[0] == 0.0
    try:
        expected = complex_gradient(function, arguments(), WRT, upstream)
        tolerance = TOLERANCE["complex"]
    except PARTS_OF_COMPLEX:
        expected = richardson_gradient(function, arguments(), WRT, upstream)
        tolerance = 1e-6
    error, where = worst_entry(gradients, expected)
    assert error <= tolerance, where


def test_names_are_told_apart():
    names = [(row.group, row.name) for row in CONSTRUCTS]
    assert len(set(names)) == len(names)
