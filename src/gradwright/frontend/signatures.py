"""The signature of what is differentiated: functions, methods, lambdas, partials, ufuncs."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from types import FunctionType, MethodType
from typing import Any, cast

import numpy as np

from gradwright.diagnostics import error
from gradwright.frontend.places import state_of


def implementation(fun: object) -> object:
    """Return the Python function behind a dispatcher of NumPy's or Numba's or a cache, else the object."""
    if type(fun).__name__ == "_ArrayFunctionDispatcher":
        return getattr(fun, "__wrapped__", fun)
    jitted: object = getattr(fun, "py_func", None)
    if isinstance(jitted, FunctionType) and not isinstance(fun, FunctionType):
        return jitted
    if hasattr(fun, "cache_parameters"):
        return getattr(fun, "__wrapped__", fun)
    return fun


@functools.lru_cache(maxsize=512)
def _signature(fun: Callable[..., object], _: object) -> inspect.Signature:
    return inspect.signature(fun, follow_wrapped=False)


def signature_of(fun: Callable[..., object]) -> inspect.Signature:
    """Return how `fun` is called.

    Raises
    ------
    GradwrightError
        GW009 if it is not callable or its parameters are not known.
    """
    if isinstance(fun, np.ufunc):
        return _of_ufunc(fun)
    fun = cast("Callable[..., object]", implementation(fun))
    try:
        return _signature(fun, _states(fun))
    except TypeError:
        return _uncached(fun)
    except ValueError:
        raise error("GW009", found=repr(fun)) from None


def _states(fun: Any) -> tuple[object, ...]:
    """Return the states of a function and of those that it wraps: their defaults may change."""
    if isinstance(fun, functools.partial):
        return (state_of(fun), *_states(cast("Any", fun).func))
    return (state_of(fun.__func__ if isinstance(fun, MethodType) else fun),)


def _uncached(fun: Callable[..., object]) -> inspect.Signature:
    try:
        return inspect.signature(fun, follow_wrapped=False)
    except (TypeError, ValueError):
        raise error("GW009", found=repr(fun)) from None


def _of_ufunc(fun: np.ufunc) -> inspect.Signature:
    names = ["x"] if fun.nin == 1 else [f"x{k + 1}" for k in range(fun.nin)]
    kind = inspect.Parameter.POSITIONAL_ONLY
    return inspect.Signature([inspect.Parameter(name, kind) for name in names])
