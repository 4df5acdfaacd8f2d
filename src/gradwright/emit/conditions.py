"""Conditions: the opposite of one, as a person writes it."""

from __future__ import annotations

import ast


def negated(cond: ast.expr) -> ast.expr:
    """Return the opposite of a condition."""
    match cond:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return operand
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
            return ast.Compare(left, [ast.NotEq()], [right])
        case ast.Compare(left=left, ops=[ast.NotEq()], comparators=[right]):
            return ast.Compare(left, [ast.Eq()], [right])
        case _:
            return ast.UnaryOp(ast.Not(), cond)
