"""``np.split`` and kin: a list of views, each a slice of the array."""

from __future__ import annotations

import ast
from collections.abc import Sequence

import numpy as np

from gradwright.frontend import lowering
from gradwright.frontend.kinds import Args, Kwargs, Row
from gradwright.frontend.known import addressed, required
from gradwright.frontend.reader import Reader
from gradwright.frontend.subscripts import Slice, region
from gradwright.frontend.values import Container, Num, Value, list_of, literal
from gradwright.ir.expressions import Expr, constant
from gradwright.ir.statements import Guard
from gradwright.ir.types import INT, lengths_of, rank_of

FULL = Slice(None, None, None)


def _split_along(fixed: int | None, *, even: bool = True, least: int = 1) -> Row:
    """Return the row of a split along an axis, given or fixed, of an array of at least this rank.

    even: the pieces must be of one length; the first ones are longer by one otherwise.
    """

    def row(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
        given = dict(zip(("ary", "indices_or_sections", "axis"), args, strict=False)) | dict(kwargs)
        array, places = given.get("ary"), given.get("indices_or_sections")
        if not isinstance(array, Num) or places is None or rank_of(array.type) < least:
            return None
        base = addressed(reader, node, array.expr)
        axis = _axis(reader, node, given.get("axis", literal(0))) if fixed is None else fixed
        rank = rank_of(base.type)
        if not -rank <= axis < rank:
            return None
        axis %= rank
        length = lowering.length(reader, node, base, axis)
        bounds = (
            _uneven(reader, node, length, places)
            if not even and isinstance(places, Num)
            else _bounds(reader, node, length, base, axis, places)
        )
        pieces = zip([None, *bounds], [*bounds, None], strict=True)
        before: list[Slice] = [FULL] * axis
        return list_of(
            *(Num(region(reader, node, base, [*before, Slice(a, b, None)])) for a, b in pieces)
        )

    return row


def _axis(reader: Reader, node: ast.AST, value: Value) -> int:
    found = required(reader, node, reader.as_number(value, node))
    assert isinstance(found, int)
    return found


def _bounds(
    reader: Reader, node: ast.AST, length: Expr, base: Expr, axis: int, places: Value
) -> Sequence[Expr]:
    """Return where one piece ends and the next begins."""
    if isinstance(places, Container):
        return [reader.as_number(item, node) for item in places.items]
    sections = reader.as_number(places, node)
    if rank_of(sections.type):
        raise reader.refuse("GW407", node, found=reader.shown(node))
    count = required(reader, node, sections)
    assert isinstance(count, int)
    known = lengths_of(base.type)[axis].literal
    if known is not None and count and known % count == 0:
        return [constant(k * known // count, INT) for k in range(1, count)]
    wanted = constant(count, INT)
    rest = lowering.operate(reader, node, "mod", length, wanted)
    message = f"line {reader.at(node).line}: {reader.shown(node)} does not split equally"
    cond = lowering.operate(reader, node, "eq", rest, constant(0, INT))
    reader.emit(Guard(cond, message, reader.at(node)))
    size = lowering.operate(reader, node, "floordiv", length, wanted)
    return [
        size if k == 1 else lowering.operate(reader, node, "mul", constant(k, INT), size)
        for k in range(1, count)
    ]


def _uneven(reader: Reader, node: ast.AST, length: Expr, places: Num) -> Sequence[Expr]:
    """Return where pieces end of which the first ones are longer by one."""
    if rank_of(places.type):
        raise reader.refuse("GW407", node, found=reader.shown(node))
    count = required(reader, node, places.expr)
    if not isinstance(count, int) or count < 1:
        raise reader.refuse("GW402", node, option="indices_or_sections", found=count)
    wanted = constant(count, INT)
    size = lowering.operate(reader, node, "floordiv", length, wanted)
    longer = lowering.operate(reader, node, "mod", length, wanted)
    return [_end(reader, node, size, longer, k) for k in range(1, count)]


def _end(reader: Reader, node: ast.AST, size: Expr, longer: Expr, k: int) -> Expr:
    """Return where the first k of uneven pieces end."""
    own = lowering.operate(reader, node, "mul", constant(k, INT), size)
    more = lowering.call(reader, node, min, [literal(k), Num(longer)], {})
    assert more is not None
    return lowering.operate(reader, node, "add", own, more)


def _columns(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
    """Return a split along the columns, of a vector along its only axis."""
    array = args[0] if args else kwargs.get("ary")
    vector = isinstance(array, Num) and rank_of(array.type) == 1
    return _split_along(0 if vector else 1)(reader, node, args, kwargs)


SPLITS: dict[object, Row] = {
    np.split: _split_along(None),
    np.array_split: _split_along(None, even=False),
    np.vsplit: _split_along(0, least=2),
    np.hsplit: _columns,
    np.dsplit: _split_along(2, least=3),
}
