"""Which sums of products a reversed loop makes that could be one product after it."""

from __future__ import annotations

from dataclasses import dataclass

from gradwright.analysis.flow import has_fixed_shape, is_fixed, names_in, overwritten
from gradwright.analysis.memory import Memory
from gradwright.ir.expressions import Apply, At, Expr, Index, Region, Var
from gradwright.ir.statements import (
    Assign,
    For,
    NewStack,
    Pop,
    Program,
    Push,
    Stmt,
    Store,
    bound_by,
    expressions_of,
    leaves,
    walk,
)
from gradwright.ir.types import Array, rank_of


@dataclass(frozen=True, slots=True)
class Sum:
    """``target += product(left, right)`` in a loop; left is None for a plain sum of `right`."""

    stmt: Store
    left: Expr | None
    right: Var
    node: Expr


class Sums:
    """Finds the sums of one reversed loop, and where their factors come from."""

    def __init__(self, program: Program, place: int, loop: For) -> None:
        self.program = program
        self.place = place
        self.loop = loop
        self.memory = Memory(program.body)
        self.changed = self.memory.with_mates(overwritten(loop.body))

    def sum_of(self, stmt: Stmt) -> Sum | None:  # noqa: C901
        """Return the sum that a statement of the loop adds to, if it can be taken out."""
        if not isinstance(stmt, Store) or stmt.mode != "add" or stmt.region.path:
            return None
        if self._mentions(stmt.region.base.web) != 1:
            return None
        match stmt.value:
            case Apply("matmul", (Apply("transpose", (x,)), Var() as g)) as node if (
                rank_of(x.type) == rank_of(g.type) == 2
            ):
                left: Expr | None = x
            case Apply("outer", (x, Var() as g)) as node:
                left = x
            case Apply("sum", (Var() as g,)) as node if _is_over_rows(node):
                left = None
            case Var() as node if rank_of(node.type) == 1:
                left, g = None, node
            case _:
                return None
        if not self._is_temporary(g) or (left is not None and not self._is_indexed(left)):
            return None
        earlier = self.loop.body[: self.loop.body.index(stmt)]
        known = {var.web for before in earlier for var in bound_by(before)}
        if g.web not in known or (isinstance(left, Var) and left.web not in known):
            return None
        return Sum(stmt, left, g, node)

    def _mentions(self, web: int) -> int:
        """Return how many statements of the loop read or change a web."""
        return sum(
            web in {w for e in expressions_of(stmt) for w in names_in(e)}
            or web in {var.web for var in bound_by(stmt)}
            for stmt in walk(self.loop.body)
        )

    def _is_temporary(self, g: Var) -> bool:
        """Whether the name is bound once, in each iteration, to an array that nothing stores into."""
        bound = [s for s in self.loop.body if isinstance(s, Assign) and s.target == g]
        everywhere = [
            s for s in walk(self.program.body) if g in bound_by(s) or _stores_into(s, g.web)
        ]
        once = len(bound) == 1 and len(everywhere) == 1
        return once and has_fixed_shape(g) and not self._is_read_outside(g)

    def _is_read_outside(self, g: Var) -> bool:
        """Whether anything but the loop reads the name."""
        others = [s for s in self.program.body if s is not self.loop]
        exprs = [e for s in walk(tuple(others)) for e in expressions_of(s)]
        exprs += [leaf.value for leaf in leaves(self.program.result)]
        return any(g.web in names_in(e) for e in exprs)

    def _is_indexed(self, x: Expr) -> bool:
        """Whether the factor is an element, by the loop's variable, of an array that stays as it is."""
        if isinstance(x, Region):
            at = Index((At(self.loop.var),))
            return x.path == (at,) and x.base.web not in self.changed and is_fixed(x.type)
        return isinstance(x, Var) and self.stack_of(x) is not None

    def stack_of(self, x: Var) -> Var | None:
        """Return the stack that the name is taken from once an iteration, filled once an iteration."""
        pops = [s for s in self.loop.body if isinstance(s, Pop) and s.targets == (x,)]
        bound = [s for s in walk(self.loop.body) if x in bound_by(s)]
        if len(pops) != 1 or len(bound) != 1 or not isinstance(x.type, Array):
            return None
        stack = pops[0].stack
        pushes = [s for s in walk(self.program.body) if isinstance(s, Push) and s.stack == stack]
        every = [s for s in walk(self.program.body) if isinstance(s, Pop) and s.stack == stack]
        forward = self.forward_loop()
        if forward is None or len(pushes) != 1 or len(every) != 1:
            return None
        single = pushes[0] in forward.body and pushes[0].values == (x,)
        stored = any(_stores_into(s, x.web) for s in walk(self.program.body))
        stored = stored or self.memory.is_shared(x.web)
        known = self._is_bound_before(x, stack) and has_fixed_shape(x)
        return stack if single and known and not stored else None

    def forward_loop(self) -> For | None:
        """Return the loop of the forward sweep that this one reverses."""
        same = [
            s
            for s in self.program.body[: self.program.reverse_from]
            if isinstance(s, For)
            and not s.down
            and s.var == self.loop.var
            and s.stop is self.loop.stop
        ]
        return same[0] if len(same) == 1 else None

    def _is_bound_before(self, x: Var, stack: Var) -> bool:
        """Whether the name has a value where its stack is made."""
        if any(leaf.value == x for p in self.program.parameters for leaf in leaves(p.tree)):
            return True
        for stmt in self.program.body:
            if isinstance(stmt, NewStack) and stmt.stack == stack:
                return False
            if x in bound_by(stmt):
                return True
        return False

    def model_of(self, g: Var) -> Var | None:
        """Return a name with the temporary's type that has a value before the reversed loop."""
        bound = [leaf.value for p in self.program.parameters for leaf in leaves(p.tree)]
        for stmt in self.program.body[: self.place]:
            bound += bound_by(stmt)
        for var in bound:
            if isinstance(var, Var) and var.type is g.type and has_fixed_shape(var):
                return var
        return None


def _stores_into(stmt: Stmt, web: int) -> bool:
    match stmt:
        case Store(region):
            return region.base.web == web
        case Pop(targets):
            return any(isinstance(t, Region) and t.base.web == web for t in targets)
        case _:
            return False


def _is_over_rows(node: Apply) -> bool:
    rank = rank_of(node.args[0].type)
    return node.attr("axis") in (0, (0,)) and rank == 2
