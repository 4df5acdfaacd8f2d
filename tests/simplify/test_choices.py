"""Two halves of a choice by one condition are one choice; halves by two conditions stay apart."""

import numpy as np
import pytest

import gradwright as gw

X = np.linspace(-2.0, 2.0, 9)


def leaky(x):
    return (np.where(x > 0.0, x, 0.1 * x) ** 2).sum()


def scaled_the_other_way(x):
    y = 3.0 * np.where(x > 0.0, x * 0.2, x)
    return (y * y).sum()


def by_two_conditions(x):
    return (np.where(x > 0.0, x, 0.0) + np.where(x > 1.0, 0.0, 2.0 * x)).sum()


def both_upper_halves(x):
    return (np.where(x > 0.0, x, 0.0) + np.where(x > 0.0, 3.0 * x, 0.0)).sum()


@pytest.mark.parametrize("fun", [leaky, scaled_the_other_way])
def test_one_choice(fun):
    backward = [line.split("#")[0] for line in gw.source(fun, X).split("out = ")[1].splitlines()]
    assert sum(line.count("np.where") for line in backward) == 1
    gw.check(fun, X + 0.01)


@pytest.mark.parametrize("fun", [by_two_conditions, both_upper_halves])
def test_stay_apart(fun):
    gw.check(fun, X + 0.01)


def test_infinite_arms_that_are_not_taken_count_for_nothing():
    def root(x):
        return np.where(x > 0.0, np.sqrt(np.where(x > 0.0, x, 1.0)), -x).sum()

    assert np.array_equal(gw.grad(root)(np.array([0.0, 4.0, -1.0])), [-1.0, 0.25, -1.0])
