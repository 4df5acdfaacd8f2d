"""Whether an expression that is too long needs parentheses of its own to be broken.

A call breaks in its own brackets; a chain of operators gets parentheses, unless it has one operator
of the loosest kind and begins or ends with brackets that may break instead.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Literal

from gradwright.emit import flat as one_line
from gradwright.emit.flat import flat, precedence


def needs_no_parentheses(value: ast.expr) -> bool:
    """Whether it breaks in brackets of its own, or nowhere."""
    match value:
        case ast.Call(func=inner) | ast.Attribute(value=inner) | ast.Subscript(value=inner):
            return needs_no_parentheses(inner) and not _is_fluent(value)
        case ast.BinOp() | ast.BoolOp() | ast.Compare() | ast.IfExp():
            return False
        case ast.UnaryOp(operand=operand):
            return precedence(operand) < one_line.operand_level(value)
        case _:
            return True


def _is_fluent(value: ast.expr) -> bool:
    """Whether it is a chain of two or more attributes after brackets, which breaks before dots."""
    count = 0
    while isinstance(value, ast.Call | ast.Attribute | ast.Subscript):
        inner = value.func if isinstance(value, ast.Call) else value.value
        count += isinstance(value, ast.Attribute) and isinstance(inner, ast.Call | ast.Subscript)
        value = inner
    return count > 1


def _operators(value: ast.expr) -> Iterable[tuple[int, int]]:  # noqa: C901  (a match over node kinds)
    """Yield (precedence, how often) of the operators outside of all brackets."""
    match value:
        case ast.BinOp() | ast.BoolOp() | ast.Compare() | ast.IfExp():
            operands = _operands(value)
            yield precedence(value), len(operands) - 1
            for operand, level in operands:
                yield from _visible(operand, level)
        case ast.UnaryOp(op=op, operand=operand):
            level = one_line.UNARY[type(op)][1]
            if isinstance(op, ast.Not):
                yield level, 1
            yield from _visible(operand, one_line.operand_level(value))
        case ast.Call(func=func):
            yield from _operators(func)
        case ast.Attribute(value=inner):
            if not isinstance(inner, ast.Name | ast.Attribute):
                yield one_line.ATOM, 1
            yield from _visible(inner, one_line.ATOM)
        case ast.Subscript(value=inner):
            yield from _visible(inner, one_line.ATOM)
        case _:
            pass


def _visible(operand: ast.expr, level: int) -> Iterable[tuple[int, int]]:
    return () if precedence(operand) < level else _operators(operand)


def _has_brackets(value: ast.expr) -> bool:
    """Whether any brackets stand in the expression."""
    return any(
        isinstance(node, ast.Call | ast.Subscript | ast.Tuple | ast.List | ast.Dict)
        for node in ast.walk(value)
    ) or "(" in flat(value)


def can_omit_parentheses(value: ast.expr) -> bool:
    """Whether brackets at its edges may break instead."""
    if not _has_brackets(value):
        return False
    counts: dict[int, int] = {}
    for level, times in _operators(value):
        counts[level] = counts.get(level, 0) + times
    lowest = min(counts, default=None)
    if lowest is None or (lowest == one_line.ATOM and counts[lowest] == 1):
        return True
    if counts[lowest] > 1:
        return False
    return _is_bracketed(_edge(value, 0)) or _is_bracketed(_edge(value, -1))


def _is_bracketed(edge: tuple[ast.expr, int]) -> bool:
    """Whether an operand has parentheses, or is a display or a call, that are not empty."""
    operand, level = edge
    match operand:
        case ast.Tuple(elts=items) | ast.List(elts=items) | ast.Set(elts=items):
            return bool(items)
        case ast.ListComp() | ast.GeneratorExp():
            return True
        case ast.Dict(keys=keys):
            return bool(keys)
        case ast.Call():
            return bool(operand.args or operand.keywords)
        case _:
            return precedence(operand) < level


def _edge(value: ast.expr, side: Literal[0, -1]) -> tuple[ast.expr, int]:
    """Return the first or the last operand of the chains of operators, and its level."""
    edge = (value, one_line.TUPLE)
    while True:
        operands = _operands(edge[0]) or _only_operand(edge[0], side)
        if not operands or precedence(edge[0]) < edge[1]:
            return edge
        edge = operands[side]


def _only_operand(value: ast.expr, side: Literal[0, -1]) -> list[tuple[ast.expr, int]]:
    """Return what stands at this edge of a call, an attribute, a subscript or a sign."""
    match value:
        case ast.Call(func=inner) | ast.Attribute(value=inner) | ast.Subscript(value=inner):
            return [] if side else [(inner, one_line.ATOM)]
        case ast.UnaryOp(operand=operand):
            return [(operand, one_line.operand_level(value))] if side else []
        case _:
            return []


def _operands(value: ast.expr) -> list[tuple[ast.expr, int]]:
    """Return the operands of an operator that can be seen at its edges, and their levels."""
    match value:
        case ast.BinOp(left=left, right=right):
            return list(zip((left, right), one_line.operand_levels(value), strict=True))
        case ast.Compare(left=left, comparators=comparators):
            return [(operand, one_line.COMPARE + 1) for operand in (left, *comparators)]
        case ast.BoolOp(values=values):
            return [(operand, precedence(value) + 1) for operand in values]
        case ast.IfExp(body=body, test=test, orelse=orelse):
            levels = (one_line.OR, one_line.OR, one_line.CHOICE)
            return list(zip((body, test, orelse), levels, strict=True))
        case _:
            return []
