"""Types where control flow meets: the one type that a name has after a join."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gradwright.ir.types import EACH, Array, Form, List, Scalar, Type, list_type

Meet = Callable[[Form, Form, int], Form]

_SAMPLES = {"b": False, "i": 0, "u": 0, "f": 0.0, "c": 0j}


def joined(first: Type, second: Type, meet: Meet) -> Type | None:
    """Return the type of a name that is the one or the other, None where there is none.

    `meet` gives the length of an axis whose lengths differ.
    """
    if first is second:
        return first
    if isinstance(first, Scalar) and isinstance(second, Scalar):
        return _joined_scalars(first, second)
    if isinstance(first, Array) and isinstance(second, Array):
        if first.dtype != second.dtype or first.rank != second.rank:
            return None
        pairs = enumerate(zip(first.lengths, second.lengths, strict=True))
        return Array(first.dtype, tuple(a if a is b else meet(a, b, k) for k, (a, b) in pairs))
    if isinstance(first, List) and isinstance(second, List):
        return _joined_lists(first, second, meet)
    return None


def _joined_lists(first: List, second: List, meet: Meet) -> List | None:
    """Return the type of one of two lists; lengths of entries that differ are each entry's own."""
    length = first.length if first.length is second.length else meet(first.length, second.length, 0)
    if first.element is None or second.element is None:
        return list_type(first.element or second.element, length, first.row or second.row)
    if first.row != second.row:
        return None
    element = joined(first.element, second.element, lambda _, __, ___: EACH)
    if not isinstance(element, Scalar | Array):
        return None
    return list_type(element, length, first.row)


def _joined_scalars(first: Scalar, second: Scalar) -> Scalar | None:
    python = first.python and second.python
    if first.dtype == second.dtype:
        return Scalar(first.dtype, python)
    dtype = str(np.result_type(_sample(first), _sample(second)))
    kinds = {np.dtype(first.dtype).kind, np.dtype(second.dtype).kind}
    if "b" in kinds and len(kinds) > 1:
        return None
    return Scalar(dtype, python)


def _sample(type_: Scalar) -> np.dtype[Any] | complex:
    if not type_.python:
        return np.dtype(type_.dtype)
    return _SAMPLES.get(np.dtype(type_.dtype).kind, 0.0)


def is_integer(type_: Type) -> bool:
    """Whether values of a type are integers."""
    return isinstance(type_, Scalar | Array) and np.dtype(type_.dtype).kind in "iu"


def is_bool(type_: Type) -> bool:
    """Whether values of a type are truth values."""
    return isinstance(type_, Scalar | Array) and type_.dtype == "bool"
