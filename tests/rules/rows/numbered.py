"""Whole numbers about arrays, and entries taken by them."""

from __future__ import annotations

import math

import numpy as np

from tests.rules.rows.row import apart, normal, one, shape, two


def read(name, function, *shapes, draw=apart, **fields):
    """Return a row that the frontend reads as several expressions."""
    return shape(name, function, *shapes, draw=draw, reference="richardson", traced=False, **fields)


TRACED = (
    shape(
        "places of what is not 0",
        lambda a: np.sum(np.flatnonzero(a > 0.3)) * a + np.sum(np.argwhere(a > 0.3)),
        (4,),
        (2, 3),
        draw=apart,
        reference="richardson",
    ),
    shape(
        "isin",
        lambda a: a * np.isin(a, [9.0, 8.0]) * 2.0 + a,
        (4,),
        (2, 3),
    ),
    shape("matrix_rank", lambda a: a * np.linalg.matrix_rank(a), (2, 3), (3, 3)),
    two(
        "lexsort",
        lambda a, b: a * np.lexsort((a, b)),
        (apart, apart),
        "richardson",
        shapes=(((4,), (4,)), ((1,), (1,))),
    ),
    shape(
        "whole numbers of math",
        lambda a: (
            a * math.comb(a.shape[0], 2)
            + math.factorial(a.shape[0]) * math.perm(a.shape[0], 2)
            + math.gcd(a.shape[0], 8) * math.lcm(a.shape[0], 3) * math.isqrt(a.shape[0])
        ),
        (4,),
        (2, 3),
    ),
)
ROWS = (
    *TRACED,
    read("nonzero", lambda a: a[np.nonzero(a > 0.3)] * 2.0, (4,), (2, 3)),
    read("nonzero of numbers", lambda a: a[np.nonzero(a - a[0])] * 2.0, (4,)),
    read("nonzero method", lambda a: a[(a > 0.2).nonzero()] * 2.0, (4,), (2, 3)),
    read("where of a condition", lambda a: a[np.where(a > 0.3)[0]] * a[0], (4,), (3, 3)),
    read("flatnonzero", lambda a: a.ravel()[np.flatnonzero(a > 0.3)] * 2.0, (4,), (2, 3)),
    read("argwhere", lambda a: a[np.argwhere(a > 0.3)[:, 0]] * 2.0, (4,), (3, 3)),
    read("ix_", lambda a: a[np.ix_([0, 1, 0], [2, 1])] * 2.0, (2, 3)),
    read("ix_ of masks", lambda a: a[np.ix_(a[:, 0] > -9.0, np.arange(2))] * 2.0, (2, 3)),
    read("unique", lambda a: np.unique(a) * 2.0, (4,), (2, 3), (1,)),
    read(
        "unique with counts",
        lambda a: (
            np.unique(a, return_index=True)[0] * np.unique(a, return_counts=True)[1]
            + np.unique(a, return_inverse=True)[1]
        ),
        (4,),
    ),
    read(
        "indices of triangles",
        lambda a: a[np.triu_indices(3, 1)] * a[np.tril_indices(3, -1)],
        (3, 3),
    ),
    read(
        "indices of a triangle like it", lambda a: a[np.triu_indices_from(a)] * 2.0, (2, 3), (3, 3)
    ),
    read("indices of a diagonal", lambda a: a[np.diag_indices(3)] * 2.0, (3, 3)),
    one(
        "broadcast_arrays",
        lambda a: np.broadcast_arrays(a, a[0])[1] * a,
        normal,
        "richardson",
        shapes=(((2, 3),), ((4, 2),)),
        traced=False,
    ),
)
