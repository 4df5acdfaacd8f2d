"""Statements and the statements of their tangents.

::

    y = np.sin(x)          y = np.sin(x); dy = dx * np.cos(x)
    a[i] = a[i] * w        da[i] = da[i] * w + a[i] * dw; a[i] = a[i] * w
    saved.append(x)        saved.append((x, dx))

A tangent comes after its statement, but before one that overwrites what the tangent reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeGuard, TypeVar, assert_never

from gradwright.analysis.activity import differentiated
from gradwright.analysis.flow import names_in
from gradwright.analysis.ownership import is_fresh
from gradwright.diagnostics import Location, refusal
from gradwright.ir.expressions import Apply, Both, Expr, Region, Var, constant, subtrees
from gradwright.ir.rebuild import rebuild
from gradwright.ir.rewriting import with_expressions
from gradwright.ir.statements import (
    Assign,
    Block,
    Effect,
    For,
    ForEach,
    Guard,
    If,
    Leave,
    NewStack,
    Permute,
    Pop,
    Push,
    Stmt,
    Store,
    While,
    blocks_of,
    expressions_of,
)
from gradwright.ir.types import FLOAT, Array, List, Scalar, Stack, lengths_of, rank_of
from gradwright.rules.convert import in_dtype_of
from gradwright.rules.rule import RuleError
from gradwright.rules.table import apply
from gradwright.tangent.expressions import Rewrite, Tangents, zero_like
from gradwright.tangent.names import TangentWebs
from gradwright.tangent.parts import name_parts

Place = TypeVar("Place", bound=Var | Region)


class Statements:
    """Writes blocks with tangents; `shared` are webs whose arrays some store may reach."""

    def __init__(
        self, webs: TangentWebs, tangents: Tangents, rewrite: Rewrite, shared: frozenset[int]
    ) -> None:
        self._webs = webs
        self._tangents = tangents
        self._rewrite = rewrite
        self._shared = shared

    def block(self, block: Block) -> Block:
        """Return the statements of a block and of their tangents."""
        return tuple(new for stmt in block for new in self._stmt(stmt))

    def tangent_of(
        self, expr: Expr, origin: Location | None, result: Expr | None = None
    ) -> Expr | None:
        """Return the tangent of an expression in plain form, None where it is 0."""
        try:
            found = self._tangents.of(expr, result)
        except RuleError as error:
            raise refusal(error.code, origin, **error.details) from None
        return None if found is None else self._rewrite(found)

    def _stmt(self, stmt: Stmt) -> Sequence[Stmt]:
        if not blocks_of(stmt):
            stmt = with_expressions(stmt, self._guarded)
            if zeros := self._dividing(stmt):
                return (*zeros, *self._with_tangent(stmt))
        return self._with_tangent(stmt)

    def _with_tangent(  # noqa: C901  (a match over node kinds)
        self, stmt: Stmt
    ) -> Sequence[Stmt]:
        match stmt:
            case Assign(target, Var() as stack) if isinstance(target.type, Stack):
                return (replace(stmt, target=self._stack(target), value=self._stack(stack)),)
            case Assign(target):
                return self._assign(stmt) if self._is_active(target) else (stmt,)
            case Store(region):
                return self._store(stmt) if self._is_active(region.base) else (stmt,)
            case Permute():
                return self._permute(stmt)
            case NewStack(stack):
                return (replace(stmt, stack=self._stack(stack)),)
            case Push():
                return self._push(stmt)
            case Pop():
                return self._pop(stmt)
            case ForEach():
                return self._for_each(stmt)
            case If(_, then, orelse):
                return (replace(stmt, then=self.block(then), orelse=self.block(orelse)),)
            case For() | While():
                return (replace(stmt, body=self.block(stmt.body)),)
            case Leave() | Guard() | Effect():
                return (stmt,)
            case _:
                assert_never(stmt)

    def _is_active(self, var: Var) -> bool:
        return var.web in self._webs.active

    def _dividing(self, stmt: Stmt) -> list[Stmt]:
        """Return guards of what derivatives divide by: where that is 0, there is no further derivative."""
        found: dict[Expr, None] = {}
        for expr in expressions_of(stmt):
            for node in subtrees(expr):
                if isinstance(node, Apply) and node.prim in DIVIDES:
                    found.setdefault(node.args[0])
                if isinstance(node, Apply) and node.prim == "saved_of":
                    reason = "it is differentiated twice"
                    raise refusal("GW123", stmt.origin, function="a function", reason=reason)
        guards: list[Stmt] = []
        for expr in found:
            if self._tangents.carries(expr):
                holds = apply("ne", expr, constant(0.0, FLOAT), form="infix")
                whole = apply("all", holds, form="method") if rank_of(holds.type) else holds
                guards.append(Guard(whole, NO_SECOND, stmt.origin, "GW018"))
        return guards

    def _guarded(self, expr: Expr) -> Expr:
        """Return an expression in which an adjoint that is 0 counts if its tangent is not."""
        if not any(isinstance(node, Apply) and node.prim == GUARD for node in subtrees(expr)):
            return expr
        return rebuild(expr, self._guard)

    def _guard(self, node: Expr) -> Expr | None:
        if not isinstance(node, Apply) or node.prim != GUARD:
            return None
        tangent = self._tangents.of(node.args[0])
        if tangent is None:
            return node
        moves = apply(GUARD, tangent, node.args[1], form="infix")
        if isinstance(moves.type, Array) or isinstance(node.type, Array):
            return apply("bitor", node, moves, form="infix")
        return Both("or", node, moves, node.type)

    # Bindings.

    def _assign(self, stmt: Assign) -> list[Stmt]:
        target, value = stmt.target, stmt.value
        result = Var(target.web, target.type, True)
        tangent = self._bound(stmt, result)
        value = self._with_calls(value)
        if isinstance(value, Apply):
            tangent = rebuild(tangent, lambda node: result if node is value else None)
        reads_new, reads_old = (_reads(tangent, target, after) for after in (True, False))
        if reads_new and reads_old:
            tangent = rebuild(tangent, lambda node: value if node is result else None)
        now = Var(target.web, target.type)
        parts, (value, tangent) = name_parts((value, tangent), self._webs.new, stmt.origin)
        tangent = rebuild(tangent, lambda node: now if node is result else None)
        primal = replace(stmt, value=value)
        moved = Assign(self._webs.of(target), tangent, stmt.origin)
        return [*parts, moved, primal] if reads_old else [*parts, primal, moved]

    def _bound(self, stmt: Assign, result: Var) -> Expr:
        """Return the tangent that a name is bound to, in the name's type, with an array of its own."""
        tangent = self.tangent_of(differentiated(stmt), stmt.origin, result)
        if tangent is None:
            return self._zero(stmt.value, result)
        tangent = in_dtype_of(fitted(tangent, result), result)
        if isinstance(tangent.type, Array) and is_fresh(stmt.value):
            if not self._may_change(tangent, result):
                return tangent
            return apply("copy", tangent, form="method")
        return tangent

    def _with_calls(self, value: Expr) -> Expr:
        """Return a value with the calls whose jvps give it, beside the tangent."""
        calls = self._tangents.calls
        return rebuild(value, calls.get) if calls else value

    def _zero(self, value: Expr, result: Var) -> Expr:
        if isinstance(value, Apply) and value.prim in EMPTY:
            return apply("empty_like", result, form="np")
        return zero_like(result)

    def _may_change(self, tangent: Expr, target: Var) -> bool:
        """Whether a tangent is another's array, and a store may reach either."""
        if is_fresh(tangent):
            return False
        primals = {self._webs.primal(web) for web in names_in(tangent)}
        return not self._shared.isdisjoint({target.web, *primals})

    # Stores.

    def _store(self, stmt: Store) -> list[Stmt]:
        tangent = self.tangent_of(stmt.value, stmt.origin)
        if tangent is None and stmt.mode == "add":
            return [stmt]
        tangent = constant(0.0, FLOAT) if tangent is None else tangent
        whole = (stmt.region, self._with_calls(stmt.value), tangent)
        parts, (region, value, tangent) = name_parts(whole, self._webs.new, stmt.origin)
        assert isinstance(region, Region)
        moved = replace(stmt, region=self._webs.of_region(region), value=tangent)
        return [*parts, moved, replace(stmt, region=region, value=value)]

    def _permute(self, stmt: Permute) -> list[Stmt]:
        pairs = zip(stmt.targets, stmt.sources, strict=True)
        moved = [(self._webs.of(t), self._webs.of(s)) for t, s in pairs if self._is_active(t)]
        if not moved:
            return [stmt]
        targets, sources = zip(*moved, strict=True)
        return [stmt, Permute(targets, sources, stmt.origin)]

    # Stacks: an entry holds the tangents of its active slots behind its values.

    def _slots(self, stack: Var) -> list[int]:
        assert isinstance(stack.type, Stack)
        count = len(stack.type.elements)
        return [k for k in range(count) if (stack.web, k) in self._webs.active]

    def _stack(self, stack: Var) -> Var:
        assert isinstance(stack.type, Stack)
        elements = stack.type.elements
        tangents = tuple(elements[k] for k in self._slots(stack))
        return Var(stack.web, Stack((*elements, *tangents)), stack.after)

    def _push(self, stmt: Push) -> list[Stmt]:
        pushed = [self._pushed(stmt.values[k], stmt.origin) for k in self._slots(stmt.stack)]
        values = tuple(self._stack(v) if _is_stack(v) else v for v in stmt.values)
        return [replace(stmt, stack=self._stack(stmt.stack), values=(*values, *pushed))]

    def _pushed(self, value: Expr, origin: Location | None) -> Expr:
        tangent = self.tangent_of(value, origin)
        if tangent is None:
            return zero_like(value)
        return in_dtype_of(
            fitted(tangent, value), value
        )  # what is pushed is a name, or part of one

    def _pop(self, stmt: Pop) -> list[Stmt]:
        tangents = tuple(map(self._tangent_place, self._filled(stmt.stack, stmt.targets)))
        targets = tuple(self._stack(t) if _is_stack(t) else t for t in stmt.targets)
        return [replace(stmt, targets=(*targets, *tangents), stack=self._stack(stmt.stack))]

    def _for_each(self, stmt: ForEach) -> list[Stmt]:
        tangents = tuple(map(self._webs.of, self._filled(stmt.stack, stmt.targets)))
        targets = tuple(self._stack(t) if _is_stack(t) else t for t in stmt.targets)
        whole = replace(stmt, stack=self._stack(stmt.stack), body=self.block(stmt.body))
        return [replace(whole, targets=(*targets, *tangents))]

    def _filled(self, stack: Var, targets: Sequence[Place]) -> list[Place]:
        """Return what the slots with tangents fill.

        What a slot fills was pushed by its own name: where that has a tangent, the slot has one.
        """
        slots = self._slots(stack)
        bases = [target if isinstance(target, Var) else target.base for target in targets]
        assert all(k in slots for k, base in enumerate(bases) if self._is_active(base))
        return [targets[k] for k in slots]

    def _tangent_place(self, target: Var | Region) -> Var | Region:
        return self._webs.of(target) if isinstance(target, Var) else self._webs.of_region(target)


GUARD = "is_moved"
DIVIDES = frozenset({"is_zero", "is_nonzero"})
NO_SECOND = "a norm, deviation, factor or exponent is 0: no second derivative is written for that"
EMPTY = frozenset({"empty", "empty_like", "empty_stacked"})


def _is_stack(expr: Expr) -> TypeGuard[Var]:
    return isinstance(expr, Var) and isinstance(expr.type, Stack)


def _reads(expr: Expr, target: Var, after: bool) -> bool:
    """Whether an expression reads a name, as it is before its statement or after."""
    return any(
        isinstance(node, Var) and node.web == target.web and node.after is after
        for node in subtrees(expr)
    )


def fitted(tangent: Expr, model: Expr) -> Expr:
    """Return a tangent in the shape of a value: spread over it, or one number of an array of none."""
    if isinstance(model.type, List):
        return tangent
    if isinstance(model.type, Scalar):
        if isinstance(tangent.type, Array):
            return apply("sum", tangent, form="np")
        return tangent
    if not isinstance(tangent.type, Array) and not lengths_of(model.type):
        return apply("as_array", tangent, form="np")
    if _covers(tangent, model):
        return tangent
    return apply("full_like", model, tangent, form="np")


def _covers(tangent: Expr, model: Expr) -> bool:
    """Whether a tangent has all axes of a value, and unit axes only where that has."""
    own, full = lengths_of(tangent.type), lengths_of(model.type)
    return len(own) == len(full) and all(
        (n.literal == 1) <= (m.literal == 1) for n, m in zip(own, full, strict=True)
    )
