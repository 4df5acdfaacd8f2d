"""Local derivatives of one operation, from the same rows as the written code.

::

    xw0 * w    by xw0: w             a number, or one a place where the operation is elementwise
    x @ w      by x: dz @ w.T        a linear map of what comes from above
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gradwright.adjoint.pullback import Pullbacks
from gradwright.explain.operations import is_elementwise, operands_of
from gradwright.ir.expressions import Apply, Choose, Const, Expr, Region, Var, constant
from gradwright.ir.rebuild import rebuild
from gradwright.ir.types import FLOAT, Array, Scalar, lengths_of, rank_of
from gradwright.rules.table import apply
from gradwright.simplify.algebra import Algebra

Kind = Literal["number", "elementwise", "map"]
ONE = constant(1.0, FLOAT)


@dataclass(frozen=True, slots=True)
class LocalFormula:
    """How an operation's value moves with one operand; a map is written in terms of its upstream.

    formula: as it is shown; noted: as it is evaluated.
    """

    operand: Var | Region
    formula: Expr
    kind: Kind
    noted: Expr


def local_formulas(
    expr: Expr, result: Var, upstream: Var, active: frozenset[int]
) -> tuple[LocalFormula, ...]:
    """Return the local derivatives of an operation by its active operands.

    Parameters
    ----------
    expr
        The operation, its active operands names or parts of names.
    result
        The name of its value.
    upstream
        The name that stands for the adjoint of the value where the derivative is a map.
    active
        The webs that carry derivatives.
    """
    if rank_of(expr.type) == 0:
        return _pulled(expr, ONE, result, active, "number")
    if is_elementwise(expr):
        return _elementwise(expr, result, active)
    return _pulled(expr, upstream, result, active, "map")


def _pulled(
    expr: Expr, seed: Expr, result: Var, active: frozenset[int], kind: Kind
) -> tuple[LocalFormula, ...]:
    merged: dict[Var | Region, Expr] = {}
    for part in Pullbacks(active).pull(expr, seed, result):
        before = merged.get(part.target)
        merged[part.target] = part.value if before is None else _sum(before, part.value)
    plain = Algebra()
    found = {operand: _without_one(plain(value)) for operand, value in merged.items()}
    return tuple(
        LocalFormula(operand, v, kind, _spread(v, operand) if rank_of(operand.type) else v)
        for operand, v in found.items()
    )


def _sum(one: Expr, other: Expr) -> Expr:
    """Return the sum of two contributions; of two choices by one condition the choice of two sums."""
    if isinstance(one, Choose) and isinstance(other, Choose) and one.cond is other.cond:
        then, orelse = _sum(one.then, other.then), _sum(one.orelse, other.orelse)
        return Choose(one.cond, then, orelse, one.type)
    for zero, rest in ((one, other), (other, one)):
        if isinstance(zero, Const) and zero.value == 0:
            return rest
    return apply("add", one, other, form="infix")


def _without_one(expr: Expr) -> Expr:
    """Return what a mask that multiplies 1 is."""
    if isinstance(expr, Apply) and expr.prim == "mul" and expr.args[0] is ONE:
        return expr.args[1]
    return expr


def _elementwise(expr: Expr, result: Var, active: frozenset[int]) -> tuple[LocalFormula, ...]:
    """Pull 1 back at one place: each operand stands for an array of the value's own shape."""
    stand_ins: dict[Expr, Expr] = {}
    operands = [leaf for leaf in operands_of(expr) if isinstance(leaf, Var | Region)]
    for number, leaf in enumerate(dict.fromkeys(operands)):
        stand_ins[leaf] = Var(-1 - number, _of_shape(leaf, expr))
    back = {stand_in: leaf for leaf, stand_in in stand_ins.items()}
    carrying = frozenset(
        stand_in.web
        for leaf, stand_in in stand_ins.items()
        if isinstance(stand_in, Var) and _base(leaf) in active
    )
    found = _pulled(rebuild(expr, stand_ins.get), ONE, result, carrying, "elementwise")
    spread = {stand_in: _spread(leaf, result) for stand_in, leaf in back.items()}
    restored: list[LocalFormula] = []
    for local in found:
        operand = back[local.operand]
        assert isinstance(operand, Var | Region)
        formula, noted = (rebuild(local.formula, by.get) for by in (back, spread))
        restored.append(LocalFormula(operand, formula, local.kind, noted))
    return tuple(restored)


def _spread(number: Expr, whole: Expr) -> Expr:
    """Return a number as an array of the shape of another, that it is the same everywhere of."""
    if isinstance(number.type, Array):
        return number
    return apply("broadcast_like", number, whole, form="np")


def _of_shape(leaf: Expr, whole: Expr) -> Array:
    assert isinstance(leaf.type, Scalar | Array)
    return Array(leaf.type.dtype, lengths_of(whole.type))


def _base(leaf: Expr) -> int:
    assert isinstance(leaf, Var | Region)
    return leaf.web if isinstance(leaf, Var) else leaf.base.web
