"""Expressions: from syntax to values, one row a form of syntax.

In: a node of the user's syntax tree. Out: a `Value`; numbers keep the user's trees, containers are
taken apart, what is known (strings, None, functions, structure) is known.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from types import UnionType
from typing import cast

from gradwright.diagnostics import UnsupportedError
from gradwright.frontend import comparisons, conditions, objects, outside
from gradwright.frontend.array_operands import with_arrays
from gradwright.frontend.attributes import attribute
from gradwright.frontend.calls import call
from gradwright.frontend.cells import new_list
from gradwright.frontend.comprehensions import comprehension, dict_comprehension
from gradwright.frontend.growing import added, grown_entry, repeated
from gradwright.frontend.index_tricks import subscripted
from gradwright.frontend.known import UNDECIDED, known_number, static_value
from gradwright.frontend.lowering import operate
from gradwright.frontend.reader import Reader
from gradwright.frontend.source import definition
from gradwright.frontend.subscripts import Part, Slice, entry, parts_of_subscript, region
from gradwright.frontend.values import (
    Closure,
    Container,
    Counting,
    Grown,
    Known,
    Num,
    Value,
    describe,
    dict_of,
    literal,
    tuple_of,
)
from gradwright.ir.expressions import Apply, Const, Expr, constant
from gradwright.ir.types import INT

OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "truediv",
    ast.FloorDiv: "floordiv",
    ast.Mod: "mod",
    ast.Pow: "pow",
    ast.MatMult: "matmul",
    ast.BitAnd: "bitand",
    ast.BitOr: "bitor",
    ast.BitXor: "bitxor",
    ast.LShift: "lshift",
    ast.RShift: "rshift",
}
UNARY: dict[type[ast.unaryop], str] = {
    ast.USub: "neg",
    ast.UAdd: "pos",
    ast.Invert: "invert",
}


def _constant(reader: Reader, node: ast.Constant) -> Value:
    return literal(node.value)


def _complex_literal(node: ast.BinOp) -> complex | None:
    """Return what ``1.5 - 2j`` stands for, None for anything else."""
    match node:
        case ast.BinOp(
            ast.Constant(int() | float() as real)
            | ast.UnaryOp(ast.USub(), ast.Constant(int() | float() as real)),
            ast.Add() | ast.Sub() as op,
            ast.Constant(complex() as imaginary),
        ):
            real = -real if isinstance(node.left, ast.UnaryOp) else real
            return real + imaginary if isinstance(op, ast.Add) else real - imaginary
        case _:
            return None


def _binary(reader: Reader, node: ast.BinOp) -> Value:
    """Evaluate an operator; a sum of many terms leans left, and is evaluated without recursion."""
    if (number := _complex_literal(node)) is not None:
        return literal(number)
    spine = [node]
    while isinstance(inner := spine[-1].left, ast.BinOp):
        spine.append(inner)
    left = reader.value(spine[-1].left)
    for one in reversed(spine):
        with reader.holding(left) as held:
            right = reader.value(one.right)
        left = binary(reader, one, one.op, held[0], right)
    return left


def binary(reader: Reader, node: ast.AST, op: ast.operator, left: Value, right: Value) -> Value:
    """Return an operator applied to two values."""
    left, right = with_arrays(reader, node, left, right)
    if isinstance(left, Num) and isinstance(right, Num):
        expr = operate(reader, node, OPERATORS[type(op)], left.expr, right.expr)
        return _counted(reader, node, expr)
    match op, left, right:
        case ast.BitOr(), Known(type() | UnionType() as one), Known(type() | UnionType() as other):
            return Known(one | other)
        case _:
            found = _joined(reader, node, op, left, right)
    if found is None:
        found = objects.operated(reader, node, op, left, right)
    if found is None:
        raise reader.refuse(
            "GW212", node, operator=reader.shown(node), first=describe(left), second=describe(right)
        )
    return found


def _counted(reader: Reader, node: ast.AST, expr: Expr) -> Value:
    """Return an integer that unrolling made known (``k + 1`` of an unrolled k) as a literal."""
    if isinstance(expr, Apply) and all(isinstance(a, Const) for a in expr.args):
        literals = sum(isinstance(inner, ast.Constant) for inner in ast.iter_child_nodes(node))
        value = static_value(reader, expr)
        if literals < 2 and type(value) is int:
            return literal(value)
    if isinstance(node, ast.BinOp) and not isinstance(node.right, ast.Constant):
        return Num(_shifted(expr))
    return Num(expr)


def _shifted(expr: Expr) -> Expr:
    """Return an index shifted by an unrolled integer as people write it: ``i + -1`` is ``i - 1``."""
    match expr:
        case Apply("add" | "sub" as prim, (index, Const(int() as shift)), attrs, type_) if (
            index.type is INT and type_ is INT and type(shift) is int and shift <= 0
        ):
            other = "sub" if prim == "add" else "add"
            return Apply(other, (index, constant(-shift, INT)), attrs, type_) if shift else index
        case _:
            return expr


def _joined(
    reader: Reader, node: ast.AST, op: ast.operator, left: Value, right: Value
) -> Value | None:
    match op, left, right:
        case ast.Add(), Container("list" | "tuple" as kind), Container() if right.kind == kind:
            items = (*left.items, *right.items)
            return new_list(reader, node, items) if kind == "list" else tuple_of(*items)
        case ast.Add(), Container("list") | Grown(), Container("list") | Grown():
            return added(reader, node, left, right)
        case ast.BitOr(), Container("dict"), Container("dict"):
            pairs = [
                *zip(left.keys, left.items, strict=True),
                *zip(right.keys, right.items, strict=True),
            ]
            return dict_of(dict(pairs))
        case ast.Mult(), Container("list" | "tuple"), Num():
            return _repeated(reader, node, left, right)
        case ast.Mult(), Num(), Container("list" | "tuple"):
            return _repeated(reader, node, right, left)
        case ((ast.Add() | ast.Mod() | ast.Mult()), _, _):
            return _text(reader, op, left, right)
        case _:
            return None


def _repeated(reader: Reader, node: ast.AST, items: Container, times: Num) -> Value:
    if items.kind == "list" and (many := repeated(reader, node, items, times)) is not None:
        return many
    count = known_number(reader, node, times.expr)
    if not isinstance(count, int) or count * len(items.items) > 10_000:
        raise reader.refuse("GW208", node, found=reader.shown(node))
    copies = items.items * count
    return new_list(reader, node, copies) if items.kind == "list" else tuple_of(*copies)


def _text(reader: Reader, op: ast.operator, left: Value, right: Value) -> Value | None:
    both = (comparisons.plain(reader, left), comparisons.plain(reader, right))
    if UNDECIDED in both or not any(isinstance(side, str) for side in both):
        return None
    text, other = both
    try:
        match op:
            case ast.Add():
                return Known(cast("str", text) + cast("str", other))
            case ast.Mod():
                return Known(cast("str", text) % other)
            case _:
                return None
    except (TypeError, ValueError):
        return None


def _unary(reader: Reader, node: ast.UnaryOp) -> Value:
    if isinstance(node.op, ast.Not):
        cond = conditions.truth(reader, node)
        return literal(cond) if isinstance(cond, bool) else Num(cond)
    value = reader.value(node.operand)
    if isinstance(value, Container) and type(node.op) in objects.UNARY:
        found = objects.call_method(reader, node, value, objects.UNARY[type(node.op)], (), {})
        if found is not None:
            return found
    operand = reader.as_number(value, node.operand)
    if isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        value = static_value(reader, operand)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return literal(-value)
    return Num(operate(reader, node, UNARY[type(node.op)], operand))


def _tuple(reader: Reader, node: ast.Tuple) -> Value:
    return tuple_of(*_items(reader, node.elts))


def _list(reader: Reader, node: ast.List) -> Value:
    return new_list(reader, node, _items(reader, node.elts))


def _items(reader: Reader, nodes: list[ast.expr]) -> list[Value]:
    plain = [e.value if isinstance(e, ast.Starred) else e for e in nodes]
    values = reader.values(plain)
    items: list[Value] = []
    for node, value in zip(nodes, values, strict=True):
        if isinstance(node, ast.Starred):
            items += items_of(reader, node, value)
        else:
            items.append(value)
    return items


def items_of(reader: Reader, node: ast.AST, value: Value) -> tuple[Value, ...]:
    """Return what iterating over a value gives, where its structure is known."""
    from gradwright.frontend.iteration import unrolled

    items = unrolled(reader, node, value)
    if items is None:
        raise reader.refuse("GW112", node, found=reader.shown(node))
    return items


def _dict(reader: Reader, node: ast.Dict) -> Value:
    entries: dict[object, Value] = {}
    for key, item in zip(node.keys, node.values, strict=True):
        if key is None:
            spread = reader.value(item)
            if not isinstance(spread, Container) or spread.kind != "dict":
                raise reader.refuse("GW112", node, found=reader.shown(item))
            entries.update(zip(spread.keys, spread.items, strict=True))
            continue
        name = comparisons.plain(reader, reader.value(key))
        if name is UNDECIDED or isinstance(name, list | range):
            raise reader.refuse("GW208", key, found=f"the key {reader.shown(key)}")
        with reader.holding(*entries.values()) as held:
            value = reader.value(item)
        entries = dict(zip(entries, held, strict=True))
        entries[name] = value
    return dict_of(entries)


def _set(reader: Reader, node: ast.Set) -> Value:
    """Evaluate a set of literals, as stands after `in`; others are refused."""
    items = [comparisons.plain(reader, value) for value in reader.values(node.elts)]
    if any(item is UNDECIDED or isinstance(item, list) for item in items):
        raise reader.refuse("GW133", node)
    return Known(frozenset(items))


def _subscript(reader: Reader, node: ast.Subscript) -> Value:
    base = reader.value(node.value)
    with reader.holding(base) as held:
        parts = parts_of_subscript(reader, node.slice)
    base = held[0]
    match base:
        case Num(expr):
            return Num(region(reader, node, expr, parts))
        case Container("dataclass"):
            return _item_of_object(reader, node, base, parts)
        case Container():
            return entry(reader, node, base, parts)
        case Grown():
            return grown_entry(reader, node, base, parts)
        case Counting() | Known():
            return _from_known(reader, node, base, parts)
        case _:
            raise reader.refuse("GW407", node, found=reader.shown(node))


def _item_of_object(
    reader: Reader, node: ast.Subscript, base: Container, parts: list[Part]
) -> Value:
    keys = [part for part in parts if not isinstance(part, Slice)]
    key = keys[0] if len(keys) == 1 else tuple_of(*keys)
    found = None
    if len(keys) == len(parts):
        found = objects.call_method(reader, node, base, "__getitem__", [key], {})
    if found is None:
        raise reader.refuse("GW407", node, found=reader.shown(node))
    return found


def _from_known(reader: Reader, node: ast.Subscript, base: Value, parts: list[Part]) -> Value:
    made = subscripted(reader, node, base, parts)
    if made is not None:
        return made
    whole = comparisons.plain(reader, base)
    if len(parts) == 1 and isinstance(parts[0], Num) and isinstance(whole, str | range | bytes):
        at = known_number(reader, node, parts[0].expr)
        if isinstance(at, int) and -len(whole) <= at < len(whole):
            return literal(whole[at])
    raise reader.refuse("GW407", node, found=reader.shown(node))


def _lambda(reader: Reader, node: ast.Lambda) -> Value:
    return closure(reader, node)


def closure(reader: Reader, node: ast.Lambda | ast.FunctionDef) -> Closure:
    """Return a function that is defined inside of the one that is read."""
    source = reader.frame.source
    inner = definition(node, source.filename, source.lines, source.shift)
    args = node.args
    positional = [a.arg for a in (*args.posonlyargs, *args.args)]
    defaults = dict(zip(positional[::-1], reader.values(args.defaults)[::-1], strict=False))
    for argument, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        if default is not None:
            defaults[argument.arg] = reader.value(default)
    atoms = {name: reader.atom(value, name, node) for name, value in defaults.items()}
    return Closure(inner, reader.frame, atoms)


def _walrus(reader: Reader, node: ast.NamedExpr) -> Value:
    from gradwright.frontend.targets import assign_name

    if reader.branches != reader.frame.branches:
        raise reader.refuse("GW126", node)
    assign_name(reader, node.target.id, reader.value(node.value), node)
    return reader.frame.names[node.target.id]


def _joined_text(reader: Reader, node: ast.JoinedStr) -> Value:
    parts: list[str] = []
    for part in node.values:
        match part:
            case ast.Constant(str(text)):
                parts.append(text)
            case ast.FormattedValue(inner, conversion, None):
                value = _plain_text(reader, node, reader.value(inner))
                parts.append(repr(value) if conversion == ord("r") else str(value))
            case _:
                raise reader.refuse("GW117", node, found=f"`{reader.shown(node)}`")
    return Known("".join(parts))


def _plain_text(reader: Reader, node: ast.expr, value: Value) -> object:
    """Return what is made into text; a loop that counts it is unrolled."""
    found = comparisons.plain(reader, value)
    if found is not UNDECIDED:
        return found
    try:
        return known_number(reader, node, reader.as_number(value, node))
    except UnsupportedError:
        raise reader.refuse("GW117", node, found=f"`{reader.shown(node)}`") from None


def _refused(code: str, **details: object) -> Callable[..., Value]:
    def row(reader: Reader, node: ast.expr) -> Value:
        raise reader.refuse(code, node, **details)

    return row


EXPRESSIONS: Mapping[type[ast.AST], Callable[..., Value]] = {
    ast.Constant: _constant,
    ast.Name: outside.lookup,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.BoolOp: conditions.boolean,
    ast.Compare: comparisons.compare,
    ast.IfExp: conditions.conditional,
    ast.Call: call,
    ast.Attribute: attribute,
    ast.Subscript: _subscript,
    ast.Tuple: _tuple,
    ast.List: _list,
    ast.Dict: _dict,
    ast.Lambda: _lambda,
    ast.NamedExpr: _walrus,
    ast.JoinedStr: _joined_text,
    ast.ListComp: comprehension,
    ast.GeneratorExp: comprehension,
    ast.DictComp: dict_comprehension,
    ast.SetComp: _refused("GW133"),
    ast.Set: _set,
    ast.Await: _refused("GW110"),
    ast.Yield: _refused("GW106"),
    ast.YieldFrom: _refused("GW106"),
}
