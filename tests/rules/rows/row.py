"""What a row of the property test is: a function, the shapes it is run with, how its numbers are drawn.

A shape of None is a Python float, () a NumPy scalar.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

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
    """A function of float arguments; it is run with each of the tuples of shapes.

    traced: whether it is one expression of the table; what the frontend reads as several is not.
    """

    name: str
    function: Callable
    shapes: tuple[tuple[Shape, ...], ...]
    draws: tuple[Draw, ...] = (normal,)
    reference: str = "complex"
    numpy_scalars: bool = True
    float32: bool = True
    traced: bool = True

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


def shape(name, function, *shapes, reference="complex", draw=normal, **fields):
    return one(name, function, draw, reference, tuple((s,) for s in shapes), **fields)


def several(name, function, *shapes):
    return Row(name, function, (shapes,), (normal,) * len(shapes))


def numbers(name, function, *draws, **fields):
    shapes = ((None,) * len(draws), ((),) * len(draws))
    return Row(name, function, shapes, draws, **fields)


def of_one(function):
    return lambda a: function(a)


def of_two(function):
    return lambda a, b: function(a, b)


def regular(rng, shape):
    """Return a matrix far from singular."""
    return rng.normal(size=shape) + 4.0 * np.eye(*shape)
