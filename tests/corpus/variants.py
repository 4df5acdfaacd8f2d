"""Other arguments for a program: a wrong rank, unit and longer axes, sizes 0, 1 and 2, float32.

A variant keeps the structure; some are arguments that the forward function itself cannot take.
"""

import copy
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from tests.reference.structure import leaves, map_leaves

Variant = tuple[str, tuple[Any, ...]]
Change = Callable[[np.ndarray], np.ndarray]


def is_array(leaf: Any) -> bool:
    """Say whether a leaf is an array of numbers."""
    return isinstance(leaf, np.ndarray) and leaf.dtype.kind in "fiu"


def resized(array: np.ndarray, axis: int, length: int) -> np.ndarray:
    """Return the array with one axis cut or repeated to `length`; no two float entries tie."""
    if array.shape[axis] == 0:
        shape = [length if k == axis else n for k, n in enumerate(array.shape)]
        return np.ones(shape, array.dtype)
    longer = np.take(array, np.arange(length) % array.shape[axis], axis=axis)
    if array.dtype.kind == "f" and length > array.shape[axis]:
        noise = np.random.default_rng(length).uniform(0.01, 0.1, longer.shape)
        longer = longer + noise.astype(array.dtype)
    return longer


def with_leaf(
    arguments: tuple[Any, ...], number: int, change: Callable[[Any], Any]
) -> tuple[Any, ...]:
    """Return copied arguments with one leaf changed."""
    count = iter(range(10**9))
    return map_leaves(
        lambda _, leaf: change(leaf) if next(count) == number else leaf, copy.deepcopy(arguments)
    )


def rank_variants(arguments: tuple[Any, ...]) -> Iterator[Variant]:
    """Yield arguments in which one leaf has one axis more or less."""
    for number, (path, leaf) in enumerate(leaves(arguments)):
        where = "".join(path)
        if is_array(leaf):
            yield f"{where} with a new axis", with_leaf(arguments, number, lambda a: a[None])
            if leaf.ndim and leaf.shape[0]:
                yield (
                    f"{where} without its first axis",
                    with_leaf(arguments, number, lambda a: a[0]),
                )
        elif type(leaf) is float:
            pair = np.array([leaf, leaf * 0.5 + 0.01])
            yield f"{where} an array", with_leaf(arguments, number, lambda _, pair=pair: pair)


def axis_variants(arguments: tuple[Any, ...]) -> Iterator[Variant]:
    """Yield arguments in which one axis of one leaf has another length."""
    for number, (path, leaf) in enumerate(leaves(arguments)):
        if not is_array(leaf):
            continue
        for axis, length in enumerate(leaf.shape):
            for other in (1, 3) if length == 1 else (1, length + 1):
                if other != length:
                    changed = with_leaf(
                        arguments, number, lambda a, k=axis, n=other: resized(a, k, n)
                    )
                    yield f"{''.join(path)} axis {axis} of length {other}", changed


def size_variants(arguments: tuple[Any, ...]) -> Iterator[Variant]:
    """Yield arguments in which every axis of some length has length 0, 1 or 2."""
    shapes = [leaf.shape for _, leaf in leaves(arguments) if is_array(leaf)]
    for length in sorted({n for shape in shapes for n in shape} - {1}):
        for other in (0, 1, 2):
            if other != length:
                yield (
                    f"length {length} becomes {other}",
                    map_leaves(
                        lambda _, leaf, n=length, m=other: _all_axes(leaf, n, m),
                        copy.deepcopy(arguments),
                    ),
                )


def _all_axes(leaf: Any, length: int, other: int) -> Any:
    if not is_array(leaf):
        return leaf
    for axis, n in enumerate(leaf.shape):
        if n == length:
            leaf = resized(leaf, axis, other)
    return leaf


def dtype_variants(arguments: tuple[Any, ...]) -> Iterator[Variant]:
    """Yield the arguments in single precision."""
    if any(is_array(leaf) and leaf.dtype == np.float64 for _, leaf in leaves(arguments)):
        yield (
            "float32",
            map_leaves(
                lambda _, leaf: (
                    leaf.astype(np.float32) if is_array(leaf) and leaf.dtype.kind == "f" else leaf
                ),
                copy.deepcopy(arguments),
            ),
        )


def length_variants(arguments: tuple[Any, ...]) -> Iterator[Variant]:
    """Yield arguments in which a list of an argument is shorter or longer by one."""
    for position, value in enumerate(arguments):
        if type(value) is list and value:
            for text, changed in (("shorter", value[:-1]), ("longer", [*value, value[-1]])):
                other = (*arguments[:position], changed, *arguments[position + 1 :])
                yield f"argument {position} a {text} list", copy.deepcopy(other)


def integer_variants(arguments: tuple[Any, ...]) -> Iterator[Variant]:
    """Yield arguments in which one whole number is 0, 1, or one less or more: counts and lengths."""
    for number, (path, leaf) in enumerate(leaves(arguments)):
        if type(leaf) is int:
            for other in sorted({0, 1, leaf - 1, leaf + 1} - {leaf}):
                text = f"{''.join(path)} is {other}"
                yield text, with_leaf(arguments, number, lambda _, value=other: value)


def variants(arguments: tuple[Any, ...]) -> Iterator[Variant]:
    """Yield every variant of a program's arguments with its description."""
    yield from rank_variants(arguments)
    yield from axis_variants(arguments)
    yield from size_variants(arguments)
    yield from dtype_variants(arguments)
    yield from length_variants(arguments)
    yield from integer_variants(arguments)
