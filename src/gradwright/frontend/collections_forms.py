"""Classes and functions of `collections` and `copy`: deques, dicts with defaults, copies of structures."""

from __future__ import annotations

import ast
import collections
import copy
from collections.abc import Mapping
from dataclasses import replace

from gradwright.frontend import lowering
from gradwright.frontend.cells import change, new_list
from gradwright.frontend.iteration import unrolled
from gradwright.frontend.kinds import Args, Kwargs, Row, needs
from gradwright.frontend.reader import Reader
from gradwright.frontend.values import (
    Cell,
    Container,
    Grown,
    Known,
    Num,
    Value,
    describe,
    dict_of,
    literal,
    with_items,
)
from gradwright.ir.types import Array

STARTS: Mapping[object, object] = {float: 0.0, int: 0, bool: False}


def _deque(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
    """Return a deque, which is a list with two ends; how many it drops is not known of one with a limit."""
    limit = args[1] if len(args) > 1 else kwargs.get("maxlen", Known(None))
    if limit != Known(None) or not set(kwargs) <= {"maxlen"}:
        return None
    items = unrolled(reader, node, args[0]) if args else ()
    return None if items is None else new_list(reader, node, items)


def _ordered(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
    from gradwright.frontend.builtin import BUILTINS

    return BUILTINS[dict](reader, node, args, kwargs)


def _defaultdict(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
    """Return a dict whose cell knows what a missing entry is made by."""
    if not args or kwargs:
        return None
    made = _ordered(reader, node, args[1:], {})
    assert isinstance(made, Container)
    return replace(made, cell=Cell(None, reader.webs.count, factory=args[0]))


def missing_entry(reader: Reader, node: ast.AST, owner: Container, key: object) -> Value | None:
    """Return the entry that a dict with defaults makes where it has none, None of another dict."""
    from gradwright.frontend.calls import call_value

    factory = None if owner.cell is None else owner.cell.factory
    if factory is None:
        return None
    match factory:
        case Known(known) if known in STARTS:
            made = literal(STARTS[known])
        case Known(known) if known is list:
            made = new_list(reader, node, (), key)
        case Known(known) if known is dict:
            made = dict_of({})
        case _:
            made = reader.atom(call_value(reader, node, factory, [], {}), "entry", node)
    keys, items = (*owner.keys, key), (*owner.items, made)
    with reader.holding(made) as held:
        change(reader, node, owner, replace(owner, keys=keys, items=items))
    return held[0]


def _copied(deep: bool) -> Row:
    def row(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value:
        needs(reader, node, "copy", args, (1,))
        return _copy(reader, node, args[0], deep=deep)

    return row


def _copy(reader: Reader, node: ast.AST, value: Value, *, deep: bool) -> Value:
    match value:
        case Num(expr) if isinstance(expr.type, Array):
            found = lowering.method(reader, node, "copy", expr, [], {})
            assert found is not None
            return reader.assign("copy", found, node)
        case Num() | Known():
            return value
        case Container(items=items):
            parts = tuple(_copy(reader, node, item, deep=deep) for item in items) if deep else items
            cell = None if value.cell is None else Cell(None, reader.webs.count)
            return replace(with_items(value, parts), cell=cell)
        case Grown():
            from gradwright.frontend.list_calls import list_call

            found = list_call(reader, node, list, [value], {})
            assert found is not None
            return found
        case _:
            raise reader.refuse("GW213", node, found=describe(value))


COLLECTIONS: dict[object, Row] = {
    collections.deque: _deque,
    collections.defaultdict: _defaultdict,
    collections.OrderedDict: _ordered,
    copy.copy: _copied(deep=False),
    copy.deepcopy: _copied(deep=True),
}
