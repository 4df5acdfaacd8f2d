"""Unpacking: a tuple of targets gets the parts of a structure, or the entries of an array or list."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from gradwright.frontend.iteration import unrolled
from gradwright.frontend.lowering import length, operate
from gradwright.frontend.reader import Reader, var_of
from gradwright.frontend.subscripts import Slice, region
from gradwright.frontend.values import (
    Container,
    Grown,
    Num,
    Value,
    describe,
    is_array_view,
    is_atomic,
    list_of,
    literal,
    with_items,
)
from gradwright.ir.expressions import Expr, Region, Var, constant
from gradwright.ir.statements import Guard
from gradwright.ir.types import INT, Array, lengths_of


def unpack(reader: Reader, targets: Sequence[ast.expr], value: Value, node: ast.AST) -> None:
    """Assign the parts of a value to targets."""
    from gradwright.frontend.targets import assign

    stars = [k for k, target in enumerate(targets) if isinstance(target, ast.Starred)]
    if len(stars) == 1 and _is_long(value):
        _unpack_array(reader, targets, stars[0], value, node)
        return
    items = _parts(reader, targets, value, node)
    before = len(targets) - 1
    if len(stars) > 1 or (len(items) < before if stars else len(items) != len(targets)):
        raise reader.refuse("GW130", node, found=describe(value), targets=len(targets))
    if _change_places(reader, targets, items):
        return
    if any(isinstance(inner, ast.Subscript) for t in targets for inner in ast.walk(t)):
        items = tuple(_fixed(reader, item, node) for item in items)
    if stars:
        k = stars[0]
        after = len(targets) - k - 1
        rest = list_of(*items[k : len(items) - after])
        items = (*items[:k], rest, *items[len(items) - after :])
    with reader.holding(*items) as held:
        for k, target in enumerate(targets):
            assign(
                reader, target.value if isinstance(target, ast.Starred) else target, held[k], node
            )


def _is_long(value: Value) -> bool:
    """Whether a value is an array of a length that data say."""
    return (
        isinstance(value, Num)
        and isinstance(value.type, Array)
        and value.type.rank > 0
        and value.type.lengths[0].literal is None
    )


def _unpack_array(
    reader: Reader, targets: Sequence[ast.expr], star: int, value: Value, node: ast.AST
) -> None:
    """Read ``first, *rest, last = array``: the starred name is a list of the entries between."""
    from gradwright.frontend.targets import assign

    base = reader.as_number(reader.atom(value, "values", node), node)
    after = len(targets) - star - 1
    _as_many_as(reader, node, base, len(targets) - 1, "ge")
    for k, target in enumerate(targets):
        if k == star:
            assert isinstance(target, ast.Starred)
            hi = constant(-after, INT) if after else None
            part = region(reader, node, base, [Slice(constant(star, INT), hi, None)])
            listed = ast.copy_location(ast.Name("list", ast.Load()), target)
            assign(reader, target.value, _listed(reader, target, Num(part)), listed)
        else:
            place = k if k < star else k - len(targets)
            assign(reader, target, Num(region(reader, node, base, [literal(place)])), node)


def _listed(reader: Reader, node: ast.expr, value: Value) -> Value:
    from gradwright.frontend.comprehensions import listed

    return listed(reader, node, value)


def _as_many_as(reader: Reader, node: ast.AST, base: Expr, count: int, op: str) -> None:
    """Check how many entries are unpacked."""
    cond = operate(reader, node, op, length(reader, node, base, 0), constant(count, INT))
    message = f"line {reader.at(node).line}: {count} values are unpacked"
    reader.emit(Guard(cond, message, reader.at(node)))


def _entries_of_list(
    reader: Reader, targets: Sequence[ast.expr], value: Grown, node: ast.AST
) -> tuple[Value, ...]:
    """Return the entries of a list whose length depends on data, as many as there are targets."""
    from gradwright.frontend.growing import grown_entry, grown_length

    if any(isinstance(target, ast.Starred) for target in targets):
        raise reader.refuse("GW130", node, found=describe(value), targets=len(targets))
    count = len(targets)
    cond = operate(reader, node, "eq", grown_length(reader, node, value), constant(count, INT))
    message = f"line {reader.at(node).line}: {count} values are unpacked"
    reader.emit(Guard(cond, message, reader.at(node)))
    return tuple(grown_entry(reader, node, value, [literal(k)]) for k in range(count))


def _change_places(reader: Reader, targets: Sequence[ast.expr], items: Sequence[Value]) -> bool:
    """Let names of arrays stand for one another's from here, if the targets are those names."""
    names = [target.id for target in targets if isinstance(target, ast.Name)]
    held = [reader.frame.names.get(name) for name in names]
    arrays = all(isinstance(v := var_of(item), Var) and isinstance(v.type, Array) for item in items)
    if not arrays or len(set(names)) != len(items) or len(set(held)) != len(items):
        return False
    if set(held) != set(items):
        return False
    reader.frame.names.update(zip(names, items, strict=True))
    return True


def _fixed(reader: Reader, item: Value, node: ast.AST) -> Value:
    """Evaluate an item now: a later store of the same statement must not change it."""
    if isinstance(item, Num) and not is_atomic(item.expr) and not is_array_view(item.expr):
        return reader.assign("value", item.expr, node)
    if isinstance(item, Container):
        return with_items(item, tuple(_fixed(reader, inner, node) for inner in item.items))
    return item


def _parts(
    reader: Reader, targets: Sequence[ast.expr], value: Value, node: ast.AST
) -> tuple[Value, ...]:
    if isinstance(value, Num) and isinstance(value.type, Array) and value.type.rank:
        return _entries(reader, targets, value.expr, node)
    if isinstance(value, Grown):
        return _entries_of_list(reader, targets, value, node)
    items = unrolled(reader, node, value)
    if items is None:
        raise reader.refuse("GW130", node, found=describe(value), targets=len(targets))
    return items


def _entries(
    reader: Reader, targets: Sequence[ast.expr], expr: Expr, node: ast.AST
) -> tuple[Value, ...]:
    """Return an array's entries along its first axis, as many as there are targets."""
    if any(isinstance(target, ast.Starred) for target in targets):
        raise reader.refuse("GW130", node, found=describe(Num(expr)), targets=len(targets))
    base = expr if isinstance(expr, Var | Region) else reader.name_share("values", expr, node).expr
    count = lengths_of(base.type)[0].literal
    if count is not None and count != len(targets):
        raise reader.refuse("GW130", node, found=f"an array of {count}", targets=len(targets))
    if count is None:
        _as_many_as(reader, node, base, len(targets), "eq")
    return tuple(Num(region(reader, node, base, [literal(k)])) for k in range(len(targets)))
