"""Broadcasting of lengths and the dtype of what elementwise primitives give."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gradwright.ir.types import UNIT, Array, Form, Scalar, Static, Type, dtype_of, lengths_of
from gradwright.rules.rule import RuleError


def broadcast_lengths(types: Sequence[Type]) -> tuple[Form, ...]:
    """Return the lengths of the broadcast; two that differ and are no literal 1 are taken as equal."""
    rank = max((len(lengths_of(t)) for t in types), default=0)
    return tuple(_axis([_length(t, rank, axis) for t in types]) for axis in range(rank))


def _length(type_: Type, rank: int, axis: int) -> Form:
    lengths = lengths_of(type_)
    own = axis - (rank - len(lengths))
    return lengths[own] if own >= 0 else UNIT


def _axis(lengths: Sequence[Form]) -> Form:
    wide = [length for length in lengths if length is not UNIT]
    literals = {length for length in wide if length.literal is not None}
    if len(literals) > 1:
        shown = " and ".join(sorted(str(length.literal) for length in literals))
        raise RuleError("GW401", lengths=shown)
    return next(iter(literals), wide[0] if wide else UNIT)


def assumed_equal(types: Sequence[Type]) -> list[tuple[int, int, int, int]]:
    """Return (operand, axis, operand, axis) of lengths that an elementwise primitive takes as equal."""
    rank = max((len(lengths_of(t)) for t in types), default=0)
    pairs: list[tuple[int, int, int, int]] = []
    for axis in range(rank):
        first: tuple[int, int, Form] | None = None
        for k, type_ in enumerate(types):
            own = axis - (rank - len(lengths_of(type_)))
            if own < 0 or (length := lengths_of(type_)[own]) is UNIT:
                continue
            if first is None:
                first = (k, own, length)
            elif length is not first[2]:
                pairs.append((first[0], first[1], k, own))
    return pairs


def result_dtype(types: Sequence[Type]) -> str:
    """Return the dtype that NumPy gives for these operands (Python scalars are weak)."""
    for type_ in types:
        if isinstance(type_, Static):
            raise RuleError("GW402", got="an object that is no number")
    return str(np.result_type(*(_sample(t) for t in types)))


def _sample(type_: Type) -> object:
    dtype = dtype_of(type_)
    if isinstance(type_, Scalar) and type_.python:
        return {"b": False, "i": 0, "u": 0, "f": 0.0, "c": 0j}[np.dtype(dtype).kind]
    return np.dtype(dtype)


def shaped(dtype: str, lengths: tuple[Form, ...], *, python: bool = False) -> Type:
    """Return an array type, or a scalar where there are no axes (NumPy gives scalars there)."""
    return Array(dtype, lengths) if lengths else Scalar(dtype, python)


def all_python(types: Sequence[Type]) -> bool:
    """Whether all operands are plain Python numbers."""
    return all(isinstance(t, Scalar) and t.python for t in types)


def elementwise(*types: Type, form: str = "infix") -> Type:
    """Infer the type of an arithmetic primitive."""
    python = all_python(types) and form in ("infix", "math", "builtin")
    dtype = result_dtype(types)
    if python and dtype == "bool":
        dtype = "int64"
    return shaped(dtype, broadcast_lengths(types), python=python)


def floating(*types: Type, form: str = "np") -> Type:
    """Infer the type of an elementwise function whose result is floating point."""
    dtype = result_dtype(types)
    if np.dtype(dtype).kind in "biu":
        dtype = "float64"
    python = all_python(types) and form in ("infix", "math", "builtin")
    return shaped(dtype, broadcast_lengths(types), python=python)


def comparison(*types: Type, form: str = "infix") -> Type:
    """Infer the type of a comparison."""
    python = all_python(types) and form in ("infix", "math", "builtin")
    return shaped("bool", broadcast_lengths(types), python=python)
