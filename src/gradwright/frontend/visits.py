"""Iteration over arrays, and over `zip`, `enumerate`, `reversed`, `map` of them: how many items, and which.

::

    for x, row in zip(v, A): …          for i in range(min(len(v), len(A))): x, row = v[i], A[i]; …

An item is read when the loop comes to it, as Python does: a row is a view, a number is a value.
"""

from __future__ import annotations

import ast
import functools
import sys
from collections.abc import Sequence

from gradwright.frontend import lowering
from gradwright.frontend.cuts import cut_of
from gradwright.frontend.growing import grown_entry
from gradwright.frontend.known import form_of, named, static_value
from gradwright.frontend.lowering import operate
from gradwright.frontend.reader import Reader
from gradwright.frontend.subscripts import region
from gradwright.frontend.values import (
    Container,
    Counting,
    Grown,
    Num,
    Value,
    Visiting,
    is_endless,
    literal,
    tuple_of,
)
from gradwright.ir.expressions import (
    At,
    Const,
    Expr,
    Index,
    Region,
    Var,
    constant,
    is_view_path,
    subtrees,
)
from gradwright.ir.statements import Guard
from gradwright.ir.types import INT, Array, Scalar, lengths_of

ZERO = constant(0, INT)
ONE = constant(1, INT)


def source(reader: Reader, node: ast.AST, value: Value) -> Value | None:
    """Return what is visited as a value that later statements do not change, None where it cannot be."""
    match value:
        case Num(expr) if isinstance(expr.type, Array) and expr.type.rank:
            return Num(_named(reader, node, expr))
        case Visiting() | Grown():
            return value
        case Counting(start, stop, step, down):
            bounds = [_bound(reader, node, e) for e in (start, stop, step)]
            return Counting(bounds[0], bounds[1], bounds[2], down)
        case Container("dict"):
            return tuple_of(*(literal(key) for key in value.keys))
        case Container(kind) if kind != "dataclass":
            return value
        case _:
            return None


def visited(reader: Reader, node: ast.AST, value: Value) -> Value:
    """Return what is visited; refuse what is no array, range or container."""
    found = source(reader, node, value)
    if found is None:
        raise reader.refuse("GW113", node, name=f"`{reader.shown(node)}`")
    return found


def _bound(reader: Reader, node: ast.AST, expr: Expr) -> Expr:
    return expr if isinstance(expr, Const | Var) else named(reader, node, expr)


def _named(reader: Reader, node: ast.AST, expr: Expr) -> Expr:
    """Return an array as a name, or as a view whose subscripts no store changes."""
    match expr:
        case Var():
            return expr
        case Region(_, path) if is_view_path(path) and not _reads_entries(expr):
            return expr
        case _:
            return reader.name_share("values", expr, node).expr


def _reads_entries(expr: Region) -> bool:
    return any(isinstance(part, Region) and part is not expr for part in subtrees(expr))


def depends_on_data(value: Value) -> bool:
    """Whether an iteration is over arrays, and not over what is known in structure alone."""
    match value:
        case Visiting() | Grown():
            return True
        case Num(expr):
            return isinstance(expr.type, Array)
        case _:
            return False


def is_open(values: Sequence[Value]) -> bool:
    """Whether one of several is over arrays, or all are ranges: the loop need not unroll."""
    return any(map(depends_on_data, values)) or (
        bool(values) and all(isinstance(value, Counting) for value in values)
    )


def has_structure(value: Value) -> bool:
    """Whether a container is among what is visited: the loop over it unrolls."""
    match value:
        case Container():
            return True
        case Visiting("cycle" | "repeat"):
            return False
        case Visiting(kind, parts):
            several = kind in ("zip", "product")
            return any(map(has_structure, parts if several else parts[:1]))
        case _:
            return False


# how many -----------------------------------------------------------------------------------------


def count_of(  # noqa: C901  (a match over kinds)
    reader: Reader, node: ast.AST, value: Value
) -> Expr:
    """Return how many items there are; a negative number stands for none."""
    match value:
        case Num(expr):
            return _count_of_array(reader, node, expr)
        case Container(items=items):
            return constant(len(items), INT)
        case Counting() if not is_endless(value):
            return _count_of_range(reader, node, value)
        case _ if is_endless(value):
            return constant(sys.maxsize, INT)
        case Visiting("repeat", (_, Num(count))):
            return count
        case Visiting("zip"):
            return _fewest(reader, node, _counts(reader, node, value))
        case Visiting("rest", (part,)):
            return operate(reader, node, "sub", count_of(reader, node, part), ONE)
        case Visiting("product", parts):
            return _product(reader, node, [count_of(reader, node, part) for part in parts])
        case Visiting(parts=parts):
            return count_of(reader, node, parts[0])
        case Grown():
            return _count_of_list(reader, node, value)
        case _:
            raise reader.refuse("GW113", node, name=f"`{reader.shown(node)}`")


def _count_of_list(reader: Reader, node: ast.AST, value: Grown) -> Expr:
    from gradwright.frontend.builtin import BUILTINS

    return reader.as_number(BUILTINS[len](reader, node, [value], {}) or value, node)


def _count_of_array(reader: Reader, node: ast.AST, expr: Expr) -> Expr:
    count = lengths_of(expr.type)[0].literal
    if count is not None:
        return constant(count, INT)
    cut = cut_of(reader, expr)
    if cut is None or cut.step < 0:
        base = cut.base if cut is not None else expr
        return _length(reader, node, base)
    length = _length(reader, node, cut.base)
    return _minus(reader, node, length, cut.start + cut.end)


def _length(reader: Reader, node: ast.AST, expr: Expr) -> Expr:
    found = lowering.call(reader, node, len, [Num(expr)], {})
    assert found is not None
    return found


def _minus(reader: Reader, node: ast.AST, expr: Expr, number: int) -> Expr:
    return operate(reader, node, "sub", expr, constant(number, INT)) if number else expr


def _count_of_range(reader: Reader, node: ast.AST, value: Counting) -> Expr:
    start, stop, step = (static_value(reader, e) for e in (value.start, value.stop, value.step))
    if isinstance(start, int) and isinstance(stop, int) and isinstance(step, int) and step:
        return constant(len(range(start, stop, step)), INT)
    if not isinstance(step, int) or not step:
        raise reader.refuse("GW208", node, found=reader.shown(node))
    low, high = (value.start, value.stop) if step > 0 else (value.stop, value.start)
    apart = high if static_value(reader, low) == 0 else operate(reader, node, "sub", high, low)
    if abs(step) == 1:
        return apart
    wide = operate(reader, node, "add", apart, constant(abs(step) - 1, INT))
    return operate(reader, node, "floordiv", wide, constant(abs(step), INT))


def _fewest(reader: Reader, node: ast.AST, counts: Sequence[Expr]) -> Expr:
    """Return the least of several counts; of two that are known to be apart, the other is left out."""
    kept: list[Expr] = []
    for count in counts:
        if any(_is_least(reader, other, count) for other in kept):
            continue
        kept = [other for other in kept if not _is_least(reader, count, other)]
        kept.append(count)
    if not kept:
        return ZERO
    if len(kept) == 1:
        return kept[0]
    found = lowering.call(reader, node, min, [Num(count) for count in kept], {})
    assert found is not None
    return found


def _is_least(reader: Reader, first: Expr, second: Expr) -> bool:
    a, b = form_of(reader, first), form_of(reader, second)
    if a is None or b is None:
        return first is second
    apart = reader.lengths.canonical(a).plus(reader.lengths.canonical(b), -1).literal
    return apart is not None and apart <= 0


def as_many(reader: Reader, node: ast.AST, value: Visiting) -> None:
    """Check that what is visited together has as many items each, as ``zip(…, strict=True)`` does."""
    counts = [count_of(reader, node, part) for part in value.parts]
    message = f"line {reader.at(node).line}: the lengths in {reader.shown(node)} differ"
    for count in counts[1:]:
        cond = operate(reader, node, "eq", counts[0], count)
        if static_value(reader, cond) is not True:
            reader.emit(Guard(cond, message, reader.at(node)))


# which --------------------------------------------------------------------------------------------


def item_at(reader: Reader, node: ast.AST, value: Value, k: Expr) -> Value:
    """Return the item with a number, which is in range."""
    match value:
        case Num(expr):
            return _entry(reader, node, expr, k)
        case Container(items=items):
            at = static_value(reader, k)
            assert isinstance(at, int)
            return items[at]
        case Counting():
            return _number(reader, node, value, k)
        case Grown():
            return grown_entry(reader, node, value, [Num(k)])
        case Visiting():
            return _visited(reader, node, value, k)
        case _:
            raise reader.refuse("GW113", node, name=f"`{reader.shown(node)}`")


def _visited(  # noqa: C901  (a match over kinds)
    reader: Reader, node: ast.AST, value: Visiting, k: Expr
) -> Value:
    from gradwright.frontend.calls import call_value
    from gradwright.frontend.endless import in_turn

    match value.kind, value.parts:
        case "enumerate", (part, Num(start)):
            return tuple_of(Num(plus(reader, node, start, k)), item_at(reader, node, part, k))
        case "reversed", (part,):
            last = _minus(reader, node, count_of(reader, node, part), 1)
            return item_at(reader, node, part, operate(reader, node, "sub", last, k))
        case "rest", (part,):
            return item_at(reader, node, part, plus(reader, node, k, ONE))
        case "product", parts:
            return _combination(reader, node, parts, k)
        case "ndenumerate", (part, Num(array)):
            at = item_at(reader, node, part, k)
            assert isinstance(at, Container)
            return tuple_of(at, Num(region(reader, node, array, at.items)))
        case "repeat", (item, *_):
            return item
        case "cycle", parts:
            return in_turn(reader, node, parts, k)
        case "map", (part, function):
            return call_value(reader, node, function, [item_at(reader, node, part, k)], {})
        case "starmap", (part, function):
            inner = item_at(reader, node, part, k)
            if not isinstance(inner, Container):
                raise reader.refuse("GW112", node, found=reader.shown(node))
            return call_value(reader, node, function, inner.items, {})
        case _:
            return tuple_of(*(item_at(reader, node, part, k) for part in value.parts))


def _product(reader: Reader, node: ast.AST, counts: Sequence[Expr]) -> Expr:
    return functools.reduce(lambda a, b: operate(reader, node, "mul", a, b), counts)


def _combination(reader: Reader, node: ast.AST, parts: Sequence[Value], k: Expr) -> Value:
    """Return an item of a product: the last iterable runs fastest."""
    counts = [count_of(reader, node, part) for part in parts]
    items: list[Value] = []
    for place, part in enumerate(parts):
        at = k
        if place + 1 < len(parts):
            at = operate(reader, node, "floordiv", at, _product(reader, node, counts[place + 1 :]))
        if place:
            at = operate(reader, node, "mod", at, counts[place])
        items.append(item_at(reader, node, part, named(reader, node, at) if at is not k else at))
    return tuple_of(*items)


def plus(reader: Reader, node: ast.AST, first: Expr, second: Expr) -> Expr:
    """Return a sum, a literal where both are."""
    numbers = (static_value(reader, first), static_value(reader, second))
    if isinstance(numbers[0], int) and isinstance(numbers[1], int):
        return constant(numbers[0] + numbers[1], INT)
    if numbers[0] == 0 or numbers[1] == 0:
        return second if numbers[0] == 0 else first
    if isinstance(first, Const):
        first, second = second, first
    return operate(reader, node, "add", first, second)


def _number(reader: Reader, node: ast.AST, value: Counting, k: Expr) -> Value:
    if value.down:
        last = _minus(reader, node, count_of(reader, node, value), 1)
        k = operate(reader, node, "sub", last, k)
    step = static_value(reader, value.step)
    at, number = static_value(reader, k), static_value(reader, value.start)
    if isinstance(step, int) and isinstance(at, int) and isinstance(number, int):
        return literal(number + step * at)
    if step == -1:
        return Num(operate(reader, node, "sub", value.start, k))
    run = k if step == 1 else operate(reader, node, "mul", value.step, k)
    return Num(plus(reader, node, value.start, run))


def _entry(reader: Reader, node: ast.AST, expr: Expr, k: Expr) -> Value:
    cut = cut_of(reader, expr)
    found = region(reader, node, expr, [Num(k)])
    if cut is None or not isinstance(expr, Region):
        return Num(found)
    if cut.step < 0:
        last = _minus(reader, node, _length(reader, node, cut.base), 1)
        at = operate(reader, node, "sub", last, k)
    else:
        at = plus(reader, node, constant(cut.start, INT), k)
    assert isinstance(found.type, Array | Scalar)
    return Num(Region(cut.base, (Index((At(at), *cut.rest)),), found.type))


# a number of items that is known ------------------------------------------------------------------


def known_items(reader: Reader, node: ast.AST, value: Value) -> int | None:
    """Return how many items there are where that is known: as many as the shortest container has.

    An array beside a container has no fewer: that is checked.
    """
    if not has_structure(value):
        return _literal(reader, count_of(reader, node, value))
    counts = list(_counts(reader, node, value))
    literals = [n for n in (_literal(reader, count) for count in counts) if n is not None]
    fewest = max(0, min(literals))
    for count in counts:
        if _literal(reader, count) is None and fewest:
            cond = operate(reader, node, "ge", count, constant(fewest, INT))
            message = (
                f"line {reader.at(node).line}: fewer than {fewest} items in {reader.shown(node)}"
            )
            reader.emit(Guard(cond, message, reader.at(node)))
    return fewest


def _literal(reader: Reader, count: Expr) -> int | None:
    found = static_value(reader, count)
    return max(found, 0) if isinstance(found, int) and found < sys.maxsize else None


def _counts(reader: Reader, node: ast.AST, value: Value) -> list[Expr]:
    match value:
        case Visiting("zip", parts):
            finite = [part for part in parts if not is_endless(part)]
            return [count for part in finite or parts for count in _counts(reader, node, part)]
        case Visiting("repeat" | "cycle"):
            return [count_of(reader, node, value)]
        case Visiting("rest", (part,)):
            return [_minus(reader, node, count, 1) for count in _counts(reader, node, part)]
        case Visiting("product"):
            return [count_of(reader, node, value)]
        case Visiting(parts=parts):
            return _counts(reader, node, parts[0])
        case _:
            return [count_of(reader, node, value)]
