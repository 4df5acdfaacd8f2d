"""The dtype of results, as NumPy decides it (NEP 50: Python scalars are weak)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from gradwright.ir.types import COMPLEX_NUMBER, Array, Form, Scalar, Type, is_complex
from gradwright.rules.broadcast import broadcast_lengths
from gradwright.rules.rule import Infer, RuleError

PYTHON_FORMS = frozenset({"infix", "math", "cmath", "builtin"})
WEAK: dict[str, type] = {"i": int, "u": int, "f": float, "c": complex}


def number(type_: Type) -> Scalar | Array:
    """Return the type of a number or array; anything else is refused."""
    if isinstance(type_, Scalar | Array):
        return type_
    raise RuleError("GW415", reason="an operand is neither a number nor an array")


def weak(type_: Type) -> type | np.dtype[np.generic]:
    """Return what NumPy's promotion sees of an operand: a dtype, or a Python scalar's class."""
    known = number(type_)
    dtype = np.dtype(known.dtype)
    if isinstance(known, Scalar) and known.python and dtype.kind != "b":
        return WEAK[dtype.kind]
    return dtype


def numeric(dtype: np.dtype[np.generic]) -> str:
    """Return a dtype's name; objects and complex numbers longer than double are refused."""
    if dtype.kind not in "biufc" or dtype.char == "G":
        raise RuleError("GW408", dtype=str(dtype))
    return str(dtype)


@lru_cache(maxsize=4096)
def ufunc_dtype(ufunc: np.ufunc, operands: tuple[type | np.dtype[np.generic], ...]) -> str:
    """Return the dtype of a ufunc's last result for operands as `weak` gives them."""
    try:
        found = ufunc.resolve_dtypes((*operands, *(None,) * ufunc.nout))
    except TypeError as e:
        shown = ", ".join(str(getattr(d, "__name__", d)) for d in operands)
        raise RuleError("GW408", dtype=shown) from e
    return numeric(found[-1])


def promoted(types: Sequence[Type]) -> str:
    """Return the dtype that concatenation, where and the like give."""
    samples = [d if isinstance(d, np.dtype) else d(0) for d in map(weak, types)]
    return numeric(np.result_type(*samples))


def joined(types: Sequence[Type]) -> str:
    """Return the dtype of an array made of these: Python numbers count as NumPy's own there."""
    return numeric(np.result_type(*(np.dtype(number(t).dtype) for t in types)))


def shaped(dtype: str, lengths: tuple[Form, ...], *, python: bool = False) -> Type:
    """Return an array type, or a scalar where there are no axes (NumPy gives scalars there)."""
    return Array(dtype, lengths) if lengths else Scalar(dtype, python)


def is_python(type_: Type) -> bool:
    """Whether values of this type are plain Python numbers."""
    return isinstance(type_, Scalar) and type_.python


def of_ufunc(ufunc: np.ufunc, python: str | None = None) -> Infer:
    """Return the inference of an elementwise primitive that is one of NumPy's ufuncs.

    On Python numbers an operator, a builtin or a `math` function gives a Python number, of dtype
    `python` if that is given.
    """

    def infer(*types: Type, form: str = "np", **_: object) -> Type:
        lengths = broadcast_lengths(types)
        if form == "math":
            return math_number(types, lengths, python)
        if form == "cmath":
            return complex_number(lengths)
        if form in PYTHON_FORMS and all(map(is_python, types)):
            return Scalar(_python_dtype(ufunc, types, python), True)
        return shaped(ufunc_dtype(ufunc, tuple(map(weak, types))), lengths)

    return infer


def math_number(types: Sequence[Type], lengths: tuple[Form, ...], dtype: str | None = None) -> Type:
    """Return the type of a `math` function's result, a Python number."""
    if lengths:
        raise RuleError("GW406", found="above 0")
    for type_ in types:
        if is_complex(number(type_)):
            raise RuleError("GW403")
    return Scalar(dtype or "float64", True)


def complex_number(lengths: tuple[Form, ...]) -> Type:
    """Return the type of a `cmath` function's result, a Python number."""
    if lengths:
        raise RuleError("GW406", found="above 0")
    return COMPLEX_NUMBER


_BITS = frozenset({np.bitwise_and, np.bitwise_or, np.bitwise_xor})


def _python_dtype(ufunc: np.ufunc, types: Sequence[Type], python: str | None) -> str:
    if python == "bool" or (python is not None and not any(map(is_complex, types))):
        return python
    operands = tuple(map(weak, types))
    if ufunc not in _BITS:
        operands = tuple(int if w == np.dtype(bool) else w for w in operands)
    return ufunc_dtype(ufunc, operands)


@lru_cache(maxsize=4096)
def probed(function: Callable[..., object], dtype: str) -> str:
    """Return the dtype of a reduction's result, tried on one element."""
    return numeric(np.asarray(function(np.ones((1,), dtype))).dtype)
