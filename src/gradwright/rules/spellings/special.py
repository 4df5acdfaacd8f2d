"""Functions of `scipy.special`: spelled once the user's code has imported it."""

from __future__ import annotations

import sys

from gradwright.ir.expressions import Expr
from gradwright.ir.types import Array, dtype_of, is_differentiable, rank_of
from gradwright.rules import bessel, integrals
from gradwright.rules.arguments import Arguments, Signature
from gradwright.rules.rule import RuleError
from gradwright.rules.special import MODULE, ROWS
from gradwright.rules.spelling import CALLS, Lower, Spelling, operands_only
from gradwright.rules.spellings.elementwise import is_none
from gradwright.rules.table import apply

OPTIONS = ", out=!, where=!, dtype=!, casting=!, order=!, subok=!"
MADE = frozenset(f"special_{name}" for name in ["trigamma", "zeta3", "i2", "i3", "j2", "j3"])


def spell_loaded() -> None:
    """Add the functions of SciPy to the spellings, if it is loaded and they are not there yet."""
    module = sys.modules.get(MODULE)
    if module is None or getattr(module, "erf", None) in CALLS or not hasattr(module, "jv"):
        return
    for name in ("softmax", "log_softmax", "logsumexp"):
        kept = ", b=None, keepdims=False, return_sign=!" if name == "logsumexp" else ""
        target: object = getattr(module, name)
        _add(target, name, f"x, axis=None{kept}", _along(name))
    for row in (*ROWS, *bessel.ROWS, *integrals.ROWS):
        if row.name not in MADE:
            names = ", ".join(f"x{k}" for k in range(len(row.pullbacks)))  # type: ignore[arg-type]
            lower = operands_only(row.name, names)
            _add(getattr(module, row.label), row.label, names + OPTIONS, lower)


def _add(target: object, name: str, parameters: str, lower: Lower) -> None:
    prim = f"special_{name}"
    CALLS[target] = Spelling(f"{MODULE}.{name}", Signature(parameters), "np", lower, prim, target)


def _along(name: str) -> Lower:
    """Return how a function along axes is lowered, of floats alone and without weights."""

    def lower(given: Arguments, form: str) -> Expr:
        x = given.operand("x")
        if not isinstance(x.type, Array) or not is_differentiable(x.type):
            raise RuleError("GW408", dtype=dtype_of(x.type))
        if not is_none(given.given.get("b")):
            raise RuleError("GW402", option="b", found="given")
        attrs: dict[str, object] = {"axis": given.axis("axis", rank_of(x.type))}
        if name == "logsumexp":
            attrs["keepdims"] = given.flag("keepdims")
        return apply(f"special_{name}", x, form=form, **attrs)

    return lower
