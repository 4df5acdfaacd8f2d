"""NumPy's ufuncs and `math`: spelled as their rows say, all arguments operands."""

from __future__ import annotations

import cmath
import math

import numpy as np

from gradwright.ir.expressions import Const, Expr
from gradwright.rules.arguments import Arguments
from gradwright.rules.rule import Call
from gradwright.rules.spelling import function, method, operands_only
from gradwright.rules.table import RULES, apply

UFUNC = ", out=!, where=!, dtype=!, casting=!, order=!, subok=!"


def _register_row(prim: str, form: str, template: str) -> None:
    name, _, rest = template.partition("(")
    module, _, attribute = name.rpartition(".")
    target: object = getattr({"np": np, "math": math, "cmath": cmath}.get(module), attribute, None)
    if target is None or not rest.startswith("{0}"):
        return
    operands = ", ".join(f"x{k}" for k in range(rest.count("{")))
    options = UFUNC if isinstance(target, np.ufunc) else ""
    if options or module in ("math", "cmath"):
        function(target, operands + options, form, prim)(operands_only(prim, operands))


for _rule in list(RULES.values()):
    for _form, _syntax in _rule.syntax.items():
        if _rule.elementwise and isinstance(_syntax, Call):
            _register_row(_rule.name, _form, _syntax.template)


for _alias, _name in (
    (np.degrees, "rad2deg"),
    (np.radians, "deg2rad"),
    (np.fix, "trunc"),
    (np.sinc, "sinc"),
):
    function(_alias, "x" + UFUNC, "np", _name)(operands_only(_name, "x"))


def is_none(value: object) -> bool:
    """Whether an argument is None."""
    return value is None or (isinstance(value, Const) and value.value is None)


CLIP = "x, a_min=None, a_max=None, out=!, min=None, max=None"


@function(np.clip, CLIP, prim="clip")
@method("clip", "x, min=None, max=None, out=!", prim="clip")
def clip(given: Arguments, form: str) -> Expr:
    """Lower clip; either bound may be None."""
    low = next((given.given[k] for k in ("a_min", "min") if not is_none(given.given.get(k))), None)
    high = next((given.given[k] for k in ("a_max", "max") if not is_none(given.given.get(k))), None)
    names = ["x", *(["low"] if low is not None else []), *(["high"] if high is not None else [])]
    bound = Arguments({"x": given.given["x"], "low": low, "high": high})
    prim = "copy" if len(names) == 1 else "clip" if len(names) == 3 else f"clip_{names[1]}"
    return apply(prim, *map(bound.operand, names), form=form)


@function(np.where, "condition, x=None, y=None", prim="where")
def where(given: Arguments, form: str) -> Expr:
    """Lower the where of three operands."""
    return apply("where", *map(given.operand, ("condition", "x", "y")), form=form)
