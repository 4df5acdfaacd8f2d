"""The operations of an expression as a person counts them.

``xw0 + xw1 + xw2 + b`` is one sum of four, ``max(0, z)`` a relu, a conditional expression one choice;
every other application of a primitive is one operation, called by its row's label.
"""

from __future__ import annotations

from collections.abc import Iterator

from gradwright.ir.expressions import Apply, Choose, Const, Expr, Region, Var
from gradwright.rules.table import rule_of

CHAIN = "add"
TRANSPARENT = frozenset({"copy", "pos"})


def label_of(expr: Expr) -> str:
    """Return what the outermost operation is called, "" for what only hands a value on."""
    match expr:
        case Apply(prim) if prim in TRANSPARENT:
            return ""
        case Apply():
            return "relu" if _is_relu(expr) else rule_of(expr).label
        case Choose():
            return "choice"
        case _:
            return ""


def _is_relu(expr: Apply) -> bool:
    zero = any(isinstance(arg, Const) and arg.value == 0 for arg in expr.args)
    return rule_of(expr).label == "max" and len(expr.args) == 2 and zero


def operands_of(expr: Expr) -> tuple[Expr, ...]:
    """Return the operands of the outermost operation; a chain of + is one sum."""
    match expr:
        case Apply(prim) if prim == CHAIN:
            return tuple(_terms(expr))
        case Apply(_, args):
            return args
        case _:
            return ()


def _terms(expr: Expr) -> Iterator[Expr]:
    if isinstance(expr, Apply) and expr.prim == CHAIN:
        for arg in expr.args:
            yield from _terms(arg)
    else:
        yield expr


def is_elementwise(expr: Expr) -> bool:
    """Whether each entry of the value depends on the operands' entries at its own place alone."""
    return isinstance(expr, Apply) and rule_of(expr).elementwise


def is_name(expr: Expr) -> bool:
    """Whether this is a name or a part of one already."""
    return isinstance(expr, Var | Region)
