"""Iterators of `itertools`, and NumPy's over indices; `filter` and `functools.partial`.

Over what is known in structure they are unrolled; `pairwise`, `product` and `np.ndindex` over arrays and
ranges stay loops.
"""

from __future__ import annotations

import ast
import functools
import itertools
from collections.abc import Callable, Iterable
from types import FunctionType
from typing import Any, cast

import numpy as np

from gradwright.frontend.cells import new_list
from gradwright.frontend.comparisons import plain
from gradwright.frontend.conditions import truth_of
from gradwright.frontend.definitions import iterated
from gradwright.frontend.endless import ENDLESS
from gradwright.frontend.frames import Frame
from gradwright.frontend.iteration import unrolled
from gradwright.frontend.kinds import Args, Kwargs, Row, needs
from gradwright.frontend.known import UNDECIDED, required
from gradwright.frontend.reader import Reader
from gradwright.frontend.source import definition
from gradwright.frontend.values import (
    Closure,
    Container,
    Counting,
    Known,
    Num,
    Value,
    Visiting,
    dict_of,
    iterator_of,
    literal,
    tuple_of,
)
from gradwright.frontend.visits import ONE, ZERO, depends_on_data, is_open, visited
from gradwright.ir.expressions import Expr
from gradwright.ir.types import FLOAT, INT, Scalar, rank_of


def _items(reader: Reader, node: ast.AST, value: Value) -> tuple[Value, ...]:
    found = unrolled(reader, node, value)
    if found is None:
        raise reader.refuse("GW113", node, name=f"`{reader.shown(node)}`")
    return found


def _rows(rows: Iterable[tuple[Value, ...]]) -> Value:
    return iterator_of(zip, *(tuple_of(*row) for row in rows))


def _combined(make: Callable[..., Iterable[tuple[Any, ...]]], least: int, most: int) -> Row:
    """Return the row of an iterator over tuples of items of what is known."""

    def row(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
        if kwargs or not least <= len(args) <= most:
            return None
        numbers = [required(reader, node, reader.as_number(a, node)) for a in args[1:]]
        of_two = make is itertools.combinations and numbers == [2]
        if of_two and depends_on_data(args[0]):
            return _defined(reader, node, iterated.paired, args[:1])
        if of_two and isinstance(args[0], Counting) and unrolled(reader, node, args[0]) is None:
            items = _defined(reader, node, iterated.listed, args[:1])
            return _defined(reader, node, iterated.paired, [items])
        return _rows(make(_items(reader, node, args[0]), *numbers))

    return row


def _pairwise(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value:
    needs(reader, node, "pairwise", args, (1,))
    if not depends_on_data(args[0]):
        return _rows(itertools.pairwise(_items(reader, node, args[0])))
    source = visited(reader, node, args[0])
    return Visiting("zip", (source, Visiting("rest", (source,))))


def _product(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
    if set(kwargs) == {"repeat"} and args:
        times = required(reader, node, reader.as_number(kwargs["repeat"], node))
        assert isinstance(times, int)
        args, kwargs = [*args] * times, {}
    if kwargs or not args:
        return None
    if is_open(args):
        return Visiting("product", tuple(visited(reader, node, value) for value in args))
    return _rows(itertools.product(*(_items(reader, node, value) for value in args)))


def _defined(reader: Reader, node: ast.AST, function: FunctionType, args: Args) -> Value:
    """Return what a definition gives, which is read in place."""
    from gradwright.frontend.inlining import inline

    return inline(reader, node, function, args, {})


def _chain(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value:
    if any(map(depends_on_data, args)):
        return _defined(reader, node, iterated.chained, args)
    return iterator_of(zip, *(item for value in args for item in _items(reader, node, value)))


def _chain_of_all(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value:
    needs(reader, node, "chain.from_iterable", args, (1,))
    return _chain(reader, node, _items(reader, node, args[0]), kwargs)


def _accumulate(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value:
    from gradwright.frontend.calls import call_value
    from gradwright.frontend.expressions import binary

    needs(reader, node, "accumulate", args, (1, 2))
    function = args[1] if len(args) > 1 else kwargs.get("func")
    if depends_on_data(args[0]) and "initial" not in kwargs:
        given = [args[0]] if function is None else [args[0], function]
        defined = iterated.summed if function is None else iterated.accumulated
        return _defined(reader, node, defined, given)
    items = _items(reader, node, args[0])
    items = (kwargs["initial"], *items) if "initial" in kwargs else items
    sums: list[Value] = list(items[:1])
    for item in items[1:]:
        if function is None:
            made = binary(reader, node, ast.Add(), sums[-1], item)
        else:
            made = call_value(reader, node, function, [sums[-1], item], {})
        sums.append(reader.atom(made, "total", node))
    return iterator_of(zip, *sums)


def _reduce(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value:
    from gradwright.frontend.calls import call_value

    needs(reader, node, "reduce", args, (2, 3))
    items = [*args[2:], *_items(reader, node, args[1])]
    if not items:
        raise reader.refuse("GW129", node, function="reduce", reason="there are no items")
    total = items[0]
    for item in items[1:]:
        total = call_value(reader, node, args[0], [total, item], {})
    return total


def _filter(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value:
    from gradwright.frontend.calls import call_value

    needs(reader, node, "filter", args, (2,))
    kept: list[Value] = []
    for item in _items(reader, node, args[1]):
        named = reader.atom(item, "item", node)
        passes = truth_of(reader, node, call_value(reader, node, args[0], [named], {}))
        if not isinstance(passes, bool):
            raise reader.refuse("GW208", node, found=f"`{reader.shown(node)}`")
        if passes:
            kept.append(named)
    return iterator_of(filter, *kept)


def _sorted(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
    """Return what is known sorted: keys of a dict, names, numbers that are literals."""
    from gradwright.frontend.calls import call_value

    needs(reader, node, "sorted", args, (1,))
    if isinstance(args[0], Known) and isinstance(args[0].value, set | frozenset):
        return _sorted_set(reader, node, cast("frozenset[Any]", args[0].value))
    if not isinstance(args[0], Container) or not set(kwargs) <= {"key", "reverse"}:
        return None
    items = _items(reader, node, args[0])
    key, backwards = kwargs.get("key"), plain(reader, kwargs.get("reverse", literal(False)))
    by = items
    if key is not None and key != Known(None):
        by = tuple(call_value(reader, node, key, [item], {}) for item in items)
    ranks = _ranks(reader, by)
    if backwards in (False, True) and UNDECIDED in ranks:
        return _sorted_by_data(reader, node, items, kwargs.get("key"), kwargs.get("reverse"))
    if backwards not in (False, True) or len(set(ranks)) < len(ranks):
        raise reader.refuse("GW208", node, found=f"`{reader.shown(node)}`")
    try:
        places: dict[Any, Value] = dict(zip(ranks, items, strict=True))
        order = sorted(places, reverse=backwards is True)
    except TypeError:
        raise reader.refuse("GW208", node, found=f"`{reader.shown(node)}`") from None
    return new_list(reader, node, [places[rank] for rank in order])


def _sorted_set(reader: Reader, node: ast.AST, values: Iterable[Any]) -> Value:
    return new_list(reader, node, [literal(value) for value in sorted(values)])


def _sorted_by_data(
    reader: Reader,
    node: ast.AST,
    items: tuple[Value, ...],
    key: Value | None,
    backwards: Value | None,
) -> Value:
    """Return numbers, or tuples of numbers, in an order that data say."""
    by = Known(iterated.itself) if key is None or key == Known(None) else key
    whole = Container("list", tuple(range(len(items))), items, list)
    given = [whole, by, backwards or literal(False)]
    numbers = [
        n for item in items for n in (item.items if isinstance(item, Container) else (item,))
    ]
    python = all(isinstance(n, Num) and n.type in (FLOAT, INT) for n in numbers)
    given.append(Known(float if python else iterated.itself))
    if all(isinstance(item, Num) and isinstance(item.type, Scalar) for item in items):
        return _defined(reader, node, iterated.sorted_numbers, given)
    if all(isinstance(item, Container) and item.kind == "tuple" for item in items) and key:
        return _defined(reader, node, iterated.sorted_rows, given)
    raise reader.refuse("GW208", node, found=f"`{reader.shown(node)}`")


def _ranks(reader: Reader, values: tuple[Value, ...]) -> list[object]:
    """Return what decides each place: what is known of all tuples up to the first number, or values."""
    if not all(isinstance(value, Container) and value.kind == "tuple" for value in values):
        return [plain(reader, value) for value in values]
    parts = [[plain(reader, item) for item in value.items] for value in values]  # type: ignore[union-attr]
    known = min((_known_of(row) for row in parts), default=0)
    return [tuple(row[:known]) for row in parts]


def _known_of(row: list[object]) -> int:
    return row.index(UNDECIDED) if UNDECIDED in row else len(row)


# indices of arrays --------------------------------------------------------------------------------


def _indices(lengths: Iterable[Expr]) -> Visiting:
    return Visiting("product", tuple(Counting(ZERO, n, ONE) for n in lengths))


def _ndindex(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value:
    whole = len(args) == 1 and isinstance(args[0], Container)
    lengths = _items(reader, node, args[0]) if whole else args
    made = [reader.as_number(length, node) for length in lengths]
    return visited(reader, node, _indices(made))


def _ndenumerate(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value | None:
    from gradwright.frontend.attributes import shape_of

    needs(reader, node, "ndenumerate", args, (1,))
    if not isinstance(args[0], Num) or not rank_of(args[0].type):
        return None
    array = visited(reader, node, args[0])
    assert isinstance(array, Num)
    lengths = [
        item.expr for item in shape_of(reader, node, array.expr).items if isinstance(item, Num)
    ]
    return Visiting("ndenumerate", (_indices(lengths), array))


# partial ------------------------------------------------------------------------------------------


def _starmap(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value:
    needs(reader, node, "starmap", args, (2,))
    return Visiting("starmap", (visited(reader, node, args[1]), args[0]))


def _partial(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value:
    """Return a partial as a function of what is still to be passed."""
    if not args:
        raise reader.refuse("GW129", node, function="partial", reason="it takes a function")
    function, *given = args
    text = "lambda *args, **kwargs: function(*given, *args, **{**named, **kwargs})"
    made = ast.parse(text, mode="eval").body
    assert isinstance(made, ast.Lambda)
    for inner in ast.walk(made):
        ast.copy_location(inner, node)
    source = reader.frame.source
    atoms = {name: reader.atom(value, name, node) for name, value in kwargs.items()}
    names = {
        "function": function,
        "given": tuple_of(*(reader.atom(value, "given", node) for value in given)),
        "named": dict_of(dict(atoms)),
    }
    home = Frame(source, reader.frame.outside, reader.frame.path, names=names)
    lambda_ = definition(made, source.filename, source.lines, source.shift)
    return Closure(lambda_, home, {})


ITERTOOLS: dict[object, Row] = {
    itertools.pairwise: _pairwise,
    itertools.product: _product,
    itertools.chain: _chain,
    itertools.chain.from_iterable: _chain_of_all,
    itertools.accumulate: _accumulate,
    itertools.combinations: _combined(itertools.combinations, 2, 2),
    itertools.permutations: _combined(itertools.permutations, 1, 2),
    itertools.starmap: _starmap,
    filter: _filter,
    sorted: _sorted,
    functools.reduce: _reduce,
    functools.partial: _partial,
    np.ndindex: _ndindex,
    np.ndenumerate: _ndenumerate,
    **ENDLESS,
}
