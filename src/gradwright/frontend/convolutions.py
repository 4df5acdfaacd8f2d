"""``np.convolve`` and ``np.correlate`` by mode: the middle of the full one."""

from __future__ import annotations

import ast

import numpy as np

from gradwright.frontend import lowering
from gradwright.frontend.kinds import Args, Kwargs, Row
from gradwright.frontend.known import addressed
from gradwright.frontend.reader import Reader
from gradwright.frontend.subscripts import Slice, region
from gradwright.frontend.values import Known, Num, Value
from gradwright.ir.expressions import Expr, constant
from gradwright.ir.types import INT, rank_of

MODES = ("same", "valid")
FULL = Known("full")


def _middle(function: object, usual: str) -> Row:
    """Return the row of what is cut out of the full sequence; `usual`: the mode that is not said."""

    def row(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
        given = dict(zip(("a", "v", "mode"), args, strict=False)) | dict(kwargs)
        operands, mode = [given.get("a"), given.get("v")], given.get("mode", Known(usual))
        if (
            not isinstance(mode, Known)
            or mode.value not in MODES
            or set(given) - {"a", "v", "mode"}
        ):
            return None
        arrays = [_vector(reader, node, value) for value in operands if value is not None]
        if len(arrays) != 2 or any(rank_of(x.type) != 1 for x in arrays):
            return None
        full = lowering.call(reader, node, function, [*arrays, FULL], {})
        assert full is not None
        bounds = _bounds(reader, node, arrays, same=mode.value == "same", turned=usual == "valid")
        return Num(region(reader, node, addressed(reader, node, full), [Slice(*bounds, None)]))

    return row


def _vector(reader: Reader, node: ast.AST, value: Value) -> Num:
    """Return an operand as an array; a sequence becomes one."""
    if isinstance(value, Num):
        return value
    found = lowering.call(reader, node, np.asarray, [value], {})
    assert found is not None
    return Num(found)


def _bounds(
    reader: Reader, node: ast.AST, arrays: list[Num], *, same: bool, turned: bool
) -> tuple[Expr, Expr]:
    """Return where the middle begins and ends.

    turned: NumPy correlates the longer with the shorter and turns the result round if that is the first.
    """
    lengths = [Num(lowering.length(reader, node, x.expr, 0)) for x in arrays]
    shorter = _of_two(reader, node, min, lengths)
    longer = _of_two(reader, node, max, lengths)
    start = lowering.operate(reader, node, "sub", shorter, constant(1, INT))
    if not same:
        return start, longer
    if turned:
        swapped = lowering.operate(reader, node, "lt", *(n.expr for n in lengths))
        start = lowering.operate(reader, node, "add", start, swapped)
    start = lowering.operate(reader, node, "floordiv", start, constant(2, INT))
    return start, lowering.operate(reader, node, "add", start, longer)


def _of_two(reader: Reader, node: ast.AST, choose: object, lengths: list[Num]) -> Expr:
    """Return the shorter or the longer of two lengths."""
    found = lowering.call(reader, node, choose, lengths, {})
    assert found is not None
    return found


CONVOLUTIONS: dict[object, Row] = {
    np.convolve: _middle(np.convolve, "full"),
    np.correlate: _middle(np.correlate, "valid"),
}
