"""Methods of lists whose length depends on data: each that changes one binds it anew for all its names."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence

from gradwright.analysis.memory import shared_with
from gradwright.frontend.growing import (
    applied,
    as_float,
    as_list,
    entry_type,
    fresh,
    holds_floats,
    is_float,
    item_of,
    make_floats,
    name_of,
    row_of,
)
from gradwright.frontend.joins import held, unite
from gradwright.frontend.reader import Reader
from gradwright.frontend.types import is_integer
from gradwright.frontend.values import Container, Grown, Known, Value, describe
from gradwright.ir.expressions import At, Expr, Index, Region, Var, constant
from gradwright.ir.statements import Assign
from gradwright.ir.types import INT, List
from gradwright.rules.table import apply

Args = Sequence[Value]
Kwargs = Mapping[str, Value]


def grown_method(
    reader: Reader, node: ast.AST, owner: Grown, name: str, args: Args, kwargs: Kwargs
) -> Value:
    """Return a call of a method of a list whose length depends on data."""
    row = METHODS.get((name, len(args)))
    if row is None or kwargs:
        code = "GW307" if name in ("insert", "pop", "remove", "clear", "sort") else "GW121"
        details = {"name": name, "owner": describe(owner)} if code == "GW121" else {
            "name": reader.shown(node.func.value)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            else name
        }  # fmt: skip
        raise reader.refuse(code, node, **details)
    return row(reader, node, owner, *args)


def _changed(reader: Reader, node: ast.AST, owner: Grown, expr: Expr) -> Grown:
    from gradwright.frontend.cells import change

    hint = reader.webs.names[owner.expr.web] if isinstance(owner.expr, Var) else "items"
    var = reader.webs.new(hint, expr.type)
    reader.emit(Assign(var, expr, reader.at(node)))
    for source in shared_with(expr):
        reader.webs.share(var.web, source)
        reader.shares[var.web] = (None, reader.at(node))
    now = Grown(var, owner.cell)
    change(reader, node, owner, now)
    _unite(reader, owner.expr, var)
    return now


def _unite(reader: Reader, old: Expr, new: Var) -> None:
    """Let a list and what it is changed to be one variable, if nothing refers to the old one any more."""
    holders = reader.holders(reader.frame.names, frozenset(reader.frame.names))
    if isinstance(old, Var) and not held(reader, old, holders):
        unite(reader, new, old)


def _append(reader: Reader, node: ast.AST, owner: Grown, value: Value) -> Value:
    _put(reader, node, owner, value)
    return Known(None)


def _put(reader: Reader, node: ast.AST, owner: Grown, value: Value) -> Grown:
    """Append an entry; return the list as it is then."""
    var = name_of(reader, node, owner)
    item = item_of(reader, node, value)
    assert isinstance(var.type, List)
    if holds_floats(reader, owner.cell) or (var.type.element and is_float(var.type.element)):
        item = as_float(item)
    elif var.type.element and is_integer(var.type.element) and is_float(item.type):
        make_floats(reader, owner.cell)
    row = row_of(value)
    attrs = {} if row is None else {"row": row}
    return _changed(reader, node, owner, applied(reader, node, "appended", var, item, **attrs))


def _extend(reader: Reader, node: ast.AST, owner: Grown, value: Value) -> Value:
    if isinstance(value, Container) and value.kind in ("list", "tuple"):
        for item in value.items:
            owner = _put(reader, node, owner, item)
        return Known(None)
    var = name_of(reader, node, owner)
    other = as_list(reader, node, value)
    if other is var:
        other = fresh(reader, node, apply("list_copy", var)).expr
    _changed(reader, node, owner, applied(reader, node, "list_extended", var, other))
    return Known(None)


def _pop(reader: Reader, node: ast.AST, owner: Grown) -> Value:
    var = name_of(reader, node, owner)
    assert isinstance(var.type, List)
    if var.type.row is not None:
        raise reader.refuse("GW314", node, found=describe(owner))
    last = Region(var, (Index((At(constant(-1, INT)),)),), entry_type(reader, node, var))
    taken = reader.name_share("last", last, node)
    operands = (taken.expr,) if isinstance(taken.expr, Var) else ()
    reader.unnamed.update(var.web for var in operands)
    _changed(reader, node, owner, apply("list_front", var, *operands))
    return taken


def _copy(reader: Reader, node: ast.AST, owner: Grown) -> Value:
    return fresh(reader, node, apply("list_copy", name_of(reader, node, owner)))


def _reverse(reader: Reader, node: ast.AST, owner: Grown) -> Value:
    _changed(reader, node, owner, apply("list_reversed", name_of(reader, node, owner)))
    return Known(None)


METHODS: Mapping[tuple[str, int], Callable[..., Value]] = {
    ("append", 1): _append,
    ("extend", 1): _extend,
    ("pop", 0): _pop,
    ("copy", 0): _copy,
    ("reverse", 0): _reverse,
}
