"""Conversions, and arrays made of what is there."""

from __future__ import annotations

import builtins
import cmath
import enum
import math
from collections.abc import Sequence
from typing import cast

import numpy as np

from gradwright.ir.expressions import Apply, Const, Expr, constant
from gradwright.ir.types import (
    COMPLEX_NUMBER,
    FLOAT,
    Array,
    Scalar,
    Type,
    dtype_of,
    is_complex,
    rank_of,
)
from gradwright.rules.arguments import Arg, Arguments, as_operand, dtype_name, integer
from gradwright.rules.rule import RuleError
from gradwright.rules.spelling import Lower, function, method, operator
from gradwright.rules.spellings.builtin import fold
from gradwright.rules.spellings.elementwise import UFUNC, is_none
from gradwright.rules.table import apply


@function(
    np.array, "x, dtype=None, copy=True, order=!, subok=!, ndmin=!, ndmax=!, like=!", prim="array"
)
@function(np.asarray, "x, dtype=None, order=!, copy=None", "asarray", "array")
@function(np.asanyarray, "x, dtype=None", "asarray", "array")
def array(given: Arguments, form: str) -> Expr:
    """Lower an array of nested sequences, of an array, or of a number."""
    x, dtype = given.operand("x"), given.dtype("dtype")
    if isinstance(given.given["x"], tuple | list):
        assert isinstance(x, Apply)
        return apply("array", *x.args, dtype=dtype, form="np")
    if not isinstance(x.type, Array) or (isinstance(x, Apply) and x.prim == "range"):
        return apply("as_array", x, dtype=dtype, form=form)
    if dtype is not None and dtype != x.type.dtype:
        return apply("astype", x, dtype=dtype, form="method")
    return apply("copy", x, form="array") if copies(given, form) else x


@function(np.ascontiguousarray, "x, dtype=None", "asarray", "array")
def contiguous(given: Arguments, form: str) -> Expr:
    """Lower an array of at least one axis: of a number NumPy makes one, which is refused."""
    if not isinstance(given.given["x"], tuple | list) and not rank_of(given.operand("x").type):
        raise RuleError("GW415", reason="a number becomes an array of one axis")
    return array(given, form)


def copies(given: Arguments, form: str) -> bool:
    """Whether an array that has the dtype already is copied."""
    if "copy" not in given.given:
        return form != "asarray"
    copy = given.static("copy")
    return copy.value is True if isinstance(copy, enum.Enum) else bool(copy)


@method("astype", "x, dtype, order=!, casting=!, subok=!, copy=True", prim="astype")
def astype(given: Arguments, form: str) -> Expr:
    """Lower a conversion of an array's dtype."""
    x = given.operand("x")
    dtype = given.dtype("dtype") or "float64"
    if not given.flag("copy") and dtype_of(x.type) == dtype:
        return x
    return apply("astype", x, dtype=dtype, form=form if rank_of(x.type) else "scalar")


def number_type(cls: type[np.generic]) -> None:
    """Register a NumPy scalar type as a function."""

    @function(cls, "x=0", "scalar", "astype")
    def lower(given: Arguments, form: str) -> Expr:
        x = given.operand("x")
        dtype = dtype_name(cls)
        return apply("astype", x, dtype=dtype, form="method" if rank_of(x.type) else form)

    assert lower


for _cls in (np.float64, np.float32, np.int64, np.int32, np.int16, np.int8, np.uint8, np.bool):
    number_type(_cls)
for _cls in (np.complex128, np.complex64):
    number_type(_cls)


def python_number(prim: str) -> Lower:
    """Return how float, int and bool are lowered; of such a number it is the number itself."""

    def lower(given: Arguments, form: str) -> Expr:
        x = given.given["x"]
        text = x.value if isinstance(x, Const) else x
        if prim == "float" and isinstance(text, str):
            return constant(_parsed(text), FLOAT)
        operand = given.operand("x")
        return operand if is_plain(operand.type, prim) else apply(prim, operand, form=form)

    return lower


def _parsed(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise RuleError("GW415", reason=f"{text!r} is no number") from None


def is_plain(type_: Type, prim: str) -> bool:
    """Whether values of a type are this kind of Python number already."""
    dtype = {"float": "float64", "int": "int64", "bool": "bool", "complex": "complex128"}[prim]
    return isinstance(type_, Scalar) and type_.python and dtype_of(type_) == dtype


function(builtins.float, "x=0", "builtin", "float")(python_number("float"))
function(builtins.int, "x=0", "builtin", "int")(python_number("int"))
function(builtins.bool, "x=0", "builtin", "bool")(python_number("bool"))


@function(builtins.complex, "real=0, imag=0", "builtin", "complex")
def complex_number(given: Arguments, form: str) -> Expr:
    """Lower a complex number of two real ones; of a complex number it is the number itself."""
    real, imaginary = given.operand("real"), given.operand("imag")
    if is_complex(real.type) and isinstance(imaginary, Const) and imaginary.value == 0:
        return real if is_plain(real.type, "complex") else apply("item", real, form="method")
    return apply("complex", real, imaginary, form=form)


@method("item", "x", prim="item")
def item(given: Arguments, form: str) -> Expr:
    """Lower the one element as a Python number."""
    return apply("item", given.operand("x"), form=form)


@function(np.round, "x, decimals=0, out=!", prim="round")
@function(np.around, "x, decimals=0, out=!", prim="round")
@method("round", "x, decimals=0, out=!", prim="round")
def rounded(given: Arguments, form: str) -> Expr:
    """Lower a rounding to decimals."""
    decimals = given.whole("decimals")
    return apply("round", given.operand("x"), decimals=decimals or None, form=form)


@function(builtins.round, "x, ndigits=None", "builtin", "round")
def rounded_number(given: Arguments, form: str) -> Expr:
    """Lower the builtin round."""
    digits = given.static("ndigits")
    if digits is None:
        return apply("round", given.operand("x"), form=form)
    return apply("round", given.operand("x"), decimals=integer(digits, "ndigits"), form=form)


@function(builtins.pow, "x, y, mod=!", "builtin", "pow")
def power(given: Arguments, form: str) -> Expr:
    """Lower the builtin pow, the same as the operator."""
    return operator("pow", given.operand("x"), given.operand("y"))


@function(np.nan_to_num, "x, copy=True, nan=0, posinf=!, neginf=!", prim="nan_to_num")
def nan_to_num(given: Arguments, form: str) -> Expr:
    """Lower the replacement of what is not finite."""
    if not given.flag("copy"):
        raise RuleError("GW402", option="copy", found=False)
    x, nan = given.operand("x"), given.operand("nan")
    if isinstance(nan, Const) and nan.value == 0:
        return apply("nan_to_num", x, form=form)
    return apply("nan_to_num", x, nan, form="replaced")


@function(np.real, "val", prim="real")
@method("conj", "x", prim="conj")
@method("conjugate", "x", "conjugate", prim="conj")
def real(given: Arguments, form: str) -> Expr:
    """Lower a real part or a method's conjugate; of a real number it is the number itself."""
    (name,) = given.given
    x = given.operand(name)
    return apply("real" if name == "val" else "conj", x, form=form) if is_complex(x.type) else x


@function(np.conjugate, "x" + UFUNC, prim="conj")
def conjugate(given: Arguments, form: str) -> Expr:
    """Lower a conjugate."""
    x = given.operand("x")
    return apply("conj" if is_complex(x.type) else "pos", x, form=form)


@function(np.imag, "val", prim="imag")
def imaginary(given: Arguments, form: str) -> Expr:
    """Lower an imaginary part."""
    return apply("imag", given.operand("val"), form=form)


@function(np.angle, "z, deg=False", prim="angle")
def angle(given: Arguments, form: str) -> Expr:
    """Lower an angle, in degrees if they are asked for."""
    return apply("angle", given.operand("z"), deg=given.flag("deg"), form=form)


@function(cmath.rect, "r, phi", "cmath", "mul")
def polar_number(given: Arguments, form: str) -> Expr:
    """Lower the complex number of a size and an angle."""
    turned = apply(
        "exp",
        apply("mul", constant(1j, COMPLEX_NUMBER), given.operand("phi"), form="infix"),
        form=form,
    )
    return apply("mul", given.operand("r"), turned, form="infix")


@function(math.log, "x, base=None", "math", "log")
def logarithm(given: Arguments, form: str) -> Expr:
    """Lower the logarithm, to a base the quotient of two (as Python computes it)."""
    x = apply("log", given.operand("x"), form=form)
    if is_none(given.given["base"]):
        return x
    return apply("truediv", x, apply("log", given.operand("base"), form=form), form="infix")


@function(math.prod, "items", "infix", "mul")
def product(given: Arguments, form: str) -> Expr:
    """Lower the product of a container's numbers."""
    items = cast("Sequence[Arg]", given.given["items"])
    if not isinstance(items, tuple | list):
        raise RuleError("GW415", reason="the numbers must be a tuple or list here")
    return fold("mul", [as_operand(e) for e in items], form)
