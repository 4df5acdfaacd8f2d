"""What a function that is written apart gives, if that is several numbers and arrays: one vector.

::

    return s, a        callee: return np.concatenate((np.array([s]), a.ravel()))
                       caller: values = …; s = values[0]; a = values[1:1 + n].reshape(a.shape)

The arrays among its arguments that it changes are copied at its start and belong to what it gives; the
caller stores them where it took them from.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from gradwright.frontend import lowering
from gradwright.frontend.reader import Reader
from gradwright.frontend.values import (
    Container,
    Known,
    Num,
    Opaque,
    Value,
    is_atomic,
    list_of,
    literal,
    tuple_of,
    with_items,
)
from gradwright.ir.expressions import At, Const, Expr, Index, Region, Span, Var, constant
from gradwright.ir.types import (
    FLOAT,
    INT,
    Array,
    AxisLength,
    Form,
    Scalar,
    Type,
    UnknownLength,
    lengths_of,
    symbol_form,
)
from gradwright.rules.table import apply

Refused = Callable[[str], Exception]


@dataclass(frozen=True, slots=True)
class Packed:
    """How what is given is made of the vector.

    value: what the function returns, a number `k` for part k; types: of the parts, in the callee's lengths;
    changed: the arguments that the last parts are stored into; measured: the arrays whose lengths stand at
    the vector's begin, as they are no sums of lengths of arguments.
    """

    value: Value
    types: tuple[Type, ...]
    changed: tuple[str, ...] = ()
    measured: frozenset[int] = frozenset()

    @property
    def alone(self) -> bool:
        """Whether there is one part, which is given as it is."""
        return len(self.types) == 1


def pack(
    reader: Reader,
    node: ast.AST,
    value: Value,
    changed: Mapping[str, Expr],
    before: Packed | None,
    refused: Refused,
) -> tuple[Expr, Packed]:
    """Return the vector of what a function returns and changes, and how it is taken apart.

    before: how an earlier reading took it apart.
    """
    parts: list[Expr] = []
    template = _numbered(value, parts, refused)
    parts += changed.values()
    measured = frozenset(k for k, part in enumerate(parts) if not _is_given(part.type))
    if before is not None:
        measured |= before.measured
    types = tuple(_unmeasured(p.type) if k in measured else p.type for k, p in enumerate(parts))
    found = Packed(template, types, tuple(changed), measured)
    if not parts:
        return constant(0.0, FLOAT), Packed(template, (FLOAT,))
    if found.alone:
        return parts[0], found
    dtypes = {part.type.dtype for part in parts if isinstance(part.type, Array | Scalar)}
    if len(dtypes) > 1 or np.dtype(dtypes.pop()).kind != "f":
        raise refused("it gives several values, which are not all of one float type")
    lengths = [n for k in sorted(measured) for n in _lengths_of(reader, node, parts[k])]
    return _joined(reader, node, [*lengths, *parts]), found


def _is_given(type_: Type) -> bool:
    """Whether all lengths are sums of lengths of arguments."""
    symbols = [symbol for length in lengths_of(type_) for symbol, _ in length.terms]
    return all(isinstance(symbol, AxisLength) for symbol in symbols)


def _unmeasured(type_: Type) -> Type:
    assert isinstance(type_, Array)
    lengths = [symbol_form(UnknownLength(("part", axis))) for axis in range(type_.rank)]
    return Array(type_.dtype, tuple(lengths))


def _lengths_of(reader: Reader, node: ast.AST, array: Expr) -> list[Expr]:
    """Return the lengths of an array as floats."""
    one = constant(1.0, FLOAT)
    found = [lowering.length(reader, node, array, k) for k in range(len(lengths_of(array.type)))]
    return [lowering.operate(reader, node, "mul", one, length) for length in found]


def _numbered(value: Value, parts: list[Expr], refused: Refused) -> Value:
    """Return a structure with the numbers of its parts, which are added to the list."""
    match value:
        case Num(expr) if isinstance(expr.type, Array | Scalar):
            parts.append(expr)
            return literal(len(parts) - 1)
        case Container(kind, _, items) if kind in ("tuple", "list", "dict", "namedtuple"):
            return with_items(value, tuple(_numbered(item, parts, refused) for item in items))
        case Known(known) if not isinstance(known, Opaque):
            return value
        case _:
            raise refused("it returns something else than numbers, arrays and structures of those")


def _joined(reader: Reader, node: ast.AST, parts: Sequence[Expr]) -> Expr:
    """Return the vector of all parts; of numbers alone it is a list, so that these stay what they are."""
    if not any(isinstance(part.type, Array) for part in parts):
        return apply("list", *parts, form="list")
    rows: list[Value] = []
    numbers: list[Value] = []
    for part in (*parts, None):
        if part is not None and not isinstance(part.type, Array):
            numbers.append(Num(part))
            continue
        if numbers:
            rows.append(_called(reader, node, np.array, list_of(*numbers)))
            numbers = []
        if part is not None:
            flat = isinstance(part.type, Array) and part.type.rank == 1
            rows.append(Num(part) if flat else _called(reader, node, np.ravel, Num(part)))
    whole = rows[0] if len(rows) == 1 else _called(reader, node, np.concatenate, tuple_of(*rows))
    return reader.as_number(whole, node)


def _called(reader: Reader, node: ast.AST, function: object, *args: Value) -> Num:
    found = lowering.call(reader, node, function, args, {})
    assert found is not None
    return Num(found)


def unpacked(
    reader: Reader,
    node: ast.AST,
    whole: Expr,
    packed: Packed,
    args: Mapping[str, Expr],
    refused: Refused,
) -> tuple[Value, dict[str, Expr]]:
    """Return what a call returns, and what it leaves in the arguments that it changes."""
    if packed.alone:
        parts = [whole]
    else:
        vector = reader.assign("values", whole, node).expr
        assert isinstance(vector, Var)
        parts = list(_taken(reader, node, vector, packed, args, refused))
    count = len(parts) - len(packed.changed)
    changed = dict(zip(packed.changed, parts[count:], strict=True))
    return _filled(packed.value, parts), changed


def _filled(value: Value, parts: Sequence[Expr]) -> Value:
    match value:
        case Num(expr):
            return Num(parts[cast("int", getattr(expr, "value"))])  # noqa: B009  (a literal's)
        case Container(_, _, items):
            return with_items(value, tuple(_filled(item, parts) for item in items))
        case _:
            return value


def _taken(
    reader: Reader,
    node: ast.AST,
    vector: Var,
    packed: Packed,
    args: Mapping[str, Expr],
    refused: Refused,
) -> Iterator[Expr]:
    """Yield the parts of a vector."""
    places = iter(range(sum(len(lengths_of(packed.types[k])) for k in packed.measured)))
    begin: Expr = constant(sum(len(lengths_of(packed.types[k])) for k in packed.measured), INT)
    for k, type_ in enumerate(packed.types):
        if not isinstance(type_, Array):
            yield _number(vector, begin)
            begin = _plus(reader, node, begin, constant(1, INT))
            continue
        if k in packed.measured:
            numbers = [_number(vector, constant(next(places), INT)) for _ in type_.lengths]
            lengths = [_called(reader, node, int, Num(e)).expr for e in numbers]
        else:
            lengths = [_length(reader, node, n, args, refused) for n in type_.lengths]
        lengths = [_atom(reader, node, "n", e) for e in lengths]
        size = lengths[0]
        for length in lengths[1:]:
            size = lowering.operate(reader, node, "mul", size, length)
        end = _atom(reader, node, "end", _plus(reader, node, begin, size))
        span = Index((Span(begin, end, None),))
        row = Region(vector, (span,), Array(type_.dtype, (_form(reader, type_, args),)))
        yield row if type_.rank == 1 else _reshaped(reader, node, row, lengths)
        begin = end


def _plus(reader: Reader, node: ast.AST, first: Expr, second: Expr) -> Expr:
    match first, second:
        case (Const(int() as a), Const(int() as b)):
            return constant(a + b, INT)
        case (Const(0), _):
            return second
        case _:
            return lowering.operate(reader, node, "add", first, second)


def _number(vector: Var, place: Expr) -> Region:
    assert isinstance(vector.type, Array)
    return Region(vector, (Index((At(place),)),), Scalar(vector.type.dtype, False))


def _atom(reader: Reader, node: ast.AST, hint: str, expr: Expr) -> Expr:
    return expr if is_atomic(expr) else reader.assign(hint, expr, node).expr


def _form(reader: Reader, type_: Array, args: Mapping[str, Expr]) -> Form:
    """Return the form of a vector's length in the caller."""
    found = reader.webs.unknown()
    (length, *more) = type_.lengths
    if more or length.constant or len(length.terms) != 1:
        return found
    ((symbol, times),) = length.terms
    if times != 1 or not isinstance(symbol, AxisLength) or symbol.leaf not in args:
        return found
    given = args[symbol.leaf].type
    assert isinstance(given, Array)
    return given.lengths[symbol.axis]


def _reshaped(reader: Reader, node: ast.AST, row: Expr, lengths: Sequence[Expr]) -> Expr:
    shape = tuple_of(*(Num(length) for length in lengths))
    return _called(reader, node, np.reshape, Num(row), shape).expr


def _length(
    reader: Reader, node: ast.AST, length: Form, args: Mapping[str, Expr], refused: Refused
) -> Expr:
    """Return a length of the callee's as an expression of the caller's arguments."""
    total: Expr = constant(length.constant, INT)
    for symbol, times in length.terms:
        if not isinstance(symbol, AxisLength) or symbol.leaf not in args:
            raise refused("it gives several arrays, whose lengths are not those of its arguments")
        own = lowering.length(reader, node, args[symbol.leaf], symbol.axis)
        if times != 1:
            own = lowering.operate(reader, node, "mul", constant(times, INT), own)
        bare = total is constant(0, INT)
        total = own if bare else lowering.operate(reader, node, "add", total, own)
    return total
