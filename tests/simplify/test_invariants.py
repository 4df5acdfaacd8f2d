"""What every iteration of a reversed loop would compute again is computed before it, arithmetic alone."""

import re

import numpy as np
import pytest

import gradwright as gw
from tests.reference import complex_gradient, worst_entry


def scaled_steps(x, h, w):
    for _ in range(3):
        x = x + 0.5 * h * w * np.sin(x)
    return x


def scaled_in_nested_loops(x, h, w):
    for i in range(2):
        for _ in range(i + 1):
            x = x + h * w * np.sin(x)
    return x


def divided_by_a_name(x, h, w):
    for _ in range(3):
        x = x + h / w * np.sin(x)
    return x


def changed_in_the_loop(x, h, w):
    for _ in range(3):
        x = x + h * w * np.sin(x)
        h = h * 0.5
    return x


def inside(text: str) -> str:
    """Return the reversed loops of a written function."""
    return re.sub("#.*", "", text[text.index("in reversed(") :])


def written(function):
    arguments = (0.4, 0.7, 1.3)
    got = gw.grad(function, wrt=(0, 1, 2))(*arguments)
    error, where = worst_entry(got, complex_gradient(function, arguments, (0, 1, 2), 1.0))
    assert error < 1e-12, where
    return inside(gw.source(function, *arguments, wrt=0))


@pytest.mark.parametrize("function", [scaled_steps, scaled_in_nested_loops])
def test_products_of_what_no_iteration_changes_are_before_the_loop(function):
    assert "h * w" not in written(function)


def test_a_division_that_may_raise_stays():
    assert "h / w" in written(divided_by_a_name)


def test_what_the_loop_changes_is_no_invariant():
    assert "product = h * w" not in written(changed_in_the_loop)
