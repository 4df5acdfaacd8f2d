"""The generator and the shrinker themselves, without the compiler."""

import collections
import warnings

import numpy as np
import pytest

from tests.properties.program_text import Block, Line, Program, smaller
from tests.properties.random_programs import PAIRS, families_of
from tests.properties.shrinker import fails_in_time, shrunk
from tests.properties.statements import random_program
from tests.reference import complex_gradient, forward_result, largest_error, leaves, upstream_like

CONSTRUCTS = (
    *("element store", "slice store", "augmented element", "augmented slice", "constant store"),
    *("while", "for at depth 1", "for at depth 2", "for at depth 3", "triangular loop"),
    *("branch in a loop", "alias by slice", "alias by transpose", "array rebound", "gather"),
    *("helper mix", "helper that stores", "parallel assignment", "helper climb", "helper halved"),
    *("list of scalars", "list of arrays", "list that grows under a condition", "arrays in a list"),
    *("loop over an array", "loop over enumerate", "loop over zip", "loop over rows"),
    *("mask store", "mask read", "store by integers", "np.add.at", "alias by helper"),
)


def function_of(program: Program):
    space = {}
    exec(program.text, space)
    return space["program"]


def arguments_of(seed: int):
    rng = np.random.default_rng(seed)
    return (0.4, -0.7, rng.normal(size=6), rng.normal(size=6), rng.normal(size=(4, 5)))


def test_a_seed_always_gives_the_same_program():
    assert random_program(12).text == random_program(12).text
    assert random_program(12).text != random_program(13).text


def test_every_construct_occurs():
    counts = collections.Counter(tag for seed in range(300) for tag in random_program(seed).tags)
    assert {tag: counts[tag] for tag in CONSTRUCTS if counts[tag] < 10} == {}


def test_every_pair_of_families_occurs():
    """The long run has 50,000 programs and asks for 200 of each pair: that is one of 250."""
    found = [families_of(random_program(seed).tags) for seed in range(500)]
    counts = collections.Counter(
        pair for families in found for pair in PAIRS if families.issuperset(pair)
    )
    assert {pair: counts[pair] for pair in PAIRS if counts[pair] < 10} == {}


@pytest.mark.parametrize("first", range(0, 200, 50))
def test_programs_run_and_stay_tame(first):
    for seed in range(first, first + 50):
        result = forward_result(function_of(random_program(seed)), arguments_of(seed))
        assert all(np.abs(leaf).max() < 1e3 for _, leaf in leaves(result)), seed


@pytest.mark.parametrize("seed", range(25))
def test_complex_steps_have_the_programs_own_value(seed):
    """The reference must take the same branches: one small difference tells that it did."""
    program, arguments = function_of(random_program(seed)), arguments_of(seed)
    upstream = upstream_like(forward_result(program, arguments))
    (slope, *_) = complex_gradient(program, arguments, (0,), upstream)
    near = []
    for step in (1e-6, -1e-6):
        result = forward_result(program, (arguments[0] + step, *arguments[1:]))
        pairs = zip(leaves(upstream), leaves(result), strict=True)
        near.append(sum(float(np.sum(dy * value)) for (_, dy), (_, value) in pairs))
    difference = (near[0] - near[1]) / 2e-6
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert largest_error(difference, float(slope)) < 1e-5


def test_the_shrinker_keeps_what_fails():
    program = random_program(3)
    small = shrunk(program, lambda candidate: "np.tanh" in candidate.text, seconds=5.0)
    assert "np.tanh" in small.text
    assert len(small.text) < len(program.text) / 3
    assert all(len(c.text) <= len(small.text) + 8 for c in smaller(small))


def test_an_empty_body_is_printed_as_pass():
    assert Program(0, ("x",), (Line("y = x"),), "y").text.endswith("    y = x\n    return y\n")


def test_a_program_without_end_does_not_hold_up_the_shrinker():
    endless = Program(0, ("x",), (Block("while True:", (Line("x = x + 0.0"),)),), "x")
    assert not fails_in_time(endless, lambda p: bool(function_of(p)(1.0)), seconds=0.2)
    assert fails_in_time(endless, lambda p: True, seconds=0.2)
