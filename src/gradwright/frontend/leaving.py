"""Names that a loop's body binds, and that are read after the loop.

A loop that surely runs binds them. Any other must run where such a name is read: the written code checks
that, as Python would find the name unbound::

    for i in range(n):         err = 0.0      what nobody reads: so every path to the readers binds it
        err = …           →    if not 0 < n: raise ValueError("line 1: the loop that binds err …")
    return err                 for i in range(n): …
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gradwright.frontend.blocks import Never
from gradwright.frontend.exits import unread
from gradwright.frontend.known import static_value
from gradwright.frontend.lowering import operate
from gradwright.frontend.reader import Again, Reader
from gradwright.frontend.values import Missing, Num, Value
from gradwright.ir.expressions import Expr, Var, subtrees
from gradwright.ir.statements import Assign, Guard

if TYPE_CHECKING:
    from gradwright.frontend.carried import Header
    from gradwright.frontend.loops import Reading


def ask_to_run(reader: Reader, missing: Missing) -> None:
    """Read again with a loop that must run, if that is what binds a name."""
    if missing.left_by is not None and missing.left_by not in reader.decisions.left:
        reader.decisions.left.add(missing.left_by)
        reader.decisions.added = True
        raise Again


def running(reader: Reader, node: ast.For, start: Expr, stop: Expr, step: Expr) -> Expr | None:
    """Return the condition that a range has numbers; None where the sign of its step is not known."""
    sign = static_value(reader, step)
    if not isinstance(sign, int) or sign == 0:
        return None
    return operate(reader, node, "lt" if sign > 0 else "gt", start, stop)


@dataclass(slots=True)
class Leaving:
    """What a loop that was read leaves: `key` is its place, `first` the first web of its reading."""

    node: ast.For | ast.While
    key: object
    first: int
    reading: Reading
    headers: dict[str, Header]
    assigned: frozenset[str]
    left: dict[str, Value] = field(default_factory=dict[str, Value])
    conds: tuple[Expr, ...] = ()

    def begin(self, reader: Reader, runs: bool, cond: Expr | None) -> None:
        """Bind, before the loop, the names that it leaves; that a loop runs which must is checked."""
        names = self._bound()
        if runs:
            live = reader.frame.liveness.after(self.node)
            self.left = {**names, **self._begun(reader, names, live)}
        elif cond is not None:
            self.conds = (cond,)
            self.left = self._begun(reader, names, self._asked(reader))
            self._check(reader, cond)

    def end(self, reader: Reader) -> None:
        """Set the names after the loop."""
        for name in self.assigned:
            if name in self.headers:
                reader.frame.names[name] = self.headers[name].value
            elif name in self.left:
                reader.frame.names[name] = self.left[name]
            else:
                reader.frame.names[name] = self._missing(name)

    def _bound(self) -> dict[str, Value]:
        if isinstance(self.reading.outcome, Never):
            return {}
        names = self.reading.names
        return {n: names[n] for n in self.assigned if n not in self.headers and n in names}

    def _asked(self, reader: Reader) -> frozenset[str]:
        """Return the names that are read after the loop; what binds them in an inner loop must run, too."""
        asked = frozenset(n for n in self.assigned if (self.key, n) in reader.decisions.left)
        for name in asked:
            inner = self.reading.names.get(name)
            if isinstance(inner, Missing):
                ask_to_run(reader, inner)
        return asked

    def _begun(
        self, reader: Reader, names: dict[str, Value], wanted: frozenset[str]
    ) -> dict[str, Value]:
        """Bind names before the loop to what nobody reads; return those for which that can be done."""
        begun: dict[str, Value] = {}
        for name in sorted(wanted & names.keys()):
            value = names[name]
            if not (isinstance(value, Num) and isinstance(value.expr, Var)):
                continue
            if value.expr.web < self.first:
                continue
            initial = reader.webs.new(name, value.type)
            reader.webs.union(initial.web, value.expr.web)
            at = reader.at(self.node)
            reader.emit(Assign(initial, unread(reader, self.node, value.type), at))
            begun[name] = Num(value.expr)
        return begun

    def _check(self, reader: Reader, cond: Expr) -> None:
        if self.left:
            at, names = reader.at(self.node), ", ".join(sorted(self.left))
            message = f"line {at.line}: the loop that binds {names} does not run"
            reader.emit(Guard(cond, message, at, "GW219"))

    def _missing(self, name: str) -> Missing:
        """Return a name that is unbound if the loop does not run, or whatever it does."""
        value = self.reading.names.get(name)
        conds = value.left_if if isinstance(value, Missing) else ()
        can_bind = self._is_fixed(conds) if isinstance(value, Missing) else value is not None
        left_by = (self.key, name) if self.conds and can_bind else None
        return Missing("GW201", {"name": name}, left_by, (*self.conds, *conds))

    def _is_fixed(self, conds: tuple[Expr, ...]) -> bool:
        """Whether inner loops run in every iteration or in none: nothing that this loop binds decides."""
        parts = (part for cond in conds for part in subtrees(cond))
        return bool(conds) and not any(
            isinstance(part, Var) and part.web >= self.first for part in parts
        )
