"""An adjoint in the full shape of its primal, for pullbacks that rearrange or contract it.

``(a @ b).sum()``: the adjoint of the product is the scalar ``dout``; before it meets ``b.T`` it is
``np.broadcast_to(dout, (a.shape[0], b.shape[1]))``.
"""

from __future__ import annotations

from gradwright.ir.expressions import Apply, Expr, Region, Var, constant, subtrees
from gradwright.ir.types import INT, UNIT, Form, lengths_of
from gradwright.rules.rule import Cost
from gradwright.rules.symbolic import Sym
from gradwright.rules.table import apply, rule_of


def is_whole(dy: Sym, y: Sym) -> bool:
    """Whether an adjoint has all of its primal's axes."""
    own, full = lengths_of(dy.type), lengths_of(y.type)
    return len(own) == len(full) and all(
        n is not UNIT or m is UNIT for n, m in zip(own, full, strict=True)
    )


def whole(dy: Sym, y: Sym) -> Sym:
    """Return an adjoint broadcast to its primal's shape, itself where it has that."""
    if is_whole(dy, y):
        return dy
    if is_cheap(y.expr):
        return Sym(apply("broadcast_like", dy.expr, y.expr, form="np"), dy.form)
    lengths = [length_in(y.expr, n) for n in lengths_of(y.type)]
    if any(n is None for n in lengths):
        return Sym(apply("broadcast_like", dy.expr, y.expr, form="np"), dy.form)
    known = [n for n in lengths if n is not None]
    forms = lengths_of(y.type)
    return Sym(apply("broadcast_to", dy.expr, *known, lengths=forms, form="np"), dy.form)


def is_cheap(expr: Expr) -> bool:
    """Whether evaluating an expression for its shape alone costs nothing."""
    match expr:
        case Var() | Region():
            return True
        case Apply():
            return rule_of(expr).cost == Cost.FREE and all(map(is_cheap, expr.args))
        case _:
            return False


def length_in(expr: Expr, wanted: Form) -> Expr | None:
    """Return an expression of a length that some name inside of the expression has."""
    if wanted.literal is not None:
        return constant(wanted.literal, INT)
    for part in subtrees(expr):
        if isinstance(part, Var | Region):
            for axis, length in enumerate(lengths_of(part.type)):
                if length is wanted:
                    return apply("length", part, axis=axis, form="shape")
    return None
