"""Drop what nothing reads: assignments, stores, saves and emptied branches and loops.

In: a written program. Out: the same without statements whose names no kept statement and no result reads.
Guards and effects stay, with all that they read.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from gradwright.analysis.flow import changed_webs, names_in
from gradwright.analysis.memory import Memory
from gradwright.ir.expressions import Apply, Region, Var
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
    Program,
    Push,
    Stmt,
    Store,
    While,
    bound_by,
    expressions_of,
    leaves,
)


def drop_dead(program: Program) -> Program:
    """Return the program without statements that contribute nothing to its result."""
    live = _live_webs(program)
    body = program.body if program.reverse_from is None else program.body[: program.reverse_from]
    forward = _block(body, live)
    if program.reverse_from is None:
        return replace(program, body=forward)
    backward = _block(program.body[program.reverse_from :], live)
    return replace(program, body=(*forward, *backward), reverse_from=len(forward))


def _live_webs(program: Program) -> set[int]:
    """Return the webs that some kept statement or the result reads."""
    feeds: dict[int, set[int]] = defaultdict(set)
    todo: set[int] = set()
    for leaf in leaves(program.result):
        todo |= names_in(leaf.value)
    _collect(program.body, feeds, todo, ())
    memory = Memory(program.body)
    live: set[int] = set()
    while todo:
        web = todo.pop()
        if web not in live:
            live.add(web)
            todo |= (feeds[web] | memory.mates(web)) - live
    return live


def _collect(  # noqa: C901
    block: Block, feeds: dict[int, set[int]], roots: set[int], around: tuple[int, ...]
) -> None:
    """Record which webs each changed web needs: operands, subscripts, and the control flow around."""
    for stmt in block:
        needed = {web for expr in expressions_of(stmt) for web in names_in(expr)} | set(around)
        match stmt:
            case Guard() | Effect():
                roots |= needed
            case If() | For() | While() | ForEach():
                inner = _control(stmt, needed)
                for arm in (stmt.then, stmt.orelse) if isinstance(stmt, If) else (stmt.body,):
                    _collect(arm, feeds, roots, tuple(inner))
                if isinstance(stmt, For):
                    feeds[stmt.var.web] |= inner
                if isinstance(stmt, While):
                    roots |= inner
                if isinstance(stmt, ForEach):
                    for target in bound_by(stmt):
                        feeds[target.web] |= inner
            case _:
                if draws(stmt):
                    roots |= needed | set(changed_webs(stmt))
                if isinstance(stmt, Pop):
                    needed.add(stmt.stack.web)
                for web in changed_webs(stmt):
                    feeds[web] |= needed


def draws(stmt: Stmt) -> bool:
    """Whether a statement draws random numbers: what is drawn later depends on it."""
    match stmt:
        case Assign(value=Apply("random")):
            return True
        case _:
            return False


def _control(stmt: If | For | While | ForEach, needed: set[int]) -> set[int]:
    """Return the webs that decide what runs inside a statement: for a loop, also where it is left."""
    if isinstance(stmt, If):
        return needed
    stack = {stmt.stack.web} if isinstance(stmt, ForEach) else set[int]()
    return needed | stack | _leaving(stmt.body)


def _leaving(block: Block) -> set[int]:
    """Return the webs of the conditions around each `Leave` of a loop's body."""
    found: set[int] = set()
    for stmt in block:
        if isinstance(stmt, If) and _leaves((stmt,)):
            found |= names_in(stmt.cond) | _leaving(stmt.then) | _leaving(stmt.orelse)
    return found


def _leaves(block: Block) -> bool:
    return any(
        isinstance(stmt, Leave) or (isinstance(stmt, If) and _leaves((*stmt.then, *stmt.orelse)))
        for stmt in block
    )


def _block(block: Block, live: set[int]) -> Block:
    return tuple(kept for stmt in block for kept in _statement(stmt, live))


def _statement(stmt: Stmt, live: set[int]) -> tuple[Stmt, ...]:
    match stmt:
        case Assign() | Store() | Permute() | NewStack() | Push():
            return (stmt,) if any(web in live for web in changed_webs(stmt)) else ()
        case Pop(targets, stack):
            wanted = any(_base(target) in live for target in targets) or stack.web in live
            return (stmt,) if wanted else ()
        case If():
            return _branch(stmt, live)
        case For() | While() | ForEach():
            return _loop(stmt, live)
        case _:
            return (stmt,)


def _base(target: Var | Region) -> int:
    return target.web if isinstance(target, Var) else target.base.web


def _branch(stmt: If, live: set[int]) -> tuple[Stmt, ...]:
    then, orelse = _block(stmt.then, live), _block(stmt.orelse, live)
    return (replace(stmt, then=then, orelse=orelse),) if then or orelse else ()


def _loop(stmt: For | While | ForEach, live: set[int]) -> tuple[Stmt, ...]:
    body = _block(stmt.body, live)
    if not all(_only_leaves(inner) for inner in body) or isinstance(stmt, While):
        return (replace(stmt, body=body),)
    keeps = any(var.web in live for var in bound_by(stmt))
    return (replace(stmt, body=body),) if keeps else ()


def _only_leaves(stmt: Stmt) -> bool:
    """Whether all that a statement does is to end the loop around."""
    if isinstance(stmt, If):
        return all(map(_only_leaves, (*stmt.then, *stmt.orelse)))
    return isinstance(stmt, Leave)
