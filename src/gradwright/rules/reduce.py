"""Reductions along axes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gradwright.ir.types import Array, Type
from gradwright.rules.axes import Axis, count, kept_lengths, reduced, spread
from gradwright.rules.dtypes import number, probed, shaped
from gradwright.rules.rule import Call, Cost, Infer, Pullback, Rule, Syntax
from gradwright.rules.symbolic import Sym, call, conjugate, equal, nonzero, over
from gradwright.rules.table import register

DEFAULTS = {"axis": None, "keepdims": False, "ddof": 0}
OPTIONS = ", axis={axis}, keepdims={keepdims}"


def reduction(function: Callable[..., object]) -> Infer:
    """Return the inference of a reduction with NumPy's dtype."""

    def infer(type_: Type, axis: Axis = None, keepdims: bool = False, **_: object) -> Type:
        dtype = probed(function, number(type_).dtype)
        lengths = kept_lengths(type_, axis, keepdims)
        if keepdims and isinstance(type_, Array) and type_.rank == 0:
            return Array(dtype, ())
        return shaped(dtype, lengths)

    return infer


def spelled(name: str, options: str = OPTIONS, *, builtin: str = "") -> dict[str, Syntax]:
    """Return the spellings of a reduction."""
    calls: dict[str, Syntax] = {
        "np": Call(f"np.{name}({{0}}{options})"),
        "method": Call(f"{{0}}.{name}({options.removeprefix(', ')})"),
    }
    if builtin:
        calls["builtin"] = Call(f"{builtin}({{0}})")
    return calls


def sum_pullback(dy: Sym, y: Sym, x: Sym, axis: Axis = None, keepdims: bool = False) -> Sym:
    """Spread dy over what was summed."""
    return spread(dy, x, axis, keepdims)


def mean_pullback(dy: Sym, y: Sym, x: Sym, axis: Axis = None, keepdims: bool = False) -> Sym:
    """Spread dy / n over what was averaged."""
    return spread(dy / count(x, axis), x, axis, keepdims)


def prod_pullback(dy: Sym, y: Sym, x: Sym, axis: Axis = None, keepdims: bool = False) -> Sym:
    """Return dy times the product of the others, right where factors are 0."""
    zero = call("is_zero", x, 0.0)
    safe = nonzero(x)
    others = wide("prod", safe, axis) / safe
    return spread(dy, x, axis, keepdims) * others * equal(wide("sum", zero, axis), zero)


def wide(prim: str, x: Sym, axis: Axis) -> Sym:
    """Reduce so that the result broadcasts against the operand."""
    if len(reduced(axis, x.rank)) == x.rank:
        return call(prim, x)
    return call(prim, x, axis=axis, keepdims=True)


def extreme_pullback(dy: Sym, y: Sym, x: Sym, axis: Axis = None, keepdims: bool = False) -> Sym:
    """Share dy equally among the entries that attain the extreme."""
    if x.rank == 0:
        return dy
    mask = equal(x, spread(y, x, axis, keepdims))
    return spread(dy, x, axis, keepdims) * mask / wide("sum", mask, axis)


def centred(x: Sym, axis: Axis) -> Sym:
    """Return x minus its mean."""
    return x - wide("mean", x, axis)


def _freedom(x: Sym, axis: Axis, ddof: int) -> Sym:
    return count(x, axis) - ddof if ddof else count(x, axis)


def var_pullback(
    dy: Sym, y: Sym, x: Sym, axis: Axis = None, keepdims: bool = False, ddof: int = 0
) -> Sym:
    """Return 2 * dy * (x - mean) / (n - ddof)."""
    scale = 2.0 * dy / _freedom(x, axis, ddof)
    return spread(scale, x, axis, keepdims) * conjugate(centred(x, axis))


def std_pullback(
    dy: Sym, y: Sym, x: Sym, axis: Axis = None, keepdims: bool = False, ddof: int = 0
) -> Sym:
    """Return dy * (x - mean) / ((n - ddof) * y), 0 where y is 0."""
    scale = over(dy, y) / _freedom(x, axis, ddof)
    return spread(scale, x, axis, keepdims) * conjugate(centred(x, axis))


def norm_pullback(dy: Sym, y: Sym, x: Sym, axis: Axis = None, keepdims: bool = False) -> Sym:
    """Return dy / y * x, 0 where y is 0."""
    return spread(over(dy, y), x, axis, keepdims) * conjugate(x)


def _row(
    name: str,
    function: Callable[..., object],
    pullback: Pullback | None,
    derivative: str,
    *,
    syntax: dict[str, Syntax] | None = None,
    noun: str = "",
    linear: bool = False,
    ties: str = "",
) -> Rule:
    return Rule(
        name=name,
        infer=reduction(function),
        pullbacks=(pullback,),
        shape_only=frozenset({0} if linear or pullback is None else ()),
        linear=frozenset({0} if linear else ()),
        spreads=True,
        cost=Cost.REDUCTION,
        syntax=syntax or spelled(name),
        defaults=DEFAULTS,
        label=name,
        noun=noun or name,
        derivative=derivative,
        ties=ties,
    )


MOMENT = ", axis={axis}, ddof={ddof}, keepdims={keepdims}"
TIED = "tied entries share dy equally"

REDUCTIONS = (
    _row(
        "sum",
        np.sum,
        sum_pullback,
        "dy",
        syntax=spelled("sum", builtin="sum"),
        noun="total",
        linear=True,
    ),
    _row("mean", np.mean, mean_pullback, "dy / n", linear=True),
    _row(
        "prod",
        np.prod,
        prod_pullback,
        "dy * product of the others",
        noun="product",
        ties="right where factors are 0",
    ),
    _row(
        "max",
        np.max,
        extreme_pullback,
        "dy where x == y",
        syntax=spelled("max", builtin="max"),
        noun="largest",
        ties=TIED,
    ),
    _row(
        "min",
        np.min,
        extreme_pullback,
        "dy where x == y",
        syntax=spelled("min", builtin="min"),
        noun="smallest",
        ties=TIED,
    ),
    _row(
        "var",
        np.var,
        var_pullback,
        "2 * dy * (x - mean) / (n - ddof)",
        syntax=spelled("var", MOMENT),
        noun="variance",
    ),
    _row(
        "std",
        np.std,
        std_pullback,
        "dy * (x - mean) / ((n - ddof) * y)",
        syntax=spelled("std", MOMENT),
        noun="deviation",
        ties="0 where y is 0",
    ),
    _row(
        "norm",
        np.linalg.norm,
        norm_pullback,
        "dy / y * x",
        syntax={"np": Call(f"np.linalg.norm({{0}}{OPTIONS})")},
        ties="0 at 0",
    ),
    _row("any", np.any, None, "0", noun="flag"),
    _row("all", np.all, None, "0", noun="flag"),
    _row(
        "count_nonzero",
        np.count_nonzero,
        None,
        "0",
        syntax={"np": Call(f"np.count_nonzero({{0}}{OPTIONS})")},
        noun="count",
    ),
)

register("Reductions", REDUCTIONS, on_complex="sum mean prod var std norm any all count_nonzero")
