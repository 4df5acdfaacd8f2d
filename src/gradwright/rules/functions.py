"""Elementwise functions of NumPy and `math`."""

from __future__ import annotations

import math

import numpy as np

from gradwright.ir.types import is_complex
from gradwright.rules.arithmetic import sign
from gradwright.rules.families import binary, unary
from gradwright.rules.rule import Cost
from gradwright.rules.symbolic import Sym, call, equal, nonzero, select
from gradwright.rules.table import register

LN2 = math.log(2.0)
LN10 = math.log(10.0)
DEGREE = math.pi / 180.0

POWERS = (
    unary(
        "exp",
        np.exp,
        lambda dy, y, x: dy * y,
        "dy * y",
        spelled={"math": "exp", "cmath": "exp"},
        singular=True,
    ),
    unary(
        "exp2",
        np.exp2,
        lambda dy, y, x: dy * (LN2 * y),
        "dy * ln(2) * y",
        spelled={"math": "exp2"},
        singular=True,
    ),
    unary(
        "expm1",
        np.expm1,
        lambda dy, y, x: dy * (y + 1.0),
        "dy * (y + 1)",
        spelled={"math": "expm1"},
        singular=True,
    ),
    unary(
        "log",
        np.log,
        lambda dy, y, x: dy / x,
        "dy / x",
        spelled={"math": "log", "cmath": "log"},
        singular=True,
        ties="inf at 0",
    ),
    unary(
        "log2",
        np.log2,
        lambda dy, y, x: dy / (LN2 * x),
        "dy / (ln(2) * x)",
        spelled={"math": "log2"},
        singular=True,
        ties="inf at 0",
    ),
    unary(
        "log10",
        np.log10,
        lambda dy, y, x: dy / (LN10 * x),
        "dy / (ln(10) * x)",
        spelled={"math": "log10", "cmath": "log10"},
        singular=True,
        ties="inf at 0",
    ),
    unary(
        "log1p",
        np.log1p,
        lambda dy, y, x: dy / (1.0 + x),
        "dy / (1 + x)",
        spelled={"math": "log1p"},
        singular=True,
        ties="inf at -1",
    ),
    unary(
        "sqrt",
        np.sqrt,
        lambda dy, y, x: dy / (2.0 * y),
        "dy / (2 * y)",
        spelled={"math": "sqrt", "cmath": "sqrt"},
        noun="root",
        singular=True,
        ties="inf at 0 (nan for an upstream of 0; Python numbers raise ZeroDivisionError)",
    ),
    unary(
        "cbrt",
        np.cbrt,
        lambda dy, y, x: dy / (3.0 * y * y),
        "dy / (3 * y * y)",
        spelled={"math": "cbrt"},
        noun="root",
        singular=True,
        ties="inf at 0",
    ),
    unary(
        "square",
        np.square,
        lambda dy, y, x: 2.0 * dy * x,
        "2 * dy * x",
        cost=Cost.ARITHMETIC,
    ),
    unary(
        "reciprocal",
        np.reciprocal,
        lambda dy, y, x: -dy * y * y,
        "-dy * y * y",
        singular=True,
        cost=Cost.ARITHMETIC,
        ties="-inf at 0",
    ),
)


def arccosh_back(dy: Sym, y: Sym, x: Sym) -> Sym:
    """Return dy / sqrt(x * x - 1), on the branch that NumPy takes of complex numbers."""
    if is_complex(x.type):
        return dy / (call("sqrt", x - 1.0) * call("sqrt", x + 1.0))
    return dy / call("sqrt", x * x - 1.0)


TRIGONOMETRIC = (
    unary(
        "sin",
        np.sin,
        lambda dy, y, x: dy * call("cos", x),
        "dy * cos(x)",
        spelled={"math": "sin", "cmath": "sin"},
    ),
    unary(
        "cos",
        np.cos,
        lambda dy, y, x: -dy * call("sin", x),
        "-dy * sin(x)",
        spelled={"math": "cos", "cmath": "cos"},
    ),
    unary(
        "tan",
        np.tan,
        lambda dy, y, x: dy * (1.0 + y * y),
        "dy * (1 + y * y)",
        spelled={"math": "tan", "cmath": "tan"},
    ),
    unary(
        "arcsin",
        np.arcsin,
        lambda dy, y, x: dy / call("sqrt", 1.0 - x * x),
        "dy / sqrt(1 - x * x)",
        spelled={"math": "asin", "cmath": "asin"},
        singular=True,
        tame=0.5,
        ties="inf at -1 and 1",
    ),
    unary(
        "arccos",
        np.arccos,
        lambda dy, y, x: -dy / call("sqrt", 1.0 - x * x),
        "-dy / sqrt(1 - x * x)",
        spelled={"math": "acos", "cmath": "acos"},
        singular=True,
        tame=0.5,
        ties="-inf at -1 and 1",
    ),
    unary(
        "arctan",
        np.arctan,
        lambda dy, y, x: dy / (1.0 + x * x),
        "dy / (1 + x * x)",
        spelled={"math": "atan", "cmath": "atan"},
    ),
    unary(
        "sinh",
        np.sinh,
        lambda dy, y, x: dy * call("cosh", x),
        "dy * cosh(x)",
        spelled={"math": "sinh", "cmath": "sinh"},
        singular=True,
    ),
    unary(
        "cosh",
        np.cosh,
        lambda dy, y, x: dy * call("sinh", x),
        "dy * sinh(x)",
        spelled={"math": "cosh", "cmath": "cosh"},
        singular=True,
    ),
    unary(
        "tanh",
        np.tanh,
        lambda dy, y, x: dy * (1.0 - y * y),
        "dy * (1 - y * y)",
        spelled={"math": "tanh", "cmath": "tanh"},
    ),
    unary(
        "arcsinh",
        np.arcsinh,
        lambda dy, y, x: dy / call("sqrt", x * x + 1.0),
        "dy / sqrt(x * x + 1)",
        spelled={"math": "asinh", "cmath": "asinh"},
    ),
    unary(
        "arccosh",
        np.arccosh,
        arccosh_back,
        "dy / sqrt(x * x - 1)",
        spelled={"math": "acosh", "cmath": "acosh"},
        singular=True,
        tame=2.0,
        ties="inf at 1",
    ),
    unary(
        "arctanh",
        np.arctanh,
        lambda dy, y, x: dy / (1.0 - x * x),
        "dy / (1 - x * x)",
        spelled={"math": "atanh", "cmath": "atanh"},
        singular=True,
        tame=0.5,
        ties="inf at -1 and 1",
    ),
    binary(
        "arctan2",
        np.arctan2,
        lambda dy, y, a, b: dy / (a * a + b * b) * b,
        lambda dy, y, a, b: -(dy / (a * a + b * b) * a),
        "dy / (a * a + b * b) * b, -(dy / (a * a + b * b) * a)",
        spelled={"math": "atan2"},
        noun="angle",
        singular=True,
        cost=Cost.FUNCTION,
        ties="nan where both are 0",
    ),
    binary(
        "hypot",
        np.hypot,
        lambda dy, y, a, b: dy / nonzero(y) * a,
        lambda dy, y, a, b: dy / nonzero(y) * b,
        "dy / y * a, dy / y * b",
        spelled={"math": "hypot"},
        noun="distance",
        cost=Cost.FUNCTION,
        ties="0 where both are 0",
    ),
    unary(
        "sinc",
        np.sin,
        lambda dy, y, x: dy * (call("cos", math.pi * x) - y) / nonzero(x),
        "dy * (cos(pi * x) - y) / x",
        function="sinc",
        ties="0 at 0",
    ),
)

SCALINGS = tuple(
    unary(
        name,
        ufunc,
        pullback,
        f"dy * {shown}",
        spelled={"math": spelled},
        noun="angle",
        linear=True,
        shape_only=True,
        cost=Cost.ARITHMETIC,
    )
    for name, ufunc, pullback, shown, spelled in (
        ("deg2rad", np.deg2rad, lambda dy, y, x: dy * DEGREE, "pi / 180", "radians"),
        ("rad2deg", np.rad2deg, lambda dy, y, x: dy * (1.0 / DEGREE), "180 / pi", "degrees"),
    )
)

STEPS = tuple(
    unary(name, ufunc, None, spelled=spelled, python=python, noun=noun, ties="0 at the jumps too")
    for name, ufunc, spelled, python, noun in (
        ("sign", np.sign, {}, None, "sign"),
        ("floor", np.floor, {"math": "floor"}, "int64", "whole"),
        ("ceil", np.ceil, {"math": "ceil"}, "int64", "whole"),
        ("trunc", np.trunc, {"math": "trunc"}, "int64", "whole"),
        ("rint", np.rint, {}, None, "whole"),
    )
)

PREDICATES = tuple(
    unary(name, ufunc, None, spelled=spelled, python="bool", noun="mask", cost=Cost.ARITHMETIC)
    for name, ufunc, spelled in (
        ("isnan", np.isnan, {"math": "isnan"}),
        ("isinf", np.isinf, {"math": "isinf"}),
        ("isfinite", np.isfinite, {"math": "isfinite"}),
        ("signbit", np.signbit, {}),
        ("logical_not", np.logical_not, {}),
    )
) + tuple(
    binary(name, ufunc, None, None, noun="mask", shape_only=frozenset({0, 1}))
    for name, ufunc in (
        ("logical_and", np.logical_and),
        ("logical_or", np.logical_or),
        ("logical_xor", np.logical_xor),
    )
)

PAIRS = (
    binary(
        "logaddexp",
        np.logaddexp,
        lambda dy, y, a, b: dy * call("exp", a - y),
        lambda dy, y, a, b: dy * call("exp", b - y),
        "dy * exp(a - y), dy * exp(b - y)",
        singular=True,
        cost=Cost.FUNCTION,
        ties="nan where both are -inf",
    ),
    binary(
        "logaddexp2",
        np.logaddexp2,
        lambda dy, y, a, b: dy * call("exp2", a - y),
        lambda dy, y, a, b: dy * call("exp2", b - y),
        "dy * exp2(a - y), dy * exp2(b - y)",
        singular=True,
        cost=Cost.FUNCTION,
        ties="nan where both are -inf",
    ),
    binary(
        "copysign",
        np.copysign,
        lambda dy, y, a, b: dy * sign(a) * call("copysign", 1.0, b),
        None,
        "dy * sign(a) * copysign(1, b), 0",
        spelled={"math": "copysign"},
        ties="0 where a is 0",
    ),
    binary(
        "ldexp",
        np.ldexp,
        lambda dy, y, a, b: call("ldexp", dy, b, form="np"),
        None,
        "ldexp(dy, b), 0",
        noun="scaled",
        linear=frozenset({0}),
        shape_only=frozenset({0}),
    ),
    binary(
        "heaviside",
        np.heaviside,
        None,
        lambda dy, y, a, b: select(equal(a, 0.0), dy),
        "0, dy where a == 0",
        noun="step",
        linear=frozenset({1}),
        ties="by a: 0 at 0 too",
    ),
    binary(
        "fmod",
        np.fmod,
        lambda dy, y, a, b: dy,
        lambda dy, y, a, b: -dy * call("trunc", a / b),
        "dy, -dy * trunc(a / b)",
        spelled={"math": "fmod"},
        noun="remainder",
        linear=frozenset({0}),
        cost=Cost.FUNCTION,
        ties="the jumps where a is a multiple of b are passed over",
    ),
)


WHOLE = tuple(
    binary(name, ufunc, None, None, shape_only=frozenset({0, 1}))
    for name, ufunc in (("gcd", np.gcd), ("lcm", np.lcm))
)

register(
    "Elementwise functions",
    (*POWERS, *TRIGONOMETRIC, *SCALINGS, *STEPS, *PREDICATES, *PAIRS, *WHOLE),
    on_complex=(
        "exp exp2 expm1 log log2 log10 log1p sqrt square reciprocal sin cos tan arcsin arccos "
        "arctan sinh cosh tanh arcsinh arccosh arctanh sinc isnan isinf isfinite logical_not logical_and "
        "logical_or logical_xor"
    ),
)
