"""Statistics that leave nan out, medians, running products."""

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

_parameters = "x, axis=None, dtype=!, out=!"
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
