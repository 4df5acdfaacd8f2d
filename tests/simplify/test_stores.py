"""Zeros that nothing reads are not stored; what an element of zeros first receives is assigned."""

import re

import numpy as np
import pytest

import gradwright as gw
from tests.reference import complex_gradient, worst_entry


def counted(a, w):
    s = 0.0
    for i in range(len(a)):
        s = s * w + a[i]
    return s


def by_two_indices(a, w):
    s = w
    for i in range(1, 3):
        for j in range(i, 3):
            s = s * a[i, j - 1]
    return s


def solved_upwards(a, w):
    x = np.zeros(4)
    x[3] = a[3]
    for i in range(2, -1, -1):
        x[i] = (a[i] - w * x[i + 1]) / w
    return x[0]


def same_element_twice(a, w):
    s = 0.0
    for i in range(len(a)):
        s = s * w + a[i // 2]
    return s


def from_the_end(a, w):
    s = 0.0
    for i in range(len(a)):
        s = s * w + a[i - 1]
    return s


def in_every_sweep(a, w):
    s = 0.0
    for _ in range(2):
        for i in range(len(a)):
            s = s * w + a[i]
    return s


def overwritten_and_read_later(a, w):
    x = np.zeros(4)
    s = 0.0
    for i in range(3):
        x[i] = a[i] * w
        s = s + x[i + 1] * x[i]
    return s


def overwritten_again_and_again(a, w):
    x = np.zeros(4)
    for k in range(2):
        for i in range(3):
            x[i] = x[i + 1] * w + a[i] * k
    return x[0] + x[1]


def is_stored(text: str, name: str) -> bool:
    """Say whether an element of an adjoint gets a 0."""
    return re.search(rf"{name}\[[^\]]*\] = 0\.0", text) is not None


def is_added_to(text: str, name: str) -> bool:
    """Say whether something is added to, or taken from, an element of an adjoint."""
    return re.search(rf"{name}\[[^\]]*\] [-+]=", text) is not None


def written(function):
    given = np.array([0.7, -0.4, 1.2, 0.5]) + 0.1
    given = given[:3] * np.ones((3, 3)) + np.eye(3) if function is by_two_indices else given
    got = gw.grad(function, wrt=(0, 1))(given, 0.6)
    error, where = worst_entry(got, complex_gradient(function, (given, 0.6), (0, 1), 1.0))
    assert error < 1e-12, where
    return gw.source(function, given, 0.6, wrt=(0, 1))


@pytest.mark.parametrize("function", [counted, by_two_indices])
def test_first_contributions_are_assigned(function):
    assert not is_added_to(written(function), "da")


@pytest.mark.parametrize("function", [same_element_twice, from_the_end, in_every_sweep])
def test_further_contributions_are_added(function):
    assert is_added_to(written(function), "da")


def test_zeros_that_nothing_reads_are_not_stored():
    assert not is_stored(written(solved_upwards), "dx")


@pytest.mark.parametrize("function", [overwritten_and_read_later, overwritten_again_and_again])
def test_zeros_that_are_read_are_stored(function):
    assert is_stored(written(function), "dx")
