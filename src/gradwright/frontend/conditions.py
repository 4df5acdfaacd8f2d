"""Conditions: decided where structure and literals decide them, else an expression; lazy as Python's.

``a < b < c`` is ``a < b and b < c`` with b evaluated once; `and`, `or` and conditional expressions
evaluate their right sides only if needed. Where a right side needs statements of its own (a call
that was inlined), the expression becomes an `If`.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Collection
from types import ModuleType
from typing import Literal, cast

from gradwright.frontend.growing import grown_length
from gradwright.frontend.joins import Path, join, meet
from gradwright.frontend.known import UNDECIDED, ask_for, named, required, static_value
from gradwright.frontend.lowering import operate
from gradwright.frontend.reader import Reader, Unresolved
from gradwright.frontend.types import is_bool, joined
from gradwright.frontend.values import (
    Container,
    Counting,
    Grown,
    Known,
    Missing,
    Num,
    Value,
    describe,
    is_atomic,
    literal,
    webs_in,
)
from gradwright.ir.expressions import Apply, Both, Choose, Expr, Region, Var, constant, subtrees
from gradwright.ir.statements import Assign, If, Stmt
from gradwright.ir.types import BOOL, INT, Array, is_differentiable, rank_of

Truth = bool | Expr
Op = Literal["and", "or"]

COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Lt: "lt",
    ast.LtE: "le",
    ast.Gt: "gt",
    ast.GtE: "ge",
    ast.Eq: "eq",
    ast.NotEq: "ne",
}


def truth(reader: Reader, node: ast.expr) -> Truth:
    """Evaluate an expression as a condition."""
    match node:
        case ast.BoolOp(op, operands):
            kind: Op = "and" if isinstance(op, ast.And) else "or"
            return chain(reader, node, kind, [lambda e=e: truth(reader, e) for e in operands])
        case ast.UnaryOp(ast.Not(), operand):
            return negated(reader, node, truth(reader, operand))
        case _:
            return truth_of(reader, node, reader.value(node))


def negated(reader: Reader, node: ast.AST, cond: Truth) -> Truth:
    """Return the opposite of a condition."""
    return not cond if isinstance(cond, bool) else operate(reader, node, "not", cond)


def truth_of(reader: Reader, node: ast.AST, value: Value) -> Truth:
    """Return the truth of a value."""
    match value:
        case Num(expr):
            return _truth_of_number(reader, node, expr)
        case Container(kind, _, items) if kind != "dataclass":
            return bool(items)
        case Grown():
            return _truth_of_number(reader, node, grown_length(reader, node, value))
        case Known(None | str() | bytes() | type() | ModuleType()):
            return bool(value.value)
        case Known(known) if callable(known):
            return True
        case _:
            raise reader.refuse("GW205", node, found=f"`{reader.shown(node)}`")


def _truth_of_number(reader: Reader, node: ast.AST, expr: Expr) -> Truth:
    if rank_of(expr.type):
        raise reader.refuse("GW205", node, found=f"`{reader.shown(node)}`")
    value = static_value(reader, expr)
    if value is not UNDECIDED:
        return bool(value)
    if is_bool(expr.type):
        return expr
    return operate(reader, node, "ne", expr, constant(0, INT))


def chain(reader: Reader, node: ast.AST, op: Op, parts: list[Callable[[], Truth]]) -> Truth:
    """Return conditions joined by `and` or `or`, each evaluated only if needed."""
    left = parts[0]()
    for part in parts[1:]:
        if isinstance(left, bool):
            if left is (op == "or"):
                return left
            left = part()
            continue
        left = _both(reader, node, op, left, part)
    return left


def _both(reader: Reader, node: ast.AST, op: Op, left: Expr, part: Callable[[], Truth]) -> Truth:
    with reader.holding(Num(left)) as held, reader.branch() as block:
        right = part()
    assert isinstance(held[0], Num)
    left = held[0].expr
    if isinstance(right, bool):
        if right is (op == "and") and not block:
            return left
        right = constant(right, BOOL)
    if not block:
        return Both(op, left, right, BOOL)
    var = reader.webs.new("holds", BOOL)
    return _as_if(reader, node, op, left, right, block, var)


def _as_if(
    reader: Reader, node: ast.AST, op: Op, left: Expr, right: Expr, block: list[Stmt], var: Var
) -> Expr:
    at = reader.at(node)
    evaluated = (*block, Assign(var, right, at))
    short = (Assign(var, constant(op == "or", BOOL), at),)
    arms: tuple[tuple[Stmt, ...], ...] = (evaluated, short) if op == "and" else (short, evaluated)
    reader.emit(If(left, arms[0], arms[1], at))
    return var


def boolean(reader: Reader, node: ast.BoolOp) -> Value:
    """Evaluate `and`/`or`: the value of the operand that decides."""
    op: Op = "and" if isinstance(node.op, ast.And) else "or"
    left = reader.value(node.values[0])
    for operand in node.values[1:]:
        left = _operand(reader, node, op, left, operand)
    return left


def _operand(reader: Reader, node: ast.AST, op: Op, left: Value, operand: ast.expr) -> Value:
    cond = truth_of(reader, node, left)
    if isinstance(cond, bool):
        return left if cond is (op == "or") else reader.value(operand)
    left = reader.atom(left, "value", node) if not is_truth(left) else left
    cond = truth_of(reader, node, left)
    assert not isinstance(cond, bool)
    first = reader.webs.count
    with reader.holding(left), reader.branch() as block:
        right = reader.value(operand)
    if is_truth(left) and is_truth(right) and not block:
        assert isinstance(left, Num)
        assert isinstance(right, Num)
        return Num(Both(op, left.expr, right.expr, BOOL))
    left = reader.atom(left, "value", node)
    paths = (Path(block, {}, {}, first), Path([], {}, {}, first))
    values = (right, left)
    if op == "or":
        return choice(reader, node, cond, (left, right), (paths[1], paths[0]))
    return choice(reader, node, cond, values, paths)


def is_truth(value: Value) -> bool:
    """Whether a value is one truth value."""
    return isinstance(value, Num) and is_bool(value.type) and not rank_of(value.type)


def conditional(reader: Reader, node: ast.IfExp) -> Value:
    """Evaluate ``a if c else b``."""
    cond = truth(reader, node.test)
    if isinstance(cond, bool):
        return reader.value(node.body if cond else node.orelse)
    arms: list[Value] = []
    first = reader.webs.count
    paths: list[Path] = []
    with reader.holding(Num(cond)) as held:
        for arm, other in ((node.body, node.orelse), (node.orelse, node.body)):
            with reader.branch() as block:
                try:
                    arms.append(reader.value(arm))
                except Unresolved:
                    return reader.value(other)
            paths.append(Path(block, {}, {}, first))
    assert isinstance(held[0], Num)
    return choice(reader, node, held[0].expr, (arms[0], arms[1]), (paths[0], paths[1]))


def choice(
    reader: Reader,
    node: ast.AST,
    cond: Expr,
    values: tuple[Value, Value],
    paths: tuple[Path, Path],
) -> Value:
    """Return the one value or the other: a `Choose` where neither needs statements, else an `If`.

    A part of an array that may not be there (``a[i + 1] if i + 1 < n else 0.0``) stands in an arm of
    an `If`: its adjoint must not be touched either where it is not read.
    """
    if not any(path.block or _reads_part(value) for path, value in zip(paths, values, strict=True)):
        chosen = _choose(reader, node, cond, *values)
        if chosen is not None:
            return chosen
    holders = reader.holders({}, frozenset())
    for path, value in zip(paths, values, strict=True):
        path.holders = {**holders, **{web: holders.get(web, 0) + 2 for web in webs_in(value)}}
    value = join(reader, node, "value", values, paths)
    if isinstance(value, Missing):
        _ask_for_condition(reader, cond)
        details = {**value.details, "name": reader.shown(node)}
        raise reader.refuse(value.code, node, **details)
    reader.emit(If(cond, tuple(paths[0].block), tuple(paths[1].block), reader.at(node)))
    return value


def _reads_part(value: Value) -> bool:
    """Whether a value reads a part of a floating array, or what a function that is written apart returns."""
    return isinstance(value, Num) and any(
        (isinstance(part, Region) and is_differentiable(part.type))
        or (isinstance(part, Apply) and part.prim == "called")
        for part in subtrees(value.expr)
    )


def _ask_for_condition(reader: Reader, cond: Expr) -> None:
    if isinstance(cond, Var):
        ask_for(reader, cond)


def _choose(reader: Reader, node: ast.AST, cond: Expr, then: Value, orelse: Value) -> Value | None:
    if then == orelse:
        return then
    if not isinstance(then, Num) or not isinstance(orelse, Num):
        return None
    type_ = joined(then.type, orelse.type, lambda a, b, _: meet(reader, a, b))
    if type_ is None or isinstance(type_, Array):
        return None
    return Num(Choose(cond, then.expr, orelse.expr, type_))


# comparisons --------------------------------------------------------------------------------------


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
            return left.value is right.value
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
        case Known(None | str() | bytes() | type()):
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
    if op in ("eq", "ne") and isinstance(left, Container) and isinstance(right, Container):
        return _equal_containers(reader, node, op, left, right)
    both = (plain(reader, left), plain(reader, right))
    if UNDECIDED not in both:
        return _plain_ordered(reader, node, op, both)
    if op in ("eq", "ne") and _never_equal(left, right):
        return literal(op == "ne")
    if op in ("eq", "ne") and isinstance(left, Known) and isinstance(right, Known):
        return literal((left.value is right.value) is (op == "eq"))
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
