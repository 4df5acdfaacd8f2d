"""Functions of `scipy.special` that are integrals, entropies, losses, or NumPy's under another name."""

from __future__ import annotations

import math

from gradwright.rules.bessel import by_order
from gradwright.rules.special import ROOT_PI, of, special
from gradwright.rules.symbolic import Sym, call, select
from gradwright.rules.table import register

DEGREE = math.pi / 180.0


def log(x: Sym) -> Sym:
    """Return the logarithm."""
    return call("log", x, form="np")


def gamma_density(a: Sym, x: Sym) -> Sym:
    """Return x ** (a - 1) * exp(-x) / gamma(a)."""
    return call("exp", (a - 1.0) * log(x) - x - of("gammaln", a), form="np")


def beta_density(a: Sym, b: Sym, x: Sym) -> Sym:
    """Return x ** (a - 1) * (1 - x) ** (b - 1) / beta(a, b)."""
    powers = (a - 1.0) * log(x) + (b - 1.0) * call("log1p", -x, form="np")
    return call("exp", powers - of("betaln", a, b), form="np")


def slope(delta: Sym, r: Sym) -> Sym:
    """Return sqrt(1 + (r / delta) ** 2)."""
    return call("sqrt", 1.0 + r / delta * (r / delta), form="np")


RENAMED = (
    special("exp10", lambda dy, y, x: dy * (math.log(10.0) * y), derivative="dy * ln(10) * y"),
    special("exp2", lambda dy, y, x: dy * (math.log(2.0) * y), derivative="dy * ln(2) * y"),
    special("expm1", lambda dy, y, x: dy * (y + 1.0), derivative="dy * (y + 1)", singular=True),
    special("log1p", lambda dy, y, x: dy / (1.0 + x), derivative="dy / (1 + x)", singular=True),
    special(
        "cbrt",
        lambda dy, y, x: dy / (3.0 * y * y),
        derivative="dy / (3 * y * y)",
        singular=True,
        ties="inf at 0",
    ),
    special("cosm1", lambda dy, y, x: -(dy * call("sin", x)), derivative="-dy * sin(x)"),
    special(
        "sindg",
        lambda dy, y, x: dy * DEGREE * of("cosdg", x),
        derivative="dy * pi / 180 * cosdg(x)",
    ),
    special(
        "cosdg",
        lambda dy, y, x: -(dy * DEGREE * of("sindg", x)),
        derivative="-dy * pi / 180 * sindg(x)",
    ),
    special(
        "tandg",
        lambda dy, y, x: dy * DEGREE * (1.0 + y * y),
        derivative="dy * pi / 180 * (1 + y * y)",
    ),
)
INTEGRALS = (
    special("loggamma", lambda dy, y, x: dy * of("psi", x), derivative="dy * psi(x)", singular=True),
    special(
        "rgamma", lambda dy, y, x: -(dy * y * of("psi", x)), derivative="-dy * y * psi(x)",
        singular=True, ties="nan at the poles of gamma",
    ),
    special(
        "erfcinv",
        lambda dy, y, x: -(dy * (0.5 * ROOT_PI) * call("exp", y * y)),
        derivative="-dy * sqrt(pi) / 2 * exp(y * y)",
        singular=True,
        ties="inf at 0 and 2",
    ),
    special(
        "erfcx",
        lambda dy, y, x: dy * (2.0 * x * y - 2.0 / ROOT_PI),
        derivative="dy * (2 * x * y - 2 / sqrt(pi))",
        singular=True,
    ),
    special("dawsn", lambda dy, y, x: dy * (1.0 - 2.0 * x * y), derivative="dy * (1 - 2 * x * y)"),
    special(
        "expi", lambda dy, y, x: dy * call("exp", x) / x, derivative="dy * exp(x) / x",
        singular=True,
    ),
    special(
        "exp1", lambda dy, y, x: -(dy * call("exp", -x) / x), derivative="-dy * exp(-x) / x",
        singular=True,
    ),
    special(
        "spence",
        lambda dy, y, x: dy * log(x) / (1.0 - x),
        derivative="dy * log(x) / (1 - x)",
        singular=True,
        ties="nan at 1",
    ),
    special(
        "ellipk",
        lambda dy, y, x: dy * (of("ellipe", x) / (1.0 - x) - y) / (2.0 * x),
        derivative="dy * (ellipe(x) / (1 - x) - y) / (2 * x)",
        singular=True,
        ties="nan at 0",
    ),
    special(
        "ellipe",
        lambda dy, y, x: dy * (y - of("ellipk", x)) / (2.0 * x),
        derivative="dy * (y - ellipk(x)) / (2 * x)",
        singular=True,
        ties="nan at 0",
    ),
    special(
        "gammainc",
        by_order("gammainc", "its first argument"),
        lambda dy, y, a, x: dy * gamma_density(a, x),
        derivative="refused, dy * exp(-x) * x ** (a - 1) / gamma(a)",
        singular=True,
    ),
    special(
        "gammaincc",
        by_order("gammaincc", "its first argument"),
        lambda dy, y, a, x: -(dy * gamma_density(a, x)),
        derivative="refused, -dy * exp(-x) * x ** (a - 1) / gamma(a)",
        singular=True,
    ),
    special(
        "betainc",
        by_order("betainc", "its first argument"),
        by_order("betainc", "its second argument"),
        lambda dy, y, a, b, x: dy * beta_density(a, b, x),
        derivative="refused, refused, dy * x ** (a - 1) * (1 - x) ** (b - 1) / beta(a, b)",
        singular=True,
    ),
    special(
        "binom",
        lambda dy, y, n, k: dy * y * (of("psi", n + 1.0) - of("psi", n - k + 1.0)),
        lambda dy, y, n, k: dy * y * (of("psi", n - k + 1.0) - of("psi", k + 1.0)),
        derivative="dy * y * (psi(n + 1) - psi(n - k + 1)), dy * y * (psi(n - k + 1) - psi(k + 1))",
        singular=True,
    ),
    special(
        "poch",
        lambda dy, y, a, m: dy * y * (of("psi", a + m) - of("psi", a)),
        lambda dy, y, a, m: dy * y * of("psi", a + m),
        derivative="dy * y * (psi(a + m) - psi(a)), dy * y * psi(a + m)",
        singular=True,
    ),
)  # fmt: skip
LOSSES = (
    special(
        "entr",
        lambda dy, y, x: -(dy * (log(x) + 1.0)),
        derivative="-dy * (log(x) + 1)",
        singular=True,
        ties="inf at 0",
    ),
    special(
        "rel_entr",
        lambda dy, y, a, b: dy * (log(a / b) + 1.0),
        lambda dy, y, a, b: -(dy * a / b),
        derivative="dy * (log(a / b) + 1), -dy * a / b",
        singular=True,
        ties="by a -inf where a is 0",
    ),
    special(
        "kl_div",
        lambda dy, y, a, b: dy * log(a / b),
        lambda dy, y, a, b: dy * (1.0 - a / b),
        derivative="dy * log(a / b), dy * (1 - a / b)",
        singular=True,
        ties="by a -inf where a is 0",
    ),
    special(
        "huber",
        lambda dy, y, d, r: select(call("gt", call("abs", r), d), dy * (call("abs", r) - d)),
        lambda dy, y, d, r: dy * call("minimum", call("maximum", r, -d), d),
        derivative="dy * max(abs(r) - delta, 0), dy * clip(r, -delta, delta)",
        ties="the quadratic part",
    ),
    special(
        "pseudo_huber",
        lambda dy, y, d, r: dy * (2.0 * d * (slope(d, r) - 1.0) - r * r / (d * slope(d, r))),
        lambda dy, y, d, r: dy * r / slope(d, r),
        derivative="dy * (2 * delta * (s - 1) - r * r / (delta * s)), dy * r / s, s = hypot(1, r / delta)",
        singular=True,
    ),
)
ROWS = (*RENAMED, *INTEGRALS, *LOSSES)

register("Integrals and losses of scipy.special", ROWS)
