"""Reductions: of all axes, of one, of several, of none."""

from __future__ import annotations

import itertools

import numpy as np

from tests.rules.rows.row import ARRAYS, apart, normal, one

AXES = (
    ((), {}),
    ((4,), {}),
    ((4,), {"axis": 0}),
    ((2, 3), {}),
    ((2, 3), {"axis": 0}),
    ((2, 3), {"axis": 1}),
    ((2, 3), {"axis": -1, "keepdims": True}),
    ((2, 3), {"keepdims": True}),
    ((2, 3, 2), {"axis": (0, 2)}),
    ((2, 3, 2), {"axis": (-1, 0), "keepdims": True}),
    ((2, 3, 2), {"axis": 1}),
    ((2, 1, 3), {"axis": 1}),
    ((1, 3), {"axis": 0}),
    ((1,), {}),
)
EMPTY = (((0,), {}), ((0, 3), {"axis": 0}), ((0, 3), {"axis": 1}), ((3, 0), {"axis": 1}))


def with_options(function, options):
    return lambda a: function(a, **options)


def as_method(name, options):
    return lambda a: getattr(a, name)(**options)


def reductions(name, draw=normal, reference="complex", cases=AXES, methods=True, **more):
    function = getattr(np, name, None) or getattr(np.linalg, name)
    for shape, options in cases:
        options = {**options, **more}
        shown = ", ".join(f"{k}={v}" for k, v in options.items())
        yield one(
            f"{name}({shape}, {shown})",
            with_options(function, options),
            draw,
            reference,
            ((shape,),),
        )
        if methods and shape:
            yield one(
                f"{shape}.{name}({shown})",
                as_method(name, options),
                draw,
                reference,
                ((shape,),),
            )


def zeroed(rng, shape):
    """Return numbers with a zero in the first place, and one more in the last of three or more."""
    values = rng.normal(size=shape)
    values.flat[:1] = 0.0
    return values


SEVERAL = AXES[1:-1]
REDUCTIONS = tuple(
    itertools.chain(
        reductions("sum", cases=AXES + EMPTY),
        reductions("mean", cases=AXES + EMPTY[2:3]),
        reductions("prod", cases=AXES + EMPTY),
        reductions("prod", zeroed, "richardson", cases=SEVERAL, methods=False),
        reductions("max", apart, cases=AXES + EMPTY[2:3]),
        reductions("min", apart, cases=AXES + EMPTY[2:3]),
        reductions("var", cases=AXES),
        reductions("var", cases=SEVERAL[:6], methods=False, ddof=1),
        reductions("std", cases=AXES[1:11]),
        reductions("std", cases=SEVERAL[:6], methods=False, ddof=1),
        reductions(
            "norm",
            cases=tuple(c for c in AXES[1:] if not isinstance(c[1].get("axis"), tuple)),
            methods=False,
        ),
        reductions("ptp", apart, cases=AXES[1:], methods=False),
    )
)
MORE_REDUCTIONS = (
    one(
        "any, all",
        lambda a: a * (np.any(a > 9.0) + (a > -9.0).all() + np.count_nonzero(a)),
        shapes=ARRAYS[:2],
    ),
    one(
        "argmax", lambda a: a * np.argmax(a) + a.argmin(axis=0), apart, shapes=(((4,),), ((2, 3),))
    ),
    one("sum of a vector", lambda a: a * a, shapes=(((3,),),)),
)

ROWS = (*REDUCTIONS, *MORE_REDUCTIONS)
