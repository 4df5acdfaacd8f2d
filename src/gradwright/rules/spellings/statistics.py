"""Statistics that leave nan out, medians, running products, covariances, powers of matrices."""

from __future__ import annotations

import numpy as np

from gradwright.ir.expressions import Expr
from gradwright.ir.types import rank_of
from gradwright.rules.arguments import Arguments
from gradwright.rules.rule import RuleError
from gradwright.rules.spelling import function, method, reducing
from gradwright.rules.spellings.rearranged import along
from gradwright.rules.spellings.reductions import EXTREME, MEAN, MOMENT, SUM
from gradwright.rules.table import apply

for _name, _parameters in {
    "nansum": SUM,
    "nanmean": MEAN,
    "nanmax": EXTREME,
    "nanmin": EXTREME,
    "nanvar": MOMENT,
    "nanstd": MOMENT,
}.items():
    function(getattr(np, _name), _parameters, prim=_name)(reducing(_name, _parameters))

_parameters = "x, axis=None, dtype=None, out=!"
function(np.cumprod, _parameters, prim="cumprod")(along("cumprod", last=True))
method("cumprod", _parameters, prim="cumprod")(along("cumprod", last=True))


@function(np.median, "x, axis=None, out=!, overwrite_input=!, keepdims=False", prim="median")
def median(given: Arguments, form: str) -> Expr:
    """Lower the median along one axis, or of all entries."""
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
    return apply("median", x, axis=axis, keepdims=keepdims, form=form)


@function(np.linalg.cholesky, "x, upper=False", prim="cholesky")
def cholesky(given: Arguments, form: str) -> Expr:
    """Lower a Cholesky factor."""
    return apply("cholesky", given.operand("x"), upper=given.flag("upper"), form=form)


@function(
    np.cov,
    "x, y=!, rowvar=!, bias=!, ddof=!, fweights=!, aweights=!, dtype=!",
    prim="cov",
)
def covariance(given: Arguments, form: str) -> Expr:
    """Lower the covariances of a matrix's rows."""
    return apply("cov", given.operand("x"), form=form)


@function(np.linalg.matrix_power, "x, n", prim="matmul")
def matrix_power(given: Arguments, form: str) -> Expr:
    """Lower a power of a matrix: products, in NumPy's order."""
    x, n = given.operand("x"), given.whole("n")
    if rank_of(x.type) < 2:
        raise RuleError("GW406", found=rank_of(x.type))
    if n == 0:
        raise RuleError("GW402", option="n", found="0")
    if n < 0:
        x, n = apply("inv", x, form=form), -n
    if n == 3:
        return apply("matmul", apply("matmul", x, x, form="infix"), x, form="infix")
    return squared(x, n)


def squared(x: Expr, n: int) -> Expr:
    """Return the power as the product of those squares of squares that n is the sum of."""
    found: Expr | None = None
    while True:
        n, bit = divmod(n, 2)
        if bit:
            found = x if found is None else apply("matmul", found, x, form="infix")
        if not n:
            assert found is not None
            return found
        x = apply("matmul", x, x, form="infix")
