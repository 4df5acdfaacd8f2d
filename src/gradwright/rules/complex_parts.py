"""Complex numbers put together and taken apart: real and imaginary parts, conjugates, angles.

The adjoint of a complex value z is dL/dRe(z) - i dL/dIm(z), so that dL is the real part of dz times the
change of z. A holomorphic function's pullback is then dy times its derivative, nothing conjugated, as for
real numbers; what a real operand receives is the real part, taken where contributions are made. Only these
rows, and those of sizes (``abs``, ``norm``, ``var``), have pullbacks that know of complex numbers.
"""

from __future__ import annotations

import math

import numpy as np

from gradwright.ir.types import COMPLEX_NUMBER, FLOAT, Array, Scalar, Type, is_complex, lengths_of
from gradwright.rules.dtypes import number, shaped
from gradwright.rules.rule import Call, Cost, Rule, RuleError, Syntax
from gradwright.rules.symbolic import Sym, conjugate, lift
from gradwright.rules.table import register

FIRST = frozenset({0})
BOTH = frozenset({0, 1})
REAL_OF = {"complex64": "float32", "complex128": "float64"}


def part_type(x: Type, **_: object) -> Type:
    """Infer the type of a real or imaginary part: real, of the same precision."""
    known = number(x)
    dtype = REAL_OF.get(known.dtype, known.dtype)
    return Array(dtype, known.lengths) if isinstance(known, Array) else Scalar(dtype, known.python)


def conjugate_type(x: Type, form: str = "np", **_: object) -> Type:
    """Infer the type of a conjugate: a NumPy scalar where NumPy conjugates a Python number."""
    known = number(x)
    if isinstance(known, Array):
        return shaped(known.dtype, known.lengths) if form == "np" else known
    return Scalar(known.dtype, known.python and form != "np")


def angle_type(x: Type, form: str = "np", **_: object) -> Type:
    """Infer the type of an angle."""
    if form == "cmath":
        return FLOAT
    dtype = np.angle(np.ones(1, number(x).dtype)).dtype
    return shaped(str(dtype), lengths_of(x))


def made_type(*parts: Type, **_: object) -> Type:
    """Infer the type of Python's ``complex(a, b)`` of real numbers."""
    if any(map(lengths_of, parts)) or any(map(is_complex, parts)):
        raise RuleError("GW415", reason="the parts are no real numbers")
    return COMPLEX_NUMBER


def imaginary_back(dy: Sym, y: Sym, x: Sym) -> Sym:
    """Return -1j * dy, 0 for a real number."""
    return -(1j * dy) if is_complex(x.type) else lift(0.0)


def angle_back(dy: Sym, y: Sym, x: Sym, *, deg: bool = False) -> Sym:
    """Return -1j * dy / x, 0 for a real number."""
    if not is_complex(x.type):
        return lift(0.0)
    found = -(1j * dy / x)
    return found * (180.0 / math.pi) if deg else found


def conjugate_back(dy: Sym, y: Sym, x: Sym) -> Sym:
    """Return the conjugate of dy."""
    return conjugate(dy)


_PARTS: dict[str, Syntax] = {"attribute": Call("{0}.real"), "np": Call("np.real({0})")}
_IMAGINARY: dict[str, Syntax] = {"attribute": Call("{0}.imag"), "np": Call("np.imag({0})")}

ROWS = (
    Rule(
        name="real",
        infer=part_type,
        pullbacks=(lambda dy, y, x: dy,),
        shape_only=FIRST,
        linear=FIRST,
        elementwise=True,
        shares=FIRST,
        passes_on=True,
        cost=Cost.FREE,
        syntax=_PARTS,
        label="real",
        noun="real",
        derivative="dy",
    ),
    Rule(
        name="imag",
        infer=part_type,
        pullbacks=(imaginary_back,),
        shape_only=FIRST,
        linear=FIRST,
        elementwise=True,
        shares=FIRST,
        passes_on=True,
        cost=Cost.FREE,
        syntax=_IMAGINARY,
        label="imag",
        noun="imaginary",
        derivative="-1j * dy",
    ),
    Rule(
        name="conj",
        infer=conjugate_type,
        pullbacks=(conjugate_back,),
        shape_only=FIRST,
        linear=FIRST,
        elementwise=True,
        cost=Cost.ARITHMETIC,
        syntax={
            "np": Call("np.conj({0})"),
            "method": Call("{0}.conj()"),
            "conjugate": Call("{0}.conjugate()"),
        },
        label="conj",
        noun="conjugate",
        derivative="conj(dy)",
    ),
    Rule(
        name="angle",
        infer=angle_type,
        pullbacks=(angle_back,),
        elementwise=True,
        singular=True,
        syntax={"np": Call("np.angle({0}, deg={deg})"), "cmath": Call("cmath.phase({0})")},
        defaults={"deg": False},
        label="angle",
        noun="angle",
        derivative="-1j * dy / x",
        ties="nan at 0",
    ),
    Rule(
        name="complex",
        infer=made_type,
        pullbacks=(lambda dy, y, a, b: dy, lambda dy, y, a, b: 1j * dy),
        shape_only=BOTH,
        linear=BOTH,
        cost=Cost.ARITHMETIC,
        syntax={"builtin": Call("complex({0}, {1})")},
        label="complex",
        noun="number",
        derivative="real(dy), -imag(dy)",
    ),
)

register("Complex numbers", ROWS, on_complex=None)
