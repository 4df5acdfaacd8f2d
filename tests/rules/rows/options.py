"""Options of calls that other rows leave at their defaults: first numbers, masks, orders, halves, sizes."""

from __future__ import annotations

import math
import operator

import numpy as np

from tests.rules.rows.definitions import read
from tests.rules.rows.row import Row, apart, normal, positive


def ladder(rng, shape):
    """Return positive definite matrices whose eigenvalues are apart, not symmetric themselves."""
    steps = 2.0 * np.eye(shape[-1]) * np.arange(1.0, 1.0 + shape[-1])
    return steps + 0.2 * rng.normal(size=shape)


FIRST = (
    read(
        "sum from a number",
        lambda a, c: np.sum(a, initial=c) * a.sum(initial=2.0),
        ((4,), None),
        ((2, 3), None),
        ((0, 2), None),
        float32=False,
    ),
    read("sum of an axis from a number", lambda a, c: np.sum(a, axis=0, initial=c), ((3, 2), None)),
    read(
        "prod from a number",
        lambda a, c: np.prod(a, axis=1, initial=c) * np.prod(a, initial=c, keepdims=True),
        ((2, 3), None),
        float32=False,
    ),
    read("add.reduce from a number", lambda a: np.add.reduce(a, initial=3.0) * 2.0, (4,), (2, 3)),
    read(
        "max of masked entries",
        lambda a: (
            np.max(a, axis=1, where=a > 0.2, initial=-1.0)
            + np.min(a, axis=1, where=a > 0.2, initial=9.0)
            + a.max(axis=1, initial=-9.0)
        ),
        (2, 4),
        draws=(apart,),
        reference="richardson",
    ),
    read(
        "prod of masked entries",
        lambda a: np.prod(a, axis=0, where=np.array([[True, False]])),
        (3, 2),
    ),
    read(
        "var of masked entries",
        lambda a: (
            np.var(a, axis=1, where=np.array([True, False, True, True]))
            * np.std(a, axis=1, where=np.array([True, False, True, True]), ddof=1)
        ),
        (2, 4),
        reference="richardson",
    ),
    read(
        "var by another name",
        lambda a: np.var(a, correction=1) * np.var(a, 0, mean=np.mean(a, 0, keepdims=True)),
        (3, 2),
        reference="richardson",
    ),
)
ORDERS = (
    read(
        "reshape in Fortran's order",
        lambda a: np.reshape(a, (3, -1), order="F") + a.reshape(3, 2, order="F"),
        (2, 3),
        (3, 2),
    ),
    read(
        "ravel in Fortran's order",
        lambda a: np.ravel(a, "F") * a.ravel(order="F") + a.flatten("F"),
        (2, 3),
        (2, 1, 3),
    ),
    read("asfortranarray", lambda a: np.asfortranarray(a) * 2.0, (2, 3)),
    read(
        "diagonal of a stack, the method", lambda a: a.diagonal(1) * a.trace()[:, None], (3, 3, 3)
    ),
)
JOINED = (
    read(
        "parts of an array joined",
        lambda a: np.concatenate(a) * np.hstack(a) + np.concatenate(a, axis=None),
        (2, 3),
        float32=False,
    ),
    read(
        "parts of an array joined along axes",
        lambda a: np.vstack(a)[:, :1] * np.concatenate(a, axis=-1).T[:4] + np.hstack(a)[0, 0],
        (2, 2, 3),
    ),
    read(
        "parts of an array stacked", lambda a: np.stack(a) * np.vstack(a) + np.stack(a, 1).T, (2, 3)
    ),
)
REPEATS = (
    Row(
        "repeat of a number",
        lambda a: np.repeat(a, 3) * 2.0,
        ((None,), ((),)),
        reference="richardson",
        float32=False,
    ),
    read("repeat by counts", lambda a: np.repeat(a, [1, 0, 2]) * a.repeat([2, 0, 1]), (3,)),
    read("repeat of rows by counts", lambda a: np.repeat(a, np.array([2, 1]), axis=0), (2, 3)),
    read("repeat by a list of one count", lambda a: np.repeat(a, [2], axis=1) * 2.0, (2, 3)),
)
MATRICES = (
    read(
        "eigh of the upper triangle",
        lambda a: (
            np.linalg.eigh(a, "U")[0][..., None] * np.linalg.eigh(a, UPLO="U")[1]
            + np.linalg.eigvalsh(a, "U")[..., None]
        ),
        (3, 3),
        (2, 2, 2),
        draws=(ladder,),
        reference="richardson",
        float32=False,
    ),
    read(
        "cholesky, the upper factor",
        lambda a: np.linalg.cholesky(a, upper=True) * 2.0,
        (3, 3),
        draws=(ladder,),
        reference="richardson",
        float32=False,
    ),
    read(
        "pinv of a stack, by a bound",
        lambda a: np.linalg.pinv(a) * np.linalg.pinv(a, rcond=1e-10),
        (2, 3, 2),
        reference="richardson",
        float32=False,
    ),
    read(
        "lstsq by a bound",
        lambda a, b: np.linalg.lstsq(a, b, rcond=1e-10)[0],
        ((4, 2), (4,)),
        reference="richardson",
        float32=False,
    ),
    read(
        "powers of a stack of matrices",
        lambda a: np.linalg.matrix_power(a, 3) * np.linalg.matrix_power(a, -1),
        (2, 3, 3),
        draws=(ladder,),
        reference="richardson",
        float32=False,
    ),
    read("power 0 of a matrix", lambda a: np.linalg.matrix_power(a, 0) * a, (3, 3), (2, 2, 2)),
    read(
        "solve of a stack by one right-hand side",
        lambda a, b: np.linalg.solve(a, b) * 2.0,
        ((2, 3, 3), (3,)),
        draws=(ladder, normal),
        reference="richardson",
        float32=False,
    ),
    read(
        "norms by singular values of a stack",
        lambda a: (
            np.linalg.norm(a, 2, axis=(0, 2)) * np.linalg.norm(a, "nuc", axis=(2, 0))
            + np.linalg.norm(a, -2, axis=(0, 2), keepdims=True)[0, :, 0]
        ),
        (3, 2, 4),
        reference="richardson",
        float32=False,
    ),
    read(
        "norms by the least sum",
        lambda a: np.linalg.norm(a, -np.inf) + np.linalg.norm(a, -np.inf, axis=(1, 0)),
        (3, 4),
        draws=(positive,),
        reference="richardson",
    ),
)
TRANSFORMS = (
    read(
        "transforms of sizes",
        lambda a: (
            np.abs(np.fft.fft2(a, s=[4, 2], axes=[0, 2])) + np.abs(np.fft.ifftn(a, (4, 2), (0, -1)))
        ),
        (3, 2, 3),
        reference="richardson",
        float32=False,
    ),
    read(
        "transforms of the last axes",
        lambda a: np.abs(np.fft.fftn(a, s=(2, 3), axes=(1, 2))),
        (2, 3, 3),
        reference="richardson",
        float32=False,
    ),
    read(
        "real transforms of sizes",
        lambda a: np.fft.irfft2(np.fft.rfftn(a, s=[6, 2], axes=[0, 1]), s=(3, 4), axes=(0, 1)),
        (4, 3),
        reference="richardson",
        float32=False,
    ),
)
SUBSCRIPTS = (
    read("slices made before", lambda a: a[slice(1, None)] * a[np.s_[:-1, ::1]], (3, 2)),
    read("nested lists of places", lambda a: a[[[0, 1], [2, 0]]] * a[[1, 1]], (3, 2)),
    read("tuples of places", lambda a: a[(0, 1, 0), (1, 1, 0)] * 2.0, (3, 2)),
    read("lists of truth values", lambda a: a[[True, False, True]] * a[:2], (3, 2)),
    read("lists of truth values behind an axis", lambda a: a[:, [True, False, True]], (2, 3)),
)


def multiplied_at(a):
    y = np.ones(3)
    np.multiply.at(y, [0, 1, 1], a)
    return y


def largest_at(a):
    y = a * 1.0
    np.maximum.at(y, np.array([0, 1, 1]), 2.0 - a)
    return y


def at_least(a, b):
    x, y = np.atleast_1d(a, b)
    return np.concatenate((x, y))


LOOPS = (
    read(
        "ufuncs reduced by a loop",
        lambda a: (
            np.logaddexp.reduce(a) + np.subtract.reduce(a, axis=1) * np.hypot.reduce(a, axis=0)
        ),
        (3, 3),
        reference="richardson",
    ),
    read(
        "logaddexp.reduce, kept",
        lambda a: np.logaddexp.reduce(a, axis=1, keepdims=True),
        (2, 3),
        reference="richardson",
    ),
    read(
        "logaddexp.accumulate",
        lambda a: np.logaddexp.accumulate(a) * 2.0,
        (4,),
        (3, 2),
        reference="richardson",
    ),
    read("multiply.at places that repeat", multiplied_at, (3,), float32=False),
    read("maximum.at places that repeat", largest_at, (3,), draws=(apart,), reference="richardson"),
)
FORMS = (
    read(
        "einsum of lists",
        lambda a, b: (
            np.einsum(a, [0, 1], b, [1, 2], [0, 2]) * np.einsum(a, [0, 1], b, [1, 2])
            + np.einsum(a, [0, ...], a, [0, ...], [...])[0]
        ),
        ((2, 3), (3, 2)),
        reference="richardson",
    ),
    read(
        "polynomials as functions",
        lambda a, x: np.poly1d(a)(x) * np.polynomial.Polynomial(a)(x),
        ((3,), ()),
        float32=False,
    ),
    read(
        "coefficients from zeros",
        lambda a: np.poly(a) * 2.0,
        (3,),
        reference="richardson",
        float32=False,
    ),
    read(
        "functions of operator",
        lambda a: sorted([(2, a), (1, operator.neg(a))], key=operator.itemgetter(0))[1][1] * 2.0,
        (3,),
    ),
    read("math.prod of a vector", lambda a: math.prod(a) * 2.0, (3,), reference="richardson"),
    read(
        "fromiter",
        lambda a: (
            np.fromiter((v * v for v in a), float) * np.fromiter([v + 1.0 for v in a], float, 3)
        ),
        (3,),
        reference="richardson",
        float32=False,
    ),
    read(
        "take beyond the end",
        lambda a: (
            np.take(a, [0, 7], mode="wrap") * np.take(a, [-1, 9], mode="clip")
            + a.take([5, 6], axis=1, mode="wrap")[0]
        ),
        (2, 3),
    ),
    read("choose by a list", lambda a: np.choose([0, 3, 1], [a, a * a], mode="wrap"), (3,)),
    read("atleast_1d of several", at_least, ((), (3,)), reference="richardson", float32=False),
    read(
        "linspace of arrays",
        lambda a, b: np.linspace(a, b, 4) * np.linspace(a, 3.0, 4, endpoint=False),
        ((3,), (3,)),
        reference="richardson",
        float32=False,
    ),
    read(
        "nan_to_num with infinities",
        lambda a: np.nan_to_num(a, nan=1.0, posinf=2.0, neginf=-2.0) * ~np.isposinf(a),
        (3,),
        float32=False,
    ),
    read(
        "transforms of halves",
        lambda a: np.fft.hfft(a)[:3] * np.abs(np.fft.ihfft(a, 4, norm="ortho")),
        (3,),
        reference="richardson",
        float32=False,
    ),
    read(
        "sort by a kind",
        lambda a: np.sort(a, kind="stable") * 2.0,
        (3,),
        draws=(apart,),
        reference="richardson",
    ),
    read(
        "arrays and lists",
        lambda a: (a * [1.0, 2.0, 3.0] + [2.0, a[0], 1.0]) / (4.0, 5.0, 6.0) - [1, 2, 3] * a,
        (3,),
        reference="richardson",
        float32=False,
    ),
    read("product with a list", lambda a: a @ [1.0, 2.0, 3.0] * a, (3,), float32=False),
)
ROWS = (*LOOPS, *FORMS, *FIRST, *ORDERS, *JOINED, *REPEATS, *MATRICES, *TRANSFORMS, *SUBSCRIPTS)
