"""Symbolic operands for pullbacks: plain arithmetic on them builds trees of primitives."""

from __future__ import annotations

from dataclasses import dataclass

from gradwright.ir.expressions import Choose, Const, Expr, constant
from gradwright.ir.types import (
    BOOL,
    COMPLEX_NUMBER,
    FLOAT,
    INT,
    Array,
    List,
    Scalar,
    Type,
    is_complex,
    rank_of,
)
from gradwright.rules.table import RULES, apply


@dataclass(frozen=True, slots=True)
class Sym:
    """An expression with operators; `form` is how the user wrote y: ``np``, ``method``, …."""

    expr: Expr
    form: str = "np"

    @property
    def type(self) -> Type:
        """The expression's type."""
        return self.expr.type

    @property
    def rank(self) -> int:
        """The number of axes."""
        return rank_of(self.expr.type)

    @property
    def number(self) -> float | int | None:
        """The value of a literal number, None for anything else."""
        value = self.expr.value if isinstance(self.expr, Const) else None
        return value if isinstance(value, int | float) else None

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

    def __floordiv__(self, other: Operand) -> Sym:
        return call("floordiv", self, other)

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

    def __or__(self, other: Operand) -> Sym:
        return call("bitor", self, other)


Operand = Sym | complex

_PYTHON = {bool: BOOL, int: INT, float: FLOAT, complex: COMPLEX_NUMBER}


def lift(value: Operand, form: str = "np") -> Sym:
    """Return a number as a symbolic constant."""
    return value if isinstance(value, Sym) else Sym(constant(value, _PYTHON[type(value)]), form)


def call(prim: str, *operands: Operand, **attrs: object) -> Sym:
    """Apply a primitive of the table, printed in the operands' form or, failing that, as usual."""
    form = next((x.form for x in operands if isinstance(x, Sym)), "np")
    syms = [lift(x, form) for x in operands]
    attrs.setdefault("form", _printed(prim, form))
    return Sym(apply(prim, *(s.expr for s in syms), **attrs), form)


def _printed(prim: str, form: str) -> str:
    syntax = RULES[prim].syntax
    usual = next(iter(syntax))
    return form if form in syntax and (usual != "infix" or prim == "matmul") else usual


def equal(left: Operand, right: Operand) -> Sym:
    """Return ``left == right``."""
    return call("eq", left, right)


def select(cond: Sym, value: Sym) -> Sym:
    """Return value where the condition holds, else 0: a product for arrays, lazy for scalars.

    A float32 scalar is multiplied too: a Python 0.0 is none.
    """
    number = value.type
    if isinstance(cond.type, Array) or not isinstance(number, Scalar) or number.dtype != "float64":
        return value * cond
    return choose(cond, value, lift(0.0))


def choose(cond: Sym, then: Sym, orelse: Operand) -> Sym:
    """Return ``then if cond else orelse`` for scalars."""
    return Sym(Choose(cond.expr, then.expr, lift(orelse).expr, then.type), then.form)


def conjugate(x: Sym) -> Sym:
    """Return the conjugate of complex numbers, real ones as they are."""
    if not is_complex(x.type):
        return x
    return call("conj", x, form="conjugate" if is_python(x) else "np")


def real_part(value: Expr, of: Expr) -> Expr:
    """Return what an operand receives: where it is real, the real part of a complex value."""
    if not is_complex(value.type) or is_complex(of.type) or isinstance(value.type, List):
        return value
    return apply("real", value, form="attribute")


def nonzero(x: Sym) -> Sym:
    """Return x with its zeros replaced by ones: what it divides must be 0 there.

    The derivative of that is not: second derivatives are refused where x is 0.
    """
    if isinstance(x.type, Array):
        return call("where", call("is_zero", x, 0.0), 1.0, x, form="np")
    return choose(call("is_nonzero", x, 0.0), x, 1.0)


def over(dy: Sym, y: Sym) -> Sym:
    """Return dy / y, 0 (for scalars) or dy (for arrays, times a 0) where y is 0."""
    if y.rank == 0:
        return choose(call("is_nonzero", y, 0.0), dy / y, 0.0)
    return dy / nonzero(y)


def as_complex(x: Sym) -> Sym:
    """Return real numbers as complex ones, for functions that are real or not by their operand."""
    return x if is_complex(x.type) else x + 0j


def is_python(x: Sym) -> bool:
    """Whether this is a plain Python number."""
    return isinstance(x.type, Scalar) and x.type.python
