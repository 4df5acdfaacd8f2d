"""Kinds of calls: two calls of one kind are served by the same backward.

What a kind says: classes, ranks, which lengths are 1, and the values of flags, texts and functions.
Which values of whole numbers matter is not known before forward is read.
"""

from __future__ import annotations

import dis
import inspect
from collections.abc import Hashable, Mapping
from types import FunctionType, MethodType
from typing import Any, cast

import numpy as np

from gradwright.classes.names import forward_name
from gradwright.frontend.keys import Identity, class_of, parts_of

PLAIN = (bool, str, bytes, type(None))
ACCESS = frozenset({"LOAD_ATTR", "LOAD_METHOD", "STORE_ATTR"})


def kind_of(value: Any) -> Hashable:
    """Return the kind of an argument or attribute."""
    cls = class_of(value)
    if isinstance(value, np.ndarray):
        array = cast("np.ndarray[Any, np.dtype[Any]]", value)
        return (cls, array.dtype.kind, tuple(n == 1 for n in array.shape))
    if isinstance(value, PLAIN):
        return (cls, value)
    if isinstance(value, MethodType):
        return Identity(value.__func__)
    if callable(value) and forward_name(cls) is None:
        return Identity(value)
    parts = parts_of(value) if cls in (list, tuple, dict) else None
    return cls if parts is None else (cls, parts[1], tuple(map(kind_of, parts[2])))


def kind_of_call(
    arguments: Mapping[str, object], attributes: Mapping[str, object], named: frozenset[str]
) -> Hashable:
    """Return the kind of a call, from its arguments and the attributes that are named."""
    own = tuple((n, kind_of(v)) for n, v in attributes.items() if n in named)
    return (tuple(map(kind_of, arguments.values())), own)


def named_by(cls: type) -> frozenset[str]:
    """Return the attributes that a class's methods name."""
    members = [member for owner in cls.__mro__ for member in vars(owner).values()]
    functions = [getattr(m, "__func__", getattr(m, "fget", m)) for m in members]
    return frozenset(
        str(step.argval)
        for function in functions
        if isinstance(function, FunctionType) and function.__name__ != "__init__"
        for step in dis.get_instructions(inspect.unwrap(function))
        if step.opname in ACCESS
    )
