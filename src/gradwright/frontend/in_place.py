"""Functions and methods that write into an array that is passed to them: each is a store.

``np.add(a, b, out=c)``, ``np.copyto(a, b)``, ``np.add.at(a, k, v)``, ``a.fill(v)``, ``a.sort()``. What is
stored is evaluated whole before, as NumPy does it where operands overlap.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from gradwright.frontend import lowering
from gradwright.frontend.aliases import may_repeat, store, whole
from gradwright.frontend.boolean_masks import mask_of, named_mask
from gradwright.frontend.equal_lengths import assume_equal
from gradwright.frontend.known import addressed
from gradwright.frontend.reader import Reader
from gradwright.frontend.subscripts import region
from gradwright.frontend.values import Container, Known, Num, Value
from gradwright.frontend.view_steps import is_read_only
from gradwright.ir.expressions import Expr, Region
from gradwright.ir.statements import Guard
from gradwright.ir.types import UNIT, Array, lengths_of, rank_of

Args = Sequence[Value]
Kwargs = Mapping[str, Value]
Row = Callable[[Reader, ast.AST, Args], Value]
NOTHING = Known(None)


def place_of(reader: Reader, node: ast.AST, value: Value) -> Region:
    """Return the array that is written into as a region, a temporary under a name; no number."""
    expr = reader.as_number(value, node)
    written = isinstance(expr.type, Array) and not is_read_only(expr)
    place = whole(addressed(reader, node, expr)) if written else None
    if place is None:
        raise reader.refuse("GW131", node, target=reader.shown(node))
    return place


def _read(place: Region) -> Expr:
    return place if place.path else place.base


def _refused(reader: Reader, node: ast.AST, reason: str) -> Exception:
    called = node.func if isinstance(node, ast.Call) else node
    return reader.refuse("GW415", node, function=reader.shown(called), reason=reason)


# out= ---------------------------------------------------------------------------------------------


def with_output(
    reader: Reader,
    node: ast.AST,
    kwargs: Kwargs,
    compute: Callable[[Kwargs], Expr | None],
    ufunc: np.ufunc | None = None,
) -> Value | None:
    """Store what a call gives into the array that it names as ``out``, and return that array."""
    out = kwargs["out"]
    if isinstance(out, Container) and out.kind == "tuple" and len(out.items) == 1:
        out = out.items[0]
    place = place_of(reader, node, out)
    found = compute({name: value for name, value in kwargs.items() if name != "out"})
    if found is None:
        return None
    if ufunc is None:
        _fits_exactly(reader, node, place, found)
    store(reader, node, place, found)
    return Num(_read(place))


def _fits_exactly(reader: Reader, node: ast.AST, place: Region, found: Expr) -> None:
    """Refuse what NumPy would not write: only a ufunc broadcasts into its output, or casts."""
    goal, own = lengths_of(place.type), lengths_of(found.type)
    units = [length is UNIT for length in goal] == [length is UNIT for length in own]
    dtypes = {getattr(t, "dtype", None) for t in (place.type, found.type)}
    if len(goal) != len(own) or not units or len(dtypes) > 1:
        raise _refused(reader, node, "out has another shape or dtype than the result")


def call_in_place(
    reader: Reader, node: ast.AST, function: object, args: Args, kwargs: Kwargs
) -> Value | None:
    """Return a call of a function that writes into an argument, None where it is none."""
    row = _FUNCTIONS.get(function)
    if row is not None:
        names, least, write = row
        return write(reader, node, _bound(reader, node, names, least, args, kwargs))
    if isinstance(function, np.ufunc) and len(args) == function.nin + 1 and "out" not in kwargs:
        args, kwargs = args[:-1], {**kwargs, "out": args[-1]}
    if kwargs.get("out", NOTHING) == NOTHING:
        return None
    ufunc = function if isinstance(function, np.ufunc) else None
    if ufunc is not None and mask_of(kwargs.get("where")) is not None:
        return _where(reader, node, ufunc, args, kwargs)
    return with_output(
        reader, node, kwargs, lambda rest: lowering.call(reader, node, function, args, rest), ufunc
    )


def _where(
    reader: Reader, node: ast.AST, ufunc: np.ufunc, args: Args, kwargs: Kwargs
) -> Value | None:
    """Read ``np.divide(a, b, out=c, where=m)``: only where the mask is true anything is computed."""
    mask = named_mask(reader, node, kwargs["where"])
    place = place_of(reader, node, kwargs["out"])
    rest = {name: value for name, value in kwargs.items() if name not in ("out", "where")}
    rank = rank_of(place.type)
    parts = [_chosen(reader, node, arg, mask, rank) for arg in args]
    goal = region(reader, node, _read(place), [mask])
    found = lowering.call(reader, node, ufunc, parts, rest)
    same = rank_of(reader.as_number(mask, node).type) == rank
    if found is None or not isinstance(goal, Region) or not same:
        raise _refused(reader, node, "`where` and `out` have different ranks")
    store(reader, node, goal, found)
    return Num(_read(place))


def _chosen(reader: Reader, node: ast.AST, arg: Value, mask: Value, rank: int) -> Value:
    """Return an operand's entries where a mask is true; a number stays as it is."""
    expr = reader.as_number(arg, node)
    if not rank_of(expr.type):
        return arg
    if rank_of(expr.type) != rank:
        raise _refused(reader, node, "with `where`, the operands have the rank of `out`")
    base = reader.as_number(reader.atom(arg, "operand", node), node)
    return Num(region(reader, node, base, [mask]))


# functions ----------------------------------------------------------------------------------------


def _bound(
    reader: Reader, node: ast.AST, names: str, least: int, args: Args, kwargs: Kwargs
) -> list[Value]:
    """Return arguments by position; what is not known or missing is refused."""
    order = names.split()
    given = dict(zip(order, args, strict=False))
    unknown = set(kwargs) - set(order) | (set(kwargs) & set(given))
    given |= kwargs
    if len(args) > len(order) or unknown or any(name not in given for name in order[:least]):
        raise _refused(reader, node, "the arguments do not fit")
    return [given[name] for name in order if name in given]


def _copyto(reader: Reader, node: ast.AST, args: Args) -> Value:
    place = place_of(reader, node, args[0])
    value: Expr | None = reader.as_number(args[1], node)
    if len(args) > 2:
        operands = [args[2], args[1], Num(_read(place))]
        value = lowering.call(reader, node, np.where, operands, {})
    assert value is not None
    store(reader, node, place, value)
    return NOTHING


def _scattered(sign: int) -> Row:
    """Return the row of ``np.add.at``: each index counts, as often as it is named."""

    def row(reader: Reader, node: ast.AST, args: Args) -> Value:
        value = reader.as_number(args[2], node)
        signed = value if sign > 0 else lowering.operate(reader, node, "neg", value)
        goal = _indexed(reader, node, args[0], args[1])
        store(reader, node, goal, signed, add=True, each=True)
        return NOTHING

    return row


def _scaled(op: str) -> Row:
    """Return the row of ``np.multiply.at``: only indices that surely do not repeat."""

    def row(reader: Reader, node: ast.AST, args: Args) -> Value:
        goal = _indexed(reader, node, args[0], args[1])
        if may_repeat(goal):
            raise reader.refuse("GW308", node, name=reader.webs.names[goal.base.web])
        value = reader.as_number(args[2], node)
        store(reader, node, goal, lowering.operate(reader, node, op, goal, value))
        return NOTHING

    return row


def _indexed(reader: Reader, node: ast.AST, owner: Value, index: Value) -> Region:
    place = place_of(reader, node, owner)
    parts = index.items if isinstance(index, Container) and index.kind == "tuple" else (index,)
    named = [named_mask(reader, node, part) for part in parts]
    found = region(reader, node, _read(place), named)
    goal = found if isinstance(found, Region) else whole(found)
    assert goal is not None
    return goal


def _put(reader: Reader, node: ast.AST, args: Args) -> Value:
    if rank_of(place_of(reader, node, args[0]).type) != 1:
        raise _refused(reader, node, "the array has several axes")
    goal = _indexed(reader, node, args[0], args[1])
    value = reader.as_number(args[2], node)
    if rank_of(value.type):
        _as_many(reader, node, goal, value)
    store(reader, node, goal, value)
    return NOTHING


def _as_many(reader: Reader, node: ast.AST, goal: Region, value: Expr) -> None:
    """Check that there are as many values as places: NumPy would repeat or leave out some."""
    counts = [lowering.length(reader, node, e, 0) for e in (goal, value)]
    message = f"line {reader.at(node).line}: the lengths in {reader.shown(node)} differ"
    cond = lowering.operate(reader, node, "eq", *counts)
    reader.emit(Guard(cond, message, reader.at(node)))


def _putmask(reader: Reader, node: ast.AST, args: Args) -> Value:
    place = place_of(reader, node, args[0])
    value = reader.as_number(args[2], node)
    rank = rank_of(place.type)
    mask = named_mask(reader, node, args[1])
    found = mask_of(mask)
    if found is None or rank_of(found.type) != rank or rank_of(value.type) not in (0, rank):
        raise _refused(reader, node, "the mask or the values have another shape than the array")
    for axis in range(rank_of(value.type)):
        if (lengths_of(value.type)[axis] is UNIT) != (lengths_of(place.type)[axis] is UNIT):
            raise _refused(reader, node, "the values have another shape than the array")
        assume_equal(reader, node, (_read(place), axis), (value, axis))
    goal = _indexed(reader, node, args[0], mask)
    store(reader, node, goal, reader.as_number(_chosen(reader, node, Num(value), mask, rank), node))
    return NOTHING


def _place(reader: Reader, node: ast.AST, args: Args) -> Value:
    if rank_of(reader.as_number(args[2], node).type):
        raise _refused(
            reader, node, "the values are an array, which is repeated as often as needed"
        )
    return _putmask(reader, node, args)


def _fill_diagonal(reader: Reader, node: ast.AST, args: Args) -> Value:
    base = _read(place_of(reader, node, args[0]))
    if rank_of(base.type) != 2:
        raise _refused(reader, node, "the array has not two axes")
    value = reader.as_number(args[1], node)
    if rank_of(value.type) > 1:
        raise _refused(reader, node, "the values have several axes")
    lengths = [lowering.length(reader, node, base, axis) for axis in (0, 1)]
    first, second = lengths_of(base.type)
    count = lengths[0]
    if not reader.lengths.equal(first, second):
        found = lowering.call(reader, node, min, [Num(e) for e in lengths], {})
        assert found is not None
        count = found
    steps = lowering.call(reader, node, np.arange, [Num(count)], {})
    assert steps is not None
    goal = region(reader, node, base, [Num(steps), Num(steps)])
    assert isinstance(goal, Region)
    if rank_of(value.type):
        _as_many(reader, node, goal, value)
    store(reader, node, goal, value)
    return NOTHING


_AT = "a indices b"
_FUNCTIONS: Mapping[object, tuple[str, int, Row]] = {
    np.copyto: ("dst src where", 2, _copyto),
    np.add.at: (_AT, 3, _scattered(1)),
    np.subtract.at: (_AT, 3, _scattered(-1)),
    np.multiply.at: (_AT, 3, _scaled("mul")),
    np.divide.at: (_AT, 3, _scaled("truediv")),
    np.put: ("a ind v", 3, _put),
    np.putmask: ("a mask values", 3, _putmask),
    np.place: ("arr mask vals", 3, _place),
    np.fill_diagonal: ("a val", 2, _fill_diagonal),
}


# methods ------------------------------------------------------------------------------------------


def method_in_place(
    reader: Reader, node: ast.AST, receiver: Expr, name: str, args: Args, kwargs: Kwargs
) -> Value | None:
    """Return a call of a method that changes its array, None where it is none."""
    row = _METHODS.get(name)
    if row is not None and isinstance(receiver.type, Array):
        names, least, write = row
        bound = _bound(reader, node, names, least, args, kwargs)
        return write(reader, node, [Num(receiver), *bound])
    if kwargs.get("out", NOTHING) == NOTHING:
        return None
    return with_output(
        reader, node, kwargs,
        lambda rest: lowering.method(reader, node, name, receiver, args, rest),
    )  # fmt: skip


def _fill(reader: Reader, node: ast.AST, args: Args) -> Value:
    value = reader.as_number(args[1], node)
    if rank_of(value.type):
        raise _refused(reader, node, "the value is an array")
    store(reader, node, place_of(reader, node, args[0]), value)
    return NOTHING


def _sort(reader: Reader, node: ast.AST, args: Args) -> Value:
    place = place_of(reader, node, args[0])
    found = lowering.call(reader, node, np.sort, [Num(_read(place)), *args[1:]], {})
    assert found is not None
    store(reader, node, place, found)
    return NOTHING


def _partition(reader: Reader, node: ast.AST, args: Args) -> Value:
    place = place_of(reader, node, args[0])
    found = lowering.call(reader, node, np.partition, [Num(_read(place)), *args[1:]], {})
    assert found is not None
    store(reader, node, place, found)
    return NOTHING


_METHODS: Mapping[str, tuple[str, int, Row]] = {
    "fill": ("value", 1, _fill),
    "sort": ("axis", 0, _sort),
    "partition": ("kth axis", 1, _partition),
    "put": ("ind v", 2, _put),
}
