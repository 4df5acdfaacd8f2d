"""Places of values among others, and counts."""

from __future__ import annotations

import numpy as np

from tests.rules.rows.row import ARRAYS, apart, normal, one, places, positive, two

ROWS = (
    two(
        "searchsorted",
        lambda a, b: a * np.searchsorted([-1.0, 0.1, 0.9], a) + np.searchsorted(np.sort(b), a),
        (normal, positive),
        "richardson",
        shapes=(((4,), (3,)), ((2, 3), (3,)), ((), (3,)), ((0,), (3,))),
    ),
    two(
        "searchsorted from the right",
        lambda a, b: np.sum(b) * a * np.searchsorted(np.sort(b), a, side="right"),
        (normal, apart),
        "richardson",
        shapes=(((4,), (3,)), ((2, 3), (4,))),
    ),
    one(
        "searchsorted method",
        lambda a: a * np.sort(a).searchsorted(a + 0.01),
        apart,
        "richardson",
        shapes=(((4,),),),
    ),
    one(
        "digitize",
        lambda a: a * np.digitize(a, [-1.0, 0.2, 0.8]) + np.digitize(a, [2.0, 0.1], right=True),
        apart,
        "richardson",
        shapes=ARRAYS[1:],
    ),
    one(
        "argpartition",
        lambda a: a * np.argpartition(a, 1, axis=0),
        apart,
        "richardson",
        shapes=(((4,),), ((2, 3),)),
    ),
    two(
        "bincount",
        lambda k, b: b * np.sum(np.bincount(k, minlength=4) ** 2) + np.max(np.bincount(k)),
        (places, normal),
        shapes=(((5,), (3,)), ((2,), (2, 3))),
    ),
    two(
        "bincount of weights",
        lambda k, w: np.bincount(k, w) * 2.0,
        (places, normal),
        "richardson",
        shapes=(((5,), (5,)), ((1,), (1,))),
    ),
    two(
        "bincount of weights at least",
        lambda k, w: np.bincount(k, weights=w * w, minlength=6),
        (places, normal),
        "richardson",
        shapes=(((5,), (5,)), ((4,), (4,))),
    ),
)
