"""Gradients of a program by complex steps or by Richardson-extrapolated differences.

The value differentiated is the sum over the result's entries of `upstream * result`.
"""

import copy
import itertools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from tests.reference.step_values import StepArray, StepFloat, plain, primal
from tests.reference.step_world import step_world
from tests.reference.structure import leaves, map_leaves

STEP = 1e-25
FIRST_DIFFERENCE = 1e-2
LEVELS = 4
Program = Callable[..., Any]


def is_float(leaf: Any) -> bool:
    """Say whether a leaf is a float number or float array."""
    if isinstance(leaf, (np.ndarray, np.generic)):
        return leaf.dtype.kind == "f" or isinstance(leaf, StepArray)
    return type(leaf) is float or isinstance(leaf, StepFloat)


def is_number(leaf: Any) -> bool:
    """Say whether a leaf is a real number or array, whole numbers too, but no truth value."""
    if isinstance(leaf, (np.ndarray, np.generic)):
        return leaf.dtype.kind in "fiu" or isinstance(leaf, StepArray)
    return type(leaf) in (float, int) or isinstance(leaf, StepFloat)


def changed_arrays(before: Any, after: Any) -> Any:
    """Return the arrays that a call has changed, in parameter order, bare if it is one."""
    pairs = zip(leaves(before), leaves(after), strict=True)
    changed = tuple(
        new
        for (_, old), (_, new) in pairs
        if isinstance(old, np.ndarray)
        and not np.array_equal(plain(old), plain(new), equal_nan=True)
    )
    return changed[0] if len(changed) == 1 else changed


def forward_result(program: Program, arguments: tuple[Any, ...]) -> Any:
    """Run a program on copies; a program that returns None gives the arrays that it changes."""
    before, given = copy.deepcopy(arguments), copy.deepcopy(arguments)
    result = program(*given)
    return changed_arrays(before, given) if result is None else result


def upstream_like(result: Any) -> Any:
    """Return the fixed upstream gradient of a result: cosines, so that no entry is special."""
    count = iter(range(10**9))

    def draw(_: Any, leaf: Any) -> Any:
        if not is_number(leaf):
            return leaf
        start = next(count)
        if not isinstance(leaf, np.ndarray):
            return leaf.dtype.type(np.cos(start)) if _is_float32(leaf) else float(np.cos(start))
        values = np.cos(start + np.arange(leaf.size, dtype=float)).reshape(leaf.shape)
        return values.astype(np.float32) if _is_float32(leaf) else values

    return map_leaves(draw, result)


def _is_float32(leaf: Any) -> bool:
    return isinstance(leaf, (np.ndarray, np.generic)) and leaf.dtype == np.float32


def weighted(upstream: Any, result: Any) -> Any:
    """Return the sum of upstream times result over all entries."""
    pairs = list(zip(leaves(upstream), leaves(result), strict=True))
    return sum(
        np.sum(np.asarray(plain(value)) * np.asarray(dy, dtype=np.float64))
        for (_, dy), (_, value) in pairs
        if is_number(value)
    )


def as_float(_: Any, leaf: Any) -> Any:
    """Return whole numbers as float64, as gradients with respect to them are taken."""
    if isinstance(leaf, np.ndarray) and leaf.dtype.kind in "iu":
        return leaf.astype(np.float64)
    whole = isinstance(leaf, np.integer) or type(leaf) is int
    return float(leaf) if whole else leaf


def entries(tree: Any) -> Iterator[tuple[int, tuple[int, ...] | None]]:
    """Yield the number of every float leaf and, for an array, every index."""
    for number, (_, leaf) in enumerate(leaves(tree)):
        if isinstance(leaf, np.ndarray) and is_float(leaf):
            yield from ((number, index) for index in np.ndindex(leaf.shape))
        elif is_float(leaf):
            yield number, None


def moved(tree: Any, number: int, index: tuple[int, ...] | None, step: complex) -> Any:
    """Return a copy of `tree` in which one entry is moved by `step`."""
    count = iter(range(10**9))

    def change(_: Any, leaf: Any) -> Any:
        if next(count) != number:
            return leaf
        if index is None:
            return leaf + step
        leaf[index] += step
        return leaf

    return map_leaves(change, copy.deepcopy(tree))


def _to_step(_: Any, leaf: Any) -> Any:
    if not is_float(leaf):
        return leaf
    if isinstance(leaf, np.ndarray):
        return leaf.astype(np.complex128).view(StepArray)
    return StepFloat(leaf)


def _to_double(_: Any, leaf: Any) -> Any:
    if not is_float(leaf):
        return leaf
    return leaf.astype(np.float64) if isinstance(leaf, (np.ndarray, np.generic)) else float(leaf)


def with_floats(arguments: tuple[Any, ...], wrt: tuple[int, ...]) -> tuple[Any, ...]:
    """Return the arguments with whole numbers as float64 where a gradient is asked for."""
    return tuple(
        map_leaves(as_float, value) if k in wrt else value for k, value in enumerate(arguments)
    )


def _gradients(
    arguments: tuple[Any, ...],
    wrt: tuple[int, ...],
    slope: Callable[[int, int, tuple[int, ...] | None], float],
) -> tuple[Any, ...]:
    """Fill trees like the arguments of `wrt` with `slope(position, leaf number, index)`."""
    found = []
    for position in wrt:
        values = [
            np.zeros(np.shape(leaf)) if is_float(leaf) else leaf
            for _, leaf in leaves(arguments[position])
        ]
        for number, index in entries(arguments[position]):
            values[number][index or ()] = slope(position, number, index)
        numbers = iter(values)
        found.append(
            map_leaves(lambda _, leaf, numbers=numbers: next(numbers), arguments[position])
        )
    return tuple(found)


def complex_gradient(
    program: Program, arguments: tuple[Any, ...], wrt: tuple[int, ...], upstream: Any
) -> tuple[Any, ...]:
    """Return the gradients by complex steps: exact to rounding where the program is analytic.

    Squire and Trapp, "Using complex variables to estimate derivatives of real functions" (1998).
    """
    arguments = with_floats(arguments, wrt)
    stepped = tuple(map_leaves(_to_step, value) for value in arguments)

    def slope(position: int, number: int, index: tuple[int, ...] | None) -> float:
        given = copy.deepcopy(stepped)
        entry = moved(given[position], number, index, 1j * STEP)
        given = (*given[:position], entry, *given[position + 1 :])
        result = forward_result(program, given)
        return float(np.imag(weighted(upstream, result))) / STEP

    with step_world(program, arguments):
        return _gradients(arguments, wrt, slope)


def richardson_gradient(
    program: Program,
    arguments: tuple[Any, ...],
    wrt: tuple[int, ...],
    upstream: Any,
    first: float = FIRST_DIFFERENCE,
) -> tuple[Any, ...]:
    """Return the gradients by central differences, extrapolated to step zero (Richardson, 1911)."""
    arguments = tuple(map_leaves(_to_double, v) for v in with_floats(arguments, wrt))

    def value(position: int, number: int, index: tuple[int, ...] | None, step: float) -> float:
        entry = moved(arguments[position], number, index, step)
        given = (*arguments[:position], entry, *arguments[position + 1 :])
        return float(primal(weighted(upstream, forward_result(program, given))))

    def slope(position: int, number: int, index: tuple[int, ...] | None) -> float:
        steps = [first / 2**level for level in range(LEVELS)]
        table = [
            (value(position, number, index, h) - value(position, number, index, -h)) / (2 * h)
            for h in steps
        ]
        for order in range(1, LEVELS):
            factor = 4.0**order
            table = [(factor * b - a) / (factor - 1.0) for a, b in itertools.pairwise(table)]
        return table[0]

    return _gradients(arguments, wrt, slope)


REFERENCES = {"complex": complex_gradient, "richardson": richardson_gradient}


def reference_gradient(
    kind: str, program: Program, arguments: tuple[Any, ...], wrt: tuple[int, ...], upstream: Any
) -> tuple[Any, ...]:
    """Return the gradients by the reference that a row names."""
    return REFERENCES[kind](program, arguments, wrt, upstream)
