"""Defaults that a call leaves in place: objects of the function that may change between calls."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping

from gradwright.frontend.keys import value_key
from gradwright.frontend.places import Place
from gradwright.frontend.reader import Dependency
from gradwright.frontend.signatures import signature_of

_FIXED = (type(None), bool, int, float, complex, str, bytes, type)


def defaults_in_place(
    fun: Callable[..., object], args: tuple[object, ...], kwargs: Mapping[str, object]
) -> dict[str, object]:
    """Return the defaults of the parameters that a call does not pass, but for plain values."""
    signature = signature_of(fun)
    passed = signature.bind(*args, **kwargs).arguments
    return {
        name: p.default
        for name, p in signature.parameters.items()
        if name not in passed
        and p.default is not inspect.Parameter.empty
        and not isinstance(p.default, _FIXED)
    }


def defaults_read(
    fun: Callable[..., object], args: tuple[object, ...], kwargs: Mapping[str, object]
) -> tuple[Dependency, ...]:
    """Return what must stay of a kind for code that was written with a call's defaults."""
    return tuple(
        Dependency(name, Place(value), value_key(value), value_key)
        for name, value in defaults_in_place(fun, args, kwargs).items()
    )
