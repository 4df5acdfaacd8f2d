"""Functions of gradwright's own, such as what `gw.grad` returns."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import FunctionType, MethodType
from typing import Any, cast

from gradwright.diagnostics import refusal
from gradwright.frontend.keys import class_of

NESTED = {
    "feature": "this derivative inside of a function that is differentiated",
    "instead": "use gw.grad or gw.value_and_grad of a function that is defined outside, which are read; or "
    "gw.hvp or gw.hessian of the function itself",
}
_OWN = frozenset({"gradwright.api", "gradwright.differentiated", "gradwright.directional"})


def is_own(fun: Any) -> bool:
    """Whether calling this runs gradwright itself: `gw.grad`, or what it returned."""
    if isinstance(fun, MethodType):
        return is_own(fun.__func__)
    home = fun if isinstance(fun, FunctionType | type) else class_of(fun)
    return getattr(home, "__module__", None) in _OWN


def innermost(fun: Any) -> FunctionType:
    """Return the function that a derivative, or a derivative of a derivative, was made of."""
    inner: object = inspect.unwrap(cast("Callable[..., Any]", fun))
    inner = inner.__func__ if isinstance(inner, MethodType) else inner
    if not isinstance(inner, FunctionType):
        raise refusal("GW015", None, **NESTED)
    return inner
