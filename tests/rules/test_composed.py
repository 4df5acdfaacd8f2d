"""A row inside of another program: its adjoint comes from what follows, not from the caller."""

import zlib

import numpy as np
import pytest

import gradwright as gw
from tests.reference import TOLERANCE, largest_error, reference_gradient, upstream_like
from tests.rules.rows import ROWS
from tests.rules.test_rows import arguments, floats_in, quiet

OUTER = {
    "turned": lambda y: y.T * 2.0,
    "summed": lambda y: y.sum(axis=0),
    "accumulated": lambda y: np.cumsum(y),
    "largest": lambda y: np.max(y, axis=-1),
    "reshaped": lambda y: y.reshape(-1) * 3.0,
    "normalised": lambda y: y / np.sum(y * y + 1.0, axis=-1, keepdims=True),
    "norm": lambda y: np.sqrt((y * y).sum() + 1.0),
    "masked": lambda y: np.where(y > 0.0, y, 0.1 * y),
    "joined": lambda y: np.concatenate([y, y * y]),
    "stacked": lambda y: np.stack([y, np.sin(y)], axis=-1),
    "shifted": lambda y: np.exp(y - y.max()),
    "reversed": lambda y: y[::-1] * 2.0 + y[-1],
    "weighted": lambda y: np.mean(y, axis=0) * y,
}
COMPOSED = {
    1: lambda outer, inner: lambda a: outer(inner(a)),
    2: lambda outer, inner: lambda a, b: outer(inner(a, b)),
    3: lambda outer, inner: lambda a, b, c: outer(inner(a, b, c)),
}


def cases():
    for row in ROWS:
        number = zlib.crc32(row.name.encode())
        shapes = row.shapes[number % len(row.shapes)]
        value = quiet(row.function, *arguments(row, shapes))
        if row.reference == "complex" and np.ndim(value) and value.size:
            names = sorted(OUTER)
            yield row, shapes, names[number // 7 % len(names)]


CASES = list(cases())


@pytest.mark.parametrize(
    ("row", "shapes", "name"), CASES, ids=[f"{c[2]}-{c[0].name}" for c in CASES]
)
def test_the_gradient_of_a_composed_program(row, shapes, name):
    given = arguments(row, shapes)
    program = COMPOSED[len(given)](OUTER[name], row.function)
    dy, wrt = upstream_like(quiet(program, *given)), floats_in(given)
    wanted = quiet(reference_gradient, "complex", program, given, wrt, dy)
    _, found = quiet(gw.vjp(program, wrt=wrt), dy, *given)
    assert largest_error(found, wanted) < TOLERANCE["complex"]
