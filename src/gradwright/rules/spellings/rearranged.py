"""Entries moved, repeated, joined, sorted, accumulated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np

from gradwright.ir.expressions import Apply, Expr
from gradwright.ir.types import rank_of
from gradwright.rules.arguments import Arguments, as_operand, integer, length_operand
from gradwright.rules.axes import normal_axis, subscript
from gradwright.rules.extended import MODES
from gradwright.rules.rearrange import Widths
from gradwright.rules.rule import RuleError
from gradwright.rules.spelling import Lower, function, in_dtype, method, reducing
from gradwright.rules.spellings.numbered import found
from gradwright.rules.table import apply


def along(prim: str, *, last: bool = False) -> Lower:
    """Return how a primitive along one axis is lowered (None: flattened first, unless `last`)."""

    def lower(given: Arguments, form: str) -> Expr:
        x = in_dtype(given, given.operand("x"))
        several = prim == "flip"
        axis = (given.axis if several else given.axis_or_all)("axis", rank_of(x.type))
        if last and axis is None:
            x, axis = apply("ravel", x, form="np"), 0
        return apply(prim, x, axis=axis, form=form)

    return lower


function(np.flip, "x, axis=None", prim="flip")(along("flip"))
function(np.cumsum, "x, axis=None, dtype=None, out=!", prim="cumsum")(along("cumsum"))
method("cumsum", "x, axis=None, dtype=None, out=!", prim="cumsum")(along("cumsum"))
function(np.sort, "x, axis=-1, kind=None, order=!, stable=None", prim="sort")(
    along("sort", last=True)
)


@function(np.argsort, "x, axis=-1, kind=None, order=!, stable=!", prim="argsort")
@method("argsort", "x, axis=-1, kind=None, order=!, stable=!", prim="argsort")
def argsort(given: Arguments, form: str) -> Expr:
    """Lower an order; a stable one is asked for by its name."""
    kind = given.static("kind")
    found = along("argsort", last=True)(given, form)
    if kind is None:
        return found
    if kind not in ("stable", "mergesort") or not isinstance(found, Apply):
        raise RuleError("GW402", option="kind", found=kind)
    return apply("argsort", found.args[0], axis=found.attr("axis"), kind="stable", form="stable")


for _name in ("argmax", "argmin"):
    _parameters = "x, axis=None, out=!, keepdims=False"
    function(getattr(np, _name), _parameters, prim=_name)(reducing(_name, _parameters))
    method(_name, _parameters, prim=_name)(reducing(_name, _parameters))


@function(np.fliplr, "x", prim="flip")
def fliplr(given: Arguments, form: str) -> Expr:
    """Lower a flip of the columns."""
    x = given.operand("x")
    return apply("flip", x, axis=normal_axis(1, rank_of(x.type)), form=form)


@function(np.flipud, "x", prim="flip")
def flipud(given: Arguments, form: str) -> Expr:
    """Lower a flip of the rows."""
    x = given.operand("x")
    return apply("flip", x, axis=normal_axis(0, rank_of(x.type)), form=form)


@function(np.roll, "x, shift, axis=None", prim="roll")
def roll(given: Arguments, form: str) -> Expr:
    """Lower a roll by one whole number."""
    x = given.operand("x")
    axis = given.axis_or_all("axis", rank_of(x.type))
    if isinstance(given.given["shift"], tuple | list):
        raise RuleError("GW402", option="shift", found="several numbers")
    return apply("roll", x, length_operand(given.given["shift"]), axis=axis, form=form)


@function(np.tile, "x, reps", prim="tile")
def tile(given: Arguments, form: str) -> Expr:
    """Lower an array repeated whole."""
    x, reps = given.operand("x"), given.lengths("reps")
    vector = "vector" if len(reps) == 1 else form
    return apply("tile", x, *reps, forms=given.forms(reps), form=vector)


@function(np.repeat, "x, repeats, axis=None", prim="repeat")
@method("repeat", "x, repeats, axis=None", prim="repeat")
def repeat(given: Arguments, form: str) -> Expr:
    """Lower entries repeated the same number of times, whole numbers each as often as one says."""
    x, counts = given.operand("x"), given.operand("repeats")
    if rank_of(counts.type) == 1:
        return found("repeated", x, counts)
    times = length_operand(counts)
    axis = given.axis_or_all("axis", rank_of(x.type))
    return apply("repeat", x, times, axis=axis, form_of=given.forms([times])[0], form=form)


@function(np.pad, 'x, pad_width, mode="constant", constant_values=0', prim="pad")
def pad(given: Arguments, form: str) -> Expr:
    """Lower margins of a constant or filled from the array, their widths known."""
    x = given.operand("x")
    mode, value = given.static("mode"), given.static("constant_values")
    if mode != "constant" and mode not in MODES:
        raise RuleError("GW402", option="mode", found=repr(mode))
    if not isinstance(value, int | float):
        raise RuleError("GW402", option="constant_values", found=repr(value))
    widths = widths_of(given.static("pad_width"), rank_of(x.type))
    if mode != "constant" and not value:
        return apply("extended", x, widths=widths, mode=mode, form=form)
    if mode != "constant":
        raise RuleError("GW402", option="constant_values", found=repr(value))
    return apply("pad", x, widths=widths, value=value or 0.0, form=form)


def widths_of(value: object, rank: int) -> Widths:
    """Return a pad width as (before, after) an axis."""
    if not isinstance(value, tuple):
        width = integer(value, "pad_width")
        return ((width, width),) * rank
    items = cast("Sequence[object]", value)
    if not items:
        raise RuleError("GW402", option="pad_width", found="()")
    if not any(isinstance(item, tuple) for item in items):
        pair = tuple(integer(item, "pad_width") for item in items)
        return ((pair[0], pair[-1]),) * rank
    pairs = [tuple(integer(k, "pad_width") for k in cast("Sequence[object]", p)) for p in items]
    pairs = pairs * rank if len(pairs) == 1 else pairs
    if len(pairs) != rank or any(len(p) not in (1, 2) for p in pairs):
        raise RuleError("GW402", option="pad_width", found=repr(value))
    return tuple((p[0], p[-1]) for p in pairs)


@function(np.diff, "x, n=1, axis=-1, prepend=!, append=!", prim="diff")
def diff(given: Arguments, form: str) -> Expr:
    """Lower differences of neighbours, n times."""
    x = given.operand("x")
    axis = given.single_axis("axis", rank_of(x.type))
    for _ in range(given.whole("n")):
        x = apply("diff", x, axis=axis, form=form)
    return x


def arrays(given: Arguments) -> list[Expr]:
    """Return the arrays that are joined, at least one."""
    items = given.operands("arrays")
    if not items:
        raise RuleError("GW411", expected="at least one array", found=0)
    return items


def joined(shown: object, parameters: str, prim: str, form: str) -> None:
    """Register a function of a sequence of arrays and an axis."""

    @function(shown, parameters, form, prim)
    def lower(given: Arguments, form: str) -> Expr:
        items = arrays(given)
        if prim == "concatenate" and given.static("axis") is None:
            items = [e if rank_of(e.type) == 1 else apply("ravel", e, form="np") for e in items]
            return apply(prim, *items, axis=0, form=form)
        rank = rank_of(items[0].type) + (prim == "stack")
        return apply(prim, *items, axis=given.single_axis("axis", rank), form=form)

    assert lower


joined(np.concatenate, "arrays, axis=0, out=!, dtype=!, casting=!", "concatenate", "np")
joined(np.stack, "arrays, axis=0, out=!, dtype=!, casting=!", "stack", "np")


@function(np.hstack, "arrays, dtype=!, casting=!", prim="concatenate")
def hstack(given: Arguments, form: str) -> Expr:
    """Lower arrays side by side: along axis 1, of vectors along axis 0."""
    items = [lifted(e, 1) for e in arrays(given)]
    axis = 0 if rank_of(items[0].type) == 1 else 1
    return apply("concatenate", *items, axis=axis, form=form)


@function(np.vstack, "arrays, dtype=!, casting=!", prim="concatenate")
def vstack(given: Arguments, form: str) -> Expr:
    """Lower arrays one below the other, vectors as rows."""
    items = [lifted(e, 2) for e in arrays(given)]
    return apply("concatenate", *items, axis=0, form=form)


@function(np.column_stack, "arrays", prim="concatenate")
def column_stack(given: Arguments, form: str) -> Expr:
    """Lower vectors as columns side by side."""
    items = arrays(given)
    if all(rank_of(e.type) == 1 for e in items):
        return apply("stack", *items, axis=1, form=form)
    if any(rank_of(e.type) != 2 for e in items):
        raise RuleError("GW406", found=" and ".join(str(rank_of(e.type)) for e in items))
    return apply("concatenate", *items, axis=1, form=form)


@function(np.block, "arrays", prim="concatenate")
def block(given: Arguments, form: str) -> Expr:
    """Lower nested lists of arrays: the innermost are joined along the last axis."""
    depth = _depth(given.given["arrays"])
    rank = max(depth, _rank(given.given["arrays"]))
    return _blocked(given.given["arrays"], depth, rank, form)


def _depth(arg: object) -> int:
    if not isinstance(arg, list):
        return 0
    items = cast("list[object]", arg)
    if not items:
        raise RuleError("GW411", expected="at least one array", found=0)
    depths = {_depth(item) for item in items}
    if len(depths) > 1:
        raise RuleError("GW415", reason="the lists are not equally deep")
    return 1 + depths.pop()


def _rank(arg: object) -> int:
    if not isinstance(arg, list):
        return rank_of(as_operand(arg).type)
    return max(_rank(item) for item in cast("list[object]", arg))


def _blocked(arg: object, depth: int, rank: int, form: str) -> Expr:
    if not isinstance(arg, list):
        x = as_operand(arg)
        missing = tuple(range(rank - rank_of(x.type)))
        if not missing:
            return x
        if not rank_of(x.type):
            return lifted(lifted(x, min(rank, 2)), rank)
        return apply("expand_dims", x, axes=missing, index=subscript(missing, rank), form="index")
    parts = [_blocked(item, depth - 1, rank, form) for item in cast("list[object]", arg)]
    if len(parts) == 1:
        return parts[0]
    return apply("concatenate", *parts, axis=rank - depth, form=form)


def lifted(x: Expr, rank: int) -> Expr:
    """Return an operand with at least this many axes."""
    return x if rank_of(x.type) >= rank else apply("at_least", x, rank=rank, form="np")


@function(np.append, "x, values, axis=None", prim="concatenate")
def append(given: Arguments, form: str) -> Expr:
    """Lower an array put behind another."""
    x, values = given.operand("x"), as_operand(given.given["values"])
    axis = given.axis_or_all("axis", rank_of(x.type))
    if axis is None:
        x, values = (lifted(e, 1) for e in (x, values))
        x, values = (
            e if rank_of(e.type) == 1 else apply("ravel", e, form="np") for e in (x, values)
        )
    return apply("concatenate", x, values, axis=axis or 0, form=form)


for _name in ("tril", "triu"):

    @function(getattr(np, _name), "x, k=0", _name, _name)
    def triangle(given: Arguments, form: str) -> Expr:
        """Lower a triangle of a matrix."""
        x = given.operand("x")
        if rank_of(x.type) < 2:
            raise RuleError("GW406", found=rank_of(x.type))
        return apply(form, x, k=given.whole("k"), form="np")


DIAGONAL = "x, offset=0, axis1=0, axis2=1"


@function(np.diagonal, DIAGONAL, prim="diagonal")
@method("diagonal", DIAGONAL, prim="diagonal")
def diagonal(given: Arguments, form: str) -> Expr:
    """Lower a matrix's diagonal."""
    return apply("diagonal", of_matrix(given), k=given.whole("offset"), form=form)


@function(np.trace, DIAGONAL + ", dtype=!, out=!", prim="trace")
@method("trace", DIAGONAL + ", dtype=!, out=!", prim="trace")
def trace(given: Arguments, form: str) -> Expr:
    """Lower a matrix's trace."""
    return apply("trace", of_matrix(given), k=given.whole("offset"), form=form)


def of_matrix(given: Arguments) -> Expr:
    """Return the operand, a matrix whose axes are taken in order."""
    if (given.whole("axis1"), given.whole("axis2")) not in ((0, 1), (-2, -1)):
        raise RuleError("GW402", option="axis1", found=given.whole("axis1"))
    x = given.operand("x")
    if rank_of(x.type) != 2:
        raise RuleError("GW406", found=rank_of(x.type))
    return x


@function(np.diag, "x, k=0", prim="diag")
def diag(given: Arguments, form: str) -> Expr:
    """Lower the matrix of a diagonal or the diagonal of a matrix."""
    x = given.operand("x")
    if rank_of(x.type) == 2:
        return apply("diagonal", x, k=given.whole("k"), form="diag")
    if rank_of(x.type) != 1:
        raise RuleError("GW406", found=rank_of(x.type))
    return apply("diag", x, k=given.whole("k"), form=form)


@function(np.ptp, "x, axis=None, out=!, keepdims=False", prim="sub")
def ptp(given: Arguments, form: str) -> Expr:
    """Lower the range of values: the largest minus the smallest."""
    x = given.operand("x")
    attrs = {"axis": given.axis("axis", rank_of(x.type)), "keepdims": given.flag("keepdims")}
    largest, smallest = (apply(name, x, form="np", **attrs) for name in ("max", "min"))
    return apply("sub", largest, smallest, form="infix")
