"""Operators and elementwise functions."""

from __future__ import annotations

import math

import numpy as np

from tests.rules.rows.row import (
    ARRAYS,
    MATH,
    above_one,
    normal,
    of_one,
    of_two,
    one,
    positive,
    two,
    unit,
)

OPERATORS = (
    two("add", lambda a, b: a + b),
    two("sub", lambda a, b: a - b),
    two("mul", lambda a, b: a * b),
    two("truediv", lambda a, b: a / b, (normal, positive)),
    two("floordiv", lambda a, b: a // b + a, (normal, positive)),
    two("mod", lambda a, b: a % b, (normal, positive)),
    two("pow", lambda a, b: a**b, (positive, normal)),
    one("pow by a number", lambda a: a**3 + a**2 + a**-1 + a**0.5 + 2.0**a + a**1 + a**0, positive),
    one("power of a negative number", lambda a: (-a) ** 3 + (-a) ** -2, positive),
    one("neg", lambda a: -a),
    one("pos", lambda a: +a),
    one("abs", lambda a: abs(a)),
    one(
        "masked by a comparison",
        lambda a: a * (a > 0.1) + a * ((a < 0.3) & (a >= -0.2)),
        shapes=ARRAYS,
    ),
)

FUNCTIONS = tuple(
    one(name, getattr(np, name), draw)
    for name, draw in (
        ("exp", normal),
        ("exp2", normal),
        ("expm1", normal),
        ("log", positive),
        ("log2", positive),
        ("log10", positive),
        ("log1p", positive),
        ("sqrt", positive),
        ("cbrt", positive),
        ("square", normal),
        ("reciprocal", positive),
        ("sin", normal),
        ("cos", normal),
        ("tan", unit),
        ("arcsin", unit),
        ("arccos", unit),
        ("arctan", normal),
        ("sinh", normal),
        ("cosh", normal),
        ("tanh", normal),
        ("arcsinh", normal),
        ("arccosh", above_one),
        ("arctanh", unit),
        ("deg2rad", normal),
        ("rad2deg", normal),
        ("degrees", normal),
        ("radians", normal),
        ("negative", normal),
        ("positive", normal),
        ("absolute", normal),
        ("fabs", normal),
        ("conjugate", normal),
    )
)
MORE_FUNCTIONS = (
    one("sinc", np.sinc, positive, "richardson"),
    one(
        "steps",
        lambda a: a * (np.sign(a) + np.floor(a) + np.ceil(a) + np.trunc(a) + np.rint(a)),
        unit,
    ),
    one("nan_to_num", np.nan_to_num, shapes=ARRAYS, reference="richardson"),
    one("isfinite", lambda a: a * np.isfinite(a) * np.logical_not(np.isnan(a)), shapes=ARRAYS),
)

PAIRS = (
    two("np.add", np.add),
    two("np.subtract", np.subtract),
    two("np.multiply", np.multiply),
    two("np.divide", np.divide, (normal, positive)),
    two("np.power", np.power, (positive, normal)),
    two("np.remainder", np.remainder, (normal, positive)),
    two("np.fmod", np.fmod, (normal, positive)),
    two("arctan2", np.arctan2),
    two("hypot", np.hypot),
    two("logaddexp", np.logaddexp),
    two("logaddexp2", np.logaddexp2),
    two("copysign", np.copysign),
    two("heaviside", lambda a, b: a * np.heaviside(a, b)),
    two("maximum", np.maximum),
    two("minimum", np.minimum),
    two("fmax", np.fmax),
    two("fmin", np.fmin),
    two("where", lambda a, b: np.where(a > 0.0, a * b, b)),
    one("relu", lambda a: np.maximum(a, 0.0) + np.maximum(0, a)),
    one("clip", lambda a: np.clip(a, -0.4, 0.5)),
    one("clip below", lambda a: np.clip(a, -0.4, None)),
    one("clip above", lambda a: np.clip(a, None, 0.4)),
    one("clip method", lambda a: a.clip(-0.4, 0.4), shapes=ARRAYS),
    two("clip by a bound", lambda a, b: np.clip(a, b, 3.0) + np.clip(a, -3.0, b)),
)


MATHS = tuple(
    one(f"math.{name}", of_one(getattr(math, name)), draw, shapes=MATH, float32=False)
    for name, draw in (
        ("exp", normal),
        ("exp2", normal),
        ("expm1", normal),
        ("log", positive),
        ("log2", positive),
        ("log10", positive),
        ("log1p", positive),
        ("sqrt", positive),
        ("cbrt", positive),
        ("sin", normal),
        ("cos", normal),
        ("tan", unit),
        ("asin", unit),
        ("acos", unit),
        ("atan", normal),
        ("sinh", normal),
        ("cosh", normal),
        ("tanh", normal),
        ("asinh", normal),
        ("acosh", above_one),
        ("atanh", unit),
        ("radians", normal),
        ("degrees", normal),
        ("fabs", normal),
        ("erf", normal),
        ("erfc", normal),
    )
    if hasattr(math, name)
)
MATH_PAIRS = tuple(
    two(
        f"math.{name}",
        of_two(getattr(math, name)),
        draws,
        shapes=((None, None), ((), None)),
        float32=False,
    )
    for name, draws in (
        ("pow", (positive, normal)),
        ("atan2", (normal, normal)),
        ("hypot", (normal, normal)),
        ("copysign", (normal, normal)),
        ("fmod", (normal, positive)),
        ("log", (positive, above_one)),
    )
)

ROWS = (*OPERATORS, *FUNCTIONS, *MORE_FUNCTIONS, *PAIRS, *MATHS, *MATH_PAIRS)
