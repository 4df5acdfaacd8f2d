"""``np.histogram``: counts or weights summed by bin, and the edges; ``np.add.reduceat``."""

from __future__ import annotations

import ast

import numpy as np

from gradwright.frontend import lowering
from gradwright.frontend.decompositions import plain
from gradwright.frontend.kinds import Args, Kwargs, Row
from gradwright.frontend.known import form_of
from gradwright.frontend.reader import Reader
from gradwright.frontend.values import Container, Known, Num, Value, literal, tuple_of
from gradwright.ir.expressions import Expr, constant
from gradwright.ir.statements import Guard
from gradwright.ir.types import INT, Form, rank_of
from gradwright.rules.histogram import last_edge
from gradwright.rules.lengths import unknown
from gradwright.rules.rule import RuleError
from gradwright.rules.table import apply

NAMES = ("a", "bins", "range", "density", "weights")


def _histogram(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
    """Return counts, or weights summed by bin, and the edges of the bins."""
    given = dict(zip(NAMES, args, strict=False)) | dict(kwargs)
    if set(given) - set(NAMES) or "a" not in given:
        return None
    x = reader.atom(Num(_array(reader, node, given["a"])), "values", node)
    assert isinstance(x, Num)
    bins = given.get("bins", literal(10))
    limits = given.get("range", Known(None))
    edges = _edges(reader, node, x, bins, limits)
    if edges is None:
        return None
    try:
        found = _summed(reader, node, x, edges, given, bins, limits)
    except RuleError as wrong:
        raise lowering.refused(reader, node, wrong) from None
    if plain(reader, given.get("density"), default=None):
        found = _density(reader, node, found, edges)
    return tuple_of(found, edges)


def _array(reader: Reader, node: ast.AST, value: Value) -> Expr:
    found = value.expr if isinstance(value, Num) else None
    if found is None:
        found = lowering.call(reader, node, np.asarray, [value], {})
    assert found is not None
    if rank_of(found.type) > 1:
        found = lowering.call(reader, node, np.ravel, [Num(found)], {})
        assert found is not None
    return found


def _edges(reader: Reader, node: ast.AST, x: Num, bins: Value, limits: Value) -> Num | None:
    """Return the edges of the bins: given, between limits, or between the extreme entries."""
    if isinstance(bins, Container) or (isinstance(bins, Num) and rank_of(bins.type)):
        return reader.assign("edges", _array(reader, node, bins), node)
    if not isinstance(bins, Num):
        return None
    count = lowering.operate(reader, node, "add", bins.expr, constant(1, INT))
    if isinstance(limits, Container):
        made = lowering.call(reader, node, np.linspace, [*limits.items, Num(count)], {})
        assert made is not None
        return reader.assign("edges", made, node)
    length = form_of(reader, count) or unknown("edges", count)
    try:
        made = apply("edges", x.expr, bins.expr, length=length, form="np")
    except RuleError as wrong:
        raise lowering.refused(reader, node, wrong) from None
    return reader.assign("edges", made, node)


def _summed(
    reader: Reader, node: ast.AST, x: Num, edges: Num, given: Kwargs, bins: Value, limits: Value
) -> Num:
    """Return how many entries are in each bin, or their weights."""
    weights = given.get("weights", Known(None))
    if isinstance(weights, Num):
        flat = _array(reader, node, weights)
        attrs = {"length": last_edge(edges.type)}
        return Num(apply("histogram_of_weights", x.expr, edges.expr, flat, form="np", **attrs))
    count = _count(reader, bins) or last_edge(edges.type)
    by_count = isinstance(bins, Num) and not rank_of(bins.type)
    if by_count and not isinstance(limits, Container):
        assert isinstance(bins, Num)
        return Num(apply("histogram", x.expr, bins.expr, length=count, form="np"))
    return Num(apply("histogram", x.expr, edges.expr, length=count, form="np"))


def _count(reader: Reader, bins: Value) -> Form | None:
    if isinstance(bins, Num) and not rank_of(bins.type):
        return form_of(reader, bins.expr)
    return None


def _density(reader: Reader, node: ast.AST, found: Num, edges: Num) -> Num:
    """Return counts over the widths of bins and their total."""
    named = reader.assign("counts", found.expr, node)
    widths = lowering.call(reader, node, np.diff, [edges], {})
    total = lowering.call(reader, node, np.sum, [named], {})
    assert widths is not None
    assert total is not None
    per_width = lowering.operate(reader, node, "truediv", named.expr, widths)
    return Num(lowering.operate(reader, node, "truediv", per_width, total))


def _reduceat(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
    """Return sums over the segments of a vector whose starts increase."""
    if len(args) != 2 or kwargs or not isinstance(args[0], Num):
        return None
    starts = reader.assign("starts", _array(reader, node, args[1]), node)
    widths = lowering.call(reader, node, np.diff, [starts], {})
    assert widths is not None
    rising = lowering.operate(reader, node, "gt", widths, constant(0, INT))
    cond = lowering.call(reader, node, np.all, [Num(rising)], {})
    assert cond is not None
    message = f"line {reader.at(node).line}: the segments' starts do not increase"
    reader.emit(Guard(cond, message, reader.at(node)))
    try:
        return Num(apply("sums_of_segments", args[0].expr, starts.expr, form="np"))
    except RuleError as wrong:
        raise lowering.refused(reader, node, wrong) from None


HISTOGRAMS: dict[object, Row] = {np.histogram: _histogram, np.add.reduceat: _reduceat}
