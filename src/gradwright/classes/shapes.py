"""Shapes read from what is at hand anyway.

::

    negative = -np.log(confidences)                 n = np.size(confidences)
    n = np.size(negative)               →
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from gradwright.analysis.flow import reads
from gradwright.classes.rewriting import with_expressions
from gradwright.ir.expressions import Apply, Expr, Var
from gradwright.ir.rebuild import rebuild
from gradwright.ir.statements import (
    Node,
    Parameter,
    Program,
    expressions_of,
    leaves,
    map_leaves,
    walk,
)
from gradwright.ir.types import AxisLength, lengths_of
from gradwright.rules.table import apply, rule_of
from gradwright.simplify.dead import drop_dead

SIZES = frozenset({"size", "length"})


def read_shapes_elsewhere(
    program: Program, held: Collection[int], arguments: Iterable[Var], upstream: Parameter
) -> Program:
    """Return the program with sizes read from names whose values are read, where there is one.

    Parameters
    ----------
    program
        What is computed again, and the reverse part.
    held
        The names that are at hand.
    arguments
        Names that can be at hand, at the price of a line.
    upstream
        The upstream gradient, which is always at hand.
    """
    valued = _valued(program)
    cheap = [var for var in valued if var.web in held]
    cheap += [leaf.value for leaf in leaves(upstream.tree) if isinstance(leaf.value, Var)]
    at_hand = list(cheap)
    cheap += [var for var in arguments if var in valued and var.web not in held]
    cheap += [var for var in valued if var not in cheap]

    def elsewhere(node: Expr) -> Expr | None:
        if not isinstance(node, Apply) or not rule_of(node).uses_shape:
            return None
        operand = node.args[0]
        if len(node.args) != 1 or not isinstance(operand, Var) or operand in at_hand:
            return None
        return _sized(node, operand, cheap)

    def visit(expr: Expr) -> Expr:
        return rebuild(expr, elsewhere)

    body = tuple(with_expressions(stmt, visit) for stmt in program.body)
    result = map_leaves(program.result, lambda leaf: replace(leaf, value=visit(leaf.value)))
    return drop_dead(replace(program, body=body, result=result))


def _valued(program: Program) -> list[Var]:
    """Return the names whose values are read, not their shapes alone."""
    exprs = [expr for stmt in walk(program.body) for expr in expressions_of(stmt)]
    if isinstance(program.result, Node):
        exprs += [leaf.value for leaf in leaves(program.result)]
    found = {var for expr in exprs for var in reads(expr)}
    return sorted(found, key=lambda var: var.web)


def _sized(node: Apply, operand: Var, cheap: Iterable[Var]) -> Expr | None:
    """Return the node with another name of the same shape as its operand."""
    lengths = lengths_of(operand.type)
    for other in cheap:
        same = other.type is operand.type if node.prim not in SIZES else True
        if same and lengths and lengths_of(other.type) == lengths:
            return Apply(node.prim, (other,), node.attrs, node.type)
    if node.prim == "size" and len(lengths) == 1:
        return _length(operand, cheap)
    return None


def _length(operand: Var, cheap: Iterable[Var]) -> Expr | None:
    """Return the length of an axis that is as long as a vector."""
    (length,) = lengths_of(operand.type)
    for other in cheap:
        for axis, own in enumerate(lengths_of(other.type)):
            if own is length and any(isinstance(symbol, AxisLength) for symbol, _ in own.terms):
                return apply("length", other, axis=axis)
    return None
