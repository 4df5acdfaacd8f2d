"""An array that is written anew as a whole is bound anew: no copies; what must stay in place stays."""

import numpy as np
import pytest

import gradwright as gw


def written_anew(a, d):
    d[:] = a @ d
    return d


def divided(a, d):
    d /= (d * a).sum()
    return d


def scaled(a, d):
    d *= 2.0
    return d


def seen_by_a_reshape(a, d):
    d[:] = a @ d
    d.reshape(-1)[1:] *= 2.0
    return d


def spread(a, d):
    d[:] = a[0]
    return d


ARGUMENTS = np.eye(3) + 0.1, np.arange(9.0).reshape(3, 3)


def forward_part(function):
    text = gw.source(function, *ARGUMENTS, wrt=("a", "d"))
    return text.partition("\n\n    d")[0]


@pytest.mark.parametrize(
    ("function", "line"), [(written_anew, "d_1 = a @ d"), (divided, "d_1 = d / total")]
)
def test_bound_anew_without_copies(function, line):
    forward = forward_part(function)
    assert f"    {line}\n" in f"{forward}\n"
    assert ".copy()" not in forward


@pytest.mark.parametrize(
    ("function", "line"),
    [(scaled, "d *= 2.0"), (seen_by_a_reshape, "d[...] = a @ d"), (spread, "d[...] = a[0]")],
)
def test_stays_in_place(function, line):
    assert f"    {line}\n" in f"{forward_part(function)}\n"
