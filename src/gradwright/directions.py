"""Directions: what a caller gives fitted to the argument's structure, unit directions, their columns.

In: structures of numbers as callers have them. Out: structures as written code takes them, and the
blocks of a matrix of derivatives.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from gradwright.execute import map_numbers, numbers_in
from gradwright.ir.expressions import Var
from gradwright.ir.statements import Node, Tree
from gradwright.ir.types import Array, Scalar

Index = tuple[int, ...]


class MisfitError(Exception):
    """A direction has another structure than its argument."""

    def __init__(self, found: str, expected: str) -> None:
        super().__init__(found, expected)
        self.found = found
        self.expected = expected


def fit_direction(tree: Tree, given: Any) -> object:
    """Return a direction whose numbers have the kinds of the argument's.

    Raises
    ------
    MisfitError
        Where it has another structure.
    """
    if isinstance(tree, Node):
        return _fit_parts(tree, given)
    leaf = tree.value
    if not isinstance(leaf, Var):
        return given
    if isinstance(given, bool | str) or not isinstance(
        given, int | float | np.generic | np.ndarray
    ):
        raise MisfitError(f"a {type(given).__name__}", _kind(leaf))
    return _fit_number(leaf, given)


def _fit_number(leaf: Var, given: Any) -> object:
    type_ = leaf.type
    assert isinstance(type_, Scalar | Array)
    if np.ndim(given) != len(getattr(type_, "lengths", ())):
        raise MisfitError(f"of shape {np.shape(given)}", _kind(leaf))
    if isinstance(type_, Array):
        return np.asarray(given, dtype=type_.dtype)
    return float(given) if type_.python else np.dtype(type_.dtype).type(given)


def _kind(leaf: Var) -> str:
    rank = len(getattr(leaf.type, "lengths", ()))
    return f"an array of rank {rank}" if isinstance(leaf.type, Array) else "a number"


def _fit_parts(tree: Node, given: Any) -> object:
    parts = _parts_of(tree, given)
    if parts is None:
        name = type(cast("object", given)).__name__
        raise MisfitError(f"a {name}", f"a {tree.kind} of {len(tree.children)}")
    fitted = [fit_direction(child, part) for child, part in zip(tree.children, parts, strict=True)]
    if tree.kind == "dict":
        return dict(zip(tree.keys, fitted, strict=True))
    if tree.kind in ("dataclass", "namedtuple"):
        named = {str(key): part for key, part in zip(tree.keys, fitted, strict=True)}
        if tree.kind == "namedtuple":
            return given._replace(**named)
        return dataclasses.replace(given, **named)
    return fitted if tree.kind == "list" else tuple(fitted)


def _parts_of(tree: Node, given: object) -> list[object] | None:
    """Return what the direction has for each part of the argument, None where it does not fit."""
    whole = cast("Any", given)
    match tree.kind:
        case "list" | "tuple":
            fits = isinstance(given, list | tuple) and len(whole) == len(tree.children)
            return list(whole) if fits else None
        case "dict":
            fits = isinstance(given, dict) and set(whole) == set(tree.keys)
            return [whole[key] for key in tree.keys] if fits else None
        case "dataclass" | "namedtuple":
            fits = isinstance(given, tree.cls)
            return [getattr(whole, str(key)) for key in tree.keys] if fits else None


def shapes_of(value: object) -> str:
    """Return the shapes of the numbers in a structure, for messages."""
    shapes = [str(np.shape(number)) for _, number in numbers_in(value, "")]
    return f"of shape {', '.join(shapes)}"


@dataclass(frozen=True, slots=True)
class Unit:
    """A direction that is 1 in one number of a structure: its leaf's place, the index in the leaf."""

    leaf: int
    index: Index
    direction: Any


def units(value: object) -> Iterator[Unit]:
    """Yield each unit direction of a structure."""
    leaves = [number for _, number in numbers_in(value, "")]
    for k, leaf in enumerate(leaves):
        for index in np.ndindex(np.shape(leaf)):
            yield Unit(k, index, _moved(value, k, index))


def zeros(value: object) -> Any:
    """Return the direction that moves nothing."""
    return _moved(value, -1, ())


def _moved(value: object, leaf: int, index: Index) -> Any:
    count = iter(range(10**9))

    def visit(number: Any, _: str) -> object:
        here = next(count) == leaf
        if not isinstance(number, np.ndarray):
            return type(number)(1.0 if here else 0.0)
        array = np.zeros_like(cast("NDArray[Any]", number))
        if here:
            array[index] = 1.0
        return array

    return map_numbers(value, visit)


class Blocks:
    """The derivatives of each number or array of one structure by each of another."""

    def __init__(self, rows: object, columns: object) -> None:
        self._rows = rows
        self._columns = columns
        above = [number for _, number in numbers_in(rows, "")]
        beside = [number for _, number in numbers_in(columns, "")]
        self._blocks = [[_block(one, other) for other in beside] for one in above]

    def put_column(self, unit: Unit, tangents: object) -> None:
        """Take in the derivatives in a unit direction."""
        for blocks, (_, number) in zip(self._blocks, numbers_in(tangents, ""), strict=True):
            blocks[unit.leaf][(..., *unit.index)] = number

    def put_row(self, unit: Unit, gradients: object) -> None:
        """Take in the gradients of one number."""
        row = self._blocks[unit.leaf]
        for block, (_, number) in zip(row, numbers_in(gradients, ""), strict=True):
            block[unit.index] = number

    def result(self) -> Any:
        """Return the structure of the rows, in each place that of the columns."""
        rows = iter(self._blocks)
        return map_numbers(self._rows, lambda _, __: self._row(next(rows)))

    def _row(self, blocks: Sequence[NDArray[Any]]) -> object:
        left = iter(blocks)

        def visit(_: object, __: str) -> object:
            block = next(left)
            return block if block.ndim else block[()].item()

        return map_numbers(self._columns, visit)


def _block(row: Any, column: Any) -> NDArray[Any]:
    dtypes = [np.asarray(number).dtype for number in (row, column)]
    dtype = dtypes[0] if dtypes[0].kind == "f" else dtypes[1]
    return np.zeros((*np.shape(row), *np.shape(column)), dtype)
