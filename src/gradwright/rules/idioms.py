"""Softmax and its kin: primitives whose derivative is better than the sum of its parts."""

from __future__ import annotations

from gradwright.ir.types import Type
from gradwright.rules.axes import Axis, kept_lengths, spread
from gradwright.rules.dtypes import number, shaped
from gradwright.rules.reduce import wide
from gradwright.rules.rule import Call, Cost, Rule
from gradwright.rules.symbolic import Sym, call
from gradwright.rules.table import register

DEFAULTS = {"axis": None, "keepdims": False}


def same(x: Type, **_: object) -> Type:
    """Infer the operand's own type."""
    return number(x)


def logsumexp_type(x: Type, axis: Axis = None, keepdims: bool = False, **_: object) -> Type:
    """Infer the type of a reduction that keeps the dtype."""
    return shaped(number(x).dtype, kept_lengths(x, axis, keepdims))


def sigmoid_back(dy: Sym, y: Sym, x: Sym) -> Sym:
    """Return y * (1 - y) * dy."""
    return dy * y * (1.0 - y)


def softmax_back(dy: Sym, y: Sym, x: Sym, axis: Axis = None) -> Sym:
    """Return y * (dy - sum(dy * y))."""
    return y * (dy - wide("sum", dy * y, axis))


def log_softmax_back(dy: Sym, y: Sym, x: Sym, axis: Axis = None) -> Sym:
    """Return dy - exp(y) * sum(dy)."""
    return dy - call("exp", y, form="np") * wide("sum", dy, axis)


def logsumexp_back(dy: Sym, y: Sym, x: Sym, axis: Axis = None, keepdims: bool = False) -> Sym:
    """Return dy * exp(x - y)."""
    shifted = x - spread(y, x, axis, keepdims)
    return spread(dy, x, axis, keepdims) * call("exp", shifted, form="np")


ROWS = (
    Rule(
        name="sigmoid",
        infer=same,
        pullbacks=(sigmoid_back,),
        elementwise=True,
        syntax={"np": Call("sigmoid({0})")},
        label="sigmoid",
        noun="probabilities",
        derivative="dy * y * (1 - y)",
    ),
    Rule(
        name="softmax",
        infer=same,
        pullbacks=(softmax_back,),
        syntax={"np": Call("softmax({0}, axis={axis})")},
        defaults=DEFAULTS,
        label="softmax",
        noun="probabilities",
        derivative="y * (dy - sum(dy * y))",
    ),
    Rule(
        name="log_softmax",
        infer=same,
        pullbacks=(log_softmax_back,),
        syntax={"np": Call("log_softmax({0}, axis={axis})")},
        defaults=DEFAULTS,
        label="log_softmax",
        noun="scores",
        derivative="dy - exp(y) * sum(dy)",
    ),
    Rule(
        name="logsumexp",
        infer=logsumexp_type,
        pullbacks=(logsumexp_back,),
        cost=Cost.REDUCTION,
        syntax={"np": Call("logsumexp({0}, axis={axis}, keepdims={keepdims})")},
        defaults=DEFAULTS,
        label="logsumexp",
        noun="total",
        derivative="dy * exp(x - y)",
    ),
)

register("Idioms", ROWS, on_complex=None)
