"""Functions of `scipy.special`, looked up where code uses them: SciPy is no requirement."""

from __future__ import annotations

import importlib
import math
from typing import cast

import numpy as np

from gradwright.ir.types import FLOAT, Type
from gradwright.rules.dtypes import of_ufunc
from gradwright.rules.families import Unary
from gradwright.rules.idioms import (
    log_softmax_back,
    logsumexp_back,
    logsumexp_type,
    same,
    softmax_back,
)
from gradwright.rules.rearrange import again
from gradwright.rules.rule import Call, Cost, Infer, Pullback, Rule
from gradwright.rules.symbolic import Operand, Sym, call
from gradwright.rules.table import register

MODULE = "scipy.special"
ROOT_PI = math.sqrt(math.pi)
ROOT_TWO_PI = math.sqrt(2.0 * math.pi)


def typed(name: str, *first: Type) -> Infer:
    """Return the inference of one of SciPy's ufuncs, whose first operands may be literals."""

    def infer(*types: Type, **_: object) -> Type:
        ufunc = cast("np.ufunc", getattr(importlib.import_module(MODULE), name))
        return of_ufunc(ufunc)(*first, *types)

    return infer


def special(
    name: str, *pullbacks: Pullback, derivative: str, ties: str = "", singular: bool = False
) -> Rule:
    """Return the row of an elementwise function of SciPy's."""
    operands = ", ".join(f"{{{k}}}" for k in range(len(pullbacks)))
    return Rule(
        name=f"special_{name}",
        infer=typed(name),
        pullbacks=pullbacks,
        elementwise=True,
        singular=singular,
        tame=0.5,
        cost=Cost.FUNCTION,
        syntax={"np": Call(f"{MODULE}.{name}({operands})")},
        label=name,
        noun=name,
        derivative=derivative,
        ties=ties,
    )


def of_order(
    name: str, ufunc: str, infer: Infer, pullback: Unary | None = None, order: float = 2.0
) -> Rule:
    """Return the row of a function of a fixed order, which derivatives call."""
    return Rule(
        name=f"special_{name}",
        infer=infer,
        pullbacks=(pullback or again(f"{MODULE}.{ufunc}"),),
        elementwise=True,
        cost=Cost.FUNCTION,
        syntax={"np": Call(f"{MODULE}.{ufunc}({order}, {{0}})")},
        label=name,
        noun=name,
        derivative="refused (made by derivatives only)",
    )


def of(name: str, *operands: Operand) -> Sym:
    """Return one of SciPy's functions of operands."""
    return call(f"special_{name}", *operands, form="np")


def bell(x: Sym) -> Sym:
    """Return exp(-x * x / 2)."""
    return call("exp", -0.5 * x * x, form="np")


ROWS = (
    special(
        "erf",
        lambda dy, y, x: dy * (2.0 / ROOT_PI) * call("exp", -x * x),
        derivative="dy * 2 / sqrt(pi) * exp(-x * x)",
    ),
    special(
        "erfc",
        lambda dy, y, x: -(dy * (2.0 / ROOT_PI) * call("exp", -x * x)),
        derivative="-dy * 2 / sqrt(pi) * exp(-x * x)",
    ),
    special(
        "erfinv",
        lambda dy, y, x: dy * (0.5 * ROOT_PI) * call("exp", y * y),
        derivative="dy * sqrt(pi) / 2 * exp(y * y)",
        singular=True,
        ties="inf at -1 and 1",
    ),
    special(
        "gamma",
        lambda dy, y, x: dy * y * of("psi", x),
        derivative="dy * y * psi(x)",
        singular=True,
    ),
    special("gammaln", lambda dy, y, x: dy * of("psi", x), derivative="dy * psi(x)", singular=True),
    special(
        "psi",
        lambda dy, y, x: dy * of("trigamma", x),
        derivative="dy * zeta(2, x)",
        singular=True,
    ),
    special(
        "beta",
        lambda dy, y, a, b: dy * y * (of("psi", a) - of("psi", a + b)),
        lambda dy, y, a, b: dy * y * (of("psi", b) - of("psi", a + b)),
        derivative="dy * y * (psi(a) - psi(a + b)), dy * y * (psi(b) - psi(a + b))",
        singular=True,
    ),
    special(
        "betaln",
        lambda dy, y, a, b: dy * (of("psi", a) - of("psi", a + b)),
        lambda dy, y, a, b: dy * (of("psi", b) - of("psi", a + b)),
        derivative="dy * (psi(a) - psi(a + b)), dy * (psi(b) - psi(a + b))",
        singular=True,
    ),
    special("expit", lambda dy, y, x: dy * y * (1.0 - y), derivative="dy * y * (1 - y)"),
    special(
        "logit",
        lambda dy, y, x: dy / (x * (1.0 - x)),
        derivative="dy / (x * (1 - x))",
        singular=True,
        ties="inf at 0 and 1",
    ),
    special("log_expit", lambda dy, y, x: dy * of("expit", -x), derivative="dy * expit(-x)"),
    special(
        "xlogy",
        lambda dy, y, a, b: dy * call("log", b),
        lambda dy, y, a, b: dy * a / b,
        derivative="dy * log(b), dy * a / b",
        singular=True,
        ties="by a -inf where b is 0; by b nan where both are 0",
    ),
    special(
        "xlog1py",
        lambda dy, y, a, b: dy * call("log1p", b),
        lambda dy, y, a, b: dy * a / (1.0 + b),
        derivative="dy * log1p(b), dy * a / (1 + b)",
        singular=True,
        ties="by a -inf where b is -1; by b nan where also a is 0",
    ),
    special(
        "ndtr",
        lambda dy, y, x: dy * (1.0 / ROOT_TWO_PI) * bell(x),
        derivative="dy / sqrt(2 * pi) * exp(-x * x / 2)",
    ),
    special(
        "log_ndtr",
        lambda dy, y, x: dy * (1.0 / ROOT_TWO_PI) * call("exp", -0.5 * x * x - y),
        derivative="dy / sqrt(2 * pi) * exp(-x * x / 2 - y)",
    ),
    special(
        "ndtri",
        lambda dy, y, x: dy * ROOT_TWO_PI * call("exp", 0.5 * y * y),
        derivative="dy * sqrt(2 * pi) * exp(y * y / 2)",
        singular=True,
        ties="inf at 0 and 1",
    ),
    special("i0", lambda dy, y, x: dy * of("i1", x), derivative="dy * i1(x)"),
    special(
        "i1",
        lambda dy, y, x: dy * (0.5 * (of("i0", x) + of("i2", x))),
        derivative="dy * (i0(x) + iv(2, x)) / 2",
    ),
    special("j0", lambda dy, y, x: -(dy * of("j1", x)), derivative="-dy * j1(x)"),
    special(
        "j1",
        lambda dy, y, x: dy * (0.5 * (of("j0", x) - of("j2", x))),
        derivative="dy * (j0(x) - jv(2, x)) / 2",
    ),
    of_order("trigamma", "zeta", typed("psi"), lambda dy, y, x: dy * (-2.0 * of("zeta3", x))),
    of_order(
        "i2", "iv", typed("iv", FLOAT), lambda dy, y, x: dy * (0.5 * (of("i1", x) + of("i3", x)))
    ),
    of_order(
        "j2", "jv", typed("jv", FLOAT), lambda dy, y, x: dy * (0.5 * (of("j1", x) - of("j3", x)))
    ),
    of_order("zeta3", "zeta", typed("psi"), order=3.0),
    of_order("i3", "iv", typed("iv", FLOAT), order=3.0),
    of_order("j3", "jv", typed("jv", FLOAT), order=3.0),
)

ALONG = tuple(
    Rule(
        name=f"special_{name}",
        infer=infer,
        pullbacks=(pullback,),
        cost=Cost.REDUCTION,
        syntax={"np": Call(f"{MODULE}.{name}({{0}}, axis={{axis}}{more})")},
        defaults={"axis": None, "keepdims": False},
        label=name,
        noun=noun,
        derivative=derivative,
        ties=ties,
    )
    for name, infer, pullback, more, noun, derivative, ties in (
        ("softmax", same, softmax_back, "", "probs", "y * (dy - sum(dy * y))", ""),
        ("log_softmax", same, log_softmax_back, "", "log_probs", "dy - exp(y) * sum(dy)", ""),
        (
            "logsumexp",
            logsumexp_type,
            logsumexp_back,
            ", keepdims={keepdims}",
            "total",
            "dy * exp(x - y)",
            "nan where all are -inf",
        ),
    )
)

register("Functions of scipy.special", (*ROWS, *ALONG))
