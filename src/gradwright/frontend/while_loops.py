"""`while` loops: the condition is an expression, or a name where it takes statements of its own.

::

    while far(x):  …        if `far` is more than one expression:    s = …; holds = s > 0
                                                                    while holds: …; s = …; holds = s > 0
"""

from __future__ import annotations

import ast

from gradwright.frontend.cells import grow_named
from gradwright.frontend.conditions import truth
from gradwright.frontend.early import flags_of
from gradwright.frontend.exits import begin_results, end_results, left_by
from gradwright.frontend.leaving import Leaving
from gradwright.frontend.loops import Edges, rebound, settled
from gradwright.frontend.lowering import operate
from gradwright.frontend.reader import Again, Reader
from gradwright.ir.expressions import Const, Expr, Var, constant
from gradwright.ir.statements import Assign, If, While
from gradwright.ir.types import BOOL


def repeat(reader: Reader, node: ast.While) -> object:
    """Read a `while` loop."""
    begin_results(reader, node)
    if any(isinstance(inner, ast.NamedExpr) for inner in ast.walk(node.test)):
        raise reader.refuse("GW126", node.test)
    if _never_runs(reader, node):
        end_results(reader, node)
        return None
    key, assigned = reader.site(node), rebound(reader, node)
    condition = _Condition(reader, node, key)
    first = reader.webs.count
    reading, headers = settled(reader, node, key, assigned, condition.edges())
    leaving = Leaving(node, key, first, reading, headers, assigned)
    leaving.begin(reader, condition.is_endless, condition.expr)
    reader.emit(While(condition.expr, tuple(reading.body), reader.at(node)))
    leaving.end(reader)
    end_results(reader, node)
    return None


def _never_runs(reader: Reader, node: ast.While) -> bool:
    """Whether the condition is false before the first iteration, whatever the arguments' data."""
    reader.depth += 1
    with reader.block() as block:
        cond = truth(reader, node.test)
    reader.depth -= 1
    return cond is False and not block


class _Condition:
    """The condition of a loop, read at the header; or before the loop and at the body's end."""

    def __init__(self, reader: Reader, node: ast.While, key: object) -> None:
        self.reader = reader
        self.node = node
        self.key = key
        self.expr: Expr = constant(True, BOOL)

    @property
    def is_endless(self) -> bool:
        """Whether nothing but a jump ends the loop."""
        return isinstance(self.expr, Const)

    def edges(self) -> Edges:
        if self.key in self.reader.decisions.stated:
            return Edges(before=self._before, end=self._end)
        return Edges(begin=self._at_header)

    def _at_header(self) -> None:
        with self.reader.block() as block:
            self.expr = self._read()
        if block:
            self.reader.decisions.stated.add(self.key)
            self.reader.decisions.added = True
            raise Again

    def _before(self) -> None:
        self.expr = self._bound(self._read())

    def _end(self) -> None:
        """Read the condition again, unless the loop was left: then Python does not evaluate it."""
        left = left_by(self.reader, self.node)
        if left is False:
            self._again()
        elif left is not True:
            with self.reader.branch() as block:
                self._again()
            goes_on = operate(self.reader, self.node.test, "not", left)
            self.reader.emit(If(goes_on, tuple(block), (), self.reader.at(self.node.test)))

    def _again(self) -> None:
        assert isinstance(self.expr, Var)
        again = self._bound(self._read())
        self.reader.webs.union(self.expr.web, again.web)

    def _read(self) -> Expr:
        self.reader.lists_change = True
        cond = truth(self.reader, self.node.test)
        self.reader.lists_change = False
        if cond is True and flags_of(self.node):
            return constant(True, BOOL)
        if isinstance(cond, bool):
            grow_named(self.reader, self.node.test)
            raise self.reader.refuse("GW135", self.node.test)
        return cond

    def _bound(self, cond: Expr) -> Var:
        var = self.reader.webs.new("holds", cond.type)
        self.reader.emit(Assign(var, cond, self.reader.at(self.node.test)))
        return var
