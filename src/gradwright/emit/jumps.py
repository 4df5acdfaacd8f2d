"""Loops that end early: `Leave` becomes a ``break`` behind all that the last iteration still does.

::

    if c: leave; y = 1             if c:
    else: s                →           y = 1; saved.append(x); break
    saved.append(x)                s; saved.append(x)
"""

from __future__ import annotations

from dataclasses import replace

from gradwright.ir.statements import Block, If, Leave, Stmt


def with_breaks(body: Block) -> Block:
    """Return a loop's body in which each `Leave` is the last statement that its iteration runs."""
    return _block(body, ())


def _block(block: Block, after: Block) -> Block:
    """Return a block; `after` is what its iteration does behind it."""
    out: list[Stmt] = []
    for k, stmt in enumerate(block):
        rest = block[k + 1 :]
        if isinstance(stmt, Leave):
            return (*out, *rest, *after, stmt)
        if isinstance(stmt, If) and _leaves((stmt,)):
            out += _branch(stmt, (*rest, *after))
        else:
            out.append(stmt)
    return tuple(out)


def _branch(stmt: If, after: Block) -> Block:
    """Return a branch: what stands beside an arm that ends in a ``break`` needs no arm."""
    then, orelse = _block(stmt.then, after), _block(stmt.orelse, after)
    match _ends_in_break(then), _ends_in_break(orelse):
        case True, False:
            return (replace(stmt, then=then, orelse=()), *orelse)
        case False, True:
            return (replace(stmt, then=(), orelse=orelse), *then)
        case _:
            return (replace(stmt, then=then, orelse=orelse),)


def _leaves(block: Block) -> bool:
    """Whether a block holds a `Leave` of the loop around it."""
    return any(
        isinstance(stmt, Leave) or (isinstance(stmt, If) and _leaves((*stmt.then, *stmt.orelse)))
        for stmt in block
    )


def _ends_in_break(block: Block) -> bool:
    return bool(block) and isinstance(block[-1], Leave)
