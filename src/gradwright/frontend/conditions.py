"""Conditions: decided where structure and literals decide them, else an expression; lazy as Python's.

``a < b < c`` is ``a < b and b < c`` with b evaluated once; `and`, `or` and conditional expressions
evaluate their right sides only if needed. Where a right side needs statements of its own (a call
that was inlined), the expression becomes an `If`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from types import ModuleType
from typing import Literal

from gradwright.frontend.growing import grown_length
from gradwright.frontend.joins import Path, join, meet
from gradwright.frontend.known import UNDECIDED, ask_for, static_value
from gradwright.frontend.lowering import operate
from gradwright.frontend.reader import Reader, Unresolved
from gradwright.frontend.types import is_bool, joined
from gradwright.frontend.values import (
    Container,
    Grown,
    Known,
    Missing,
    Num,
    Opaque,
    Value,
    webs_in,
)
from gradwright.ir.expressions import Apply, Both, Choose, Expr, Region, Var, constant, subtrees
from gradwright.ir.statements import Assign, If, Stmt
from gradwright.ir.types import BOOL, INT, Array, is_differentiable, rank_of

Truth = bool | Expr
Op = Literal["and", "or"]


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
        case Container("dataclass"):
            return _truth_of_object(reader, node, value)
        case Container(_, _, items):
            return bool(items)
        case Grown():
            return _truth_of_number(reader, node, grown_length(reader, node, value))
        case Known(None | str() | bytes() | type() | ModuleType()):
            return bool(value.value)
        case Known(known) if callable(known) or isinstance(known, Opaque):
            return True
        case _:
            raise reader.refuse("GW205", node, found=f"`{reader.shown(node)}`")


def _truth_of_object(reader: Reader, node: ast.AST, value: Container) -> Truth:
    from gradwright.frontend import objects

    for name in ("__bool__", "__len__"):
        found = objects.call_method(reader, node, value, name, (), {})
        if found is not None:
            return truth_of(reader, node, found)
    return True


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
