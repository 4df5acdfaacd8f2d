"""Shapes, entries moved, arrays joined."""

from __future__ import annotations

import numpy as np

from tests.rules.rows.row import apart, normal, places, several, shape, two

CUBE = (2, 3, 4)
SHAPES = (
    shape(".T", lambda a: a.T * 2.0, (3,), (2, 3), CUBE),
    shape("transpose", lambda a: np.transpose(a, (2, 0, 1)) * a.transpose(2, 0, 1), CUBE),
    shape("transpose all", lambda a: np.transpose(a) + a.transpose(), (2, 3), CUBE),
    shape("swapaxes", lambda a: np.swapaxes(a, 0, 2) + a.swapaxes(-1, 0), CUBE),
    shape("moveaxis", lambda a: np.moveaxis(a, 0, -1) * 2.0, CUBE),
    shape("moveaxis of two", lambda a: np.moveaxis(a, (0, 1), (2, 0)) * 2.0, CUBE),
    shape("reshape", lambda a: a.reshape(4, 6) * a.reshape((4, -1)), CUBE),
    shape("np.reshape", lambda a: np.reshape(a, (-1,)) * np.reshape(a, -1), CUBE, (0, 2)),
    shape("reshape by lengths", lambda a: a.reshape(a.shape[0], -1) * 2.0, CUBE, (2, 3)),
    two("reshape like another", lambda a, b: a.reshape(b.shape) * b, shapes=(((6,), (2, 3)),)),
    shape("ravel", lambda a: a.ravel() * np.ravel(a) + a.flatten(), CUBE, (2, 0), (3,)),
    shape("expand_dims", lambda a: np.expand_dims(a, 1) * np.expand_dims(a, (0, -1)), (2, 3), (3,)),
    shape("squeeze", lambda a: np.squeeze(a) * a.squeeze(1), (3, 1), (1, 1, 4)),
    shape("squeeze an axis", lambda a: np.squeeze(a, axis=0) * 2.0, (1, 3)),
    shape(
        "broadcast_to",
        lambda a: np.broadcast_to(a, (2, 3)) * 2.0,
        (3,),
        (1, 3),
        (2, 1),
        (2, 3),
        None,
    ),
    two(
        "broadcast_to a shape",
        lambda a, b: np.broadcast_to(a, b.shape) * b,
        shapes=(((3,), (2, 3)), ((2, 1), (2, 3))),
    ),
    shape("atleast", lambda a: np.atleast_1d(a) * np.atleast_2d(a), None, (3,), (2, 3)),
    shape("flip", lambda a: np.flip(a) * np.flip(a, axis=0) + np.flip(a, -1), (3,), (2, 3)),
    shape("fliplr", lambda a: np.fliplr(a) * np.flipud(a), (2, 3)),
    shape("roll", lambda a: np.roll(a, 1) * np.roll(a, -2, axis=0), (3,), (2, 3)),
    shape("tile", lambda a: np.tile(a, 3) * 2.0, (2,), (2, 3)),
    shape("tile over axes", lambda a: np.tile(a, (2, 3)) * 2.0, (2,), (2, 3), (1, 2, 2)),
    shape("repeat", lambda a: np.repeat(a, 3) * 2.0, (2,), (2, 3)),
    shape("repeat an axis", lambda a: np.repeat(a, 2, axis=1) * a.repeat(2, axis=-1), (2, 3)),
    shape("pad", lambda a: np.pad(a, 1) * np.pad(a, (2, 0)), (3,), (2, 3)),
    shape("pad an axis", lambda a: np.pad(a, ((0, 1), (2, 3)), constant_values=2.0) * 2.0, (2, 3)),
    shape("cumsum", lambda a: np.cumsum(a) * a.cumsum(), (3,), (2, 3), (0,)),
    shape("cumsum of an axis", lambda a: np.cumsum(a, axis=0) * a.cumsum(axis=-1), (2, 3)),
    shape(
        "sort",
        lambda a: np.sort(a) * np.sort(a, axis=0),
        (4,),
        (2, 3),
        draw=apart,
        reference="richardson",
    ),
    shape("argsort", lambda a: np.sort(a) * a.argsort(), (4,), draw=apart, reference="richardson"),
    shape("tril", lambda a: np.tril(a) * np.triu(a, -1) + np.triu(a, k=1), (3, 3), (2, 4)),
    shape("diag", lambda a: np.diag(a) * 2.0, (3,), (3, 3), (2, 4), (4, 2)),
    shape("diag of an offset", lambda a: np.diag(a, 1) * 2.0, (3,), (3, 3), (2, 4), (4, 2)),
    shape("diagonal", lambda a: np.diagonal(a, offset=-1) * a.diagonal(-1), (3, 3), (3, 5), (5, 3)),
    shape("diff", lambda a: np.diff(a) * 2.0, (4,), (2, 3), (1,)),
    shape("diff twice", lambda a: np.diff(a, n=2, axis=0) * 2.0, (4,), (4, 2)),
    two(
        "take",
        lambda a, k: np.take(a, k, axis=0) * 2.0,
        (normal, places),
        shapes=(((3,), (4,)), ((3, 2), (2, 2))),
    ),
    two(
        "take of a row",
        lambda a, k: a.take(k, axis=-1) * 2.0,
        (normal, places),
        shapes=(((2, 3), (4,)),),
    ),
    shape("astype", lambda a: a.astype(np.float64) * a.astype("float64"), (3,), ()),
    shape("copy", lambda a: a.copy() * np.copy(a), (3,), (2, 3)),
    shape("asarray", np.asarray, (3,), (2, 3), None, ()),
    shape("array", np.array, (3,), (2, 3), None, ()),
    shape("lengths", lambda a: a * a.shape[0] / a.size, (3,), (2, 3)),
    shape(
        "shaped like it",
        lambda a: a * np.ones_like(a) + np.zeros_like(a) * np.full_like(a, 2.0),
        (3,),
        (2, 3),
    ),
    two("full_like", lambda a, b: a * np.full_like(a, b), shapes=(((2, 3), None), ((3,), ()))),
    shape("real", lambda a: a.real * np.real(a) * a.conj(), (3,), reference="richardson"),
)


JOINS = (
    several("concatenate", lambda a, b: np.concatenate([a, b]), (2,), (3,)),
    several(
        "concatenate three",
        lambda a, b, c: np.concatenate((a, b, c), axis=1),
        (2, 1),
        (2, 3),
        (2, 0),
    ),
    several("concatenate one", lambda a: np.concatenate([a]), (2,)),
    several("concatenate twice", lambda a: np.concatenate([a, a], axis=-1), (2, 3)),
    several("stack", lambda a, b: np.stack([a, b]), (3,), (3,)),
    several("stack last", lambda a, b: np.stack([a, b], axis=-1), (2, 3), (2, 3)),
    several("hstack", lambda a, b: np.hstack([a, b]), (2,), (3,)),
    several("hstack matrices", lambda a, b: np.hstack([a, b]), (2, 2), (2, 3)),
    several("vstack", lambda a, b: np.vstack([a, b]), (3,), (2, 3)),
    several("column_stack", lambda a, b: np.column_stack([a, b]), (3,), (3,)),
    several("append", lambda a, b: np.append(a, b), (3,), (2, 2)),
)

ROWS = (*SHAPES, *JOINS)
