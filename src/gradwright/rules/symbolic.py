"""Symbolic operands for pullbacks: plain arithmetic on them builds trees of primitives."""

from __future__ import annotations

from dataclasses import dataclass

from gradwright.ir.expressions import Choose, Expr, constant
from gradwright.ir.types import FLOAT, INT, Array, Type


@dataclass(frozen=True, slots=True)
class Sym:
    """An expression with operators; `form` says whose functions to print (``np`` or ``math``)."""

    expr: Expr
    form: str = "np"

    @property
    def type(self) -> Type:
        """The expression's type."""
        return self.expr.type

    def __add__(self, other: Operand) -> Sym:
        return call("add", self, other)

    def __radd__(self, other: Operand) -> Sym:
        return call("add", other, self)

    def __sub__(self, other: Operand) -> Sym:
        return call("sub", self, other)

    def __rsub__(self, other: Operand) -> Sym:
        return call("sub", other, self)

    def __mul__(self, other: Operand) -> Sym:
        return call("mul", self, other)

    def __rmul__(self, other: Operand) -> Sym:
        return call("mul", other, self)

    def __truediv__(self, other: Operand) -> Sym:
        return call("truediv", self, other)

    def __rtruediv__(self, other: Operand) -> Sym:
        return call("truediv", other, self)

    def __pow__(self, other: Operand) -> Sym:
        return call("pow", self, other)

    def __rpow__(self, other: Operand) -> Sym:
        return call("pow", other, self)

    def __neg__(self) -> Sym:
        return call("neg", self)

    def __gt__(self, other: Operand) -> Sym:
        return call("gt", self, other)

    def __ge__(self, other: Operand) -> Sym:
        return call("ge", self, other)

    def __lt__(self, other: Operand) -> Sym:
        return call("lt", self, other)

    def __le__(self, other: Operand) -> Sym:
        return call("le", self, other)

    def __and__(self, other: Operand) -> Sym:
        return call("bitand", self, other)


Operand = Sym | float | int

_INFIX = frozenset(
    {"add", "sub", "mul", "truediv", "pow", "neg", "gt", "ge", "lt", "le", "eq", "ne", "bitand"}
)


def lift(value: Operand, form: str = "np") -> Sym:
    """Return a number as a symbolic constant."""
    if isinstance(value, Sym):
        return value
    return Sym(constant(value, INT if isinstance(value, int) else FLOAT), form)


def call(prim: str, *operands: Operand, **attrs: object) -> Sym:
    """Apply a primitive of the table; functions are printed in the operands' form."""
    from gradwright.rules.table import RULES, apply  # the table's rows are made of these

    form = next((x.form for x in operands if isinstance(x, Sym)), "np")
    syms = [lift(x, form) for x in operands]
    if "form" not in attrs:
        attrs["form"] = "infix" if prim in _INFIX else form
        if attrs["form"] not in RULES[prim].syntax:
            attrs["form"] = next(iter(RULES[prim].syntax))
    return Sym(apply(prim, *(s.expr for s in syms), **attrs), form)


def select(cond: Sym, value: Sym) -> Sym:
    """Return value where the condition holds, else 0: a product for arrays, lazy for scalars."""
    if isinstance(cond.type, Array) or isinstance(value.type, Array):
        return value * cond
    zero = constant(0.0, FLOAT)
    return Sym(Choose(cond.expr, value.expr, zero, value.type), value.form)
