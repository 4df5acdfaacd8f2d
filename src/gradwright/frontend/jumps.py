"""`break`, `continue` and `return` inside of loops, rewritten to branches before a function is read.

In: a function's statements. Out: the same with one jump, `Last` ("this iteration is the last one"), and no
``else`` of loops. What a jump skips stands in the other arm; a flag says whether a loop was left::

    for i in range(n):                  left = False
        if a[i] > limit:                for i in range(n):
            return s            →           if a[i] > limit: left = True; Last
        s = s + a[i]                        else: s = s + a[i]
    return s * 2                        if left: return s
                                        return s * 2

A return's value is evaluated after the loop where all its names have values there whatever happens; else it
is kept under a name of its own (`Result`).
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gradwright.frontend.early import EarlyFor, EarlyWhile, Last, Result
from gradwright.frontend.liveness import bound_in, certainly_bound
from gradwright.frontend.scopes import own
from gradwright.ir.naming import unused

Names = frozenset[str]
_Visit = Callable[[list[ast.stmt]], list[ast.stmt]]
_LOOPS = (ast.For, ast.While)


class _Left(ast.stmt):
    """An inner loop was left by an exit that leaves this loop, too."""

    exit: Exit


class _Skipped(ast.stmt):
    """The rest of the iteration is to be skipped; a flag says so already."""


@dataclass(frozen=True, slots=True, eq=False)
class Exit:
    """One way out of a loop: its flag, the return that follows, what keeps the return's value."""

    flag: str
    node: ast.stmt
    returns: ast.Return | None = None
    result: str | None = None


@dataclass(slots=True, eq=False)
class _Loop:
    """The loop around: the ways out that were found, and how an iteration's rest is skipped.

    skip: the flag where what follows cannot stand in another arm; skips: whether it was used.
    """

    exits: list[Exit] = field(default_factory=list[Exit])
    skip: str | None = None
    skips: bool = False
    sure: Names = frozenset()
    bound: Names = frozenset()


def without_jumps(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.stmt]:
    """Return a function's statements without jumps out of loops."""
    if not any(map(_rewritten, node.body)):
        return node.body
    args = node.args
    given = [*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg]
    names = {arg.arg for arg in given if arg is not None}
    taken = names | {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    return _Rewriting(taken, frozenset(names)).block(node.body, None)


class _Rewriting:
    """Rewrites one function; `sure` are the names that certainly have values at its top level."""

    def __init__(self, taken: set[str], sure: Names) -> None:
        self.taken = taken
        self.sure = sure

    def name(self, hint: str) -> str:
        """Return a name that the function does not use."""
        return unused(hint, self.taken)

    def block(self, body: Sequence[ast.stmt], loop: _Loop | None) -> list[ast.stmt]:
        """Return statements without jumps."""
        out: list[ast.stmt] = []
        for place, stmt in enumerate(body):
            rest = body[place + 1 :]
            if not _concerns(stmt, loop):
                out.append(stmt)
            elif isinstance(stmt, _LOOPS):
                made, following = self.loop(stmt, loop)
                return [*out, *made, *self.block([*following, *rest], loop)]
            elif loop is None:
                out.append(self._inside(stmt))
            elif (jump := self._jump(stmt, loop)) is not None:
                return out + jump
            else:
                return out + self._branch(stmt, rest, loop)
            if loop is None:
                self.sure |= _surely_bound(stmt)
        return out

    def _inside(self, stmt: ast.stmt) -> ast.stmt:
        """Return a statement outside of all loops with its blocks rewritten."""
        before = self.sure

        def arm(body: list[ast.stmt]) -> list[ast.stmt]:
            self.sure = before
            return self.block(body, None)

        new = _with_blocks(stmt, arm)
        self.sure = before
        return new

    # jumps

    def _jump(self, stmt: ast.stmt, loop: _Loop) -> list[ast.stmt] | None:
        """Return what stands for a statement that is a jump itself."""
        match stmt:
            case ast.Break() | ast.Return():
                return self._leave(stmt, loop)
            case _Left():
                if stmt.exit not in loop.exits:
                    loop.exits.append(stmt.exit)
                return _last(stmt, loop)
            case ast.Continue():
                if loop.skip is None:
                    return []
                loop.skips = True
                return [_assign(loop.skip, True, stmt)]
            case _Skipped():
                return []
            case _:
                return None

    def _leave(self, stmt: ast.Break | ast.Return, loop: _Loop) -> list[ast.stmt]:
        flag = self.name("left")
        set_ = _assign(flag, True, stmt)
        if isinstance(stmt, ast.Break):
            loop.exits.append(Exit(flag, stmt))
            return [set_, *_last(stmt, loop)]
        if stmt.value is None or _read(stmt.value) & loop.bound <= loop.sure:
            loop.exits.append(Exit(flag, stmt, stmt))
            return [set_, *_last(stmt, loop)]
        result = self.name("out")
        target = ast.copy_location(ast.Name(result, ast.Store()), stmt)
        kept = Result(targets=[target], value=stmt.value)
        value = ast.copy_location(ast.Name(result, ast.Load()), stmt.value)
        after = ast.copy_location(ast.Return(value), stmt)
        loop.exits.append(Exit(flag, stmt, after, result))
        return [set_, ast.copy_location(kept, stmt), *_last(stmt, loop)]

    # branches with jumps

    def _branch(self, stmt: ast.stmt, rest: Sequence[ast.stmt], loop: _Loop) -> list[ast.stmt]:
        """Return a branch some arm of which jumps, and what follows it."""
        if not rest:
            return [_with_blocks(stmt, lambda arm: self.block(arm, loop))]
        if isinstance(stmt, ast.If):
            falls = [_falls(arm) for arm in (stmt.body, stmt.orelse)]
            if not all(falls):
                arms = [
                    self.block([*arm, *rest] if fall else arm, loop)
                    for arm, fall in zip((stmt.body, stmt.orelse), falls, strict=True)
                ]
                return [ast.copy_location(ast.If(stmt.test, arms[0], arms[1]), stmt)]
        return self._flagged(stmt, rest, loop)

    def _flagged(self, stmt: ast.stmt, rest: Sequence[ast.stmt], loop: _Loop) -> list[ast.stmt]:
        """Let arms that may or may not jump set flags, and ask these before what follows."""
        outer = (loop.skip, loop.skips)
        loop.skip = loop.skip or self.name("skipped")
        loop.skips, known = False, list(loop.exits)
        skip = loop.skip
        new = _with_blocks(stmt, lambda arm: self.block(arm, loop))
        before: list[ast.stmt] = []
        asks = [_ask(exit_.flag, _left(exit_)) for exit_ in loop.exits if exit_ not in known]
        if loop.skips:
            asks.append(_ask(skip, ast.copy_location(_Skipped(), stmt)))
            if outer[0] is None:
                before.append(_assign(skip, False, stmt))
        loop.skip, loop.skips = outer[0], outer[1] or (loop.skips and outer[0] is not None)
        return [*before, new, *self.block([*asks, *rest], loop)]

    # loops

    def loop(
        self, stmt: ast.For | ast.While, outer: _Loop | None
    ) -> tuple[list[ast.stmt], list[ast.stmt]]:
        """Return a loop with what comes before it, and what follows it in terms of the loop around."""
        inner = _Loop()
        if outer is None:
            inner.sure, inner.bound = self.sure, bound_in([stmt])
        else:
            inner.sure, inner.bound = outer.sure, outer.bound
        body = self.block(stmt.body, inner)
        breaks = [e for e in inner.exits if e.returns is None]
        returns = [e for e in inner.exits if e.returns is not None]
        begun = breaks if outer is not None else inner.exits
        before: list[ast.stmt] = [_assign(e.flag, False, stmt) for e in begun]
        following = [_ask(e.flag, _after(e, outer)) for e in returns]
        if returns and not breaks and _is_endless(stmt):
            following[-1] = _after(returns[-1], outer)
        if stmt.orelse and breaks:
            following.append(_unless([e.flag for e in breaks], stmt.orelse))
        else:
            following += stmt.orelse
        results = {e.result: e.flag for e in returns if e.result is not None and outer is None}
        return [*before, _early(stmt, body, inner.exits, results)], following


def _early(
    stmt: ast.For | ast.While,
    body: list[ast.stmt],
    exits: Sequence[Exit],
    results: Mapping[str, str],
) -> ast.stmt:
    loop: EarlyFor | EarlyWhile
    if isinstance(stmt, ast.For):
        loop = EarlyFor(target=stmt.target, iter=stmt.iter, body=body, orelse=[])
    else:
        loop = EarlyWhile(test=stmt.test, body=body, orelse=[])
    loop.flags = tuple(exit_.flag for exit_ in exits)
    loop.results = results
    return ast.copy_location(loop, stmt)


def _is_endless(stmt: ast.For | ast.While) -> bool:
    return (
        isinstance(stmt, ast.While)
        and isinstance(stmt.test, ast.Constant)
        and bool(stmt.test.value)
    )


# pieces -------------------------------------------------------------------------------------------


def _last(stmt: ast.stmt, loop: _Loop) -> list[ast.stmt]:
    """Return the jump, where the iteration has nothing more to do; else its flag is asked for later."""
    return [] if loop.skip is not None else [ast.copy_location(Last(), stmt)]


def _assign(flag: str, value: bool, at: ast.stmt) -> ast.stmt:
    target = ast.copy_location(ast.Name(flag, ast.Store()), at)
    return ast.copy_location(ast.Assign([target], ast.copy_location(ast.Constant(value), at)), at)


def _flag(flag: str, at: ast.stmt) -> ast.expr:
    return ast.copy_location(ast.Name(flag, ast.Load()), at)


def _ask(flag: str, then: ast.stmt) -> ast.stmt:
    return ast.copy_location(ast.If(_flag(flag, then), [then], []), then)


def _left(exit_: Exit) -> ast.stmt:
    left = ast.copy_location(_Left(), exit_.node)
    left.exit = exit_
    return left


def _after(exit_: Exit, outer: _Loop | None) -> ast.stmt:
    """Return what is done after a loop that a return left."""
    assert exit_.returns is not None
    return exit_.returns if outer is None else _left(exit_)


def _unless(flags: Sequence[str], body: list[ast.stmt]) -> ast.stmt:
    """Return the ``else`` of a loop: what runs unless it was left by a break."""
    at = body[0]
    names = [_flag(flag, at) for flag in flags]
    left = names[0] if len(names) == 1 else ast.copy_location(ast.BoolOp(ast.Or(), names), at)
    test = ast.copy_location(ast.UnaryOp(ast.Not(), left), at)
    return ast.copy_location(ast.If(test, body, []), at)


def _surely_bound(stmt: ast.stmt) -> Names:
    """Return the names that have values after a statement."""
    match stmt:
        case ast.If(_, body, orelse):
            arms = [_all_bound(arm) for arm in (body, orelse) if _falls(arm)]
            return frozenset[str].intersection(*arms) if arms else frozenset()
        case ast.With(_, body):
            return _all_bound(body)
        case _:
            return certainly_bound(stmt)


def _all_bound(body: Iterable[ast.stmt]) -> Names:
    return frozenset(name for stmt in body for name in _surely_bound(stmt))


def _read(expr: ast.expr) -> Names:
    return frozenset(node.id for node in ast.walk(expr) if isinstance(node, ast.Name))


# what has jumps -----------------------------------------------------------------------------------


def _blocks(stmt: ast.stmt) -> Iterator[list[ast.stmt]]:
    """Yield the blocks of a statement that is no loop and no scope of its own."""
    match stmt:
        case ast.If(_, body, orelse):
            yield from (body, orelse)
        case ast.With(_, body):
            yield body
        case ast.Match(_, cases):
            yield from (case.body for case in cases)
        case _:
            return


def _with_blocks(stmt: ast.stmt, visit: _Visit) -> ast.stmt:
    """Return a statement with its blocks rewritten."""
    new: ast.stmt
    match stmt:
        case ast.If(test, body, orelse):
            new = ast.If(test, visit(body), visit(orelse))
        case ast.With(items, body):
            new = ast.With(items, visit(body))
        case ast.Match(subject, cases):
            new = ast.Match(
                subject, [ast.match_case(c.pattern, c.guard, visit(c.body)) for c in cases]
            )
        case _:
            return stmt
    return ast.copy_location(new, stmt)


def _concerns(stmt: ast.stmt, loop: _Loop | None) -> bool:
    """Whether a statement must be rewritten where it stands."""
    return _rewritten(stmt) or (loop is not None and _jumps((stmt,)))


def _rewritten(stmt: ast.stmt) -> bool:
    """Whether a statement holds a loop that is left early, or has an ``else``."""
    if isinstance(stmt, _LOOPS):
        return bool(stmt.orelse) or _jumps(stmt.body) or any(map(_rewritten, stmt.body))
    return any(_rewritten(inner) for block in _blocks(stmt) for inner in block)


def _jumps(body: Iterable[ast.stmt]) -> bool:
    """Whether statements of a loop's body may jump out of the iteration."""
    for stmt in body:
        match stmt:
            case ast.Break() | ast.Continue() | ast.Return() | _Left() | _Skipped():
                return True
            case ast.For() | ast.While():
                if any(isinstance(n, ast.Return) for n in own(stmt.body)) or _jumps(stmt.orelse):
                    return True
            case _:
                if any(map(_jumps, _blocks(stmt))):
                    return True
    return False


def _falls(body: Iterable[ast.stmt]) -> bool:
    """Whether control may come to the end of a block."""
    for stmt in body:
        match stmt:
            case ast.Return() | ast.Raise() | ast.Break() | ast.Continue() | _Left() | _Skipped():
                return False
            case ast.If(_, then, orelse) if not _falls(then) and not _falls(orelse):
                return False
            case _:
                pass
    return True
