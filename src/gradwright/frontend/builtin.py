"""Builtins whose result is decided by structure: one row a function.

A row returns None for what is left to the rules' table (`len` of an array, `max` of numbers).
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

import numpy as np

from gradwright.frontend.attributes import shape_of
from gradwright.frontend.cells import new_list
from gradwright.frontend.collections_forms import COLLECTIONS
from gradwright.frontend.comparisons import plain
from gradwright.frontend.conditions import chain, truth_of
from gradwright.frontend.convolutions import CONVOLUTIONS
from gradwright.frontend.decompositions import DECOMPOSITIONS
from gradwright.frontend.definitions import iterated
from gradwright.frontend.draws import DRAWS
from gradwright.frontend.endless import zip_with_endless
from gradwright.frontend.grids import GRIDS
from gradwright.frontend.growing import grown_length
from gradwright.frontend.histograms import HISTOGRAMS
from gradwright.frontend.index_forms import INDEX_FORMS
from gradwright.frontend.iteration import advance, check_depth, counted, iterate, unrolled
from gradwright.frontend.itertools_forms import ITERTOOLS
from gradwright.frontend.kinds import KINDS, Args, Kwargs, Row, needs, python_class
from gradwright.frontend.known import UNDECIDED, required, static_value
from gradwright.frontend.lowering import operate
from gradwright.frontend.numpy_forms import NUMPY_FORMS
from gradwright.frontend.object_forms import OBJECT_FORMS, special
from gradwright.frontend.operator_forms import OPERATOR_FORMS
from gradwright.frontend.reader import Reader
from gradwright.frontend.splits import SPLITS
from gradwright.frontend.types import is_integer
from gradwright.frontend.values import (
    Container,
    Counting,
    Grown,
    Iterating,
    Known,
    Num,
    Value,
    Visiting,
    describe,
    dict_of,
    is_endless,
    iterator_of,
    literal,
    tuple_of,
)
from gradwright.frontend.vectorized import VECTORIZED
from gradwright.frontend.visits import (
    as_many,
    depends_on_data,
    is_open,
    known_items,
    visited,
)
from gradwright.ir.expressions import Apply, Expr, constant
from gradwright.ir.types import INT, Scalar, lengths_of, rank_of


def _len(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value | None:
    needs(reader, node, "len", args, (1,))
    match args[0]:
        case Container("dataclass") as owner:
            return special(reader, node, owner, "__len__", ())
        case Container(_, _, items):
            return literal(len(items))
        case Grown() as grown:
            return Num(grown_length(reader, node, grown))
        case Known(str() | bytes() as text):
            return literal(len(text))
        case Counting() as counting:
            return Num(_count(reader, node, counting))
        case Num(expr):
            axis = lengths_of(expr.type)[:1]
            known = axis[0].literal if axis else None
            return None if known is None or known == 1 else literal(known)
        case _:
            raise reader.refuse("GW213", node, found=describe(args[0]))


def _count(reader: Reader, node: ast.AST, counting: Counting) -> Expr:
    numbers = counted(reader, counting)
    if numbers is not None:
        return constant(len(numbers), INT)
    plain_range = (static_value(reader, counting.start), static_value(reader, counting.step))
    if (
        plain_range == (0, 1)
        and isinstance(counting.stop, Apply)
        and counting.stop.prim == "length"
    ):
        return counting.stop
    raise reader.refuse("GW208", node, found=reader.shown(node))


def _range(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value:
    needs(reader, node, "range", args, (1, 2, 3))
    bounds = [reader.as_number(value, node) for value in args]
    for bound in bounds:
        if not is_integer(bound.type) or rank_of(bound.type):
            raise reader.refuse(
                "GW212", node, operator="range", first=describe(Num(bound)), second="a whole number"
            )
    one, zero = constant(1, INT), constant(0, INT)
    match bounds:
        case [stop]:
            return Counting(zero, stop, one)
        case [start, stop]:
            return Counting(start, stop, one)
        case _:
            return Counting(bounds[0], bounds[1], bounds[2])


def _reversed(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value:
    needs(reader, node, "reversed", args, (1,))
    match args[0]:
        case Counting(start, stop, step, down):
            return Counting(start, stop, step, not down)
        case Visiting():
            raise reader.refuse("GW129", node, function="reversed", reason="it is an iterator")
        case value if depends_on_data(value):
            return Visiting("reversed", (visited(reader, node, value),))
        case value:
            return iterator_of(reversed, *_all(reader, node, value)[::-1])


def _all(reader: Reader, node: ast.AST, value: Value) -> tuple[Value, ...]:
    items = unrolled(reader, node, value)
    if items is None:
        raise reader.refuse("GW113", node, name=f"`{reader.shown(node)}`")
    return items


def _enumerate(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value:
    needs(reader, node, "enumerate", args, (1, 2))
    start = args[1] if len(args) > 1 else kwargs.get("start", literal(0))
    if is_open(args):
        bound = reader.atom(start, "start", node)
        return Visiting("enumerate", (visited(reader, node, args[0]), bound))
    first = required(reader, node, reader.as_number(start, node))
    items = _all(reader, node, args[0])
    assert isinstance(first, int)
    rows = (tuple_of(literal(first + k), item) for k, item in enumerate(items))
    return iterator_of(enumerate, *rows)


def _iter(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value | None:
    needs(reader, node, "iter", args, (1,))
    return iterate(reader, node, args[0])


def _next(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value | None:
    needs(reader, node, "next", args, (1, 2))
    match args[0]:
        case Known(Iterating(items=()) as iterating) if len(args) == 2:
            check_depth(reader, node, iterating)
            return args[1]
        case Known(Iterating() as iterating):
            return advance(reader, node, iterating)
        case value:
            raise reader.refuse("GW213", node, found=describe(value))


def _zip(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value:
    if is_open(args):
        return _zip_arrays(reader, node, args, kwargs)
    strict = plain(reader, kwargs.get("strict", literal(False)))
    if not strict and any(map(is_endless, args)):
        return zip_with_endless(reader, node, args)
    columns = [_all(reader, node, value) for value in args]
    if strict and len({len(column) for column in columns}) > 1:
        raise reader.refuse("GW211", node, first="the iterables", second="each other")
    return iterator_of(zip, *(tuple_of(*row) for row in zip(*columns, strict=False)))


def _zip_arrays(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value:
    strict = plain(reader, kwargs.get("strict", literal(False)))
    found = Visiting("zip", tuple(visited(reader, node, value) for value in args))
    if strict:
        as_many(reader, node, found)
    return found


def _map(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value:
    if len(args) < 2:
        raise reader.refuse("GW129", node, function="map", reason="it takes two arguments or more")
    function, *columns = args
    if len(columns) == 1:
        return Visiting("map", (visited(reader, node, columns[0]), function))
    return Visiting("starmap", (visited(reader, node, _zip(reader, node, columns, {})), function))


def _tuple(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value:
    needs(reader, node, "tuple", args, (0, 1))
    return tuple_of(*(_all(reader, node, args[0]) if args else ()))


def _is_uncounted(reader: Reader, node: ast.AST, items: Value) -> bool:
    """Whether data say how many items there are."""
    return depends_on_data(items) and known_items(reader, node, items) is None


def _list(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value:
    needs(reader, node, "list", args, (0, 1))
    if args and _is_uncounted(reader, node, args[0]):
        from gradwright.frontend.comprehensions import listed

        assert isinstance(node, ast.expr)
        return listed(reader, node, args[0])
    return new_list(reader, node, _all(reader, node, args[0]) if args else ())


def _dict(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value:
    needs(reader, node, "dict", args, (0, 1))
    entries: dict[object, Value] = {}
    if args and isinstance(args[0], Container) and args[0].kind == "dict":
        entries.update(zip(args[0].keys, args[0].items, strict=True))
    elif args:
        for pair in _all(reader, node, args[0]):
            key, value = _all(reader, node, pair)[:2]
            entries[key_of_entry(reader, node, key)] = value
    entries.update(kwargs)
    return dict_of(entries)


def key_of_entry(reader: Reader, node: ast.AST, value: Value) -> object:
    """Return a key that is known."""
    key = plain(reader, value)
    if key is UNDECIDED or isinstance(key, list):
        raise reader.refuse("GW208", node, found="a key")
    return key


def _sum(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
    needs(reader, node, "sum", args, (1, 2))
    if isinstance(args[0], Num):
        return None
    start = args[1] if len(args) > 1 else kwargs.get("start")
    items = [*((start,) if start is not None else ()), *_all(reader, node, args[0])]
    if not items:
        return literal(0)
    total = reader.as_number(items[0], node)
    for item in items[1:]:
        total = operate(reader, node, "add", total, reader.as_number(item, node))
    return Num(total)


def _quantified(stop: bool) -> Row:
    def row(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value | None:
        needs(reader, node, "any" if stop else "all", args, (1,))
        if isinstance(args[0], Num):
            return None
        parts = [
            lambda item=item: truth_of(reader, node, item) for item in _all(reader, node, args[0])
        ]
        if not parts:
            return literal(not stop)
        found = chain(reader, node, "or" if stop else "and", parts)
        return literal(found) if isinstance(found, bool) else Num(found)

    return row


def _float(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value | None:
    if not args:
        return literal(0.0)
    match args[0]:
        case Known(str(text)):
            try:
                return literal(float(text))
            except ValueError:
                raise reader.refuse("GW117", node, found=reader.shown(node)) from None
        case Num(expr):
            return _converted(reader, expr, float)
        case _:
            raise reader.refuse("GW213", node, found=describe(args[0]))


def _converted(reader: Reader, expr: Expr, cls: type) -> Value | None:
    value = static_value(reader, expr)
    if value is not UNDECIDED and isinstance(value, int | float):
        return literal(cls(value))
    if isinstance(expr.type, Scalar) and expr.type.python and python_class(expr.type) is cls:
        return Num(expr)
    return None


def _int(reader: Reader, _: ast.AST, args: Args, __: Kwargs) -> Value | None:
    if len(args) == 1 and isinstance(args[0], Num):
        return _converted(reader, args[0].expr, int)
    return None


def _bool(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value | None:
    needs(reader, node, "bool", args, (0, 1))
    found = truth_of(reader, node, args[0]) if args else False
    return literal(found) if isinstance(found, bool) else Num(found)


def _extreme(choose: Callable[..., Any]) -> Row:
    """Return the row of max or min: decided for numbers that are known (lengths of structure)."""

    def row(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
        alone = len(args) == 1 and isinstance(args[0], Container)
        if alone and set(kwargs) == {"key"}:
            from gradwright.frontend.inlining import inline

            by_key = iterated.largest if choose is max else iterated.smallest
            return inline(reader, node, by_key, [args[0], kwargs["key"]], {})
        items = _all(reader, node, args[0]) if alone else args
        values = [plain(reader, item) for item in items]
        if kwargs or not values or not all(isinstance(v, int | float) for v in values):
            return None
        return literal(choose(values))

    return row


def _shape(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value | None:
    if len(args) == 1 and isinstance(args[0], Num):
        return shape_of(reader, node, args[0].expr)
    return None


def _ndim(_: Reader, __: ast.AST, args: Args, ___: Kwargs) -> Value | None:
    if len(args) == 1 and isinstance(args[0], Num):
        return literal(rank_of(args[0].type))
    return None


def _constructed(cls: Any) -> Row:
    """Return the row of a class that is called with what is known: ``np.finfo(float)``."""

    def row(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value | None:
        values = [a.value for a in args if isinstance(a, Known)]
        if len(values) != len(args):
            return None
        try:
            return Known(cls(*values))
        except (TypeError, ValueError):
            raise reader.refuse("GW129", node, function=cls.__name__, reason="not known") from None

    return row


def _print(reader: Reader, node: ast.AST, _: Args, __: Kwargs) -> Value:
    raise reader.refuse("GW124", node, found="print")


BUILTINS: dict[object, Row] = {
    **KINDS,
    **NUMPY_FORMS,
    **ITERTOOLS,
    **OPERATOR_FORMS,
    **SPLITS,
    **CONVOLUTIONS,
    **GRIDS,
    **DRAWS,
    **INDEX_FORMS,
    **HISTOGRAMS,
    **VECTORIZED,
    **DECOMPOSITIONS,
    **COLLECTIONS,
    **OBJECT_FORMS,
    len: _len,
    range: _range,
    reversed: _reversed,
    enumerate: _enumerate,
    zip: _zip,
    map: _map,
    iter: _iter,
    next: _next,
    tuple: _tuple,
    list: _list,
    dict: _dict,
    sum: _sum,
    any: _quantified(True),
    all: _quantified(False),
    float: _float,
    int: _int,
    bool: _bool,
    max: _extreme(max),
    min: _extreme(min),
    print: _print,
    np.shape: _shape,
    np.ndim: _ndim,
    np.finfo: _constructed(np.finfo),
    np.iinfo: _constructed(np.iinfo),
    np.dtype: _constructed(np.dtype),
}
