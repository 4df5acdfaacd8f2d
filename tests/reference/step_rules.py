"""What complex arithmetic gets wrong for a step, written to first order.

A rule takes complex numbers or arrays and returns f(re) + i * (df/dre * im): a maximum's choice,
the sign of an absolute value, and functions that NumPy or `math` do not define for complex numbers.
"""

import cmath
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from tests.reference.step_values import (
    FUNCTION_RULES,
    PRIMITIVE_RULES,
    StepFloat,
    plain,
    primal,
    stepped,
)


def real(value: Any) -> Any:
    return np.real(value)


def first_order(function: Callable[..., Any], *slopes: Callable[..., Any]) -> Callable[..., Any]:
    """Return the rule of `function` from its partial derivatives, all of real arguments."""

    def rule(*values: Any) -> Any:
        reals = [real(value) for value in values]
        change = 0.0
        for slope, value in zip(slopes, values, strict=True):
            change = change + slope(*reals) * np.imag(value)
        return function(*reals) + 1j * change

    return rule


def flat(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the rule of a piecewise constant function."""
    return lambda *values: function(*[real(value) for value in values])


def clip(value: Any, low: Any, high: Any) -> Any:
    value = value if low is None else np.where(real(value) < real(low), low, value)
    return value if high is None else np.where(real(value) > real(high), high, value)


def log_add_exp(a: Any, b: Any) -> Any:
    shift = np.maximum(real(a), real(b))
    return shift + np.log(np.exp(a - shift) + np.exp(b - shift))


def arctan2_slope(y: Any, x: Any) -> Any:
    return x / (x * x + y * y)


def power_base_slope(a: Any, b: Any) -> Any:
    return np.where(
        np.equal(b, 0.0), 0.0, b * np.power(a, np.where(np.equal(b, 0.0), 1.0, b - 1.0))
    )


def power_exponent_slope(a: Any, b: Any) -> Any:
    """Return the slope in the exponent; a base that is not positive has a constant exponent."""
    positive = np.asarray(a) > 0.0
    return np.where(positive, np.power(a, b) * np.log(np.where(positive, a, 1.0)), 0.0)


# Their real parts are then to the bit what the program without a step computes, so that decisions
# of programs with sensitive conditions do not depend on how complex arithmetic rounds.
EXACT_RULES: dict[str, Callable[..., Any]] = {
    "divide": first_order(
        np.divide, lambda a, b: np.divide(1.0, b), lambda a, b: -np.divide(np.divide(a, b), b)
    ),
    "power": first_order(np.power, power_base_slope, power_exponent_slope),
    "sin": first_order(np.sin, np.cos),
    "cos": first_order(np.cos, lambda a: -np.sin(a)),
    "exp": first_order(np.exp, np.exp),
    "log": first_order(np.log, lambda a: 1.0 / a),
    "sqrt": first_order(np.sqrt, lambda a: 0.5 / np.sqrt(a)),
    "tanh": first_order(np.tanh, lambda a: 1.0 - np.tanh(a) ** 2),
}
ERF_SLOPE = 2.0 / math.sqrt(math.pi)
SHARED_RULES: dict[str, Callable[..., Any]] = {
    "arctan2": first_order(np.arctan2, arctan2_slope, lambda y, x: -y / (x * x + y * y)),
    "hypot": first_order(
        np.hypot, lambda a, b: a / np.hypot(a, b), lambda a, b: b / np.hypot(a, b)
    ),
    "cbrt": first_order(np.cbrt, lambda a: 1.0 / (3.0 * np.cbrt(a) ** 2)),
    "copysign": first_order(
        np.copysign, lambda a, b: np.sign(a) * np.copysign(1.0, b), lambda a, b: 0.0 * b
    ),
    "fabs": lambda a: np.where(real(a) >= 0, a, -a),
    "fmod": first_order(np.fmod, lambda a, b: 1.0, lambda a, b: -np.trunc(a / b)),
}
PRIMITIVE_RULES.update(
    SHARED_RULES
    | EXACT_RULES
    | {
        "absolute": lambda a: np.where(real(a) >= 0, a, -a),
        "maximum": lambda a, b: np.where(real(a) >= real(b), a, b),
        "minimum": lambda a, b: np.where(real(a) <= real(b), a, b),
        "fmax": lambda a, b: np.where((real(a) >= real(b)) | np.isnan(real(b)), a, b),
        "fmin": lambda a, b: np.where((real(a) <= real(b)) | np.isnan(real(b)), a, b),
        "clip": clip,
        "conjugate": lambda a: a,
        "floor_divide": flat(np.floor_divide),
        "remainder": first_order(np.remainder, lambda a, b: 1.0, lambda a, b: -np.floor(a / b)),
        "heaviside": flat(np.heaviside),
        "logaddexp": log_add_exp,
        "logaddexp2": lambda a, b: log_add_exp(a * np.log(2.0), b * np.log(2.0)) / np.log(2.0),
        "deg2rad": lambda a: a * (np.pi / 180.0),
        "radians": lambda a: a * (np.pi / 180.0),
        "rad2deg": lambda a: a * (180.0 / np.pi),
        "degrees": lambda a: a * (180.0 / np.pi),
    }
    | {name: flat(getattr(np, name)) for name in ("sign", "floor", "ceil", "trunc", "rint")}
)


def norm(x: Any, order: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    if order not in (None, 2, "fro") or (order == 2 and axis is None and np.ndim(x) > 1):
        raise NotImplementedError("the reference knows the Euclidean norm only")
    return np.sqrt((x * x).sum(axis=axis, keepdims=keepdims))


FUNCTION_RULES.update(
    {
        np.var: lambda x, *args, **options: stepped(x).var(*args, **options),
        np.std: lambda x, *args, **options: stepped(x).std(*args, **options),
        np.mean: lambda x, *args, **options: stepped(x).mean(*args, **options),
        np.vdot: lambda a, b: np.dot(plain(a).ravel(), plain(b).ravel()),
        np.linalg.norm: norm,
        np.round: lambda x, *args: np.round(primal(x), *args),
        np.real: lambda x: x,
    }
)
_CMATH = (
    *("sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "sqrt", "log", "log10"),
    *("asin", "acos", "atan", "asinh", "acosh", "atanh"),
)
MATH_RULES: dict[str, Callable[..., Any]] = (
    SHARED_RULES
    | {name: getattr(cmath, name) for name in _CMATH}
    | {
        "atan2": SHARED_RULES["arctan2"],
        "erf": first_order(math.erf, lambda a: ERF_SLOPE * math.exp(-a * a)),
        "erfc": first_order(math.erfc, lambda a: -ERF_SLOPE * math.exp(-a * a)),
        "expm1": np.expm1,
        "exp2": lambda a: 2.0**a,
        "log1p": np.log1p,
        "log2": lambda a: cmath.log(a) / math.log(2.0),
        "pow": lambda a, b: a**b,
        "fmod": first_order(math.fmod, lambda a, b: 1.0, lambda a, b: -math.trunc(a / b)),
        "degrees": lambda a: a * (180.0 / math.pi),
        "radians": lambda a: a * (math.pi / 180.0),
    }
)


def math_function(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """Return `math.NAME` for step values; on ordinary numbers it is the function itself."""

    def call(*values: Any) -> Any:
        parts = [part for v in values for part in (v if isinstance(v, (list, tuple)) else [v])]
        if not any(isinstance(part, StepFloat) for part in parts):
            return function(*values)
        function(*[primal(value) for value in values])  # the user's own domain error first
        if name in ("fsum", "prod"):
            return sum(values[0]) if name == "fsum" else math.prod(values[0])
        if name not in MATH_RULES:
            return function(*[primal(value) for value in values])
        return StepFloat(MATH_RULES[name](*[plain(value) for value in values]))

    return call
