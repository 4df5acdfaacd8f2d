"""``np.convolve`` by mode: the middle of the full convolution."""

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


def _convolve(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
    """Return the entries of a full convolution that a mode keeps, None for any other call."""
    given = dict(zip(("a", "v", "mode"), args, strict=False)) | dict(kwargs)
    a, v, mode = given.get("a"), given.get("v"), given.get("mode")
    if not isinstance(mode, Known) or mode.value not in MODES:
        return None
    if not (isinstance(a, Num) and isinstance(v, Num)) or len(given) != 3:
        return None
    if rank_of(a.type) != 1 or rank_of(v.type) != 1:
        return None
    lengths = [Num(lowering.length(reader, node, x.expr, 0)) for x in (a, v)]
    shorter = _of_two(reader, node, min, lengths)
    longer = _of_two(reader, node, max, lengths)
    full = lowering.call(reader, node, np.convolve, [a, v], {})
    assert full is not None
    start = lowering.operate(reader, node, "sub", shorter, constant(1, INT))
    stop = longer
    if mode.value == "same":
        start = lowering.operate(reader, node, "floordiv", start, constant(2, INT))
        stop = lowering.operate(reader, node, "add", start, longer)
    return Num(region(reader, node, addressed(reader, node, full), [Slice(start, stop, None)]))


def _of_two(reader: Reader, node: ast.AST, choose: object, lengths: list[Num]) -> Expr:
    """Return the shorter or the longer of two lengths."""
    found = lowering.call(reader, node, choose, lengths, {})
    assert found is not None
    return found


CONVOLUTIONS: dict[object, Row] = {np.convolve: _convolve}
