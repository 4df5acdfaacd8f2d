"""Fourier transforms, and what belongs to them: frequencies, halves of an axis that change places.

A transform's matrix is symmetric, so that its pullback is the transform itself. That of real numbers
leaves half of the result out: its pullback is the whole transform of dy filled up with zeros, of which the
real part is taken. Its inverse counts all entries twice but the first and, of an even length, the last.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gradwright.ir.types import Array, Form, Type, is_complex, lengths_of
from gradwright.rules.axes import expanded
from gradwright.rules.dtypes import number, probed
from gradwright.rules.lengths import is_natural, literal, unknown
from gradwright.rules.rearrange import length, same_type
from gradwright.rules.rule import Call, Cost, Infer, Pullback, Rule, RuleError
from gradwright.rules.symbolic import Sym, call, conjugate
from gradwright.rules.table import register

FIRST = frozenset({0})
NORMS = {"backward": None, "ortho": '"ortho"', "forward": '"forward"'}  # as they are printed
OF_INVERSE = {None: '"forward"', '"ortho"': '"ortho"', '"forward"': None}


def half(n: Form) -> Form:
    """Return the length of a real transform: ``n // 2 + 1``."""
    return literal(n.literal // 2 + 1) if n.literal is not None else unknown("half", n)


def transform_type(name: str) -> Infer:
    """Return the inference of a transform along an axis that gives `count` entries there."""
    function: Callable[..., object] = getattr(np.fft, name)

    def infer(x: Type, *_: Type, axis: int = -1, count: Form | None = None, **__: object) -> Type:
        assert count is not None
        if name == "rfft" and is_complex(x):
            raise RuleError("GW403")
        lengths = list(lengths_of(x))
        lengths[axis] = count
        dtype = probed(lambda one: function(np.repeat(np.asarray(one), 2)), number(x).dtype)
        return Array(dtype, tuple(lengths))

    return infer


def several_type(x: Type, **_: object) -> Type:
    """Infer the type of a transform along several axes."""
    return Array(probed(np.fft.fft, number(x).dtype), lengths_of(x))


def count_of(x: Sym, n: tuple[Sym, ...], axis: int) -> Sym:
    """Return how many entries a transform takes along an axis: those of x, or n of them."""
    return n[0] if n else length(x, axis % x.rank)


def of_length(value: Sym, have: Sym, x: Sym, axis: int) -> Sym:
    """Return a value that has `have` entries along an axis with as many as x has, cut or filled up."""
    axis %= x.rank
    wanted, given = lengths_of(x.type)[axis], lengths_of(value.type)[axis]
    if wanted is given:
        return value
    before = ":, " * axis
    if is_natural(given.plus(wanted, -1)):
        cut = {"axis": axis, "before": before, "length": wanted, "form": "head"}
        return call("part", value, length(x, axis), **cut)
    margins = {"left": "(0, 0), " * axis, "right": ", (0, 0)" * (x.rank - axis - 1)}
    options = {"axis": axis, "before": before, "length": wanted, **margins}
    form = "np" if x.rank > 1 else "vector"
    return call("resized", value, length(x, axis), have, **options, form=form)


def complex_back(name: str) -> Pullback:
    """Return the pullback of a transform of complex numbers: the same transform."""

    def back(
        dy: Sym, y: Sym, x: Sym, *n: Sym, axis: int = -1, norm: str | None = None, count: Form
    ) -> Sym:
        found = call(name, dy, axis=axis, norm=norm, count=count, form="np")
        return of_length(found, count_of(x, n, axis), x, axis)

    return back


def real_back(
    dy: Sym, y: Sym, x: Sym, *n: Sym, axis: int = -1, norm: str | None = None, count: Form
) -> Sym:
    """Return the transform of dy filled up with zeros; its real part is what x receives."""
    full = count_of(x, n, axis)
    known = lengths_of(x.type)[axis] if not n else of_operand(full)
    found = call("fft", dy, full, axis=axis, norm=norm, count=known, form="np")
    return of_length(found, full, x, axis)


def of_operand(n: Sym) -> Form:
    """Return the form of a length that is an operand."""
    return literal(int(n.number)) if n.number is not None else unknown("transformed", n.expr)


def inverse_back(
    dy: Sym, y: Sym, x: Sym, *n: Sym, axis: int = -1, norm: str | None = None, count: Form
) -> Sym:
    """Return the conjugate of dy's transform, entries that stand for two of them twice."""
    full = n[0] if n else 2 * (length(x, axis % x.rank) - 1)
    found = conjugate(
        call("rfft", dy, axis=axis, norm=OF_INVERSE[norm], count=half(count), form="np")
    )
    places = call("arange", full // 2 + 1, length=half(count), form="np")
    twice = (places > 0) & (2 * places < full)
    if (after := x.rank - axis % x.rank - 1) > 0:
        twice = expanded(twice, tuple(range(-after, 0)))
    return of_length(found * (1.0 + twice), full // 2 + 1, x, axis)


def resized_type(
    x: Type, *_: Type, axis: int = 0, length: Form | None = None, **__: object
) -> Type:
    """Infer the type of an array cut or filled up along an axis."""
    assert length is not None
    lengths = list(lengths_of(x))
    lengths[axis] = length
    return Array(number(x).dtype, tuple(lengths))


def resized_back(
    dy: Sym, y: Sym, x: Sym, wanted: Sym, have: Sym, *, axis: int = 0, **options: object
) -> Sym:
    """Return dy filled up or cut back."""
    options["length"] = lengths_of(x.type)[axis]
    form = "np" if x.rank > 1 else "vector"
    return call("resized", dy, have, wanted, axis=axis, form=form, **options)


def frequencies_type(*_: Type, length: Form | None = None, **__: object) -> Type:
    """Infer the type of the frequencies of a transform."""
    assert length is not None
    return Array("float64", (length,))


def _transform(name: str, pullback: Pullback, derivative: str) -> Rule:
    return Rule(
        name=name,
        infer=transform_type(name),
        pullbacks=(pullback, None),
        shape_only=FIRST,
        linear=FIRST,
        cost=Cost.PRODUCT,
        syntax={"np": Call(f"np.fft.{name}({{args}}, axis={{axis}}, norm={{norm}})")},
        defaults={"axis": -1, "norm": None},
        label=name,
        noun="transform",
        derivative=derivative,
    )


def _several(name: str) -> Rule:
    def back(dy: Sym, y: Sym, x: Sym, *, axes: object = None, norm: str | None = None) -> Sym:
        return call(name, dy, axes=axes, norm=norm, form=x.form)

    two = name.replace("fftn", "fft2")
    return Rule(
        name=name,
        infer=several_type,
        pullbacks=(back,),
        shape_only=FIRST,
        linear=FIRST,
        cost=Cost.PRODUCT,
        syntax={
            "np": Call(f"np.fft.{name}({{0}}, axes={{axes}}, norm={{norm}})"),
            "two": Call(f"np.fft.{two}({{0}}, axes={{axes}}, norm={{norm}})"),
        },
        defaults={"axes": None, "norm": None},
        label=name,
        noun="transform",
        derivative=f"{name}(dy)",
    )


def _shift(name: str, back: str) -> Rule:
    return Rule(
        name=name,
        infer=same_type,
        pullbacks=(lambda dy, y, x, axes=None: call(back, dy, axes=axes, form="np"),),
        shape_only=FIRST,
        linear=FIRST,
        syntax={"np": Call(f"np.fft.{name}({{0}}, axes={{axes}})")},
        defaults={"axes": None},
        label=name,
        noun="shifted",
        derivative=f"{back}(dy)",
    )


def _frequencies(name: str) -> Rule:
    return Rule(
        name=name,
        infer=frequencies_type,
        pullbacks=(None, lambda dy, y, n, d, length=None: -(call("sum", dy * y) / d)),
        cost=Cost.FUNCTION,
        syntax={"np": Call(f"np.fft.{name}({{args}})")},
        label=name,
        noun="frequencies",
        derivative="0, -sum(dy * y) / d",
    )


ROWS = (
    _transform("fft", complex_back("fft"), "fft(dy)"),
    _transform("ifft", complex_back("ifft"), "ifft(dy)"),
    _transform("rfft", real_back, "real(fft(dy, n))"),
    _transform("irfft", inverse_back, "conj(rfft(dy)) / n, twice but at both ends"),
    _several("fftn"),
    _several("ifftn"),
    _shift("fftshift", "ifftshift"),
    _shift("ifftshift", "fftshift"),
    _frequencies("fftfreq"),
    _frequencies("rfftfreq"),
    Rule(
        name="resized",
        infer=resized_type,
        pullbacks=(resized_back, None, None),
        shape_only=FIRST,
        linear=FIRST,
        syntax={
            "np": Call("np.pad({0}, ({left}(0, max({1} - {2}, 0)){right}))[{before}:{1}]"),
            "vector": Call("np.pad({0}, (0, max({1} - {2}, 0)))[:{1}]"),
        },
        label="resized",
        noun="resized",
        derivative="dy filled up or cut back",
    ),
)

register("Fourier transforms", ROWS, on_complex=None)
