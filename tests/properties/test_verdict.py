"""What is called wrong, and what is ill-conditioned: the reference decides it, not the tolerance."""

import numpy as np
import pytest

from tests.properties import verdict as verdicts
from tests.properties.generator import COLUMNS, LENGTH, ROWS
from tests.properties.program_text import Block, Line, Program
from tests.reference import complex_gradient, forward_result, upstream_like

NAMES = ("x", "y", "a", "b", "m")
STEEP = Program(
    0, NAMES, (Line("s = x"), Block("for _ in range(30):", (Line("s = 1.0 - 1.99 * s * s"),))), "s"
)
TAME = Program(0, NAMES, (Line("s = x * np.sin(y)"), Line("a[1] = s * b[2]")), "(a * a).sum()")
ARGUMENTS = (0.7, -0.4, np.linspace(0.1, 1.0, LENGTH), np.ones(LENGTH), np.ones((ROWS, COLUMNS)))


def scaled(program, factor):
    """Return whether the reference excuses a gradient that is its own times a factor."""
    function = verdicts.compiled(program)
    upstream = upstream_like(forward_result(function, ARGUMENTS))
    right = complex_gradient(function, ARGUMENTS, tuple(range(5)), upstream)
    return verdicts.is_ill_conditioned(
        function, ARGUMENTS, upstream, tuple(factor * each for each in right)
    )


def test_the_inputs_are_moved_by_units_in_the_last_place():
    moved = verdicts.nudged(ARGUMENTS, 2)
    assert moved[0] == np.nextafter(np.nextafter(0.7, 1.0), 1.0)
    assert (moved[2] != ARGUMENTS[2]).all()
    assert np.abs(moved[2] - ARGUMENTS[2]).max() <= 2 * np.spacing(1.0)
    assert type(moved[1]) is float


def test_only_a_reference_that_moves_is_ill_conditioned():
    assert scaled(STEEP, 1.0 + 1e-8)
    assert not scaled(TAME, 1.0 + 1e-8)


def test_an_error_of_another_size_is_not_excused():
    assert not scaled(STEEP, 2.0)


@pytest.mark.parametrize(("program", "outcome"), [(STEEP, "invalid"), (TAME, "wrong")])
def test_a_gradient_that_is_off_is_wrong_unless_the_reference_is_off_too(
    program, outcome, monkeypatch
):
    honest = verdicts.gw.vjp

    def off(function, wrt):
        def pulled(upstream, *arguments):
            value, (dx, *others) = honest(function, wrt)(upstream, *arguments)
            return value, (dx * (1.0 + 1e-8), *others)

        return pulled

    monkeypatch.setattr(verdicts.gw, "vjp", off)
    assert verdicts.verdict(program, ARGUMENTS).outcome == outcome
