"""What iterating over a value gives, where its structure is known: unrolled item by item."""

from __future__ import annotations

import ast
from typing import cast

from gradwright.frontend.known import UNDECIDED, static_value
from gradwright.frontend.reader import Reader
from gradwright.frontend.subscripts import region
from gradwright.frontend.values import (
    ITERATORS,
    Container,
    Counting,
    Iterating,
    Known,
    Num,
    Value,
    Visiting,
    literal,
)
from gradwright.ir.expressions import Region, Var, constant
from gradwright.ir.types import INT, Array, lengths_of

LIMIT_UNROLLED = 4096


def unrolled(  # noqa: C901  (a match over kinds)
    reader: Reader, node: ast.AST, value: Value
) -> tuple[Value, ...] | None:
    """Return the items of a container, a literal range, a text, or an array of literal length."""
    match value:
        case Container("dict"):
            return tuple(literal(key) for key in value.keys)
        case Container(kind) if kind != "dataclass":
            return value.items
        case Counting():
            numbers = counted(reader, value)
            return None if numbers is None else tuple(literal(k) for k in numbers)
        case Known(Iterating() as iterating):
            items = used(reader, node, iterating)
            return _visited(reader, node, items) if isinstance(items, Visiting) else items
        case Known(str(text)):
            return tuple(Known(letter) for letter in text)
        case Visiting():
            return _visited(reader, node, value)
        case Num(expr) if isinstance(expr.type, Array) and isinstance(expr, Var | Region):
            count = lengths_of(expr.type)[0].literal if expr.type.rank else None
            if count is None or count > LIMIT_UNROLLED:
                return None
            return tuple(Num(region(reader, node, expr, [literal(k)])) for k in range(count))
        case _:
            return None


def _visited(reader: Reader, node: ast.AST, value: Visiting) -> tuple[Value, ...] | None:
    """Return the items of an iterator over arrays, if it is known how many there are."""
    from gradwright.frontend.visits import item_at, known_items

    count = known_items(reader, node, value)
    if count is None or count > LIMIT_UNROLLED:
        return None
    return tuple(item_at(reader, node, value, constant(k, INT)) for k in range(count))


def used(reader: Reader, node: ast.AST, iterating: Iterating) -> tuple[Value, ...] | Visiting:
    """Return what an iterator still gives; it gives nothing more afterwards."""
    check_depth(reader, node, iterating)
    items, iterating.items = iterating.items, ()
    return items


def under_a_name(reader: Reader, value: Value) -> Value:
    """Return an iterator as one that is used once, other values as they are."""
    if isinstance(value, Visiting):
        return Known(Iterating(value, reader.depth))
    if isinstance(value, Container) and value.cls in ITERATORS:
        return Known(Iterating(value.items, reader.depth))
    return value


def iterate(reader: Reader, node: ast.AST, value: Value) -> Known | None:
    """Return an iterator over what is known in structure."""
    items = unrolled(reader, node, value)
    return None if items is None else Known(Iterating(items, reader.depth))


def advance(reader: Reader, node: ast.AST, iterating: Iterating) -> Value:
    """Return an iterator's next item."""
    check_depth(reader, node, iterating)
    found = iterating.take()
    if isinstance(iterating.items, Visiting):
        raise reader.refuse("GW208", node, found="how many items an iterator has")
    if found is None:
        raise reader.refuse("GW210", node, name="the iterator", key="next", entries="none")
    return found


def check_depth(reader: Reader, node: ast.AST, iterating: Iterating) -> None:
    """Refuse to advance an iterator where it is not sure that the statement runs just once."""
    if iterating.depth != reader.depth:
        raise reader.refuse("GW208", node, found="how far an iterator came")


def counted(reader: Reader, value: Counting) -> range | None:
    """Return a range whose bounds are known, None for others or one that is too long to unroll."""
    bounds = [static_value(reader, e) for e in (value.start, value.stop, value.step)]
    if UNDECIDED in bounds or not all(isinstance(bound, int) for bound in bounds):
        return None
    start, stop, step = cast("list[int]", bounds)
    if not step:
        return None
    numbers = range(start, stop, step)
    if len(numbers) > LIMIT_UNROLLED:
        return None
    return numbers[::-1] if value.down else numbers
