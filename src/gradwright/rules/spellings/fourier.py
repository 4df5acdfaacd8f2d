"""`np.fft`: transforms along one axis or several, frequencies, shifts."""

from __future__ import annotations

import numpy as np

from gradwright.ir.expressions import Expr
from gradwright.ir.types import Form, is_complex, lengths_of, rank_of
from gradwright.rules.arguments import Arguments, length_operand
from gradwright.rules.axes import normal_axis
from gradwright.rules.fourier import NORMS, half
from gradwright.rules.lengths import unknown
from gradwright.rules.rule import RuleError
from gradwright.rules.spelling import Lower, function
from gradwright.rules.table import apply

ONE = "a, n=None, axis=-1, norm=None, out=!"
SEVERAL = "a, s=None, axes=None, norm=None, out=!"


def norm_of(given: Arguments) -> str | None:
    """Return the norm as it is printed, None for the usual one."""
    norm = given.static("norm")
    if norm is not None and norm not in NORMS:
        raise RuleError("GW402", option="norm", found=norm)
    return None if norm is None else NORMS[str(norm)]


def along_one(name: str) -> Lower:
    """Return how a transform along one axis is lowered."""

    def lower(given: Arguments, form: str) -> Expr:
        x = given.operand("a")
        axis = normal_axis(given.whole("axis"), rank_of(x.type))
        n = None if given.given["n"] is None else length_operand(given.given["n"])
        sizes = () if n is None else (n,)
        length = lengths_of(x.type)[axis] if n is None else given.forms(sizes)[0]
        return transformed(name, x, sizes, length, axis - rank_of(x.type), norm_of(given))

    return lower


def transformed(
    name: str, x: Expr, n: tuple[Expr, ...], length: Form, axis: int, norm: str | None
) -> Expr:
    """Return a transform along an axis: of n entries if that is given, else of all `length`."""
    count = half(length) if name == "rfft" else length
    if name == "irfft" and not n:
        count = length.scaled(2).plus(-2) if length.literal else unknown("whole", length)
    return apply(name, x, *n, axis=axis, norm=norm, count=count, form="np")


for _name in ("fft", "ifft", "rfft", "irfft"):
    function(getattr(np.fft, _name), ONE, "np", _name)(along_one(_name))


def axes_of(given: Arguments, rank: int, *, two: bool) -> tuple[int, ...]:
    """Return the axes of a transform along several, from 0."""
    if rank < (2 if two else 1):
        raise RuleError("GW406", found=rank)
    sizes = sizes_of(given)
    count = 2 if two else len(sizes) or rank
    if given.static("axes") is None:
        axes = tuple(range(max(rank - count, 0), rank))
    else:
        axes = given.axes("axes", rank)
    if not axes or len(set(axes)) < len(axes) or (sizes and len(sizes) != len(axes)):
        raise RuleError("GW402", option="axes", found=axes)
    return axes


def sizes_of(given: Arguments) -> list[Expr]:
    """Return how many entries a transform takes along each axis, none where all are taken."""
    return [] if given.given["s"] is None else given.lengths("s")


def along_several(name: str, *, two: bool) -> Lower:
    """Return how a transform along several axes is lowered."""

    def lower(given: Arguments, form: str) -> Expr:
        x = given.operand("a")
        rank = rank_of(x.type)
        axes = axes_of(given, rank, two=two)
        if sizes := sizes_of(given):
            for n, axis in zip(reversed(sizes), reversed(axes), strict=True):
                length, norm = given.forms((n,))[0], norm_of(given)
                x = transformed(name.removesuffix("n"), x, (n,), length, axis - rank, norm)
            return x
        usual = axes == ((rank - 2, rank - 1) if two else tuple(range(rank)))
        shown = None if usual else axes
        return apply(name, x, axes=shown, norm=norm_of(given), form="two" if two else "np")

    return lower


def order_name(inverse: bool) -> str:
    """Return the transform along the axes whose entries are complex."""
    return "ifft" if inverse else "fft"


def of_real(name: str, *, two: bool) -> Lower:
    """Return how a real transform along several axes is lowered: along one after the other, as NumPy does."""
    inverse = name == "irfft"

    def lower(given: Arguments, form: str) -> Expr:
        x = given.operand("a")
        rank, norm = rank_of(x.type), norm_of(given)
        axes = [axis - rank for axis in axes_of(given, rank, two=two)]
        size = dict(zip(axes, sizes_of(given), strict=False))
        if not inverse and is_complex(x.type):
            raise RuleError("GW403")
        order = axes if inverse else axes[::-1]
        for axis in order:
            name = ("irfft" if inverse else "rfft") if axis == axes[-1] else order_name(inverse)
            n = (size[axis],) if size else ()
            length = given.forms(n)[0] if n else lengths_of(x.type)[axis]
            x = transformed(name, x, n, length, axis, norm)
        return x

    return lower


for _two in (True, False):
    _end = "2" if _two else "n"
    for _name in ("fft", "ifft"):
        _lower = along_several(f"{_name}n", two=_two)
        function(getattr(np.fft, f"{_name}{_end}"), SEVERAL, "np", f"{_name}n")(_lower)
    for _name in ("rfft", "irfft"):
        function(getattr(np.fft, f"{_name}{_end}"), SEVERAL, "np", _name)(of_real(_name, two=_two))


def shifted(name: str) -> Lower:
    """Return how a shift of halves of axes is lowered."""

    def lower(given: Arguments, form: str) -> Expr:
        x = given.operand("x")
        chosen = None if given.static("axes") is None else given.axes("axes", rank_of(x.type))
        return apply(name, x, axes=chosen, form=form)

    return lower


def frequencies(name: str) -> Lower:
    """Return how the frequencies of a transform are lowered."""

    def lower(given: Arguments, form: str) -> Expr:
        n = length_operand(given.given["n"])
        (length,) = given.forms((n,))
        spacing = () if given.given["d"] is None else (given.operand("d"),)
        count = half(length) if name == "rfftfreq" else length
        return apply(name, n, *spacing, length=count, form=form)

    return lower


for _name in ("fftshift", "ifftshift"):
    function(getattr(np.fft, _name), "x, axes=None", "np", _name)(shifted(_name))
for _name in ("fftfreq", "rfftfreq"):
    function(getattr(np.fft, _name), "n, d=None, device=!", "np", _name)(frequencies(_name))
