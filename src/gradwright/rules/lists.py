"""Lists whose length depends on data: made, grown, read whole; their adjoints are lists again.

::

    out = appended(out, h)        dh += d_out.pop()
    ys = np.stack(out)            d_out = list(dys)

A change of a list is an expression of the new one; the printer writes ``out.append(h)`` where the old
one is not read again.
"""

from __future__ import annotations

from collections.abc import Sequence

from gradwright.ir.types import EACH, INT, Array, Form, List, Scalar, Type, lengths_of, list_type
from gradwright.rules.dtypes import number
from gradwright.rules.lengths import literal, sum_of, unknown
from gradwright.rules.rule import Pullback, RuleError
from gradwright.rules.symbolic import Sym, call

FIRST = frozenset({0})
BOTH = frozenset({0, 1})
Element = Scalar | Array
Row = tuple[str, int | None] | None


def entry_type(type_: Type) -> Element:
    """Return the type of a list's entries."""
    if not isinstance(type_, List) or type_.element is None:
        raise RuleError("GW314", found="an empty list")
    return type_.element


def _list(type_: Type) -> List:
    if not isinstance(type_, List):
        raise RuleError("GW314", found="no list")
    return type_


def joined_elements(types: Sequence[Type]) -> Element | None:
    """Return the one type that all entries have, None where there are none."""
    found: Element | None = None
    for type_ in types:
        assert isinstance(type_, Scalar | Array)
        found = type_ if found is None else _joined(found, type_)
    return found


def _joined(first: Element, second: Element) -> Element:
    alike = type(first) is type(second) and first.dtype == second.dtype
    if alike and isinstance(first, Scalar) and isinstance(second, Scalar):
        return Scalar(first.dtype, first.python and second.python)
    if alike and isinstance(first, Array) and isinstance(second, Array):
        pairs = list(zip(first.lengths, second.lengths, strict=False))
        if first.rank == second.rank:
            return Array(first.dtype, tuple(a if a is b else EACH for a, b in pairs))
    raise RuleError("GW313", first=_shown(first), second=_shown(second))


def _entry_shown(row: Row) -> str:
    return "numbers or arrays" if row is None else f"a {row[0]} of {row[1] or 'some'}"


def _shown(type_: Element) -> str:
    if isinstance(type_, Array):
        return f"a {type_.dtype} array of rank {type_.rank}"
    return f"a {type_.dtype} number"


# new lists ----------------------------------------------------------------------------------------


def display_type(*items: Type, row: Row = None, **_: object) -> Type:
    """Infer the type of a list of these items."""
    return list_type(joined_elements(items), literal(len(items)), row)


def repeat_type(value: Type, count: Type, length: Form | None = None, **_: object) -> Type:
    """Infer the type of a list that holds one value several times."""
    assert isinstance(value, Scalar | Array)
    return list_type(value, length or unknown("repeated"))


def appended_type(x: Type, item: Type, row: Row = None, **_: object) -> Type:
    """Infer the type of a list with one more entry."""
    old = _list(x)
    known = [] if old.element is None else [old.element]
    if known and old.row != row:
        raise RuleError("GW313", first=_entry_shown(old.row), second=_entry_shown(row))
    return list_type(joined_elements([*known, item]), old.length.plus(1), row)


def extended_type(x: Type, y: Type, **_: object) -> Type:
    """Infer the type of two lists in a row."""
    both = [_list(x), _list(y)]
    known = [old for old in both if old.element is not None]
    rows = {old.row for old in known}
    if len(rows) > 1:
        first, second = map(_entry_shown, rows)
        raise RuleError("GW313", first=first, second=second)
    elements = [old.element for old in known if old.element is not None]
    length = sum_of([old.length for old in both])
    return list_type(joined_elements(elements), length, next(iter(rows), None))


def shorter_type(x: Type, *_: Type, **__: object) -> Type:
    """Infer the type of a list without some of its entries."""
    old = _list(x)
    count = old.length.literal
    length = unknown("shorter", old.length) if not count else literal(count - 1)
    return list_type(old.element, length, old.row)


def from_type(x: Type, start: Type, count: int | None = None, **_: object) -> Type:
    """Infer the type of a list without its first entries."""
    old = _list(x)
    return list_type(old.element, unknown("rest", old.length, count), old.row)


def after_type(dy: Type, x: Type, *_: Type, **__: object) -> Type:
    """Infer the type of a list's adjoint put together from one of a part and zeros."""
    return list_type(_list(dy).element, _list(x).length)


def padded(prim: str) -> Pullback:
    """Return the pullback of a slice: dy, and zeros for the entries that were left out."""

    def pullback(dy: Sym, y: Sym, x: Sym, bound: Sym, **_: object) -> Sym:
        scalar = isinstance(entry_type(x.type), Scalar)
        return call(prim, dy, x, bound, form="numbers" if scalar else "arrays")

    return pullback


def same_list(x: Type, *_: Type, **__: object) -> Type:
    """Infer the list's own type."""
    return _list(x)


def item_of(k: int, dy: Sym, y: Sym, *items: Sym, **_: object) -> Sym:
    """Return the part of dy that belongs to item k."""
    return call("list_item", dy, index=k)


def regrown(dy: Sym, y: Sym, x: Sym, *last: Sym, **_: object) -> Sym:
    """Return dy with a zero for the last entry, which was taken off; `last`: a name of that entry."""
    if isinstance(entry_type(x.type), Scalar):
        return call("list_regrown", dy, form="number")
    if last:
        return call("appended", dy, call("zeros_like", *last, form="np"))
    return call("list_regrown", dy, x)


# entries and reductions ---------------------------------------------------------------------------


def length_type(x: Type, **_: object) -> Type:
    """Infer the type of a list's length."""
    _list(x)
    return INT


def array_type(x: Type, *, lengths: tuple[Form, ...] = (), axis: int = 0, **_: object) -> Type:
    """Infer the type of a list as an array: its entries along a new axis."""
    element, count = entry_type(x), _list(x).length
    return Array(element.dtype, (*lengths[:axis], count, *lengths[axis:]))


def rows_type(x: Type, *, python: bool = False, axis: int = 0, **_: object) -> Type:
    """Infer the type of an array as a list of its entries along an axis."""
    assert isinstance(x, Array)
    left = (*x.lengths[:axis], *x.lengths[axis + 1 :])
    element = Array(x.dtype, left) if left else Scalar(x.dtype, python)
    return list_type(element, x.lengths[axis])


def rows(dy: Sym, y: Sym, x: Sym, *, axis: int = 0, **_: object) -> Sym:
    """Return the entries of dy as a list."""
    element = entry_type(x.type)
    dy = in_entry_dtype(dy, element)
    if isinstance(element, Scalar) and element.python and element.dtype == "float64":
        return call("list_rows", dy, python=True, form="numbers")
    if axis:
        return call("list_rows", dy, axis=axis, form="axis")
    return call("list_rows", dy, form="rows")


def in_entry_dtype(dy: Sym, element: Element) -> Sym:
    """Return dy with the dtype of the entries that it belongs to."""
    own = number(dy.type)
    if own.dtype == element.dtype or (isinstance(own, Scalar) and own.python):
        return dy
    form = "method" if isinstance(own, Array) else "scalar"
    return call("astype", dy, dtype=element.dtype, form=form)


def sum_type(x: Type, **_: object) -> Type:
    """Infer the type of the sum of a list's entries."""
    element = entry_type(x)
    if _list(x).row is not None:
        raise RuleError("GW314", found=_entry_shown(_list(x).row))
    if EACH in lengths_of(element):
        raise RuleError("GW314", found="arrays whose shapes may differ")
    return element


def concatenated_type(
    x: Type, *, length: Form | None = None, lengths: tuple[Form, ...] = (), **_: object
) -> Type:
    """Infer the type of a list's arrays end to end."""
    element = entry_type(x)
    if not isinstance(element, Array) or not element.rank:
        raise RuleError("GW314", found="no arrays")
    return Array(element.dtype, (length or unknown("concatenated"), *lengths))


def parts_type(_: Type, x: Type, **__: object) -> Type:
    """Infer the type of an array as a list of parts, as long as the entries of another."""
    return _list(x)


def zeros_type(x: Type, **_: object) -> Type:
    """Infer the type of a list of zeros."""
    old = _list(x)
    return list_type(entry_type(x), old.length)


def zeros_of(x: Sym) -> Sym:
    """Return a list of zeros of the entries' shapes."""
    scalar = isinstance(entry_type(x.type), Scalar)
    return call("list_zeros", x, form="numbers" if scalar else "arrays")


def full_type(value: Type, x: Type, **_: object) -> Type:
    """Infer the type of a list that holds one value as often as another has entries."""
    assert isinstance(value, Scalar | Array)
    return list_type(value, _list(x).length)


def item_type(x: Type, **_: object) -> Type:
    """Infer the type of one entry."""
    return entry_type(x)


def stacked_again(dy: Sym, y: Sym, x: Sym, *, axis: int = 0, **_: object) -> Sym:
    """Return the entries of dy as an array."""
    assert isinstance(x.type, Array)
    lengths = (*x.type.lengths[:axis], *x.type.lengths[axis + 1 :])
    return call("list_array", dy, lengths=lengths, axis=axis, form="stack" if axis else "array")


def refused_again(*_: Sym, **__: object) -> Sym:
    """Refuse a derivative of what the reverse sweep alone does: forward mode applies the row itself."""
    raise RuleError("GW314", found="a part of a list")
