"""Subscripts: from what stands in brackets to the items of a region, and the lengths that it gives.

In: a base and the value of its subscript. Out: a `Region` of a name, `Ellipsis` written out and
trailing full slices left out, with its type; or an entry of a container whose structure is known.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from gradwright.diagnostics import UnsupportedError
from gradwright.frontend.boolean_masks import mask_items, mask_of
from gradwright.frontend.cells import grow_if_numbers
from gradwright.frontend.equal_lengths import assume_equal, assume_not_empty
from gradwright.frontend.known import UNDECIDED, addressed, form_of, known_number, static_value
from gradwright.frontend.lowering import index_range
from gradwright.frontend.reader import Reader
from gradwright.frontend.types import is_bool, is_integer
from gradwright.frontend.values import (
    Container,
    Counting,
    Known,
    Num,
    Value,
    describe,
    list_of,
    tuple_of,
)
from gradwright.ir.expressions import (
    Apply,
    At,
    Expr,
    Fancy,
    Index,
    Item,
    NewAxis,
    Region,
    Span,
    Step,
    Var,
    constant,
)
from gradwright.ir.types import (
    INT,
    UNIT,
    Array,
    Form,
    Scalar,
    Type,
    UnknownLength,
    is_complex,
    lengths_of,
    rank_of,
    symbol_form,
)
from gradwright.rules.arguments import nested
from gradwright.rules.table import apply

FULL = Span(None, None, None)


@dataclass(frozen=True, slots=True)
class Slice:
    """A slice that was evaluated."""

    lo: Expr | None
    hi: Expr | None
    step: Expr | None


Part = Slice | Value
Offset = int | tuple[Form, int] | None


def parts_of_subscript(reader: Reader, node: ast.expr) -> list[Part]:
    """Evaluate what stands in brackets, one part a comma; a tuple value is taken apart."""
    if isinstance(node, ast.Tuple):
        if any(isinstance(e, ast.Starred) for e in node.elts):
            raise reader.refuse("GW407", node, found=reader.shown(node))
        return [_part(reader, e) for e in node.elts]
    part = _part(reader, node)
    if isinstance(part, Container) and part.kind == "tuple":
        return list(map(_evaluated, part.items))
    return [part]


def _evaluated(value: Value) -> Part:
    """Return a value as a part of a subscript: a slice that was made before, a list of truth values."""
    match value:
        case Known(known) if isinstance(known, slice):
            made = cast("slice[Any, Any, Any]", known)
            bounds = (made.start, made.stop, made.step)
            return Slice(*(None if k is None else constant(int(k), INT) for k in bounds))
        case Container("list", _, items) if items:
            flags = [item.expr for item in items if isinstance(item, Num) and is_bool(item.type)]
            return Num(nested(flags)) if len(flags) == len(items) else value
        case _:
            return value


def _part(reader: Reader, node: ast.expr) -> Part:
    if isinstance(node, ast.Slice):
        bounds = (node.lower, node.upper, node.step)
        return Slice(*(None if e is None else _bound(reader, e) for e in bounds))
    return _evaluated(reader.value(node))


def _bound(reader: Reader, node: ast.expr) -> Expr | None:
    value = reader.value(node)
    if value == Known(None):
        return None
    expr = reader.as_number(value, node)
    if not isinstance(expr.type, Scalar) or not is_integer(expr.type):
        raise reader.refuse("GW407", node, found=reader.shown(node))
    return expr


def region(reader: Reader, node: ast.AST, base: Expr, parts: Sequence[Part]) -> Expr:
    """Return the part of an array that a subscript means; of ``z.real`` it is that of z."""
    match base:
        case Apply("real" | "imag" as name, (Var() | Region() as owner,)) if is_complex(owner.type):
            return apply(name, region(reader, node, owner, parts), form="attribute")
        case _:
            pass
    lengths = lengths_of(base.type)
    if not isinstance(base.type, Array):
        raise reader.refuse("GW212", node, operator="[]", first=describe(Num(base)), second="it")
    items = _items(reader, node, base, parts)
    result = _lengths(reader, node, lengths, items)
    while items and items[-1] is FULL:
        items.pop()
    if not items and parts and isinstance(base, Var | Region) and result:
        return base
    type_: Type = Array(base.type.dtype, result) if result else Scalar(base.type.dtype, False)
    path: tuple[Step, ...] = (Index(tuple(items)),)
    match addressed(reader, node, base):
        case Region(inner, first):
            return Region(inner, (*first, *path), type_)
        case Var() as var:
            return Region(var, path, type_)


def _items(reader: Reader, node: ast.AST, base: Expr, parts: Sequence[Part]) -> list[Item]:
    items: list[Item] = []
    rank = rank_of(base.type)
    taken = sum(_axes_of(part) for part in parts)
    if taken > rank or sum(part == Known(Ellipsis) for part in parts) > 1:
        raise reader.refuse("GW417", node, found=taken, rank=rank)
    for part in parts:
        match part:
            case Known(None):
                items.append(NewAxis())
            case Known(value) if value is Ellipsis:
                items += [FULL] * (rank - taken)
            case Slice(lo, hi, step):
                items.append(Span(lo, hi, step))
            case _ if (mask := mask_of(part)) is not None:
                first = sum(not isinstance(item, NewAxis) for item in items)
                items += mask_items(reader, node, mask, base, first)
            case _:
                items.append(_index(reader, node, part))
    return items


def _axes_of(part: Part) -> int:
    """Return how many axes a part of a subscript takes."""
    if part in (Known(None), Known(Ellipsis)):
        return 0
    mask = mask_of(part)
    return 1 if mask is None else rank_of(mask.type)


def _index(reader: Reader, node: ast.AST, part: Value) -> Item:
    match part:
        case Num(expr) if is_integer(expr.type):
            return At(expr) if isinstance(expr.type, Scalar) else Fancy(expr)
        case Counting():
            return Fancy(index_range(reader, node, part))
        case Container("list" | "tuple", _, items) if items:
            entries = _entries(items)
            if entries is not None:
                return Fancy(nested(entries))
        case _:
            pass
    raise reader.refuse("GW407", node, found=reader.shown(node))


def _entries(items: Sequence[Value]) -> list[Any] | None:
    """Return nested lists of whole numbers, or of arrays of them, as an index; None of anything else."""
    found: list[Any] = []
    ranks = {rank_of(item.type) if isinstance(item, Num) else 0 for item in items}
    for item in items:
        match item:
            case Num(expr) if is_integer(expr.type) and len(ranks) == 1:
                found.append(expr)
            case Container("list" | "tuple", _, inner) if inner:
                entries = _entries(inner)
                if entries is None or any(rank_of(e.type) for e in inner if isinstance(e, Num)):
                    return None
                found.append(entries)
            case _:
                return None
    return found


# lengths ------------------------------------------------------------------------------------------


def _lengths(
    reader: Reader, node: ast.AST, lengths: Sequence[Form], items: Sequence[Item]
) -> tuple[Form, ...]:
    """Return the lengths of the region; where integer arrays stand apart, NumPy puts theirs first."""
    axes = iter(lengths)
    fancy = any(isinstance(item, Fancy) for item in items)
    kept: list[Form] = []
    places: list[int] = []
    indices: list[Expr] = []
    for place, item in enumerate(items):
        match item:
            case NewAxis():
                kept.append(UNIT)
            case Span():
                length = next(axes)
                one = is_first(reader, length, item) and assume_not_empty(reader, node, length)
                kept.append(UNIT if one else span_length(reader, length, item))
            case At(e) | Fancy(e):
                _check_literal(reader, node, e, next(axes))
                if fancy:
                    places.append(place)
                    indices.append(e)
    kept += axes
    if not places:
        return tuple(kept)
    chosen = _broadcast(reader, node, indices)
    together = places[-1] - places[0] + 1 == len(places)
    before = places[0] if together else 0
    return (*kept[:before], *chosen, *kept[before:])


def _check_literal(reader: Reader, node: ast.AST, index: Expr, length: Form) -> None:
    at = static_value(reader, index)
    count = length.literal
    if count is not None and isinstance(at, int) and not -count <= at < count:
        entries = f"0 to {count - 1}"
        raise reader.refuse("GW210", node, name=reader.shown(node), key=at, entries=entries)


def _broadcast(reader: Reader, node: ast.AST, indices: Sequence[Expr]) -> tuple[Form, ...]:
    result: tuple[Form, ...] = ()
    seen: list[Expr] = []
    for index in indices:
        own = lengths_of(index.type)
        for earlier in seen:
            other = lengths_of(earlier.type)
            for k in range(1, min(len(own), len(other)) + 1):
                assume_equal(reader, node, (earlier, len(other) - k), (index, len(own) - k))
        seen.append(index)
        rank = max(len(result), len(own))
        wide = ((UNIT,) * (rank - len(result)) + result, (UNIT,) * (rank - len(own)) + own)
        result = tuple(b if a is UNIT else a for a, b in zip(*wide, strict=True))
    return result


def span_length(reader: Reader, length: Form, span: Span) -> Form:
    """Return the length of a slice of an axis.

    A form stands for ``max(form, 0)``, so only what is right for every length is written as one.
    """
    if span is FULL:
        return length
    step = 1 if span.step is None else static_value(reader, span.step)
    lo: Offset = 0 if span.lo is None else _offset(reader, span.lo, length)
    hi: Offset = (length, 0) if span.hi is None else _offset(reader, span.hi, length)
    bounds = [None if e is None else static_value(reader, e) for e in (span.lo, span.hi)]
    if length.literal is not None and UNDECIDED not in bounds and isinstance(step, int) and step:
        return _literal(length.literal, bounds, step)
    if step == -1 and span.lo is None and span.hi is None:
        return length
    start = 0 if span.lo is None else lo
    if step == 1 and isinstance(start, int) and start >= 0:
        end = _end(hi)
        if end is not None:
            return length.plus(-start - end)
    return _unknown(reader, length, span)


def is_first(reader: Reader, length: Form, span: Span) -> bool:
    """Whether a slice ``[:1]`` takes the first entry of an axis whose length is not known."""
    lo, hi, step = (
        None if e is None else static_value(reader, e) for e in (span.lo, span.hi, span.step)
    )
    return length.literal is None and lo in (None, 0) and hi == 1 and step in (None, 1)


def _literal(length: int, bounds: Sequence[object], step: int) -> Form:
    lo, hi = cast("Sequence[int | None]", bounds)
    return Form(len(range(length)[lo:hi:step]), ())


def _end(hi: Offset) -> int | None:
    """Return how many entries a slice leaves out at the end, None where that is not exact."""
    if isinstance(hi, int):
        return -hi if hi < 0 else None
    if isinstance(hi, tuple):
        return -hi[1] if -2 <= hi[1] <= 0 else None
    return None


def _offset(reader: Reader, bound: Expr, length: Form) -> Offset:
    """Return a bound as a number, as (length, offset from it), or None."""
    value = static_value(reader, bound)
    if isinstance(value, int):
        return int(value)
    form = form_of(reader, bound)
    if form is None:
        return None
    apart = reader.lengths.canonical(form).plus(reader.lengths.canonical(length), -1)
    return (length, apart.literal) if apart.literal is not None else None


def _unknown(reader: Reader, length: Form, span: Span) -> Form:
    keys: list[object] = []
    for bound in (span.lo, span.hi, span.step):
        form = None if bound is None else form_of(reader, bound)
        if bound is not None and form is None:
            return reader.webs.unknown()
        keys.append(form)
    return symbol_form(UnknownLength(("slice", length, *keys)))


# containers ---------------------------------------------------------------------------------------


def entry(reader: Reader, node: ast.AST, base: Container, parts: Sequence[Part]) -> Value:
    """Return an entry of a container, or a slice of a list or tuple."""
    if len(parts) != 1 or base.kind == "dataclass":
        raise reader.refuse("GW407", node, found=reader.shown(node))
    part = parts[0]
    if base.kind == "dict":
        return _by_key(reader, node, base, part)
    if isinstance(part, Slice):
        return _slice(reader, node, base, part)
    try:
        index = _known_index(reader, node, part)
    except UnsupportedError:
        grow_if_numbers(reader, base)
        raise
    if not -len(base.items) <= index < len(base.items):
        raise reader.refuse(
            "GW210", node, name=reader.shown(node), key=index,
            entries=f"0 to {len(base.items) - 1}",
        )  # fmt: skip
    return base.items[index]


def _known_index(reader: Reader, node: ast.AST, part: Value | Slice) -> int:
    if isinstance(part, Num):
        value = known_number(reader, node, part.expr)
        if isinstance(value, int):
            return int(value)
    raise reader.refuse("GW407", node, found=reader.shown(node))


def _slice(reader: Reader, node: ast.AST, base: Container, part: Slice) -> Container:
    lo, hi, step = (
        None if e is None else cast("int", known_number(reader, node, e))
        for e in (part.lo, part.hi, part.step)
    )
    try:
        items = base.items[lo:hi:step]
    except ValueError:
        raise reader.refuse("GW407", node, found=reader.shown(node)) from None
    kind = "list" if base.kind == "list" else "tuple"
    return list_of(*items) if kind == "list" else tuple_of(*items)


def _by_key(reader: Reader, node: ast.AST, base: Container, part: Part) -> Value:
    key: object = None
    match part:
        case Known(key):
            pass
        case Num(expr):
            key = known_number(reader, node, expr)
        case _:
            raise reader.refuse("GW407", node, found=reader.shown(node))
    if key in base.keys:
        return base.items[base.keys.index(key)]
    from gradwright.frontend.collections_forms import missing_entry

    made = missing_entry(reader, node, base, key)
    if made is not None:
        return made
    shown = ", ".join(map(repr, base.keys))
    raise reader.refuse("GW210", node, name=reader.shown(node), key=key, entries=shown)
