"""Quantiles, partitions, running extremes, unwrapped phases."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gradwright.ir.expressions import Expr, constant
from gradwright.ir.types import FLOAT, rank_of
from gradwright.rules.arguments import Arguments
from gradwright.rules.axes import normal_axis
from gradwright.rules.rule import RuleError
from gradwright.rules.spelling import Lower, function
from gradwright.rules.table import apply

_WORDS = (
    "inverted_cdf averaged_inverted_cdf closest_observation interpolated_inverted_cdf hazen weibull "
    "linear median_unbiased normal_unbiased lower higher midpoint nearest"
)
METHODS = frozenset(_WORDS.split())
QUANTILE = "x, q, axis=None, out=!, overwrite_input=!, method=None, keepdims=False, weights=!"


def quantile(prim: str) -> Lower:
    """Return how a quantile is lowered: along one axis, or of all entries."""

    def lower(given: Arguments, form: str) -> Expr:
        method = given.static("method") or "linear"
        if method not in METHODS:
            raise RuleError("GW402", option="method", found=repr(method))
        q = given.operand("q")
        if rank_of(q.type) > 1:
            raise RuleError("GW406", found=rank_of(q.type))
        return along(prim, given, q, form, method)

    return lower


def along(prim: str, given: Arguments, q: Expr, form: str, method: object = "linear") -> Expr:
    """Return a quantile along the axis that is asked for."""
    x, keepdims = given.operand("x"), given.flag("keepdims")
    axis = given.axis("axis", rank_of(x.type))
    if isinstance(axis, tuple):
        raise RuleError("GW402", option="axis", found=repr(axis))
    if not rank_of(x.type):
        raise RuleError("GW406", found=0)
    if axis is None and rank_of(x.type) > 1:
        if keepdims:
            raise RuleError("GW402", option="keepdims", found="True without an axis")
        x = apply("ravel", x, form="np")
    return apply(prim, x, q, axis=axis or 0, keepdims=keepdims, method=method, form=form)


function(np.quantile, QUANTILE, "np", "quantile")(quantile("quantile"))
function(np.percentile, QUANTILE, "percentile", "quantile")(quantile("quantile"))
function(np.nanquantile, QUANTILE, "np", "nanquantile")(quantile("nanquantile"))
function(np.nanpercentile, QUANTILE, "percentile", "nanquantile")(quantile("nanquantile"))


@function(
    np.nanmedian,
    "x, axis=None, out=!, overwrite_input=!, keepdims=False",
    "median",
    "nanquantile",
)
def nanmedian(given: Arguments, form: str) -> Expr:
    """Lower the median of what is no nan."""
    return along("nanquantile", given, constant(0.5, FLOAT), form)


@function(np.partition, "x, kth, axis=-1, kind=!, order=!", prim="partition")
def partition(given: Arguments, form: str) -> Expr:
    """Lower an array whose entry at a place is the one that a sort would put there."""
    x = given.operand("x")
    kth, axis = given.static("kth"), given.static("axis")
    if axis is None:
        x, axis = apply("ravel", x, form="np"), 0
    where = normal_axis(given.whole("axis") if axis != 0 else 0, rank_of(x.type))
    return apply("partition", x, kth=kth, axis=where, form=form)


def _running(ufunc: np.ufunc, prim: str) -> None:
    accumulate: Callable[..., object] = ufunc.accumulate

    @function(accumulate, "x, axis=0, dtype=!, out=!", "np", prim)
    def lower(given: Arguments, form: str) -> Expr:
        x = given.operand("x")
        return apply(prim, x, axis=given.single_axis("axis", rank_of(x.type)), form=form)

    assert lower


_running(np.maximum, "running_max")
_running(np.minimum, "running_min")


@function(np.unwrap, "x, discont=None, axis=-1, period=None", prim="unwrap")
def unwrap(given: Arguments, form: str) -> Expr:
    """Lower phases without jumps."""
    x = given.operand("x")
    axis = given.single_axis("axis", rank_of(x.type))
    options = {name: given.static(name) for name in ("discont", "period")}
    return apply("unwrap", x, axis=axis, form=form, **options)
