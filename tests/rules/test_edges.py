"""Ties, zeros and the ends of domains: what the table's column `ties` says."""

import math
import warnings

import numpy as np
import pytest

import gradwright as gw

INF, NAN = np.inf, np.nan
A = np.array


def powered(a, b):
    return a**b


EDGES = [
    ("abs at 0", lambda x: abs(x), 0.0, 0.0),
    ("np.abs at 0", lambda x: np.abs(x), A([0.0, -0.0, 2.0]), A([0.0, 0.0, 1.0])),
    ("fabs at 0", lambda x: math.fabs(x), 0.0, 0.0),
    ("relu at 0", lambda x: np.maximum(x, 0.0), A([0.0, -1.0, 1.0]), A([0.0, 0.0, 1.0])),
    (
        "relu of a constant first",
        lambda x: np.maximum(0, x),
        A([0.0, -1.0, 1.0]),
        A([0.0, 0.0, 1.0]),
    ),
    ("builtin max at 0", lambda x: max(0, x), 0.0, 0.0),
    ("builtin min at 0", lambda x: min(x, 0.0), 0.0, 0.0),
    ("max of tied entries", lambda x: np.max(x) * 1.0, A([2.0, 1.0, 2.0]), A([0.5, 0.0, 0.5])),
    (
        "min along an axis",
        lambda x: np.min(x, axis=0),
        A([[1.0, 3.0], [1.0, 2.0]]),
        A([[0.5, 0.0], [0.5, 1.0]]),
    ),
    (
        "clip at its bounds",
        lambda x: np.clip(x, -1.0, 1.0),
        A([-1.0, 1.0, 2.0, -3.0]),
        A([1.0, 1.0, 0.0, 0.0]),
    ),
    ("prod with one zero", lambda x: np.prod(x) * 1.0, A([2.0, 0.0, 3.0]), A([0.0, 6.0, 0.0])),
    ("prod with two zeros", lambda x: np.prod(x) * 1.0, A([0.0, 0.0, 3.0]), A([0.0, 0.0, 0.0])),
    ("cumprod with one zero", lambda x: np.cumprod(x), A([2.0, 0.0, 3.0]), A([1.0, 8.0, 0.0])),
    ("cumprod with two zeros", lambda x: np.cumprod(x), A([2.0, 0.0, 0.0]), A([1.0, 2.0, 0.0])),
    ("median of tied entries", lambda x: np.median(x), A([2.0, 1.0, 2.0]), A([1.0, 0.0, 0.0])),
    ("median with a nan", lambda x: np.median(x), A([2.0, NAN, 1.0]), A([1.0, 0.0, 0.0])),
    (
        "quantile of tied entries",
        lambda x: np.quantile(x, 0.5),
        A([2.0, 1.0, 2.0]),
        A([1.0, 0.0, 0.0]),
    ),
    (
        "quantile 0 and 1",
        lambda x: np.quantile(x, [0.0, 1.0]),
        A([2.0, 3.0, 1.0]),
        A([0.0, 1.0, 1.0]),
    ),
    ("quantile with a nan", lambda x: np.quantile(x, 0.5), A([2.0, NAN, 1.0]), A([1.0, 0.0, 0.0])),
    ("nanmedian of one number", lambda x: np.nanmedian(x), A([NAN, 3.0, NAN]), A([0.0, 1.0, 0.0])),
    (
        "partition of tied entries",
        lambda x: np.partition(x, 1) * A([1.0, 10.0, 100.0]),
        A([2.0, 1.0, 2.0]),
        A([10.0, 1.0, 100.0]),
    ),
    (
        "running maximum of tied entries",
        lambda x: np.maximum.accumulate(x) * A([1.0, 10.0, 100.0]),
        A([2.0, 2.0, 1.0]),
        A([1.0, 110.0, 0.0]),
    ),
    ("math.dist of one point", lambda x: math.dist(x, x * 1.0), A([1.0, 2.0]), A([0.0, 0.0])),
    ("math.hypot of three at 0", lambda x: math.hypot(x, x, x), 0.0, 0.0),
    (
        "unique of tied entries",
        lambda x: np.unique(x) * A([1.0, 10.0]),
        A([2.0, 1.0, 2.0]),
        A([10.0, 1.0, 0.0]),
    ),
    ("norm of order 3 at 0", lambda x: np.linalg.norm(x, 3), A([0.0, 2.0]), A([0.0, 1.0])),
    (
        "nuclear norm of a matrix of zeros",
        lambda x: np.linalg.norm(x, "nuc"),
        A([[3.0]]),
        A([[1.0]]),
    ),
    ("norm at 0", lambda x: np.linalg.norm(x), A([0.0, 0.0]), A([0.0, 0.0])),
    (
        "norm of a row of zeros",
        lambda x: np.linalg.norm(x, axis=1),
        A([[0.0, 0.0], [3.0, 4.0]]),
        A([[0.0, 0.0], [0.6, 0.8]]),
    ),
    ("std of equal entries", lambda x: np.std(x), A([1.0, 1.0]), A([0.0, 0.0])),
    ("hypot at 0", lambda x: np.hypot(x, 0.0), A([0.0, -2.0]), A([0.0, -1.0])),
    ("math.hypot at 0", lambda x: math.hypot(x, 0.0), 0.0, 0.0),
    ("sinc at 0", lambda x: np.sinc(x), A([0.0]), A([0.0])),
    ("sqrt at 0", lambda x: np.sqrt(x), A([0.0, 4.0]), A([INF, 0.25])),
    ("log at 0", lambda x: np.log(x), A([0.0, 2.0]), A([INF, 0.5])),
    ("square of 0 by a power", lambda x: x**2, A([0.0, 3.0]), A([0.0, 6.0])),
    ("0 to the power 1", lambda x: x**1, 0.0, 1.0),
    ("0 to the power 0", lambda x: x**0, A([0.0, 2.0]), A([0.0, 0.0])),
    (
        "0 to the power 0 of an array",
        lambda x: x ** np.array([0.0, 1.0, 2.0]),
        A([0.0, 0.0, 0.0]),
        A([0.0, 1.0, 0.0]),
    ),
    ("the exponent of 0", lambda p: 0.0**p, 2.0, 0.0),
    (
        "the exponent of zeros",
        lambda p: np.array([0.0, 2.0]) ** p,
        A([3.0, 1.0]),
        A([0.0, 2.0 * np.log(2.0)]),
    ),
    (
        "the exponent of a negative number",
        lambda p: np.array([-2.0, 2.0]) ** p,
        A([2.0, 0.0]),
        A([0.0, np.log(2.0)]),
    ),
    ("copysign of 0", lambda x: np.copysign(x, -1.0), A([0.0, 2.0]), A([0.0, -1.0])),
    ("heaviside at 0", lambda x: np.heaviside(0.0, x) * 1.0, 0.5, 1.0),
    ("floor at a jump", lambda x: np.floor(x) + x, A([1.0]), A([1.0])),
    (
        "sort of tied entries",
        lambda x: np.sort(x) * np.array([1.0, 10.0]),
        A([2.0, 2.0]),
        A([1.0, 10.0]),
    ),
    (
        "where behind a branch not taken",
        lambda x: np.where(x > 0.0, np.log(x), 0.0),
        A([0.0, 2.0]),
        A([0.0, 0.5]),
    ),
    (
        "sqrt behind a branch not taken",
        lambda x: np.where(x > 0.0, np.sqrt(x), 0.0),
        A([0.0, 4.0]),
        A([0.0, 0.25]),
    ),
    (
        "exp behind a branch not taken",
        lambda x: np.where(x < 0.0, np.exp(x), x),
        A([1000.0, 0.0]),
        A([1.0, 1.0]),
    ),
    (
        "1 / x behind a branch not taken",
        lambda x: np.where(x != 0.0, 1.0 / x, 0.0),
        A([0.0, 2.0]),
        A([0.0, -0.25]),
    ),
]


@pytest.mark.parametrize(
    ("function", "x", "wanted"), [e[1:] for e in EDGES], ids=[e[0] for e in EDGES]
)
def test_an_edge_is_decided(function, x, wanted):
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        y = function(np.copy(x)[()] if isinstance(x, np.ndarray) else x)
        dy = np.ones(np.shape(y)) if isinstance(y, np.ndarray) else 1.0
        _, found = gw.vjp(function)(dy, x)
    np.testing.assert_allclose(found, wanted, rtol=1e-15, atol=0.0)


TIES = [
    ("maximum", lambda a, b: np.maximum(a, b), (1.0, 0.0)),
    ("minimum", lambda a, b: np.minimum(a, b), (1.0, 0.0)),
    ("fmax", lambda a, b: np.fmax(a, b), (1.0, 0.0)),
    ("builtin max", lambda a, b: max(a, b), (1.0, 0.0)),
]


@pytest.mark.parametrize(("function", "wanted"), [t[1:] for t in TIES], ids=[t[0] for t in TIES])
def test_the_first_operand_takes_a_tie(function, wanted):
    assert gw.vjp(function, wrt=(0, 1))(1.0, 2.0, 2.0)[1] == wanted


def test_a_logarithm_of_a_power_of_zero_exponent():
    assert gw.grad(powered, wrt=1)(2.0, 0.0) == pytest.approx(math.log(2.0))
