"""Blocks of statements: `if`, and the single exit that all returns lead to.

In: statements. Out: what comes of them (`Outcome`): control falls through, returns a value, or never
comes back (raise). What follows an `if` that returns on some path moves into its arms::

    if c: return a          if c: out = a
    s; return b             else: s; out = b
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gradwright.frontend.cells import names_of
from gradwright.frontend.conditions import truth
from gradwright.frontend.joins import Path, join, join_names, same_structure
from gradwright.frontend.liveness import falls_through
from gradwright.frontend.lowering import operate
from gradwright.frontend.reader import Reader, Unresolved, var_of
from gradwright.frontend.values import (
    Container,
    Known,
    Missing,
    Value,
    describe,
    tuple_of,
    webs_in,
)
from gradwright.ir.expressions import Expr
from gradwright.ir.statements import If


@dataclass(frozen=True, slots=True)
class Returned:
    """A return statement was reached."""

    value: Value
    node: ast.AST


class Never:
    """An exception was raised: control does not come back."""


Outcome = Returned | Never | None
NEVER = Never()


def run_block(reader: Reader, body: Sequence[ast.stmt]) -> Outcome:
    """Read statements in order."""
    for place, stmt in enumerate(body):
        if isinstance(stmt, ast.If):
            outcome, finished = _run_if(reader, stmt, body[place + 1 :])
            if finished or outcome is not None:
                return outcome
            continue
        outcome = reader.run(stmt)
        if outcome is not None:
            assert isinstance(outcome, Returned | Never)
            return outcome
    return None


def _run_if(reader: Reader, stmt: ast.If, rest: Sequence[ast.stmt]) -> tuple[Outcome, bool]:
    """Read an `if`; the second result says whether what follows it was read too."""
    reader.begin(stmt)
    cond = truth(reader, stmt.test)
    if isinstance(cond, bool):
        arm = stmt.body if cond else stmt.orelse
        if any(map(_has_return, arm)) and falls_through(arm):
            return run_block(reader, [*arm, *rest]), True
        return run_block(reader, arm), False
    arms = (stmt.body, stmt.orelse)
    moved = _has_return(stmt)
    if moved:
        arms = tuple([*arm, *rest] if falls_through(arm) else arm for arm in arms)
    return _run_arms(reader, stmt, cond, arms, moved), moved


def _has_return(stmt: ast.stmt) -> bool:
    if isinstance(stmt, ast.If):
        return any(_has_return(inner) for inner in (*stmt.body, *stmt.orelse))
    return isinstance(stmt, ast.Return)


def _run_arms(
    reader: Reader,
    stmt: ast.If,
    cond: Expr,
    arms: tuple[Sequence[ast.stmt], ...],
    moved: bool,
) -> Outcome:
    def read(arm: Sequence[ast.stmt]) -> Outcome:
        outcome = run_block(reader, arm)
        return Returned(Known(None), stmt) if outcome is None and moved else outcome

    before, first = dict(reader.frame.names), reader.webs.count
    (one, then), (other, orelse) = (
        _read_arm(reader, before, first, lambda arm=arm: read(arm)) for arm in arms
    )
    reader.frame.statement = stmt
    live = _live(reader, reader.frame.liveness.after(stmt), (then, orelse))
    result = _meet(reader, stmt, (one, other), (then, orelse), live)
    _emit_if(reader, stmt, cond, (one, other), (then, orelse))
    return result


def _read_arm(
    reader: Reader, names: dict[str, Value], first: int, read: Callable[[], Outcome]
) -> tuple[Outcome, Path]:
    reader.frame.names = dict(names)
    with reader.branch() as block:
        try:
            outcome = read()
        except Unresolved:
            outcome = NEVER
    return outcome, Path(block, reader.frame.names, {}, first)


def run_unless(
    reader: Reader, loop: ast.For | ast.While, cond: Expr, read: Callable[[], Outcome]
) -> Outcome:
    """Read an iteration of an unrolled loop that runs unless a condition holds."""
    before, first = dict(reader.frame.names), reader.webs.count
    outcome, path = _read_arm(reader, before, first, read)
    reader.frame.names = before
    other = Path([], dict(before), {}, first)
    live = _live(reader, reader.frame.liveness.header(loop), (path, other))
    result = _meet(reader, loop, (outcome, None), (path, other), live)
    if path.block or other.block:
        opposite = operate(reader, loop, "not", cond)
        reader.emit(If(opposite, tuple(path.block), tuple(other.block), reader.at(loop)))
    return result


def _live(reader: Reader, live: frozenset[str], paths: tuple[Path, Path]) -> frozenset[str]:
    """Return the names that are read later: those of callers' objects that changed here, too."""
    later = reader.frame.later
    return live.union(*(names_of(path.names, later) for path in paths)) if later else live


def _emit_if(
    reader: Reader, stmt: ast.If, cond: Expr, outcomes: Sequence[Outcome], paths: Sequence[Path]
) -> None:
    """Emit an `if`; what follows an arm that raises needs no arm of its own."""
    then, orelse = (path.block for path in paths)
    raises = [isinstance(outcome, Never) for outcome in outcomes]
    if raises == [True, False]:
        reader.emit(If(cond, tuple(then), (), reader.at(stmt)))
        reader.out += orelse
    elif raises == [False, True]:
        opposite = operate(reader, stmt.test, "not", cond)
        reader.emit(If(opposite, tuple(orelse), (), reader.at(stmt)))
        reader.out += then
    elif then or orelse:
        reader.emit(If(cond, tuple(then), tuple(orelse), reader.at(stmt)))


def _meet(
    reader: Reader,
    stmt: ast.stmt,
    outcomes: tuple[Outcome, Outcome],
    paths: tuple[Path, Path],
    live: frozenset[str],
) -> Outcome:
    """Return what comes of an `if` whose arms were read, and set the names after it."""
    alive = [(o, path) for o, path in zip(outcomes, paths, strict=True) if not isinstance(o, Never)]
    if not alive:
        return NEVER
    if len(alive) == 1:
        reader.frame.names = alive[0][1].names
        return alive[0][0]
    match outcomes:
        case (Returned() as first, Returned() as second):
            return _join_results(reader, stmt, (first, second), paths)
        case _:
            for path in paths:
                path.holders = reader.holders(path.names, live)
            reader.frame.names = join_names(reader, stmt, paths, live)
            return None


def _join_results(
    reader: Reader, stmt: ast.stmt, results: tuple[Returned, Returned], paths: tuple[Path, Path]
) -> Returned:
    first, second = (result.value for result in results)
    kept = _live(reader, frozenset(), paths)
    for result, path in zip(results, paths, strict=True):
        held = tuple(path.names[name] for name in sorted(kept) if name in path.names)
        path.holders = _result_holders(reader, tuple_of(result.value, *held))
    value = join(reader, results[1].node, _hint(reader, first, second), (first, second), paths)
    if kept:
        reader.frame.names = join_names(reader, stmt, paths, kept)
    if isinstance(value, Missing):
        raise _refused(reader, results)
    return Returned(value, results[0].node)


def _result_holders(reader: Reader, value: Value) -> dict[int, int]:
    """Count references to what is returned; arguments are never turned into the result's variable."""
    holders = reader.holders({}, frozenset())
    for web in webs_in(value):
        holders[web] = holders.get(web, 0) + (2 if web in reader.paths else 1)
    return holders


def _hint(reader: Reader, first: Value, second: Value) -> str:
    names = [reader.webs.names[var.web] for v in (first, second) if (var := var_of(v)) is not None]
    return names[0] if len(names) == 2 and names[0] == names[1] else "out"


def _refused(reader: Reader, results: tuple[Returned, Returned]) -> Exception:
    first, second = (result.value for result in results)
    nothing = [result for result in results if result.value == Known(None)]
    node = results[1].node
    if len(nothing) == 1:
        return reader.refuse("GW207", node)
    match first, second:
        case Container(), Container() if same_structure(first, second):
            return reader.refuse("GW206", node, first="parts", second="parts of another type")
        case _:
            pass
    return reader.refuse("GW206", node, first=describe(first), second=describe(second))
