"""Names that a loop carries from one iteration to the next: opened at its header, closed at its end.

The value at the header is the one from before the loop or the one that an iteration leaves. The types
of both must meet; lengths that differ are taken as equal where both are arguments' lengths (checked at
the program's entry), and are unknown otherwise.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from gradwright.analysis.memory import shared_with
from gradwright.frontend.cells import freeze, grow_where_lists, is_same
from gradwright.frontend.joins import (
    converted,
    copy_into,
    held,
    interferes,
    may_unite,
    same_structure,
    unite,
)
from gradwright.frontend.reader import Again, Reader
from gradwright.frontend.types import is_integer, joined
from gradwright.frontend.values import (
    Container,
    Grown,
    Missing,
    Num,
    Value,
    describe,
    describe_type,
    with_items,
)
from gradwright.ir.expressions import Expr, Var, subtrees
from gradwright.ir.statements import Assign, Permute, Stmt
from gradwright.ir.types import UNIT, Array, AxisLength, Form, List, Scalar, Type, list_type

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """A carried name: where what was found of it is kept, and its value at the header."""

    key: Key
    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class Widened:
    """How the value at the header differs from the one before the loop."""

    scalar: Scalar | None = None
    listed: List | None = None
    unknown: frozenset[int] = frozenset()


def open_header(
    reader: Reader,
    node: ast.AST,
    key: Key,
    name: str,
    value: Value,
    holders: Mapping[int, int],
) -> Header:
    """Give a name its value at a loop's header."""
    return Header(key, name, _opened(reader, node, key, name, value, holders))


def _opened(
    reader: Reader, node: ast.AST, key: Key, name: str, value: Value, holders: Mapping[int, int]
) -> Value:
    found = reader.decisions.widened.get(key)
    if isinstance(found, Missing):
        return found
    match value:
        case Num(expr):
            widened = found if isinstance(found, Widened) else Widened()
            return Num(_open_number(reader, node, name, expr, widened, holders))
        case Grown(expr, cell):
            widened = found if isinstance(found, Widened) else Widened()
            return Grown(_open_number(reader, node, name, expr, widened, holders), cell)
        case Container():
            items = tuple(
                _opened(reader, node, (*key, k), f"{name}_{k}", item, holders)
                for k, item in zip(value.keys, value.items, strict=True)
            )
            return next((x for x in items if isinstance(x, Missing)), with_items(value, items))
        case _:
            return value


def _open_number(
    reader: Reader,
    node: ast.AST,
    name: str,
    expr: Expr,
    widened: Widened,
    holders: Mapping[int, int],
) -> Var:
    var = reader.webs.new(name, _widen(reader, expr.type, widened))
    if is_integer(var.type):
        reader.webs.forms[var.web] = reader.webs.unknown()
    if may_unite(reader, var, expr, holders):
        assert isinstance(expr, Var)
        unite(reader, var, expr)
    else:
        copy_into(reader, var, expr, reader.out, node)
    return var


def _widen(reader: Reader, type_: Type, widened: Widened) -> Type:
    if isinstance(type_, Array) and widened.unknown:
        lengths = tuple(
            reader.webs.unknown() if axis in widened.unknown else length
            for axis, length in enumerate(type_.lengths)
        )
        return Array(type_.dtype, lengths)
    if widened.listed is not None:
        listed = widened.listed
        return list_type(listed.element, reader.webs.unknown(), listed.row)
    return widened.scalar or type_


# the end of an iteration --------------------------------------------------------------------------


Pair = tuple[str, Var, Expr]


def close(
    reader: Reader,
    node: ast.AST,
    headers: Mapping[str, Header],
    body: list[Stmt],
    live: frozenset[str],
    first: int,
) -> bool:
    """Lead the values at the end of a body back to the header; False if a type does not stand yet."""
    pairs: list[Pair] = []
    names = reader.frame.names
    found = [
        _met(reader, node, header.key, name, header.value, names.get(name), pairs)
        for name, header in headers.items()
    ]
    if not all(found):
        return False
    _lead_back(reader, node, pairs, body, live, first)
    return True


def _met(  # noqa: C901  (a match over kinds of values)
    reader: Reader,
    node: ast.AST,
    key: Key,
    name: str,
    header: Value,
    back: Value | None,
    pairs: list[Pair],
) -> bool:
    """Compare a name's two values; note what has to change at the header."""
    match header, back:
        case (Missing(), _):
            return True
        case (_, None):
            return _note(reader, key, Missing("GW201", {"name": name}))
        case (_, Missing()):
            return _note(reader, key, back)
        case (Num(Var() as var), Num(expr)):
            pairs.append((name, var, expr))
            return _types_meet(reader, key, name, var.type, expr.type)
        case (Grown(Var() as var), Grown(expr)):
            if not is_same(header, back):
                freeze(reader, node, header, back)
            pairs.append((name, var, expr))
            return _types_meet(reader, key, name, var.type, expr.type)
        case (Container(), Container()) if same_structure(header, back):
            if not is_same(header, back):
                freeze(reader, node, header, back)
            found = [
                _met(reader, node, (*key, k), f"{name}_{k}", h, b, pairs)
                for k, h, b in zip(header.keys, header.items, back.items, strict=True)
            ]
            return all(found)
        case _ if header == back:
            return True
        case _:
            grow_where_lists(reader, header, back)
            details = {"name": name, "first": describe(header), "second": describe(back)}
            return _note(reader, key, Missing("GW209", details))


def _note(reader: Reader, key: Key, found: object) -> bool:
    reader.decisions.widened[key] = found
    return False


def _lists_meet(reader: Reader, key: Key, name: str, header: List, back: List) -> bool:
    """Compare the types of a list at the header and after an iteration, which may be longer."""
    found = joined(header, back, lambda _, __, ___: reader.webs.unknown())
    if found is None and key[0] in reader.short_loops:
        reader.decisions.unrolled.add(key[0])
        reader.decisions.added = True
        raise Again
    if not isinstance(found, List):
        details = {"name": name, "first": describe_type(header), "second": describe_type(back)}
        return _note(reader, key, Missing("GW209", details))
    widened = reader.decisions.widened.get(key)
    is_wide = isinstance(widened, Widened) and widened.listed is not None
    same = (found.element, found.row) == (header.element, header.row)
    if same and (is_wide or back.length is header.length):
        return True
    return _note(reader, key, Widened(listed=found))


def _types_meet(reader: Reader, key: Key, name: str, header: Type, back: Type) -> bool:
    if isinstance(header, List) and isinstance(back, List):
        return _lists_meet(reader, key, name, header, back)
    unknown: set[int] = set()
    old = reader.decisions.widened.get(key)
    before = old.unknown if isinstance(old, Widened) else frozenset[int]()

    def meet(a: Form, b: Form, axis: int) -> Form:
        if axis not in before and not _taken_as_equal(reader, a, b):
            unknown.add(axis)
        return a

    found = joined(header, back, meet)
    if (found is None or unknown) and key[0] in reader.short_loops:
        reader.decisions.unrolled.add(key[0])
        reader.decisions.added = True
        raise Again
    if found is None:
        details = {"name": name, "first": describe_type(header), "second": describe_type(back)}
        return _note(reader, key, Missing("GW209", details))
    if unknown:
        return _note(reader, key, Widened(unknown=before | unknown))
    if found is not header and isinstance(found, Scalar):
        return _note(reader, key, Widened(scalar=found))
    return True


def _taken_as_equal(reader: Reader, first: Form, second: Form) -> bool:
    if reader.lengths.equal(first, second):
        return True
    if first is UNIT or second is UNIT or reader.branches:
        return False
    symbols = (_axis(first), _axis(second))
    if None in symbols:
        return False
    reader.lengths.assume(*symbols)  # type: ignore[arg-type]
    return True


def _axis(form: Form) -> AxisLength | None:
    if form.constant or len(form.terms) != 1:
        return None
    symbol, times = form.terms[0]
    return symbol if times == 1 and isinstance(symbol, AxisLength) else None


def _lead_back(
    reader: Reader,
    node: ast.AST,
    pairs: list[Pair],
    body: list[Stmt],
    live: frozenset[str],
    first: int,
) -> None:
    holders = reader.holders(reader.frame.names, live)
    copies: list[Pair] = []
    for pair in pairs:
        name, var, expr = pair
        if expr is var:
            continue
        others = {reader.webs.find(other.web) for _, other, _ in pairs if other is not var}
        if _is_new(reader, expr, var, others, first) and _may_lead(
            reader, var, expr, holders, body
        ):
            assert isinstance(expr, Var)
            unite(reader, var, expr)
        else:
            copies.append((name, var, expr))
    _copy_all(reader, node, copies, body)


def _is_new(reader: Reader, expr: Expr, var: Var, others: set[int], first: int) -> bool:
    """Whether a value was bound in the body, and its variable is no other carried name's."""
    if not isinstance(expr, Var):
        return False
    root = reader.webs.find(expr.web)
    own = root == reader.webs.find(var.web)
    return root not in others and (own or root >= first)


def _may_lead(
    reader: Reader, var: Var, expr: Expr, holders: Mapping[int, int], body: list[Stmt]
) -> bool:
    if not may_unite(reader, var, expr, holders):
        return False
    assert isinstance(expr, Var)
    is_one = reader.webs.find(expr.web) == reader.webs.find(var.web)
    if held(reader, var, holders) > is_one:
        return False
    return not interferes(reader, body, var.web, expr.web)


def _copy_all(reader: Reader, node: ast.AST, copies: list[Pair], body: list[Stmt]) -> None:
    """Copy in parallel: a name that another copy still reads waits; a cycle goes through a new name."""
    waiting = _change_places(reader, node, copies, body)
    while waiting:
        pair = next((p for p in waiting if not _is_awaited(reader, p, waiting)), None)
        if pair is None:
            name, var, expr = waiting[0]
            waiting[0] = (name, var, _through(reader, node, name, expr, body))
            continue
        waiting.remove(pair)
        _copy_back(reader, node, pair, body)


def _change_places(
    reader: Reader, node: ast.AST, copies: list[Pair], body: list[Stmt]
) -> list[Pair]:
    """Let arrays whose names only change places do so in one statement; return the other copies."""
    by_source: dict[Expr, Pair] = {
        expr: pair for pair in copies if isinstance(expr := pair[2], Var)
    }
    left = list(copies)
    for pair in copies:
        ring = _ring(pair, by_source) if pair in left else []
        if ring:
            ring.sort(key=copies.index)
            targets = [_again(reader, name, var) for name, var, _ in ring]
            sources = [var for _, _, expr in ring if isinstance(var := expr, Var)]
            body.append(Permute(tuple(targets), tuple(sources), reader.at(node)))
            left = [other for other in left if other not in ring]
    return left


def _ring(pair: Pair, by_source: Mapping[Expr, Pair]) -> list[Pair]:
    """Return the pairs that a pair changes places with, itself first; nothing where they are no ring."""
    ring = [pair]
    while (following := by_source.get(ring[-1][1])) is not None and following is not pair:
        if following in ring:
            return []
        ring.append(following)
    closed = following is pair and len(ring) > 1
    return ring if closed and isinstance(pair[1].type, Array) else []


def _again(reader: Reader, name: str, var: Var) -> Var:
    """Return another binding of a carried name's variable."""
    again = reader.webs.new(name, var.type)
    reader.webs.union(again.web, var.web)
    return again


def _is_awaited(reader: Reader, pair: Pair, waiting: list[Pair]) -> bool:
    written = {reader.webs.find(pair[1].web)}
    return any(_reads(reader, other[2], written) for other in waiting if other is not pair)


def _copy_back(reader: Reader, node: ast.AST, pair: Pair, body: list[Stmt]) -> None:
    name, var, expr = pair
    again = _again(reader, name, var)
    body.append(Assign(again, converted(reader, expr, var.type), reader.at(node)))
    for source in shared_with(expr):
        reader.webs.share(var.web, source)
        reader.shares[var.web] = (None, reader.at(node))


def _reads(reader: Reader, expr: Expr, written: set[int]) -> bool:
    return any(
        isinstance(part, Var) and reader.webs.find(part.web) in written for part in subtrees(expr)
    )


def _through(reader: Reader, node: ast.AST, name: str, expr: Expr, body: list[Stmt]) -> Expr:
    var = reader.webs.new(name, expr.type)
    copy_into(reader, var, expr, body, node)
    return var
