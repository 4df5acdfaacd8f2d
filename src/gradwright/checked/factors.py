"""The one number by which a gradient differs from the derived one, and what it is called."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np

from gradwright.checked.case import Case
from gradwright.checked.recompiled import definition_of

UNNAMED = "a constant factor is wrong"
NAMES = {
    "the division by": "missing 1/n",
    "it is divided by": "doubled 1/n",
    "a factor 2": "factor 2",
}


def factor_of(case: Case) -> dict[str, str] | None:
    """Return the one factor that a gradient is off by, and in words what is wrong then."""
    factor = case.ratio(case.derived)
    if factor is None or not case.has_shape:
        return None
    if np.count_nonzero(case.target) < 2 and named_factor(case, factor) == UNNAMED:
        return None
    words = named_factor(case, factor)
    return {"factor": short(factor), "name": words, "cause": _cause_of(words)}


def _cause_of(words: str) -> str:
    """Return the name of the cause that a factor's words tell."""
    return next((name for start, name in NAMES.items() if words.startswith(start)), "factor")


def named_factor(case: Case, factor: float) -> str:
    """Return what a factor is, in words."""
    near = [
        words
        for value, words in _factors(case)
        if value and abs(factor - value) <= 1e-4 * abs(value)
    ]
    return near[0] if near else UNNAMED


def batch_of(case: Case) -> int:
    """Return the number of samples: the first length of forward's first argument."""
    first = next(iter(case.forward.arguments.values()), None)
    shape = np.shape(np.asarray(first)) if first is not None else ()
    return int(shape[0]) if shape else 1


def batches_of(case: Case) -> tuple[int, ...]:
    """Return the lengths that may be the number of samples: samples are rows, or columns."""
    first = np.asarray(next(iter(case.forward.arguments.values()), 0.0)).shape
    output = case.question.output.shape
    if not output:
        return tuple(n for n in (*first[:1], *first[-1:]) if n > 1)
    rows = first[:1] if output[:1] == first[:1] else ()
    columns = first[-1:] if output[-1:] == first[-1:] and not rows else ()
    return tuple(n for n in (*rows, *columns) if n > 1)


def _factors(case: Case) -> Iterator[tuple[float, str]]:
    """Yield the factors that have a name."""
    lengths = _lengths(case)
    batch = batch_of(case)
    square = _squares(case)
    two = ((2.0, "a factor 2 is too much"), (0.5, f"a factor 2 is missing{square}"))
    for length in sorted(lengths, key=lambda length: length != batch):
        yield float(length), f"the division by {length}, {lengths[length]}, is missing"
        yield 1.0 / length, f"it is divided by {length}, {lengths[length]}, once too often"
        yield from two if length == batch else ()
    yield from two
    for leaf in case.forward.left:
        if isinstance(leaf.value, float) and leaf.value not in {0.0, 1.0}:
            yield from _of_attribute(leaf.path, leaf.value)
    for length, what in lengths.items() if case.question.kind != "upstream" else ():
        yield (
            2.0 * length,
            f"the division by {length}, {what}, is missing, and a factor 2 is too much",
        )
        yield 0.5 * length, f"the division by {length}, {what}, and a factor 2 are missing"
        yield 2.0 / length, f"it is divided by {length}, {what}, once too often, and not by 2"
        yield (
            0.5 / length,
            f"it is divided by {length}, {what}, once too often, and a factor 2 is missing",
        )


def _squares(case: Case) -> str:
    """Return what a factor 2 comes from."""
    node = definition_of(case.forward.function)
    text = ast.unparse(node) if node is not None else ""
    powers = ("** 2", "square", "power(", "norm(")
    return ", that of the square" if any(power in text for power in powers) else ""


def _lengths(case: Case) -> dict[int, str]:
    """Return the lengths that a mean may divide by."""
    first = np.asarray(next(iter(case.forward.arguments.values()), 0.0))
    found = {batch_of(case): "the size of the batch"}
    found.setdefault(case.question.output.size, "the number of outputs")
    found.setdefault(first.size, "the number of entries")
    for length in (*first.shape, *case.question.output.shape):
        found.setdefault(int(length), "a length of the argument")
    if first.ndim > 1:
        found.setdefault(int(np.prod(first.shape[1:])), "the number of entries of a sample")
    return {length: what for length, what in found.items() if length > 1}


def _of_attribute(path: str, value: float) -> Iterator[tuple[float, str]]:
    yield value, f"the factor {path} is in once too often"
    yield 1.0 / value, f"the factor {path} is missing"
    yield 1.0 - value, f"the division by 1 - {path} is missing"
    if value != 1.0:
        yield 1.0 / (1.0 - value), f"the factor 1 - {path} is missing"


def short(number: float) -> str:
    """Return a number in six digits."""
    return f"{number:.6g}"
