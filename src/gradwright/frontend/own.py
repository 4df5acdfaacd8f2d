"""Functions of gradwright's own, such as what `gw.grad` returns: their derivatives are not written."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import FunctionType, MethodType
from typing import Any, cast

from gradwright.diagnostics import Location, UnsupportedError
from gradwright.frontend.keys import class_of
from gradwright.frontend.source import source_of

NESTED = {
    "feature": "the derivative of a derivative",
    "instead": "use gw.hvp or gw.hessian of the function itself",
}
_OWN = frozenset({"gradwright.api", "gradwright.differentiated", "gradwright.directional"})


def is_own(fun: Any) -> bool:
    """Whether calling this runs gradwright itself: `gw.grad`, or what it returned."""
    if isinstance(fun, MethodType):
        return is_own(fun.__func__)
    home = fun if isinstance(fun, FunctionType | type) else class_of(fun)
    return getattr(home, "__module__", None) in _OWN


def home_of(fun: Any) -> Location | None:
    """Return where the function starts that a derivative was made of, if that is known."""
    inner: object = inspect.unwrap(cast("Callable[..., Any]", fun))
    inner = inner.__func__ if isinstance(inner, MethodType) else inner
    if not isinstance(inner, FunctionType):
        return None
    try:
        source = source_of(inner)
    except UnsupportedError as wrong:
        return wrong.location
    return source.location(source.node)
