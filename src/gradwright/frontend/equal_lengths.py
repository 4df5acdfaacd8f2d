"""Lengths that NumPy would broadcast if one of them were 1, taken as equal and checked.

Both lengths of arguments' axes: a check of the program's entry. An argument's and a literal: a guard
at the entry. Others: a `Guard` before the statement where they meet.
"""

from __future__ import annotations

import ast

from gradwright.frontend.known import named
from gradwright.frontend.reader import Reader
from gradwright.ir.expressions import Apply, Expr, Region, Var, constant, subtrees
from gradwright.ir.statements import Guard
from gradwright.ir.types import (
    INT,
    UNIT,
    AxisLength,
    Form,
    Symbol,
    lengths_of,
    rank_of,
)
from gradwright.rules import lowering as rules


def record_assumptions(
    reader: Reader, node: ast.AST, expr: Expr, operands: frozenset[Expr]
) -> None:
    """Take as equal what the new nodes of an expression, down to its operands, assume."""
    if expr in operands or not isinstance(expr, Apply):
        return
    for arg in expr.args:
        record_assumptions(reader, node, arg, operands)
    if expr.prim == "broadcast_to":
        _broadcast_as_told(reader, node, expr)
    elif expr.attr("form") == "einsum" and expr.prim in ("diagonal", "trace"):
        assume_equal(reader, node, (expr.args[0], 0), (expr.args[0], 1))
    elif len(expr.args) > 1:
        for first, i, second, j in rules.assumptions(expr):
            assume_equal(reader, node, (first, i), (second, j))


Axis = tuple[Expr, int]


def _broadcast_as_told(reader: Reader, node: ast.AST, expr: Apply) -> None:
    x = expr.args[0]
    extra = rank_of(expr.type) - rank_of(x.type)
    for axis in range(rank_of(x.type)):
        assume_equal(reader, node, (x, axis), (expr, axis + extra))


def assume_equal(reader: Reader, node: ast.AST, first: Axis, second: Axis) -> None:
    """Take two axes' lengths as equal, neither a literal 1; check it where nothing else does.

    Lengths of arguments are compared before anything else, others where they meet.
    """
    a, b = (lengths_of(e.type)[axis] for e, axis in (first, second))
    if a is UNIT or b is UNIT or reader.lengths.equal(a, b):
        return
    pair = _symbols_apart(reader.lengths.canonical(a), reader.lengths.canonical(b))
    if pair is not None and not reader.branches:
        reader.lengths.assume(*pair)
    elif not reader.holds(a, b):
        reader.hold(a, b)
        _guard(reader, node, first, second)


def _symbols_apart(a: Form, b: Form) -> tuple[Symbol, Symbol] | None:
    """Return the two argument lengths by whose difference alone two forms differ."""
    apart = a.plus(b, -1)
    if apart.constant == 0 and sorted(k for _, k in apart.terms) == [-1, 1]:
        (first, _), (second, _) = sorted(apart.terms, key=lambda term: -term[1])
        if isinstance(first, AxisLength) and isinstance(second, AxisLength):
            return first, second
    return None


def _guard(reader: Reader, node: ast.AST, first: Axis, second: Axis) -> None:
    forms = [lengths_of(e.type)[axis] for e, axis in (first, second)]
    message = f"line {reader.at(node).line}: the lengths in {reader.shown(node)} differ"
    at_entry = [_at_entry(reader, form) for form in forms]
    if not reader.branches and at_entry[0] is not None and at_entry[1] is not None:
        cond = rules.lower_operator("eq", at_entry[0], at_entry[1])
        reader.entry.append(Guard(cond, message, reader.at(node)))
        return
    sides = [_length_at(reader, node, e, axis) for e, axis in (first, second)]
    cond = rules.lower_operator("eq", *sides)
    reader.emit(Guard(cond, message, reader.at(node)))


def assume_not_empty(reader: Reader, node: ast.AST, length: Form) -> bool:
    """Take an argument's axis as not empty, and check it at the entry; False where that cannot be."""
    at_entry = None if reader.branches else _at_entry(reader, length)
    if at_entry is None:
        return False
    cond = rules.lower_operator("ge", at_entry, constant(1, INT))
    message = f"line {reader.at(node).line}: {reader.shown(node)} is empty"
    guard = Guard(cond, message, reader.at(node))
    if all(guard.cond is not other.cond for other in reader.entry):
        reader.entry.append(guard)
    return True


def _at_entry(reader: Reader, form: Form) -> Expr | None:
    """Return a literal length, or one of an argument's axis, as it is at the entry."""
    if form.literal is not None:
        return constant(form.literal, INT)
    symbol, times = form.terms[0]
    if form.constant or len(form.terms) > 1 or times != 1 or not isinstance(symbol, AxisLength):
        return None
    for web, path in reader.paths.items():
        if path == symbol.leaf:
            return rules.lower_length(Var(web, reader.webs.types[web]), symbol.axis)
    return None


def _length_at(reader: Reader, node: ast.AST, expr: Expr, axis: int) -> Expr:
    """Return an axis's length, read from some name inside of the expression that has it."""
    wanted = lengths_of(expr.type)[axis]
    if wanted.literal is not None:
        return constant(wanted.literal, INT)
    for part in subtrees(expr):
        if isinstance(part, Var | Region):
            for k, own in enumerate(lengths_of(part.type)):
                if own is wanted:
                    return rules.lower_length(part, k)
    is_range = isinstance(expr, Apply) and expr.prim == "range"
    return rules.lower_length(expr if is_range else named(reader, node, expr), axis)
