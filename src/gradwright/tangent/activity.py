"""Which webs, and which slots of stacks, have tangents: what depends on the direction and is asked for.

::

    y = x * 2; saved.append(y); n = len(x); z = saved.pop()      active: x, y, z, slot 0 of saved
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import assert_never

from gradwright.analysis.activity import differentiated, sources
from gradwright.ir.expressions import Expr, Region, Var
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
    walk,
)
from gradwright.ir.types import Stack, is_differentiable

Slot = tuple[int, int]  # a stack's web, and a place in its entries
Place = int | Slot


@dataclass(slots=True)
class Flow:
    """Where values go: from webs and slots to webs and slots."""

    forwards: dict[Place, set[Place]] = field(
        default_factory=lambda: defaultdict[Place, set[Place]](set)
    )
    backwards: dict[Place, set[Place]] = field(
        default_factory=lambda: defaultdict[Place, set[Place]](set)
    )
    memo: dict[Expr, frozenset[int]] = field(default_factory=dict[Expr, frozenset[int]])
    kept: dict[Slot, list[Var]] = field(default_factory=lambda: defaultdict[Slot, list[Var]](list))

    def value(self, expr: Expr, to: Place) -> None:
        """Note that a value goes to a place."""
        for web in sources(expr, self.memo):
            self.edge(web, to)

    def edge(self, source: Place, to: Place) -> None:
        """Note that what is at one place goes to another."""
        self.forwards[source].add(to)
        self.backwards[to].add(source)

    def same_stack(self, one: Var, other: Var) -> None:
        """Note that two names may hold one stack: their entries have tangents in the same slots."""
        assert isinstance(one.type, Stack)
        for k in range(len(one.type.elements)):
            self.edge((one.web, k), (other.web, k))
            self.edge((other.web, k), (one.web, k))

    def kept_in(self, slot: Slot, stack: Var) -> None:
        """Note that a stack is in a slot of another, or is taken out of it."""
        for other in self.kept[slot]:
            self.same_stack(stack, other)
        self.kept[slot].append(stack)


def active_places(body: Block, given: Iterable[int], wanted: Iterable[Expr]) -> frozenset[Place]:
    """Return the places that depend on `given` webs and on which `wanted` values depend."""
    flow = Flow()
    for stmt in walk(body):
        _note(stmt, flow)
    results = {web for expr in wanted for web in sources(expr, flow.memo)}
    return _reachable(given, flow.forwards) & _reachable(results, flow.backwards)


def _note(stmt: Stmt, flow: Flow) -> None:  # noqa: C901, PLR0912  (a match over node kinds)
    match stmt:
        case Assign(target, Var() as stack) if isinstance(target.type, Stack):
            flow.same_stack(target, stack)
        case Assign(target):
            if is_differentiable(target.type):
                flow.value(differentiated(stmt), target.web)
        case Store(region, value):
            if is_differentiable(region.base.type):
                flow.value(value, region.base.web)
        case Permute(targets, names):
            for target, name in zip(targets, names, strict=True):
                flow.edge(name.web, target.web)
                flow.edge(target.web, name.web)
        case Push(stack, values):
            for k, value in enumerate(values):
                flow.value(value, (stack.web, k))
            _keep(stack, values, flow)
        case Pop(targets, stack) | ForEach(targets, stack):
            _keep(stack, targets, flow)
            for k, web in _filled(targets):
                flow.edge((stack.web, k), web)
        case NewStack() | If() | For() | While() | Leave() | Guard() | Effect():
            pass
        case _:
            assert_never(stmt)


def _keep(stack: Var, parts: Iterable[Expr], flow: Flow) -> None:
    for k, part in enumerate(parts):
        if isinstance(part, Var) and isinstance(part.type, Stack):
            flow.kept_in((stack.web, k), part)


def _filled(targets: Iterable[Var | Region]) -> Iterator[tuple[int, int]]:
    """Yield the place in an entry and the web that it fills, where that can carry a tangent."""
    for k, target in enumerate(targets):
        base = target if isinstance(target, Var) else target.base
        if is_differentiable(base.type):
            yield k, base.web


def _reachable(start: Iterable[int], edges: dict[Place, set[Place]]) -> frozenset[Place]:
    seen: set[Place] = set(start)
    todo = list(seen)
    while todo:
        for place in edges.get(todo.pop(), ()):
            if place not in seen:
                seen.add(place)
                todo.append(place)
    return frozenset(seen)
