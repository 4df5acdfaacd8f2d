"""Arithmetic on lengths: sums and products that are only known as forms where that is sound.

A form stands for ``max(form, 0)``; sums of forms that may be negative are therefore not formed.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from gradwright.ir.expressions import Apply, Const, Expr, Var
from gradwright.ir.types import (
    AxisLength,
    Form,
    NamedLength,
    UnknownLength,
    form,
    lengths_of,
    symbol_form,
)


def literal(value: int) -> Form:
    """Return the form of a number."""
    return form(value)


def unknown(*key: object) -> Form:
    """Return a length that only the running program knows; equal keys, equal lengths."""
    return symbol_form(UnknownLength(key))


def is_natural(length: Form) -> bool:
    """Whether a form is surely not negative: no negative part, axes' lengths only."""
    symbols = all(k > 0 and not isinstance(symbol, NamedLength) for symbol, k in length.terms)
    return symbols and length.constant >= 0


def sum_of(lengths: Sequence[Form]) -> Form:
    """Return the length of several lengths in a row."""
    if all(map(is_natural, lengths)):
        return reduce(lambda total, length: total.plus(length), lengths, literal(0))
    return unknown("sum", *lengths)


def product_of(lengths: Sequence[Form]) -> Form:
    """Return the number of elements of a shape."""
    factor = 1
    symbolic: list[Form] = []
    for length in lengths:
        if length.literal is None:
            symbolic.append(length)
        else:
            factor *= max(length.literal, 0)
    if factor == 0 or not symbolic:
        return literal(factor)
    ordered = sorted(symbolic, key=repr)
    total = ordered[0] if len(ordered) == 1 else unknown("product", *ordered)
    return total.scaled(factor)


def value_form(expr: Expr) -> Form | None:
    """Return the form of an integer expression's value, None where it is none."""
    match expr:
        case Const(value) if isinstance(value, int):
            return literal(int(value))
        case Var(web):
            return symbol_form(NamedLength(web))
        case Apply("length", (x,)):
            axis = expr.attr("axis", 0)
            assert isinstance(axis, int)
            return lengths_of(x.type)[axis]
        case Apply("size", (x,)):
            return product_of(lengths_of(x.type))
        case Apply("add" | "sub", (left, right)):
            a, b = value_form(left), value_form(right)
            return a.plus(b, 1 if expr.prim == "add" else -1) if a and b else None
        case Apply("mul", (left, right)):
            return _times(value_form(left), value_form(right))
        case Apply("neg", (x,)):
            inner = value_form(x)
            return inner.scaled(-1) if inner else None
        case _:
            return None


def _times(a: Form | None, b: Form | None) -> Form | None:
    if a is None or b is None:
        return None
    if b.literal is not None:
        return a.scaled(b.literal)
    return b.scaled(a.literal) if a.literal is not None else None


def is_axis(length: Form) -> bool:
    """Whether a form is just one axis's length of a parameter."""
    return (
        length.constant == 0
        and len(length.terms) == 1
        and length.terms[0][1] == 1
        and isinstance(length.terms[0][0], AxisLength)
    )
