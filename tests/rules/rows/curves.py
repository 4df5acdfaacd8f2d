"""Curves, polynomials, margins; functions that stand for several primitives."""

from __future__ import annotations

import math

import numpy as np

from tests.rules.rows.row import ARRAYS, MATH, apart, normal, one, positive, two


def sorted_apart(rng, shape):
    """Return rising numbers."""
    return np.sort(apart(rng, shape))


CURVES = (
    two(
        "interp",
        lambda a, b: np.interp(a, [-2.0, 0.1, 3.0], b),
        shapes=((None, (3,)), ((), (3,)), ((2, 4), (3,)), ((5,), (3,)), ((0,), (3,))),
        reference="richardson",
        float32=False,
    ),
    two(
        "interp points",
        lambda a, b: np.interp(0.2, a, b),
        (sorted_apart, normal),
        shapes=(((6,), (6,)),),
        reference="richardson",
        float32=False,
    ),
    two(
        "convolve",
        lambda a, b: np.convolve(a, b),
        shapes=(((3,), (2,)), ((2,), (4,)), ((1,), (1,))),
    ),
    one(
        "tolerances",
        lambda a: a * np.isclose(a, 0.0) + a * np.allclose(a, a) * np.array_equal(a, a),
        shapes=ARRAYS,
    ),
    one("math.isclose", lambda a: a * math.isclose(a, 1.0), shapes=MATH, float32=False),
    two(
        "average",
        lambda a, b: np.average(a, axis=0, weights=b) + np.average(a),
        (normal, positive),
        shapes=(((3,), (3,)), ((2, 3), (2, 3))),
    ),
    one(
        "norm of order 1",
        lambda a: np.linalg.norm(a, 1) + np.linalg.norm(a, ord=np.inf),
        apart,
        "richardson",
        shapes=(((3,),),),
    ),
)

ASSEMBLED = (
    one("rot90", lambda a: np.rot90(a) * 2.0, shapes=(((2, 3),), ((2, 3, 2),), ((0, 2),))),
    one(
        "rot90 by k",
        lambda a: np.rot90(a, 3) + np.rot90(a, k=-1) * np.rot90(np.rot90(a, 2), 5),
        shapes=(((2, 3),), ((3, 1, 2),)),
    ),
    one("rot90 of axes", lambda a: np.rot90(a, 1, axes=(2, 0)) * 2.0, shapes=(((2, 3, 4),),)),
    one("ediff1d", lambda a: np.ediff1d(a) * 2.0, shapes=(((4,),), ((2, 3),), ((1,),), ((0,),))),
    two(
        "ediff1d between ends",
        lambda a, b: np.ediff1d(a, to_begin=b, to_end=a) * 2.0,
        shapes=(((4,), (2,)), ((2, 3), ()), ((3,), (2, 2))),
    ),
    two(
        "select",
        lambda a, b: np.select([a > 0.5, b < 0.0], [a * b, b * b], default=3.0),
        shapes=(((3,), (3,)), ((2, 3), (3,)), ((2, 1), (1, 3)), ((0, 3), (3,))),
    ),
    one(
        "pad by edges",
        lambda a: np.pad(a, (2, 1), mode="edge") * np.pad(a, (1, 2), mode="symmetric"),
        shapes=(((4,),), ((2, 3),), ((1,),)),
    ),
    one(
        "pad by reflection",
        lambda a: np.pad(a, (5, 1), mode="reflect") * np.pad(a, (2, 4), mode="wrap"),
        shapes=(((4,),), ((2, 3),), ((1, 3, 2),)),
    ),
    one(
        "pad axes by edges",
        lambda a: np.pad(a, ((0, 1), (2, 0)), mode="edge") * 2.0,
        shapes=(((2, 3),), ((1, 4),)),
    ),
    one(
        "pad nothing",
        lambda a: np.pad(a, 0, mode="wrap") * 2.0,
        shapes=(((3,),), ((0,),), ((0, 2),)),
    ),
    two(
        "polyval",
        lambda p, x: np.polyval(p, x) * 2.0,
        shapes=(((4,), ()), ((3,), (5,)), ((1,), (2,)), ((2,), (2, 3)), ((3,), (0,))),
    ),
    two(
        "polyval of a list",
        lambda a, b: np.polyval([2.0, b, -1.0, b * b], a) * np.polyval([1.5], a),
        shapes=(((3,), ()), ((2, 2), None), ((), ()), (None, None)),
    ),
    one("vander", lambda a: np.vander(a) * 2.0, shapes=(((3,),), ((1,),))),
    one(
        "vander of columns",
        lambda a: np.vander(a, 4) * np.vander(a, 4, increasing=True) + np.vander(a, 1),
        shapes=(((3,),), ((2,),), ((0,),)),
    ),
    one(
        "select of both",
        lambda a: np.select([a > 0.3, a > -0.3, a > -9.0], [a, 2.0 * a, 3.0 * a], a * a),
        shapes=(((5,),), ((2, 3),)),
    ),
)

ROWS = (*CURVES, *ASSEMBLED)
