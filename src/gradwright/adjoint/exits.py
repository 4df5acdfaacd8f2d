"""Exits of loops in the reverse sweep: only the first reversed iteration can be one that was left.

::

    left = False                          for i in reversed(range(reached)):
    for i in range(n):                        if left:
        if a[i] > limit:         →                left = False
            left = True; leave                else:
        else: s = s * a[i]                        ds = ds * a[i]

So a branch into an exit needs no record of its own where a flag tells that the loop was left there: a name
that is False when the loop starts, becomes True on the way out, and is asked in conditions alone. The
adjoint that is reached last resets it. Other branches with exits are treated as any branch.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from gradwright.adjoint.site import Arm, Site, walk_sites
from gradwright.analysis.flow import names_in
from gradwright.ir.expressions import Apply, Const, Expr, Var
from gradwright.ir.statements import (
    Assign,
    For,
    If,
    Leave,
    Program,
    While,
    bound_by,
    expressions_of,
    leaves,
)


@dataclass(frozen=True, slots=True, eq=False)
class Exit:
    """That a branch's arm leaves the loop: the flag that says so; all branches that ask this flag."""

    flag: Var
    arm: int
    leave: Site
    askers: list[Site]


def find_exits(root: Arm, program: Program) -> None:
    """Note on branches which of their arms leave the loop, and on flags' bindings that nothing saves them."""
    search = _Search(root, program)
    for site in walk_sites(root):
        if isinstance(site.stmt, Leave):
            search.note(site)


def loop_of(site: Site) -> Site | None:
    """Return the innermost loop around a site."""
    for arm in site.parent.ancestors():
        if arm.owner is not None and isinstance(arm.owner.stmt, For | While):
            return arm.owner
    return None


def exits_of(loop: Site) -> Iterator[Site]:
    """Yield the places where a loop is left."""
    for site in walk_sites(loop.arms[0]):
        if isinstance(site.stmt, Leave) and loop_of(site) is loop:
            yield site


class _Search:
    def __init__(self, root: Arm, program: Program) -> None:
        self.bindings: dict[int, list[Site]] = defaultdict(list)
        self.askers: dict[int, list[Site]] = defaultdict(list)
        self.read = {web for leaf in leaves(program.result) for web in names_in(leaf.value)}
        for site in walk_sites(root):
            for var in bound_by(site.stmt):
                self.bindings[var.web].append(site)
            if not isinstance(site.stmt, If | While):
                for expr in expressions_of(site.stmt):
                    self.read |= names_in(expr)

    def note(self, leave: Site) -> None:
        """Note an exit on the branch that it stands in, where a flag says whether it was taken."""
        branch, loop = leave.parent.owner, loop_of(leave)
        if branch is None or loop is None or branch.exit or not isinstance(branch.stmt, If):
            return
        arm = branch.arms.index(leave.parent)
        for flag in self._candidates(branch.stmt.cond, leave.parent, arm):
            if self._tells(flag, leave.parent, loop):
                for site in self.bindings[flag.web]:
                    site.is_flagged |= _is_bound_to(site, True)
                self.askers[flag.web].append(branch)
                branch.exit = Exit(flag, arm, leave, self.askers[flag.web])
                return

    def _candidates(self, cond: Expr, arm: Arm, place: int) -> Iterator[Var]:
        match cond, place:
            case (Var(), 0):
                yield cond
            case (Apply("not", (Var() as flag,)), 1):
                yield flag
            case _:
                pass
        yield from (s.target for s in arm.sites if s.target is not None and _is_bound_to(s, True))

    def _tells(self, flag: Var, arm: Arm, loop: Site) -> bool:
        """Whether a name is True at the end of an iteration just where it left the loop by this arm."""
        sites = self.bindings[flag.web]
        sets = [site for site in sites if _is_bound_to(site, True)]
        resets = [site for site in sites if _is_bound_to(site, False)]
        if flag.web in self.read or len(sets) + len(resets) < len(sites):
            return False
        own = [site for site in sets if site.parent is arm]
        return (
            (len(sets) == 1 if own else True)
            and all(_is_inside(site, loop) for site in sets)
            and not any(_is_inside(site, loop) for site in resets)
            and self._is_fresh(flag, loop)
        )

    def _is_fresh(self, flag: Var, loop: Site) -> bool:
        """Whether a flag is False whenever a loop starts: bound before, or leaving the outer one."""
        around = loop_of(loop)
        before = [s for s in loop.parent.sites if s.index < loop.index]
        if any(s.target == flag and _is_bound_to(s, False) for s in before):
            return True
        after = [s for s in loop.parent.sites if s.index > loop.index]
        leaves_too = around is not None and any(_leaves(s, flag) for s in after)
        return leaves_too and around is not None and self._is_fresh(flag, around)


def _leaves(site: Site, flag: Var) -> bool:
    """Whether a loop is left here where a flag is True, or in any case."""
    if isinstance(site.stmt, If) and site.stmt.cond == flag:
        return any(isinstance(inner.stmt, Leave) for inner in site.arms[0].sites)
    return isinstance(site.stmt, Leave)


def _is_bound_to(site: Site, value: bool) -> bool:
    match site.stmt:
        case Assign(_, Const(found)):
            return found is value
        case _:
            return False


def _is_inside(site: Site, loop: Site) -> bool:
    return any(arm.owner is loop for arm in site.parent.ancestors())
