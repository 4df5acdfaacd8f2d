"""Functions that stand for programs (`gradwright.frontend.definitions`), and results of decompositions."""

from __future__ import annotations

import numpy as np

from tests.rules.rows.row import Row, apart, normal, positive


def read(name, function, *shapes, draws=(normal,), reference="complex", **fields):
    """Return a row that the frontend reads as several statements; a shape is one operand's."""
    given = tuple(s if isinstance(s[0], tuple) else (s,) for s in shapes)
    return Row(name, function, given, draws, reference, traced=False, **fields)


def rising(rng, shape):
    """Return numbers that rise along the last axis by uneven steps."""
    return np.cumsum(rng.uniform(0.3, 1.5, size=shape), axis=-1)


def between(low, high):
    return lambda rng, shape: rng.uniform(low, high, size=shape)


DIFFERENCES = (
    read("gradient", lambda a: np.gradient(a) * 2.0, (5,), (2,)),
    read("gradient by a step", lambda a: np.gradient(a, 0.3, axis=-1) * 2.0, (5,), (2, 4), (3, 2)),
    read(
        "gradient of axes",
        lambda a: np.gradient(a)[0] * np.gradient(a, 0.2, 0.3)[1],
        (3, 4),
        (2, 2),
    ),
    read("gradient of chosen axes", lambda a: np.gradient(a, axis=(1, 0))[1] * 2.0, (3, 4)),
    read("gradient to second order", lambda a: np.gradient(a, 0.3, edge_order=2), (5,), (3,)),
    read(
        "gradient over points",
        lambda a, x: np.gradient(a, x) * np.gradient(a, x, edge_order=2),
        ((5,), (5,)),
        ((3,), (3,)),
        draws=(normal, rising),
        float32=False,
    ),
    read(
        "gradient of rows over points",
        lambda a, x: np.gradient(a, x, axis=1) * 2.0,
        ((2, 4), (4,)),
        draws=(normal, rising),
        float32=False,
    ),
    read(
        "trapezoid", lambda a: np.trapezoid(a) * np.trapezoid(a, dx=0.2), (5,), (2, 4), (1,), (0,)
    ),
    read(
        "trapezoid over points",
        lambda a, x: np.trapezoid(a, x) * 2.0,
        ((5,), (5,)),
        ((2, 4), (4,)),
        ((2, 4), (2, 4)),
        draws=(normal, rising),
    ),
    read("trapezoid of an axis", lambda a: np.trapezoid(a, axis=0) * 2.0, (3, 2)),
    read(
        "trapezoid of a list", lambda a: np.trapezoid([a[0], a[1]], [0.0, 2.0]), (3,), float32=False
    ),
)
MOMENTS = (
    read(
        "cov of columns",
        lambda a: np.cov(a, rowvar=False) * 2.0,
        (4, 2),
        (3, 5),
        reference="richardson",
    ),
    read(
        "cov by degrees of freedom",
        lambda a: np.cov(a, ddof=0) * np.cov(a, bias=True),
        (2, 4),
        (5,),
        reference="richardson",
    ),
    read(
        "cov of two",
        lambda a, b: np.cov(a, b) * 2.0,
        ((4,), (4,)),
        ((2, 4), (1, 4)),
        ((2, 4), (4,)),
        reference="richardson",
        float32=False,
    ),
    read(
        "cov by weights",
        lambda a, w: np.cov(a, aweights=w) * np.cov(a, aweights=w, ddof=0),
        ((2, 4), (4,)),
        draws=(normal, positive),
        reference="richardson",
        float32=False,
    ),
    read(
        "cov by frequencies",
        lambda a, w: (
            np.cov(a, fweights=np.array([1, 2, 1, 3]))
            + np.cov(a, fweights=np.array([1, 2, 1, 3]), aweights=w)
        ),
        ((2, 4), (4,)),
        draws=(normal, positive),
        reference="richardson",
        float32=False,
    ),
    read(
        "corrcoef",
        lambda a: np.corrcoef(a) * 2.0,
        (2, 4),
        (3, 5),
        reference="richardson",
        float32=False,
    ),
    read(
        "corrcoef of two",
        lambda a, b: np.corrcoef(a, b)[0, 1] + np.corrcoef(a, rowvar=False),
        ((5,), (5,)),
        reference="richardson",
        float32=False,
    ),
)
CHOSEN = (
    read("delete", lambda a: np.delete(a, 1) * np.delete(a, -1), (4,), (2, 3), (2,)),
    read("delete several", lambda a: np.delete(a, [0, -1, 0], axis=0) * 2.0, (4,), (3, 2)),
    read("delete a column", lambda a: np.delete(a, 1, axis=1) * 2.0, (2, 3), (3, 2)),
    read("insert", lambda a: np.insert(a, 1, 2.0) * np.insert(a, -1, a[0]), (4,), (1,)),
    read("insert several", lambda a, b: np.insert(a, [2, 0, 2], b) * 2.0, ((4,), (3,))),
    read("insert a vector", lambda a, b: np.insert(a, 2, b) * 2.0, ((4,), (3,)), ((2, 3), (2,))),
    read(
        "insert a row",
        lambda a, b: np.insert(a, 1, b, axis=0) * 2.0,
        ((2, 3), (3,)),
        ((2, 3), (2, 3)),
    ),
    read("insert a column", lambda a, b: np.insert(a, 1, b, axis=1) * 2.0, ((2, 3), (2,))),
    read(
        "insert a number as a column", lambda a: np.insert(a, 0, 1.0, axis=1) * 2.0, (2, 3), (1, 2)
    ),
    read(
        "take_along_axis",
        lambda a: np.take_along_axis(a, np.argsort(a, axis=0), axis=0) * 2.0,
        (4,),
        (3, 2),
        draws=(apart,),
        reference="richardson",
    ),
    read(
        "take_along_axis of extremes",
        lambda a: np.take_along_axis(a, np.argmax(a, axis=1)[:, None], axis=1) * a,
        (3, 4),
        (2, 1),
        draws=(apart,),
        reference="richardson",
    ),
    read(
        "take_along_axis of repeats",
        lambda a: np.take_along_axis(a, np.array([[0, 0, 1]]), axis=1) * 2.0,
        (4, 3),
        (1, 2),
    ),
    read(
        "compress",
        lambda a: np.compress(a[0] > -9.0, a, axis=1) * 2.0,
        (2, 3),
        reference="richardson",
    ),
    read(
        "extract",
        lambda a: np.extract(a > 0.2, a) * 2.0,
        (4,),
        (2, 3),
        draws=(apart,),
        reference="richardson",
    ),
    read(
        "piecewise",
        lambda a: np.piecewise(a, [a < -0.1, a > 0.6], [lambda t: t * t, 2.0, lambda t: t**3]),
        (5,),
        (2, 3),
        (0,),
        draws=(apart,),
        reference="richardson",
    ),
    read(
        "piecewise with arguments",
        lambda a: np.piecewise(a, [a > 0.2], [lambda t, w: t * w, lambda t, w: t**w], 3.0),
        (5,),
        draws=(apart,),
        reference="richardson",
    ),
    read(
        "choose",
        lambda a, b: np.choose(np.array([0, 2, 1]), [a, b, a * b]),
        ((3,), (3,)),
        ((2, 3), (3,)),
    ),
    read(
        "apply_along_axis",
        lambda a: np.apply_along_axis(lambda row: row * row.sum(), 1, a) * 2.0,
        (2, 3),
        (3, 1),
    ),
    read(
        "apply_along_axis 0",
        lambda a: np.apply_along_axis(lambda row, k: row[0] * k + row[-1], 0, a, 3.0) * 2.0,
        (2, 3),
        (4,),
    ),
)
FORMS = (
    read(
        "correlate by mode",
        lambda a, b: np.correlate(a, b)[0] * np.correlate(a, b, mode="same"),
        ((5,), (2,)),
        ((2,), (5,)),
        ((4,), (3,)),
        ((4,), (4,)),
    ),
    read(
        "outer of ufuncs",
        lambda a, b: np.subtract.outer(a, b) * np.multiply.outer(a, b) + np.hypot.outer(a, b),
        ((3,), (2,)),
        ((2, 2), (3,)),
        reference="richardson",
    ),
    read(
        "accumulate of ufuncs",
        lambda a: np.add.accumulate(a) * np.multiply.accumulate(a) + np.add.accumulate(a, axis=-1),
        (4,),
        (3, 2),
    ),
)


ROWS = (*DIFFERENCES, *MOMENTS, *CHOSEN, *FORMS)
