"""Arrays made of numbers and lengths; builtins."""

from __future__ import annotations

import math

import numpy as np

from tests.rules.rows.row import apart, normal, numbers, positive, several, shape

MAKERS = (
    numbers("array of numbers", lambda a, b: np.array([a, b, 2.0]) * 2.0, normal, normal),
    numbers("matrix of numbers", lambda a, b: np.array([[a, 1.0], [b, a]]) * 2.0, normal, normal),
    numbers("asarray of numbers", lambda a, b: np.asarray((a, b), dtype="float64"), normal, normal),
    numbers(
        "reductions of numbers",
        lambda a, b: np.mean([a, b, b]) * np.sum([a, b]),
        normal,
        normal,
    ),
    several("array of arrays", lambda a, b: np.array([a, b]) * 2.0, (3,), (3,)),
    numbers("full", lambda a: np.full(3, a) * np.full((2, 3), a), normal),
    numbers(
        "linspace",
        lambda a, b: np.linspace(a, b, 5) * np.linspace(0.0, a, num=1),
        normal,
        normal,
    ),
    shape("zeros and ones", lambda a: np.zeros(a.shape) + a * np.ones(a.shape[1]), (2, 3)),
    shape("empty", lambda a: a + 0.0 * np.zeros((a.shape[0], 1)), (2, 3)),
    shape("eye", lambda a: a * np.eye(a.shape[0], 3) + np.eye(a.shape[0], k=1), (3, 3)),
    shape(
        "arange",
        lambda a: a * np.arange(a.shape[0]) + np.arange(1, a.shape[0] + 1),
        (3,),
    ),
    shape(
        "arange by steps",
        lambda a: a * np.arange(0, 2 * a.shape[0], 2, dtype="float64"),
        (3,),
    ),
    shape("range", lambda a: a * np.asarray(range(a.shape[0])), (3,)),
)

BUILTINS = (
    numbers("max", lambda a, b: max(a, b, 0.3) * max(0, a), normal, normal),
    numbers("min", lambda a, b: min((a, b)) * min(a, 0), normal, normal),
    shape("max of a vector", lambda a: max(a) * min(a), (4,), draw=apart),
    numbers("sum", lambda a, b: sum([a, b, 2.0]) * sum((a, b), 1.0), normal, normal),
    shape("sum of a vector", lambda a: sum(a) * len(a), (4,)),
    numbers("pow", lambda a, b: pow(a, b), positive, normal),
    numbers("math.prod", lambda a, b: math.prod([a, b, 2.0]), normal, normal, float32=False),
    numbers(
        "round",
        lambda a: a * round(a) + round(a, 1),
        normal,
        reference="richardson",
        float32=False,
    ),
    shape("np.round", lambda a: a * np.round(a) + a.round(1), (3,), reference="richardson"),
    numbers("float", lambda a: a * float(a), normal, float32=False),
    numbers("int", lambda a: a * int(a) * bool(a), normal, float32=False),
    shape("item", lambda a: a * a.item(), (1,), (1, 1), float32=False),
    numbers(
        "bits",
        lambda a: a * ((a > 0.0) | (a < 9.0)) * ((a <= 0.0) ^ (a == 0.0)) * (a != 7.0),
        normal,
    ),
    shape(
        "logic",
        lambda a: (
            a
            * np.logical_and(a > 0.0, ~(a > 9.0))
            * np.logical_or(np.isinf(a), np.isnan(a) == 0)
            * np.logical_xor(np.signbit(a), a > 0.0)
        ),
        (3,),
    ),
)

ROWS = (*MAKERS, *BUILTINS)
