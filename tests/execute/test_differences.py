"""Extrapolated differences: how near they come."""

import math

import pytest

from gradwright.execute.differences import Entry, compare, derivative


@pytest.mark.parametrize(
    ("function", "x", "expected"),
    [
        (math.sin, 1.0, math.cos(1.0)),
        (math.exp, 3.0, math.exp(3.0)),
        (lambda x: x**5, 2.0, 80.0),
        (lambda x: 1.0 / x, 0.5, -4.0),
        (lambda x: 3.0 * x, 1e6, 3.0),
        (lambda x: 7.0, 1.0, 0.0),
    ],
)
def test_derivative(function, x, expected):
    found = derivative(lambda h: function(x + h), max(abs(x), 1.0))
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_the_worst_entry_is_named():
    def entry(name, gradient):
        return Entry(name, gradient, 1.0, lambda h: (1.0 + h) ** 2)

    worst = compare(iter([entry("a", 2.0), entry("b", 3.0), entry("c", 2.1)]))
    assert worst is not None
    assert worst.entry == "b"
    assert worst.expected == pytest.approx(2.0)
    assert worst.relative == pytest.approx(1.0 / 3.0)


def test_a_gradient_that_is_no_number_is_the_worst():
    worst = compare(iter([Entry("a", math.nan, 1.0, lambda h: h)]))
    assert worst is not None
    assert worst.relative == math.inf


def test_nothing_to_compare():
    assert compare(iter([])) is None
