"""Instrument a written function: log what each adjoint reads, and compare when it reads it.

::

    _replay.record(7, x, a[i])      before statement 7, forward
    _replay.compare(7, x, a[i])     where its adjoint reads x and a[i]: bit for bit the same, or it raises
"""

from __future__ import annotations

from collections.abc import Callable

from gradwright.adjoint.keep import roots
from gradwright.adjoint.site import Site
from gradwright.ir.expressions import (
    Apply,
    Both,
    Choose,
    Expr,
    Region,
    Var,
    children,
    operands_of_path,
)
from gradwright.ir.statements import Effect, Stmt, Store
from gradwright.rules.table import rule_of

PRELUDE = """
class _Replay:
    def __init__(self):
        self.log = {}

    def start(self):
        self.log.clear()

    def record(self, key, *values):
        self.log.setdefault(key, []).append([np.array(value, copy=True) for value in values])

    def compare(self, key, *values):
        logged = self.log.get(key)
        assert logged, f"statement {key}: reversed more often than run"
        for k, (old, new) in enumerate(zip(logged.pop(), values, strict=True)):
            new = np.asarray(new)
            same = old.shape == new.shape and old.dtype == new.dtype and old.tobytes() == new.tobytes()
            assert same, f"statement {key}, operand {k}: {old!r} was read as {new!r}"


_replay = _Replay()
"""


def operands(site: Site, is_adjoint: Callable[[int], bool], *, after: bool) -> list[Expr]:
    """Return the names and regions whose values a site's adjoint reads, as of before or after it."""
    found: dict[Expr, None] = {}
    exprs = [root for part in site.contributions for root in roots(part)]
    if isinstance(site.stmt, Store):
        exprs += operands_of_path((site.region or site.stmt.region).path)
    for expr in exprs:
        _collect(expr, found, set())
    return [
        node
        for node in found
        if (base := node.base if isinstance(node, Region) else node)
        and isinstance(base, Var)
        and base.after is after
        and not is_adjoint(base.web)
    ]


def _collect(expr: Expr, found: dict[Expr, None], seen: set[Expr]) -> None:
    if expr in seen:
        return
    seen.add(expr)
    if isinstance(expr, Var | Region):
        found.setdefault(expr)
        if isinstance(expr, Region):
            for operand in operands_of_path(expr.path):
                _collect(operand, found, seen)
        return
    if isinstance(expr, Choose | Both):
        _collect(expr.cond if isinstance(expr, Choose) else expr.left, found, seen)
        return
    skipped = rule_of(expr).uses_shape if isinstance(expr, Apply) else frozenset[int]()
    for k, child in enumerate(children(expr)):
        if k not in skipped:
            _collect(child, found, seen)


def call(method: str, site: Site, values: list[Expr], *, after: bool) -> list[Stmt]:
    """Return the statement that logs or compares values; none where there are none."""
    if not values:
        return []
    key = f"{site.index}{'b' if after else 'a'}"
    places = ", ".join(f"{{{k}}}" for k in range(len(values)))
    return [Effect(f"_replay.{method}({key!r}, {places})", tuple(values), site.stmt.origin)]
