"""Instrument a written function: log what each adjoint reads, and compare when it reads it.

::

    _replay.record(7, x, a[i])      before statement 7, forward
    _replay.compare(7, x, a[i])     where its adjoint reads x and a[i]: bit for bit the same, or it raises
"""

from __future__ import annotations

from collections.abc import Callable

from gradwright.adjoint.keep import roots
from gradwright.adjoint.site import Site
from gradwright.analysis.flow import read_nodes
from gradwright.ir.expressions import Expr, Region, Var, operands_of_path
from gradwright.ir.statements import Effect, Stmt, Store
from gradwright.ir.types import Outcome, Static

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
    exprs = [root for part in site.contributions for root in roots(part)]
    if isinstance(site.stmt, Store):
        exprs += operands_of_path((site.region or site.stmt.region).path)
    found: dict[Expr, None] = {}
    for expr in exprs:
        for node in read_nodes(expr):
            base = node.base if isinstance(node, Region) else node
            if base.after is after and not is_adjoint(base.web) and _is_number(base):
                found.setdefault(node)
    return list(found)


def _is_number(base: Var) -> bool:
    """Whether a name holds what can be compared: not what a function that is written apart returned."""
    return not isinstance(base.type, Outcome | Static)


def call(method: str, site: Site, values: list[Expr], *, after: bool) -> list[Stmt]:
    """Return the statement that logs or compares values; none where there are none."""
    if not values:
        return []
    key = f"{site.index}{'b' if after else 'a'}"
    places = ", ".join(f"{{{k}}}" for k in range(len(values)))
    return [Effect(f"_replay.{method}({key!r}, {places})", tuple(values), site.stmt.origin)]
