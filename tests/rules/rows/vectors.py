"""Cross products, correlations, sums and distances of several numbers, special functions of `math`."""

from __future__ import annotations

import math

import numpy as np

from tests.rules.rows.row import MATH, normal, numbers, one, positive, shape, two

ROWS = (
    two(
        "cross",
        lambda a, b: np.cross(a, b) * 2.0,
        shapes=(
            ((3,), (3,)),
            ((2, 3), (3,)),
            ((2, 1, 3), (4, 3)),
            ((0, 3), (3,)),
            ((1, 3), (2, 3)),
        ),
    ),
    two(
        "cross along axes",
        lambda a, b: np.cross(a, b, axis=0) + np.linalg.cross(b, a, axis=0),
        shapes=(((3, 2), (3, 2)), ((3,), (3,))),
    ),
    two(
        "cross along several axes",
        lambda a, b: np.cross(a, b, axisa=0, axisb=1, axisc=0) * 2.0,
        shapes=(((3, 2), (2, 3)),),
    ),
    two(
        "correlate",
        lambda a, b: np.correlate(a, b, "full") * 2.0,
        shapes=(((4,), (2,)), ((2,), (5,)), ((1,), (1,)), ((3,), (1,))),
    ),
    two(
        "float_power",
        np.float_power,
        (positive, normal),
        float32=False,
    ),
    one(
        "float_power by a number",
        lambda a: np.float_power(a, 2) + np.float_power(a, 0.5),
        positive,
        float32=False,
    ),
    one("math.gamma", lambda a: math.gamma(a), positive, "richardson", shapes=MATH, float32=False),
    one(
        "math.lgamma", lambda a: math.lgamma(a), positive, "richardson", shapes=MATH, float32=False
    ),
    one(
        "math.gamma below 0",
        lambda a: math.gamma(-a) * math.lgamma(-a - 3.0) * math.lgamma(30.0 * a),
        positive,
        "richardson",
        shapes=MATH,
        float32=False,
    ),
    numbers(
        "math.fsum",
        lambda a, b: math.fsum([a, b, 2.0 * a]) * math.fsum((b,)),
        normal,
        normal,
        reference="richardson",
        float32=False,
    ),
    numbers(
        "math.hypot of several",
        lambda a, b: math.hypot(a, b, 2.0) * math.hypot(a) + math.dist((a, b), (b, 1.0)),
        normal,
        normal,
        reference="richardson",
        float32=False,
    ),
    shape(
        "math.fsum of a vector",
        lambda a: math.fsum(a) * a,
        (4,),
        (0,),
        (1,),
        reference="richardson",
    ),
    two(
        "math.dist of vectors",
        lambda a, b: math.dist(a, b) * a,
        shapes=(((3,), (3,)),),
        reference="richardson",
    ),
)
