"""Axes of reductions: normalised, spread again over what was reduced, counted."""

from __future__ import annotations

from collections.abc import Sequence

from gradwright.ir.types import UNIT, Array, Form, Type, lengths_of
from gradwright.rules.rule import RuleError
from gradwright.rules.symbolic import Sym, call, lift

Axis = int | tuple[int, ...] | None


def normal_axis(axis: int, rank: int, **details: object) -> int:
    """Return an axis as a number from 0; out of range is refused."""
    if not -rank <= axis < rank:
        raise RuleError("GW405", axis=axis, rank=rank, low=-rank, high=rank - 1, **details)
    return axis % rank


def reduced(axis: Axis, rank: int) -> tuple[int, ...]:
    """Return the axes that a reduction takes away, sorted."""
    if axis is None:
        return tuple(range(rank))
    chosen = (axis,) if isinstance(axis, int) else axis
    found = tuple(sorted(normal_axis(k, rank) for k in chosen))
    if len(set(found)) < len(found):
        raise RuleError("GW415", reason="an axis occurs twice")
    return found


def kept_lengths(type_: Type, axis: Axis, keepdims: bool) -> tuple[Form, ...]:
    """Return the lengths of a reduction's result."""
    lengths = lengths_of(type_)
    gone = reduced(axis, len(lengths))
    if keepdims:
        return tuple(UNIT if k in gone else length for k, length in enumerate(lengths))
    return tuple(length for k, length in enumerate(lengths) if k not in gone)


def spread(value: Sym, x: Sym, axis: Axis, keepdims: bool) -> Sym:
    """Return what belongs to a reduction's result so that it broadcasts over the operand."""
    if keepdims or not isinstance(value.type, Array):
        return value
    gone = reduced(axis, x.rank)
    kept = [k for k in range(x.rank) if k not in gone][-value.rank or x.rank :]
    needed = tuple(k for k in gone if kept and k > kept[0])
    return expanded(value, tuple(k - x.rank for k in needed)) if needed else value


def expanded(value: Sym, axes: Sequence[int]) -> Sym:
    """Return the value with unit axes at these places (negative, counted in the result)."""
    rank = value.rank + len(axes)
    places = tuple(sorted(k % rank for k in axes))
    return call("expand_dims", value, axes=places, index=subscript(places, rank), form="index")


def subscript(places: tuple[int, ...], rank: int) -> str:
    """Return the subscript that puts unit axes at these places."""
    shown = ["None" if k in places else ":" for k in range(rank)]
    while len(shown) > 1 and shown[-1] == ":":
        shown.pop()
    return ", ".join(shown)


def count(x: Sym, axis: Axis) -> Sym:
    """Return how many elements a reduction takes together."""
    gone = reduced(axis, x.rank)
    if len(gone) == x.rank:
        return call("size", x)
    total: Sym | None = None
    for k in gone:
        length = call("length", x, axis=k, form="shape")
        total = length if total is None else total * length
    return lift(1) if total is None else total


def unbroadcast(value: Sym, target: Type) -> Sym:
    """Return the value summed over the axes along which an operand of this type was broadcast."""
    goal, lengths = lengths_of(target), lengths_of(value.type)
    extra = len(lengths) - len(goal)
    if extra > 0:
        whole = tuple(range(extra)) if goal else None
        value = call("sum", value, **_axis(whole), form=_sum_form(value))
        lengths = lengths[extra:]
    unit = tuple(k for k, n in enumerate(goal) if n is UNIT and lengths[k] is not UNIT)
    if unit:
        value = call("sum", value, **_axis(unit), keepdims=True, form=_sum_form(value))
    return value


def _axis(axes: tuple[int, ...] | None) -> dict[str, object]:
    if axes is None:
        return {}
    return {"axis": axes[0] if len(axes) == 1 else axes}


def _sum_form(value: Sym) -> str:
    return "np" if value.form == "np" else "method"
