"""What a written program saves for its reverse part, and which statements' derivatives read it.

::

    saved_b = []                             a stack: what is taken from it restores b
    saved_u = u[1]; … u[1] = saved_u         a single value
    saved_h = np.empty((n, *h.shape))        an array with a row an iteration
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gradwright.analysis.flow import names_in
from gradwright.analysis.memory import Memory
from gradwright.diagnostics import Location
from gradwright.ir.expressions import Apply, Region, Var
from gradwright.ir.statements import (
    Assign,
    Block,
    ForEach,
    NewStack,
    Pop,
    Program,
    Stmt,
    Store,
    expressions_of,
    walk,
)


@dataclass(frozen=True, slots=True)
class Saved:
    """A name that holds saved values, and the forward statements whose derivatives read them."""

    web: int
    readers: tuple[Location, ...]


def saved_values(program: Program) -> list[Saved]:
    """Return what the forward part of a written program saves, in the order in which it is made."""
    assert program.reverse_from is not None
    forward, backward = program.body[: program.reverse_from], program.body[program.reverse_from :]
    found: list[Saved] = []
    memory = Memory(program.body)
    for stmt in walk(forward):
        web = _made(stmt, backward)
        if web is not None and web not in {saved.web for saved in found}:
            found.append(Saved(web, tuple(_readers(backward, web, memory))))
    return found


def _made(stmt: Stmt, backward: Block) -> int | None:
    match stmt:
        case NewStack(stack):
            return stack.web
        case Assign(target, Apply("empty_stacked")):
            return target.web
        case Assign(target) if _only_restores(target, backward):
            return target.web
        case _:
            return None


def _only_restores(name: Var, backward: Block) -> bool:
    """Whether the reverse part reads a name for nothing but to put a value back."""
    reading = [s for s in walk(backward) if any(name.web in names_in(e) for e in expressions_of(s))]
    return bool(reading) and all(
        isinstance(s, Assign | Store) and s.value is name and s.origin is None for s in reading
    )


def _readers(backward: Block, web: int, memory: Memory) -> Iterator[Location]:
    """Yield the origins of the statements that read what is put back from a saved value."""
    restores = [stmt for stmt in walk(backward) if _takes(stmt, web)]
    first = next(
        (k for k, s in enumerate(backward) if not restores or restores[0] in walk((s,))), 0
    )
    targets = {target for stmt in restores for target in _targets(stmt)} | {web}
    restored = memory.with_mates(targets)
    seen: set[tuple[str, int]] = set()
    for stmt in walk(backward[first:]):
        read = {w for e in expressions_of(stmt) for w in names_in(e)}
        at = stmt.origin
        if stmt in restores or at is None or restored.isdisjoint(read):
            continue
        if (at.filename, at.line) not in seen:
            seen.add((at.filename, at.line))
            yield at


def _takes(stmt: Stmt, web: int) -> bool:
    match stmt:
        case Pop(_, stack) | ForEach(_, stack):
            return stack.web == web
        case Assign(_, value) | Store(_, value):
            return value == Var(web, value.type) or (
                isinstance(value, Region) and value.base.web == web
            )
        case _:
            return False


def _targets(stmt: Stmt) -> Iterator[int]:
    match stmt:
        case Pop(targets) | ForEach(targets):
            for target in targets:
                yield target.web if isinstance(target, Var) else target.base.web
        case Assign(target):
            yield target.web
        case Store(region):
            yield region.base.web
        case _:
            pass
