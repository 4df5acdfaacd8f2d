"""Comparisons: of numbers and arrays, of what is known, of containers; chains of them."""

from __future__ import annotations

import ast
import enum
import operator
from collections.abc import Collection
from typing import cast

from gradwright.frontend.conditions import Truth, chain, is_truth, negated, truth_of
from gradwright.frontend.known import UNDECIDED, named, required, static_value
from gradwright.frontend.lowering import operate
from gradwright.frontend.reader import Reader
from gradwright.frontend.values import (
    Container,
    Counting,
    Grown,
    Known,
    Num,
    Opaque,
    Value,
    describe,
    is_atomic,
    literal,
)
from gradwright.ir.expressions import Var
from gradwright.ir.types import Array, rank_of

COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Lt: "lt",
    ast.LtE: "le",
    ast.Gt: "gt",
    ast.GtE: "ge",
    ast.Eq: "eq",
    ast.NotEq: "ne",
}


def compare(reader: Reader, node: ast.Compare) -> Value:
    """Evaluate a comparison, chained or not."""
    if len(node.ops) == 1:
        left, right = reader.values((node.left, node.comparators[0]))
        return compared(reader, node, node.ops[0], left, right)
    return _chained(reader, node)


def _chained(reader: Reader, node: ast.Compare) -> Value:
    sides = [reader.value(node.left)]

    def link(op: ast.cmpop, operand: ast.expr, *, last: bool) -> Truth:
        with reader.holding(sides[0]) as held:
            right = reader.value(operand)
        right = right if last else _evaluated(reader, operand, right)
        cond = truth_of(reader, node, compared(reader, node, op, held[0], right))
        sides[0] = right
        return cond

    links = [
        lambda op=op, e=e: link(op, e, last=e is node.comparators[-1])
        for op, e in zip(node.ops, node.comparators, strict=True)
    ]
    found = chain(reader, node, "and", links)
    return literal(found) if isinstance(found, bool) else Num(found)


def _evaluated(reader: Reader, node: ast.expr, value: Value) -> Value:
    if isinstance(value, Num) and not is_atomic(value.expr):
        return Num(named(reader, node, value.expr))
    return value


def compared(reader: Reader, node: ast.AST, op: ast.cmpop, left: Value, right: Value) -> Value:
    """Return one comparison of two values."""
    match op:
        case ast.Is() | ast.IsNot():
            return literal(_identical(reader, node, left, right) is isinstance(op, ast.Is))
        case ast.In() | ast.NotIn():
            return literal(_contains(reader, node, left, right) is isinstance(op, ast.In))
        case _:
            return _ordered(reader, node, COMPARISONS[type(op)], left, right)


def _identical(reader: Reader, node: ast.AST, left: Value, right: Value) -> bool:
    match left, right:
        case (Known(), Known()):
            return behind(left) is behind(right)
        case (Known(), Num() | Container() | Grown()) | (Num() | Container() | Grown(), Known()):
            return False
        case (Num(Var() as a), Num(Var() as b)) if a is b and isinstance(a.type, Array):
            return True
        case (Num(a), Num(b)) if is_truth(left) and is_truth(right):
            return required(reader, node, a) is required(reader, node, b)
        case (Num(a), Num(b)) if is_truth(left) or is_truth(right):
            return False
        case _:
            found = f"{describe(left)} and {describe(right)}"
            raise reader.refuse("GW125", node, operator="is", found=found)


def behind(known: Known) -> object:
    """Return the object that is compared."""
    return known.value.behind if isinstance(known.value, Opaque) else known.value


def _contains(reader: Reader, node: ast.AST, left: Value, right: Value) -> bool:
    wanted, items = plain(reader, left), _members(reader, right)
    if items is None or wanted is UNDECIDED or not _comparable(wanted, items):
        found = f"{describe(left)} and {describe(right)}"
        raise reader.refuse("GW125", node, operator="in", found=found)
    return wanted in items


def _comparable(wanted: object, items: Collection[object]) -> bool:
    """Whether Python can look for a value among others, all of them known."""
    if isinstance(items, str):
        return isinstance(wanted, str)
    if isinstance(items, set | frozenset):
        return not isinstance(wanted, list)
    return all(item is not UNDECIDED for item in items)


def _members(reader: Reader, value: Value) -> Collection[object] | None:
    match value:
        case Known(str() | set() | frozenset()):
            return cast("Collection[object]", value.value)
        case Container("dict"):
            return value.keys
        case Container(kind) if kind != "dataclass":
            return [plain(reader, item) for item in value.items]
        case _:
            return None


def plain(reader: Reader, value: Value) -> object:
    """Return a value as plain Python data where all of it is known, else `UNDECIDED`."""
    match value:
        case Known(None | str() | bytes() | type() | enum.Enum()):
            return value.value
        case Num(expr):
            return static_value(reader, expr)
        case Container("tuple" | "list" as kind, _, items):
            found = [plain(reader, item) for item in items]
            if UNDECIDED in found:
                return UNDECIDED
            return tuple(found) if kind == "tuple" else found
        case Counting():
            bounds = [static_value(reader, e) for e in (value.start, value.stop, value.step)]
            if UNDECIDED in bounds or value.down:
                return UNDECIDED
            return range(*cast("list[int]", bounds))
        case _:
            return UNDECIDED


def _ordered(reader: Reader, node: ast.AST, op: str, left: Value, right: Value) -> Value:
    if isinstance(left, Num) and isinstance(right, Num):
        expr = operate(reader, node, op, left.expr, right.expr)
        value = static_value(reader, expr)
        return Num(expr) if value is UNDECIDED else literal(value)
    from gradwright.frontend import objects

    own = objects.compared(reader, node, op, left, right)
    if own is not None:
        return own
    if op in ("eq", "ne") and isinstance(left, Container) and isinstance(right, Container):
        return _equal_containers(reader, node, op, left, right)
    both = (plain(reader, left), plain(reader, right))
    if UNDECIDED not in both:
        return _plain_ordered(reader, node, op, both)
    if op in ("eq", "ne") and _never_equal(left, right):
        return literal(op == "ne")
    if op in ("eq", "ne") and isinstance(left, Known) and isinstance(right, Known):
        return literal((behind(left) is behind(right)) is (op == "eq"))
    raise reader.refuse(
        "GW212", node, operator=reader.shown(node), first=describe(left), second=describe(right)
    )


def _equal_containers(
    reader: Reader, node: ast.AST, op: str, left: Container, right: Container
) -> Value:
    """Compare lists or tuples entry by entry, as shapes are compared."""
    comparable = left.kind == right.kind and left.kind in ("list", "tuple")
    if not comparable:
        raise reader.refuse(
            "GW125", node, operator="==", found=f"{describe(left)} and {describe(right)}"
        )
    if len(left.items) != len(right.items):
        return literal(op == "ne")
    links = [
        lambda a=a, b=b: truth_of(reader, node, _ordered(reader, node, "eq", a, b))
        for a, b in zip(left.items, right.items, strict=True)
    ]
    equal = chain(reader, node, "and", links) if links else True
    found = negated(reader, node, equal) if op == "ne" else equal
    return literal(found) if isinstance(found, bool) else Num(found)


def _never_equal(left: Value, right: Value) -> bool:
    """Whether one side is None or text and the other a number or container."""
    return any(
        isinstance(one, Known)
        and (one.value is None or isinstance(one.value, str))
        and ((isinstance(other, Num) and not rank_of(other.type)) or isinstance(other, Container))
        for one, other in ((left, right), (right, left))
    )


def _plain_ordered(reader: Reader, node: ast.AST, op: str, both: tuple[object, object]) -> Value:
    try:
        found = getattr(operator, op)(*both)
    except TypeError:
        shown = [type(side).__name__ for side in both]
        raise reader.refuse(
            "GW212", node, operator=reader.shown(node), first=shown[0], second=shown[1]
        ) from None
    return literal(bool(found))
