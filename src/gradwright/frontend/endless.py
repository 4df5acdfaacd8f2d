"""`count`, `cycle`, `repeat` and `islice`: iterators without an end, and the first items of others.

An iterator without an end gives as many items as what stands beside it in a `zip` has. A loop over one alone
runs until it is left: ``for i in count(1): …`` is a loop over a range that nobody sees the end of.
"""

from __future__ import annotations

import ast
import itertools
import sys
from collections.abc import Sequence

import numpy as np

from gradwright.frontend import lowering
from gradwright.frontend.definitions import iterated
from gradwright.frontend.iteration import unrolled
from gradwright.frontend.kinds import Args, Kwargs, Row, needs
from gradwright.frontend.known import named, required, static_value
from gradwright.frontend.lowering import operate
from gradwright.frontend.reader import Reader
from gradwright.frontend.types import is_integer
from gradwright.frontend.values import (
    Container,
    Counting,
    Known,
    Num,
    Value,
    Visiting,
    is_endless,
    iterator_of,
    literal,
    tuple_of,
)
from gradwright.frontend.visits import (
    ZERO,
    count_of,
    depends_on_data,
    item_at,
    plus,
    visited,
)
from gradwright.ir.expressions import Expr, constant
from gradwright.ir.statements import Guard
from gradwright.ir.types import INT, Scalar, dtype_of


def _count(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
    """Return the numbers from one on; none of floats, whose sums are rounded."""
    given: dict[str, Value] = {**dict(zip(("start", "step"), args, strict=False)), **kwargs}
    if len(args) > 2 or not given.keys() <= {"start", "step"}:
        return None
    start, step = (given.get(name, literal(k)) for k, name in enumerate(("start", "step")))
    bounds = [reader.as_number(value, node) for value in (start, step)]
    width = static_value(reader, bounds[1])
    if not all(is_integer(e.type) for e in bounds) or not isinstance(width, int) or not width:
        return None
    stop = sys.maxsize if width > 0 else -sys.maxsize
    return Counting(bounds[0], constant(stop, INT), bounds[1])


def _cycle(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value | None:
    needs(reader, node, "cycle", args, (1,))
    if depends_on_data(args[0]) or isinstance(args[0], Counting):
        part = visited(reader, node, args[0])
        cond = operate(reader, node, "gt", count_of(reader, node, part), ZERO)
        message = f"line {reader.at(node).line}: {reader.shown(node)} has no items"
        if static_value(reader, cond) is not True:
            reader.emit(Guard(cond, message, reader.at(node)))
        return Visiting("cycle", (part,))
    items = unrolled(reader, node, args[0])
    if not items:
        return None
    whole, types = tuple_of(*items), {getattr(item, "type", None) for item in items}
    if len(types) > 1 or not isinstance(types.pop(), Scalar):
        return Visiting("cycle", (whole,))
    array = lowering.call(reader, node, np.array, [whole], {})
    return None if array is None else Visiting("cycle", (whole, visited(reader, node, Num(array))))


def in_turn(reader: Reader, node: ast.AST, parts: Sequence[Value], k: Expr) -> Value:
    """Return the item with a number of what begins anew at its end; of numbers there is an array, too."""
    part, *arrays = parts
    at, count = static_value(reader, k), count_of(reader, node, part)
    known = static_value(reader, count)
    if isinstance(known, int) and isinstance(at, int):
        return item_at(reader, node, part, constant(at % known, INT))
    place = named(reader, node, operate(reader, node, "mod", k, count))
    if not isinstance(part, Container):
        return item_at(reader, node, part, place)
    if not arrays:
        raise reader.refuse("GW113", node, name=f"`{reader.shown(node)}`")
    return _of_type(reader, node, item_at(reader, node, arrays[0], place), part.items[0])


def _of_type(reader: Reader, node: ast.AST, entry: Value, model: Value) -> Value:
    """Return an entry of an array of Python's numbers as such a number."""
    assert isinstance(entry, Num)
    assert isinstance(model, Num)
    convert = PYTHON.get(dtype_of(model.type))
    if convert is None or not (isinstance(model.type, Scalar) and model.type.python):
        return entry
    found = lowering.call(reader, node, convert, [entry], {})
    return entry if found is None else Num(found)


PYTHON: dict[str, type] = {"float64": float, "int64": int, "bool": bool}


def _repeat(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
    if not 1 <= len(args) <= 2 or not kwargs.keys() <= {"times"}:
        return None
    value = reader.atom(args[0], "value", node)
    times = args[1] if len(args) > 1 else kwargs.get("times")
    if times is None:
        return Visiting("repeat", (value,))
    count = reader.as_number(times, node)
    known = static_value(reader, count)
    if isinstance(known, int):
        return iterator_of(zip, *([value] * known))
    return Visiting("repeat", (value, Num(named(reader, node, count))))


def zip_with_endless(reader: Reader, node: ast.AST, args: Args) -> Value:
    """Return a zip of what is known in structure and of iterators that have no end."""
    known = {k: _items(reader, node, v) for k, v in enumerate(args) if not is_endless(v)}
    count = min(map(len, known.values()))
    columns = [
        known.get(k) or [item_at(reader, node, value, constant(i, INT)) for i in range(count)]
        for k, value in enumerate(args)
    ]
    return iterator_of(zip, *(tuple_of(*row) for row in zip(*columns, strict=False)))


def _items(reader: Reader, node: ast.AST, value: Value) -> Sequence[Value]:
    found = unrolled(reader, node, value)
    if found is None:
        raise reader.refuse("GW113", node, name=f"`{reader.shown(node)}`")
    return found


# the first items ----------------------------------------------------------------------------------


def _islice(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
    if kwargs or not 2 <= len(args) <= 4:
        return None
    source, *bounds = args
    bounds = [literal(0), *bounds] if len(bounds) == 1 else bounds
    start, stop, step = (*bounds, literal(1))[:3]
    start = literal(0) if start == Known(None) else start
    step = literal(1) if step == Known(None) else step
    for bound in (start, stop, step):
        if bound != Known(None):
            _is_no_place_from_the_end(reader, node, reader.as_number(bound, node))
    return _part(reader, node, source, (start, stop, step))


def _is_no_place_from_the_end(reader: Reader, node: ast.AST, bound: Expr) -> None:
    cond = operate(reader, node, "ge", bound, ZERO)
    known = static_value(reader, cond)
    if known is False:
        raise reader.refuse("GW129", node, function="islice", reason="a bound is negative")
    if known is not True:
        message = f"line {reader.at(node).line}: a bound of {reader.shown(node)} is negative"
        reader.emit(Guard(cond, message, reader.at(node)))


def _part(
    reader: Reader, node: ast.AST, source: Value, bounds: tuple[Value, Value, Value]
) -> Value | None:
    """Return the items of an iterator between two places."""
    from gradwright.frontend.inlining import inline

    match source:
        case Counting(first, _, step) if is_endless(source) and bounds[1] != Known(None):
            lo, hi, apart = (reader.as_number(bound, node) for bound in bounds)
            start, stop = (_number(reader, node, first, step, at) for at in (lo, hi))
            return Counting(start, stop, _times(reader, node, step, apart))
        case Visiting("zip", parts):
            found = [_part(reader, node, part, bounds) for part in parts]
            return None if None in found else Visiting("zip", tuple(p for p in found if p))
        case Visiting():
            return None
        case _ if depends_on_data(source):
            return inline(reader, node, iterated.part, [source, *bounds], {})
        case _:
            items = unrolled(reader, node, source)
            return (
                None if items is None else iterator_of(zip, *items[_places(reader, node, bounds)])
            )


def _places(reader: Reader, node: ast.AST, bounds: tuple[Value, Value, Value]) -> slice:
    numbers = [
        None if bound == Known(None) else required(reader, node, reader.as_number(bound, node))
        for bound in bounds
    ]
    return slice(*numbers)


def _number(reader: Reader, node: ast.AST, first: Expr, step: Expr, at: Expr) -> Expr:
    return plus(reader, node, first, _times(reader, node, step, at))


def _times(reader: Reader, node: ast.AST, first: Expr, second: Expr) -> Expr:
    numbers = (static_value(reader, first), static_value(reader, second))
    if isinstance(numbers[0], int) and isinstance(numbers[1], int):
        return constant(numbers[0] * numbers[1], INT)
    if numbers[0] == 1 or numbers[1] == 1:
        return second if numbers[0] == 1 else first
    return operate(reader, node, "mul", first, second)


ENDLESS: dict[object, Row] = {
    itertools.count: _count,
    itertools.cycle: _cycle,
    itertools.repeat: _repeat,
    itertools.islice: _islice,
}
