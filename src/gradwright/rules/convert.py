"""Conversions: of dtypes, to Python numbers, of numbers to arrays, rounding."""

from __future__ import annotations

import numpy as np

from gradwright.ir.expressions import Expr
from gradwright.ir.types import (
    BOOL,
    COMPLEX,
    COMPLEX_NUMBER,
    FLOAT,
    INT,
    Array,
    List,
    Scalar,
    Type,
    is_complex,
    is_differentiable,
    lengths_of,
)
from gradwright.rules.dtypes import number, probed
from gradwright.rules.rule import Call, Cost, Infer, Rule, RuleError, Syntax
from gradwright.rules.symbolic import Sym, call, is_python, real_part, select
from gradwright.rules.table import register

FIRST = frozenset({0})


def cast_type(x: Type, dtype: str = "float64", **_: object) -> Type:
    """Infer the type of a converted array or NumPy scalar."""
    known = number(x)
    if is_complex(known) and dtype not in COMPLEX:
        raise RuleError("GW415", reason="the imaginary parts would be lost; take z.real")
    return Array(dtype, known.lengths) if isinstance(known, Array) else Scalar(dtype, False)


def cast_back(dy: Sym, y: Sym, x: Sym, dtype: str = "float64") -> Sym:
    """Convert dy back."""
    return converted(dy, x)


def converted(value: Sym, x: Sym) -> Sym:
    """Return a value with the dtype of x."""
    dtype = number(x.type).dtype
    value = Sym(real_part(value.expr, x.expr), value.form)
    if isinstance(value.type, Array) and not value.rank and isinstance(x.type, Scalar):
        value = call("sum", value, form="np")
    if number(value.type).dtype == dtype or is_python(x) or is_python(value):
        return value
    if isinstance(value.type, Array):
        return call("astype", value, dtype=dtype, form="method")
    return call("astype", value, dtype=dtype, form="scalar")


def in_dtype_of(value: Expr, target: Expr) -> Expr:
    """Return an adjoint in its primal's dtype; a Python number's may stay a NumPy scalar."""
    if not (is_differentiable(value.type) and is_differentiable(target.type)):
        return value
    if isinstance(target.type, List):
        return value
    return converted(Sym(value), Sym(target)).expr


def single(x: Type) -> Type:
    """Return the operand's type; an array of several elements is refused."""
    if any(n.literal != 1 for n in lengths_of(x)):
        raise RuleError("GW415", reason="an array of several elements is no number")
    return number(x)


def to_python(type_: Type) -> Infer:
    """Return the inference of float, int or bool."""

    def infer(x: Type, *_: Type, **__: object) -> Type:
        single(x)
        return type_

    return infer


def item_back(dy: Sym, y: Sym, x: Sym, **_: object) -> Sym:
    """Return dy, in the operand's shape."""
    return dy if not isinstance(x.type, Array) else converted(dy, x)


def item_type(x: Type, **_: object) -> Type:
    """Infer the type of the one element as a Python number."""
    kind = np.dtype(number(single(x)).dtype).kind
    return {"f": FLOAT, "b": BOOL, "c": COMPLEX_NUMBER}.get(kind, INT)


def array_type(x: Type, dtype: str | None = None, **_: object) -> Type:
    """Infer the type of ``np.array(x)`` or ``np.asarray(x)``: an array, of rank 0 for a number."""
    known = number(x)
    return Array(dtype or known.dtype, lengths_of(x))


def round_type(x: Type, decimals: int | None = None, form: str = "np", **_: object) -> Type:
    """Infer the type of a rounded value."""
    known = number(x)
    if form == "builtin" and isinstance(known, Scalar) and known.python:
        return INT if decimals is None else FLOAT
    if isinstance(known, Scalar):
        return (
            INT
            if form == "builtin" and decimals is None
            else Scalar(probed(np.round, known.dtype), False)
        )
    return Array(probed(np.round, known.dtype), known.lengths)


def finite_type(x: Type, nan: Type = FLOAT, **_: object) -> Type:
    """Infer the type of ``np.nan_to_num``."""
    if lengths_of(nan):
        raise RuleError("GW406", found=len(lengths_of(nan)))
    known = number(x)
    return known if isinstance(known, Array) else Scalar(known.dtype, False)


def where_finite(dy: Sym, y: Sym, x: Sym, *_: Sym) -> Sym:
    """Return dy where x is finite."""
    finite = call("isfinite", x, form="np")
    return call("where", finite, dy, 0.0, form="np") if y.rank else select(finite, dy)


def _conversion(name: str, infer: Infer, syntax: dict[str, Syntax], noun: str) -> Rule:
    return Rule(
        name=name,
        infer=infer,
        pullbacks=(item_back,),
        shape_only=FIRST,
        linear=FIRST,
        cost=Cost.ARITHMETIC,
        syntax=syntax,
        label=name,
        noun=noun,
        derivative="dy",
    )


ROWS = (
    Rule(
        name="astype",
        infer=cast_type,
        pullbacks=(cast_back,),
        shape_only=FIRST,
        linear=FIRST,
        elementwise=True,
        cost=Cost.ARITHMETIC,
        syntax={"method": Call("{0}.astype(np.{dtype})"), "scalar": Call("np.{dtype}({0})")},
        label="astype",
        noun="converted",
        derivative="dy in the operand's dtype",
    ),
    _conversion("float", to_python(FLOAT), {"builtin": Call("float({0})")}, "number"),
    _conversion("item", item_type, {"method": Call("{0}.item()")}, "number"),
    Rule(
        name="int",
        infer=to_python(INT),
        pullbacks=(None,),
        cost=Cost.ARITHMETIC,
        syntax={"builtin": Call("int({0})")},
        label="int",
        noun="whole",
        derivative="0",
    ),
    Rule(
        name="bool",
        infer=to_python(BOOL),
        pullbacks=(None,),
        cost=Cost.ARITHMETIC,
        syntax={"builtin": Call("bool({0})")},
        label="bool",
        noun="flag",
        derivative="0",
    ),
    Rule(
        name="as_array",
        infer=array_type,
        pullbacks=(lambda dy, y, x, dtype=None: converted(dy, x),),
        shape_only=FIRST,
        linear=FIRST,
        shares=FIRST,
        elementwise=True,
        cost=Cost.ARITHMETIC,
        syntax={
            "np": Call("np.array({0}, dtype=np.{dtype})"),
            "asarray": Call("np.asarray({0}, dtype=np.{dtype})"),
        },
        defaults={"dtype": None},
        label="array",
        noun="array",
        derivative="dy",
    ),
    Rule(
        name="round",
        infer=round_type,
        pullbacks=(None,),
        cost=Cost.ARITHMETIC,
        syntax={
            "np": Call("np.round({0}, decimals={decimals})"),
            "method": Call("{0}.round(decimals={decimals})"),
            "builtin": Call("round({0}, ndigits={decimals})"),
        },
        defaults={"decimals": None},
        label="round",
        noun="rounded",
        derivative="0",
        ties="0 at the jumps too",
    ),
    Rule(
        name="nan_to_num",
        infer=finite_type,
        pullbacks=(where_finite, lambda dy, y, x, nan: select(call("isnan", x, form="np"), dy)),
        elementwise=True,
        syntax={
            "np": Call("np.nan_to_num({0})"),
            "replaced": Call("np.nan_to_num({0}, nan={1})"),
        },
        label="nan_to_num",
        noun="finite",
        derivative="dy where x is finite, dy where x is nan",
    ),
)

register("Conversions", ROWS, on_complex="astype item bool as_array")
