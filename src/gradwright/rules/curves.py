"""Curves: interpolation between points, convolution, comparison within a tolerance."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gradwright.ir.types import BOOL, UNIT, Array, Type, lengths_of, rank_of
from gradwright.rules.broadcast import broadcast_lengths
from gradwright.rules.dtypes import number, promoted, shaped, ufunc_dtype, weak
from gradwright.rules.lengths import is_natural, sum_of, unknown
from gradwright.rules.rearrange import again
from gradwright.rules.rule import Call, Cost, Infer, Pullback, Rule, RuleError, Syntax
from gradwright.rules.symbolic import Sym, call, conjugate
from gradwright.rules.table import register
from gradwright.rules.whole import whole

BOTH = frozenset({0, 1})


def vectors(*types: Type) -> None:
    """Refuse what is no vector."""
    for type_ in types:
        if rank_of(type_) != 1:
            raise RuleError("GW406", found=rank_of(type_))


def interp_type(x: Type, xp: Type, fp: Type, **_: object) -> Type:
    """Infer the type of values between points: float64, as NumPy computes them."""
    vectors(xp, fp)
    if UNIT in lengths_of(xp):
        raise RuleError("GW415", reason="one point has no interval to interpolate in")
    promoted((x, xp, fp))
    return shaped("float64", lengths_of(x))


def interval_type(x: Type, xp: Type, **_: object) -> Type:
    """Infer the type of the places of the points after x."""
    return shaped("int64", lengths_of(x))


def point_type(x: Type, k: Type, **_: object) -> Type:
    """Infer the type of the entries of a vector at these places."""
    return shaped(number(x).dtype, lengths_of(k))


def bins_type(k: Type, weights: Type, model: Type, **_: object) -> Type:
    """Infer the type of weights summed by place."""
    return Array("float64", lengths_of(model))


def ends(x: Sym, xp: Sym) -> Sym:
    """Return whether x is between the first point and the last."""
    first, last = (call("component", xp, axis=0, index=k, before="", form="index") for k in (0, -1))
    return (x >= first) & (x <= last)


def step(of: Sym, k: Sym) -> Sym:
    """Return the difference of the points around."""
    return call("point", of, k) - call("point", of, k - 1)


def interp_x(dy: Sym, y: Sym, x: Sym, xp: Sym, fp: Sym) -> Sym:
    """Return dy times the slope, 0 beyond the ends."""
    k = call("interval", x, xp)
    return dy * (step(fp, k) / step(xp, k)) * ends(x, xp)


def shared(weights: Sym, x: Sym, xp: Sym) -> Sym:
    """Return weights summed at the points around x, by nearness."""
    k = call("interval", x, xp)
    near = call("clip", (x - call("point", xp, k - 1)) / step(xp, k), 0.0, 1.0, form="np")
    after = weights * near
    return call("bins", flat(k), flat(after), xp) + call(
        "bins", flat(k - 1), flat(weights - after), xp
    )


def flat(x: Sym) -> Sym:
    """Return a vector of the entries."""
    return x if x.rank == 1 else call("ravel", x, form="np")


def interp_fp(dy: Sym, y: Sym, x: Sym, xp: Sym, fp: Sym) -> Sym:
    """Share dy between the points around x."""
    return shared(dy, x, xp)


def interp_xp(dy: Sym, y: Sym, x: Sym, xp: Sym, fp: Sym) -> Sym:
    """Share minus dy times the slope between the points around x."""
    return -shared(interp_x(dy, y, x, xp, fp), x, xp)


def convolve_type(a: Type, b: Type, **_: object) -> Type:
    """Infer the type of a full convolution; NumPy refuses empty operands."""
    vectors(a, b)
    total = sum_of((*lengths_of(a), *lengths_of(b)))
    less = total.plus(-1)
    length = less if is_natural(total) else unknown("convolve", total)
    return Array(ufunc_dtype(np.multiply, (weak(a), weak(b))), (length,))


def correlate_type(long: Type, short: Type, model: Type, **_: object) -> Type:
    """Infer the type of a valid correlation that has the model's length."""
    return Array(ufunc_dtype(np.multiply, (weak(long), weak(short))), lengths_of(model))


def close_type(*types: Type, **_: object) -> Type:
    """Infer the type of a comparison within a tolerance."""
    return shaped("bool", broadcast_lengths(types))


def flag_type(*types: Type, **_: object) -> Type:
    """Infer the type of a Python truth value about operands."""
    for type_ in types:
        number(type_)
    return BOOL


def _row(
    name: str,
    infer: Infer,
    pullbacks: tuple[Pullback | None, ...],
    derivative: str,
    syntax: Mapping[str, Syntax],
    *,
    elementwise: bool = False,
    linear: frozenset[int] = frozenset(),
    uses_shape: frozenset[int] = frozenset(),
    noun: str = "",
    ties: str = "",
) -> Rule:
    return Rule(
        name=name,
        infer=infer,
        pullbacks=pullbacks,
        linear=linear,
        elementwise=elementwise,
        uses_shape=uses_shape,
        cost=Cost.FUNCTION,
        syntax=syntax,
        label=name,
        noun=noun or name,
        derivative=derivative,
        ties=ties,
    )


ROWS = (
    _row(
        "interp",
        interp_type,
        (interp_x, interp_xp, interp_fp),
        "dy * slope, -dy * slope shared, dy shared between the points around x",
        {"np": Call("np.interp({0}, {1}, {2})")},
        linear=frozenset({2}),
        noun="between",
        ties="the slope before a point; by x 0 beyond the ends; xp must increase, as NumPy asks",
    ),
    _row(
        "interval",
        interval_type,
        (None, None),
        "0",
        {"np": Call("np.clip(np.searchsorted({1}, {0}), 1, {1}.shape[0] - 1)")},
        noun="k",
    ),
    _row(
        "point",
        point_type,
        (lambda dy, y, x, k: call("bins", flat(k), flat(whole(dy, y)), x), None),
        "dy summed by place",
        {"index": Call("{0}[{1}]")},
        linear=frozenset({0}),
    ),
    _row(
        "bins",
        bins_type,
        (None, lambda dy, y, k, weights, model: call("point", dy, k), None),
        "0, dy at the places",
        {"np": Call("np.bincount({0}, {1}, {2}.shape[0]).astype(np.float64, copy=False)")},
        uses_shape=frozenset({2}),
        linear=frozenset({1}),
    ),
    _row(
        "convolve",
        convolve_type,
        (
            lambda dy, y, a, b: call("correlate", dy, conjugate(b), a),
            lambda dy, y, a, b: call("correlate", dy, conjugate(a), b),
        ),
        'correlate(dy, b, "valid"), correlate(dy, a, "valid")',
        {"np": Call("np.convolve({0}, {1})")},
        linear=BOTH,
        noun="mixed",
    ),
    _row(
        "correlate",
        correlate_type,
        (again("np.convolve"), again("np.convolve"), None),
        "refused (made by derivatives only)",
        {"np": Call('np.correlate({0}, {1}, "valid")')},
        uses_shape=frozenset({2}),
        linear=BOTH,
    ),
    _row(
        "isclose",
        close_type,
        (None, None),
        "0, 0",
        {"np": Call("np.isclose({0}, {1}, rtol={rtol}, atol={atol})")},
        elementwise=True,
        noun="mask",
    ),
    _row(
        "allclose",
        flag_type,
        (None, None),
        "0, 0",
        {
            "np": Call("np.allclose({0}, {1}, rtol={rtol}, atol={atol})"),
            "math": Call("math.isclose({0}, {1}, rel_tol={rtol}, abs_tol={atol})"),
        },
        noun="flag",
    ),
    _row(
        "array_equal",
        flag_type,
        (None, None),
        "0, 0",
        {"np": Call("np.array_equal({0}, {1})")},
        noun="flag",
    ),
)

register("Curves and tolerances", ROWS, on_complex="convolve correlate")
