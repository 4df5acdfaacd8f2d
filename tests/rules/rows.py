"""One row a primitive (or way to call it): what is computed, of which shapes, from which numbers.

A shape of None is a Python float, () a NumPy scalar.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import scipy.special

Shape = tuple[int, ...] | None
Draw = Callable[[np.random.Generator, tuple[int, ...]], np.ndarray]


def normal(rng, shape):
    return rng.normal(size=shape)


def positive(rng, shape):
    return rng.uniform(0.3, 2.5, size=shape)


def unit(rng, shape):
    return rng.uniform(-0.85, 0.85, size=shape)


def fraction(rng, shape):
    return rng.uniform(0.1, 0.9, size=shape)


def above_one(rng, shape):
    return rng.uniform(1.2, 3.0, size=shape)


def apart(rng, shape):
    """Return numbers that differ by more than a difference's step."""
    values = 0.3 * (1.0 + np.arange(math.prod(shape)))
    return rng.permutation(values - 0.93).reshape(shape)


def places(rng, shape):
    """Return indices of the first three entries, some twice."""
    return rng.integers(0, 3, size=shape)


@dataclass(frozen=True)
class Row:
    """A function of float arguments; it is run with each of the tuples of shapes."""

    name: str
    function: Callable
    shapes: tuple[tuple[Shape, ...], ...]
    draws: tuple[Draw, ...] = (normal,)
    reference: str = "complex"
    numpy_scalars: bool = True
    float32: bool = True
    prims: frozenset[str] = field(default_factory=frozenset)

    def arguments(self, rng, shapes):
        draws = self.draws if len(self.draws) == len(shapes) else self.draws * len(shapes)
        return tuple(
            float(draw(rng, ()))
            if shape is None
            else np.float64(draw(rng, ()))
            if shape == ()
            else draw(rng, shape)
            for draw, shape in zip(draws, shapes, strict=True)
        )


ONE = ((None,), ((),), ((4,),), ((2, 3),), ((3, 1),), ((0, 2),))
TWO = (
    (None, None),
    ((), None),
    ((3,), (3,)),
    ((2, 3), (3,)),
    ((2, 1), (1, 3)),
    ((2, 3), None),
    (None, (2, 2)),
    ((1,), (4,)),
    ((2, 1, 3), (4, 1)),
    ((0, 3), (3,)),
)
ARRAYS = tuple(s for s in ONE if s[0])
NUMBERS = ((None,), ((),))
MATH = ((None,), ((),))


def one(name, function, draw=normal, reference="complex", shapes=ONE, **fields):
    return Row(name, function, shapes, (draw,), reference, **fields)


def two(name, function, draws=(normal, normal), reference="complex", shapes=TWO, **fields):
    return Row(name, function, shapes, draws, reference, **fields)


OPERATORS = (
    two("add", lambda a, b: a + b),
    two("sub", lambda a, b: a - b),
    two("mul", lambda a, b: a * b),
    two("truediv", lambda a, b: a / b, (normal, positive)),
    two("floordiv", lambda a, b: a // b + a, (normal, positive)),
    two("mod", lambda a, b: a % b, (normal, positive)),
    two("pow", lambda a, b: a**b, (positive, normal)),
    one("pow by a number", lambda a: a**3 + a**2 + a**-1 + a**0.5 + 2.0**a + a**1 + a**0, positive),
    one("power of a negative number", lambda a: (-a) ** 3 + (-a) ** -2, positive),
    one("neg", lambda a: -a),
    one("pos", lambda a: +a),
    one("abs", lambda a: abs(a)),
    one(
        "masked by a comparison",
        lambda a: a * (a > 0.1) + a * ((a < 0.3) & (a >= -0.2)),
        shapes=ARRAYS,
    ),
)

FUNCTIONS = tuple(
    one(name, getattr(np, name), draw)
    for name, draw in (
        ("exp", normal),
        ("exp2", normal),
        ("expm1", normal),
        ("log", positive),
        ("log2", positive),
        ("log10", positive),
        ("log1p", positive),
        ("sqrt", positive),
        ("cbrt", positive),
        ("square", normal),
        ("reciprocal", positive),
        ("sin", normal),
        ("cos", normal),
        ("tan", unit),
        ("arcsin", unit),
        ("arccos", unit),
        ("arctan", normal),
        ("sinh", normal),
        ("cosh", normal),
        ("tanh", normal),
        ("arcsinh", normal),
        ("arccosh", above_one),
        ("arctanh", unit),
        ("deg2rad", normal),
        ("rad2deg", normal),
        ("degrees", normal),
        ("radians", normal),
        ("negative", normal),
        ("positive", normal),
        ("absolute", normal),
        ("fabs", normal),
        ("conjugate", normal),
    )
)
MORE_FUNCTIONS = (
    one("sinc", np.sinc, positive, "richardson"),
    one(
        "steps",
        lambda a: a * (np.sign(a) + np.floor(a) + np.ceil(a) + np.trunc(a) + np.rint(a)),
        unit,
    ),
    one("nan_to_num", np.nan_to_num, shapes=ARRAYS, reference="richardson"),
    one("isfinite", lambda a: a * np.isfinite(a) * np.logical_not(np.isnan(a)), shapes=ARRAYS),
)

PAIRS = (
    two("np.add", np.add),
    two("np.subtract", np.subtract),
    two("np.multiply", np.multiply),
    two("np.divide", np.divide, (normal, positive)),
    two("np.power", np.power, (positive, normal)),
    two("np.remainder", np.remainder, (normal, positive)),
    two("np.fmod", np.fmod, (normal, positive)),
    two("arctan2", np.arctan2),
    two("hypot", np.hypot),
    two("logaddexp", np.logaddexp),
    two("logaddexp2", np.logaddexp2),
    two("copysign", np.copysign),
    two("heaviside", lambda a, b: a * np.heaviside(a, b)),
    two("maximum", np.maximum),
    two("minimum", np.minimum),
    two("fmax", np.fmax),
    two("fmin", np.fmin),
    two("where", lambda a, b: np.where(a > 0.0, a * b, b)),
    one("relu", lambda a: np.maximum(a, 0.0) + np.maximum(0, a)),
    one("clip", lambda a: np.clip(a, -0.4, 0.5)),
    one("clip below", lambda a: np.clip(a, -0.4, None)),
    one("clip above", lambda a: np.clip(a, None, 0.4)),
    one("clip method", lambda a: a.clip(-0.4, 0.4), shapes=ARRAYS),
    two("clip by a bound", lambda a, b: np.clip(a, b, 3.0) + np.clip(a, -3.0, b)),
)


def of_one(function):
    return lambda a: function(a)


def of_two(function):
    return lambda a, b: function(a, b)


MATHS = tuple(
    one(f"math.{name}", of_one(getattr(math, name)), draw, shapes=MATH, float32=False)
    for name, draw in (
        ("exp", normal),
        ("exp2", normal),
        ("expm1", normal),
        ("log", positive),
        ("log2", positive),
        ("log10", positive),
        ("log1p", positive),
        ("sqrt", positive),
        ("cbrt", positive),
        ("sin", normal),
        ("cos", normal),
        ("tan", unit),
        ("asin", unit),
        ("acos", unit),
        ("atan", normal),
        ("sinh", normal),
        ("cosh", normal),
        ("tanh", normal),
        ("asinh", normal),
        ("acosh", above_one),
        ("atanh", unit),
        ("radians", normal),
        ("degrees", normal),
        ("fabs", normal),
        ("erf", normal),
        ("erfc", normal),
    )
    if hasattr(math, name)
)
MATH_PAIRS = tuple(
    two(
        f"math.{name}",
        of_two(getattr(math, name)),
        draws,
        shapes=((None, None), ((), None)),
        float32=False,
    )
    for name, draws in (
        ("pow", (positive, normal)),
        ("atan2", (normal, normal)),
        ("hypot", (normal, normal)),
        ("copysign", (normal, normal)),
        ("fmod", (normal, positive)),
        ("log", (positive, above_one)),
    )
)

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


def einsum_of(text, operands):
    """Return an einsum of one, two or three operands."""
    return {
        1: lambda a: np.einsum(text, a),
        2: lambda a, b: np.einsum(text, a, b),
        3: lambda a, b, c: np.einsum(text, a, b, c),
    }[operands]


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


def products(name, function, shapes, reference="complex"):
    return two(name, function, shapes=shapes, reference=reference)


RANKS = (
    ((3,), (3,)),
    ((3,), (3, 2)),
    ((2, 3), (3,)),
    ((2, 3), (3, 4)),
    ((1, 3), (3, 1)),
    ((0, 3), (3, 2)),
    ((2, 0), (0, 3)),
    ((1,), (1, 3)),
    ((3, 1), (1,)),
)
BATCHED = (
    ((2, 3, 4), (2, 4, 2)),
    ((2, 3, 4), (4, 2)),
    ((3, 4), (2, 4, 2)),
    ((2, 1, 3, 4), (5, 4, 2)),
    ((1, 3, 4), (2, 4, 2)),
    ((4,), (2, 4, 3)),
    ((4,), (2, 3, 4, 2)),
    ((2, 3, 4), (4,)),
    ((2, 2, 3, 4), (4,)),
)
DOTS = (
    ((2, 3, 4), (4, 2)),
    ((2, 3, 4), (4,)),
    ((2, 4), (3, 4, 2)),
    ((4,), (3, 4, 2)),
    ((2, 3, 4), (5, 4, 2)),
)
SCALED = ((None, (2, 3)), ((2, 3), None), (None, None))

PRODUCTS = (
    products("@", lambda a, b: a @ b, RANKS + BATCHED),
    products("np.matmul", np.matmul, RANKS + BATCHED),
    products("np.dot", lambda a, b: np.dot(a, b), RANKS + DOTS + SCALED),
    products(".dot", lambda a, b: a.dot(b), RANKS + DOTS),
    products("outer", np.outer, (((2,), (3,)), ((2, 2), (3,)), ((1,), (0,)))),
    products(
        "inner",
        lambda a, b: np.inner(a, b),
        (((3,), (3,)), ((2, 3), (3,)), ((2, 3), (4, 3)), ((2, 2, 3), (3,)), (None, (3,))),
    ),
    products("vdot", lambda a, b: np.vdot(a, b), (((3,), (3,)), ((2, 3), (2, 3)))),
    products("kron", np.kron, (((2,), (3,)), ((2, 2), (1, 3)))),
    products("tensordot 2", np.tensordot, (((2, 3, 4), (3, 4, 5)), ((3, 4), (3, 4)))),
    products(
        "tensordot 1", lambda a, b: np.tensordot(a, b, axes=1), (((2, 3), (3, 4)), ((3,), (3, 2)))
    ),
    products("tensordot 0", lambda a, b: np.tensordot(a, b, axes=0), (((2, 3), (4,)),)),
    products(
        "tensordot pairs",
        lambda a, b: np.tensordot(a, b, axes=([2, 0], [1, 2])),
        (((2, 3, 4), (5, 4, 2)),),
    ),
    *(
        Row(
            f"einsum {text}",
            einsum_of(text, len(shapes)),
            (shapes,),
            (normal,) * len(shapes),
        )
        for text, shapes in (
            ("ij,jk->ik", ((2, 3), (3, 4))),
            ("ij,jk", ((2, 3), (3, 4))),
            ("i,i->", ((3,), (3,))),
            ("ij,ij->i", ((2, 3), (2, 3))),
            ("ij->ji", ((2, 3),)),
            ("ij->j", ((2, 3),)),
            ("ij->", ((2, 3),)),
            ("bij,bjk->bik", ((2, 3, 4), (2, 4, 2))),
            ("...ij,...jk->...ik", ((2, 3, 4), (2, 4, 2))),
            ("...ij,jk", ((2, 3, 4), (4, 2))),
            ("i,j,k->ijk", ((2,), (3,), (2,))),
            ("ij,jk,kl->il", ((2, 3), (3, 4), (4, 2))),
            ("ij,kj->", ((2, 3), (4, 3))),
            ("ij,k->j", ((2, 3), (4,))),
            ("ij,jk->ik", ((2, 1), (3, 4))),
        )
    ),
    one("trace", np.trace, shapes=(((3, 3),), ((2, 4),))),
    one("trace of an offset", lambda a: np.trace(a, offset=1) + a.trace(-1), shapes=(((3, 4),),)),
)


def regular(rng, shape):
    """Return a matrix far from singular."""
    return rng.normal(size=shape) + 4.0 * np.eye(*shape)


MATRICES = (
    one("inv", np.linalg.inv, regular, shapes=(((3, 3),),)),
    one("det", np.linalg.det, regular, shapes=(((3, 3),),)),
    two("solve", np.linalg.solve, (regular, normal), shapes=(((3, 3), (3,)), ((3, 3), (3, 2)))),
)


def shape(name, function, *shapes, reference="complex", draw=normal, **fields):
    return one(name, function, draw, reference, tuple((s,) for s in shapes), **fields)


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


def several(name, function, *shapes):
    return Row(name, function, (shapes,), (normal,) * len(shapes))


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


def numbers(name, function, *draws, **fields):
    shapes = ((None,) * len(draws), ((),) * len(draws))
    return Row(name, function, shapes, draws, **fields)


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


def sorted_apart(rng, shape):
    """Return rising numbers."""
    return np.sort(apart(rng, shape))


CURVES = (
    two(
        "interp",
        lambda a, b: np.interp(a, [-2.0, 0.1, 3.0], b),
        shapes=((None, (3,)), ((), (3,)), ((2, 4), (3,)), ((5,), (3,))),
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

COUNTED = (
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


def gappy(rng, shape):
    """Return numbers apart from one another, the first entry of every row no number."""
    values = apart(rng, shape)
    values[..., :1] = np.nan
    return values


def definite(rng, shape):
    """Return a symmetric matrix whose eigenvalues are above 1."""
    root = rng.normal(size=shape)
    return root @ root.T + 1.5 * np.eye(*shape)


STATISTICS = (
    shape(
        "nansum",
        lambda a: np.nansum(a) + np.nansum(a, axis=-1, keepdims=True) * 2.0,
        (4,),
        (2, 3),
        draw=gappy,
    ),
    shape(
        "nanmean",
        lambda a: np.nanmean(a) * np.nanmean(a, axis=-1),
        (4,),
        (2, 3),
        draw=gappy,
        reference="richardson",
    ),
    shape(
        "nanmax",
        lambda a: np.nanmax(a) * np.nanmin(a, axis=-1),
        (4,),
        (2, 3),
        draw=gappy,
        reference="richardson",
    ),
    shape(
        "nanvar",
        lambda a: np.nanvar(a, axis=-1) * np.nanvar(a, ddof=1),
        (4,),
        (2, 3),
        draw=gappy,
        reference="richardson",
    ),
    shape(
        "nanstd",
        lambda a: np.nanstd(a, axis=-1, keepdims=True) * np.nanstd(a, ddof=1),
        (4,),
        (2, 3),
        draw=gappy,
        reference="richardson",
    ),
    shape(
        "nan statistics of numbers",
        lambda a: np.nansum(a) * np.nanmean(a, axis=0) + np.nanstd(a, axis=0),
        (3,),
        (2, 3),
        reference="richardson",
    ),
    shape(
        "median",
        lambda a: np.median(a) * 2.0,
        (5,),
        (4,),
        (2, 3),
        (1,),
        draw=apart,
        reference="richardson",
    ),
    shape(
        "median of an axis",
        lambda a: np.median(a, axis=0) * np.median(a, axis=-1, keepdims=True),
        (2, 3),
        (3, 4),
        draw=apart,
        reference="richardson",
    ),
    shape("cumprod", lambda a: np.cumprod(a) * a.cumprod(), (4,), (2, 3), (0,)),
    shape("cumprod of an axis", lambda a: np.cumprod(a, axis=0) * a.cumprod(axis=-1), (3, 3)),
    shape(
        "cholesky",
        lambda a: np.linalg.cholesky(a) * 2.0,
        (3, 3),
        (1, 1),
        (0, 0),
        draw=definite,
        reference="richardson",
    ),
    shape("cov", lambda a: np.cov(a) * 2.0, (2, 3), (3, 5), (4,), reference="richardson"),
    shape(
        "matrix_power",
        lambda a: (
            np.linalg.matrix_power(a, 3)
            + np.linalg.matrix_power(a, 1) * np.linalg.matrix_power(a, 2)
            + np.linalg.matrix_power(a, -2)
        ),
        (3, 3),
        draw=regular,
    ),
    shape("matrix_power of 6", lambda a: np.linalg.matrix_power(a, 6), (2, 2), (0, 0)),
)


def special_along(name, options):
    """Return a function along axes of SciPy's."""
    return {
        "softmax": lambda a: scipy.special.softmax(a, **options),
        "log_softmax": lambda a: scipy.special.log_softmax(a, **options),
        "logsumexp": lambda a: scipy.special.logsumexp(a, **options),
    }[name]


SPECIAL = (
    *(
        one(f"special.{name}", of_one(getattr(scipy.special, name)), draw, "richardson")
        for name, draw in (
            ("erf", normal),
            ("erfc", normal),
            ("erfinv", unit),
            ("gamma", positive),
            ("gammaln", positive),
            ("psi", positive),
            ("expit", normal),
            ("logit", fraction),
            ("log_expit", normal),
            ("ndtr", normal),
            ("log_ndtr", normal),
            ("ndtri", fraction),
            ("i0", normal),
            ("i1", normal),
            ("j0", normal),
            ("j1", normal),
        )
    ),
    *(
        two(f"special.{name}", of_two(getattr(scipy.special, name)), draws, "richardson")
        for name, draws in (
            ("beta", (positive, positive)),
            ("betaln", (positive, positive)),
            ("xlogy", (normal, positive)),
            ("xlog1py", (normal, positive)),
        )
    ),
    *(
        one(
            f"special.{name}({shape}, {options})",
            special_along(name, options),
            normal,
            "richardson",
            shapes=((shape,),),
        )
        for name in ("softmax", "log_softmax", "logsumexp")
        for shape, options in AXES[1:]
        if name == "logsumexp" or "keepdims" not in options
    ),
)

ROWS = (
    *OPERATORS,
    *FUNCTIONS,
    *MORE_FUNCTIONS,
    *PAIRS,
    *MATHS,
    *MATH_PAIRS,
    *REDUCTIONS,
    *MORE_REDUCTIONS,
    *PRODUCTS,
    *MATRICES,
    *SHAPES,
    *JOINS,
    *MAKERS,
    *BUILTINS,
    *CURVES,
    *COUNTED,
    *SPECIAL,
    *ASSEMBLED,
    *STATISTICS,
)
