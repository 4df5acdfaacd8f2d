"""Functions of lists whose length depends on data: one row a function.

A row returns None for what is left to others (no such list is among the arguments).
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from gradwright.frontend.growing import as_array, fresh, grown_length, name_of, own_lengths
from gradwright.frontend.known import static_value
from gradwright.frontend.lowering import operate
from gradwright.frontend.reader import Reader
from gradwright.frontend.values import Grown, Known, Num, Value, literal
from gradwright.ir.types import Array, List, Scalar, lengths_of
from gradwright.rules.rule import RuleError
from gradwright.rules.table import apply

Args = Sequence[Value]
Kwargs = Mapping[str, Value]
Row = Callable[[Reader, ast.AST, Grown, Args, Kwargs], Value | None]


def list_call(
    reader: Reader, node: ast.AST, function: object, args: Args, kwargs: Kwargs
) -> Value | None:
    """Return a call of a function of a list, None where it is no such call."""
    if not args or not isinstance(args[0], Grown):
        return None
    row = LIST_CALLS.get(function)
    try:
        return None if row is None else row(reader, node, args[0], args[1:], kwargs)
    except RuleError as wrong:
        raise reader.refuse(wrong.code, node, **wrong.details) from None


def _len(reader: Reader, node: ast.AST, owner: Grown, _: Args, __: Kwargs) -> Value:
    return Num(grown_length(reader, node, owner))


def _copy(reader: Reader, node: ast.AST, owner: Grown, _: Args, __: Kwargs) -> Value:
    return fresh(reader, node, apply("list_copy", name_of(reader, node, owner)))


def _reversed(reader: Reader, node: ast.AST, owner: Grown, _: Args, __: Kwargs) -> Value:
    return Grown(fresh(reader, node, apply("list_reversed", name_of(reader, node, owner))).expr)


def _sum(reader: Reader, node: ast.AST, owner: Grown, rest: Args, kwargs: Kwargs) -> Value:
    total = apply("list_sum", name_of(reader, node, owner))
    start = rest[0] if rest else kwargs.get("start")
    if start is None:
        return Num(total)
    return Num(operate(reader, node, "add", reader.as_number(start, node), total))


def _made(form: str) -> Row:
    """Return the row of a function that puts entries along a new axis."""

    def row(
        reader: Reader, node: ast.AST, owner: Grown, rest: Args, kwargs: Kwargs
    ) -> Value | None:
        axis = _axis(reader, rest, kwargs)
        options = set(kwargs) - {"axis"}
        if axis is None or (axis and form != "stack"):
            return None
        found = Num(as_array(reader, node, owner, form, axis))
        if rest and form != "stack":
            return None
        if not options:
            return found
        return _converted(reader, node, found, kwargs) if options == {"dtype"} else None

    return row


def _converted(reader: Reader, node: ast.AST, found: Num, kwargs: Kwargs) -> Value | None:
    """Return the array where the dtype that is asked for is its own."""
    match kwargs["dtype"]:
        case Known(dtype) if isinstance(found.type, Array):
            same = np.dtype(dtype if dtype is not None else found.type.dtype)  # type: ignore[arg-type]
            return found if same == np.dtype(found.type.dtype) else None
        case _:
            return None


def _axis(reader: Reader, rest: Args, kwargs: Kwargs) -> int | None:
    given = rest[0] if rest else kwargs.get("axis", literal(0))
    found = static_value(reader, given.expr) if isinstance(given, Num) else None
    return found if isinstance(found, int) else None


def _joined(form: str) -> Row:
    """Return the row of a function that puts entries end to end."""

    def row(
        reader: Reader, node: ast.AST, owner: Grown, rest: Args, kwargs: Kwargs
    ) -> Value | None:
        var = name_of(reader, node, owner)
        assert isinstance(var.type, List)
        element = var.type.element
        rank = len(lengths_of(element)) if element is not None else 0
        if (form == "vstack" and rank == 1) or (form == "hstack" and rank == 0):
            return Num(as_array(reader, node, owner, form))
        if _axis(reader, rest, kwargs) != 0 or (form == "hstack" and rank > 1):
            return None
        if element is None or isinstance(element, Scalar):
            return None
        lengths = own_lengths(reader, element.lengths)
        return Num(
            apply(
                "list_concatenated",
                var,
                length=reader.webs.unknown(),
                lengths=lengths[1:],
                form=form,
            )
        )

    return row


LIST_CALLS: Mapping[Any, Row] = {
    len: _len,
    list: _copy,
    tuple: _copy,
    reversed: _reversed,
    sum: _sum,
    np.array: _made("array"),
    np.asarray: _made("asarray"),
    np.stack: _made("stack"),
    np.concatenate: _joined("np"),
    np.vstack: _joined("vstack"),
    np.hstack: _joined("hstack"),
}
