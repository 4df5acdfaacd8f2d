"""Shapes read from what is at hand anyway.

::

    negative = -np.log(confidences)                 n = np.size(confidences)
    n = np.size(negative)               →
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from gradwright.analysis.flow import changed_webs, reads
from gradwright.ir.expressions import Apply, Expr, Var
from gradwright.ir.rebuild import rebuild
from gradwright.ir.rewriting import with_expressions
from gradwright.ir.statements import (
    Leaf,
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
    at_hand = [var for var in valued if var.web in held]
    at_hand += [var for var in arguments if var in valued and var.web not in held]
    at_hand += [leaf.value for leaf in leaves(upstream.tree) if isinstance(leaf.value, Var)]
    again = {web for stmt in program.body[: program.reverse_from] for web in changed_webs(stmt)}
    later = [*at_hand, *(var for var in valued if var.web in again)]

    def visited(expr: Expr, cheap: list[Var]) -> Expr:
        def elsewhere(node: Expr) -> Expr | None:
            if not isinstance(node, Apply) or not rule_of(node).uses_shape:
                return None
            operand = node.args[0]
            known = operand in at_hand or getattr(operand, "web", None) in held
            if len(node.args) != 1 or not isinstance(operand, Var) or known:
                return None
            return _sized(node, operand, cheap)

        return rebuild(expr, elsewhere)

    split = len(program.body) if program.reverse_from is None else program.reverse_from
    body = tuple(
        with_expressions(stmt, lambda e, k=k: visited(e, later if k >= split else at_hand))
        for k, stmt in enumerate(program.body)
    )
    result = map_leaves(program.result, lambda leaf: Leaf(visited(leaf.value, later)))
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
