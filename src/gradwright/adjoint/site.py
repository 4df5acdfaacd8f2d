"""The forward program as a tree of sites: a statement and what the passes of this room find out about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from gradwright.adjoint.pullback import Contribution
from gradwright.adjoint.status import States
from gradwright.ir.expressions import Expr, Region, Var
from gradwright.ir.statements import Assign, Block, For, If, Stmt, Store, While, blocks_of

if TYPE_CHECKING:
    from gradwright.adjoint.exits import Exit


@dataclass(slots=True, eq=False)
class Site:
    """One forward statement.

    contributions: its adjoint as a parallel update; seed: the name of its
    target's adjoint in them; live: whether that adjoint is ever non-zero.
    header: for loops, the states of adjoints at the head of the reversed body.
    zeros: for branches and loops, the webs whose zero adjoint may have to be made there.
    keeps: statements put before it, that name parts of its right side.
    value, region: its right side, and where it stores, with those names in.
    saves: whether what it overwrites is saved before.
    recomputes: statements that its adjoint runs first.
    decision: for an If, the name that keeps its condition.
    undone: for names that change places, whether they change back in the reverse sweep.
    exit: for an If, that one of its arms leaves a loop, and which flag tells (`exits`).
    is_flagged: whether it sets such a flag, which is reset where it was asked for.
    """

    stmt: Stmt
    index: int
    parent: Arm
    arms: list[Arm] = field(default_factory=list["Arm"])
    contributions: list[Contribution] = field(default_factory=list[Contribution])
    seed: Var | None = None
    live: bool = False
    header: States = field(default_factory=dict)
    keeps: list[Assign] = field(default_factory=list[Assign])
    value: Expr | None = None
    region: Region | None = None
    zeros: set[int] = field(default_factory=set[int])
    saves: bool = False
    recomputes: list[Assign] = field(default_factory=list[Assign])
    decision: Var | None = None
    undone: bool = False
    exit: Exit | None = None
    is_flagged: bool = False

    @property
    def target(self) -> Var | None:
        """The name that the statement binds or stores into."""
        match self.stmt:
            case Assign(target):
                return target
            case Store(region):
                return region.base
            case For(var):
                return var
            case _:
                return None


@dataclass(slots=True, eq=False)
class Arm:
    """A block of sites; `ends`: the block-local names that are saved at its end."""

    owner: Site | None
    depth: int
    sites: list[Site] = field(default_factory=list[Site])
    ends: list[Var] = field(default_factory=list[Var])

    def ancestors(self) -> Iterator[Arm]:
        """Yield this arm and those around it, innermost first."""
        arm: Arm | None = self
        while arm is not None:
            yield arm
            arm = arm.owner.parent if arm.owner is not None else None


def plant(block: Block) -> Arm:
    """Return a program's body as a tree of sites, numbered in program order."""
    counter = iter(range(10**9))
    root = Arm(None, 0)
    _fill(root, block, counter)
    return root


def _fill(arm: Arm, block: Block, counter: Iterator[int]) -> None:
    for stmt in block:
        site = Site(stmt, next(counter), arm)
        arm.sites.append(site)
        loop = isinstance(stmt, For | While)
        for inner in blocks_of(stmt):
            child = Arm(site, arm.depth + loop)
            site.arms.append(child)
            _fill(child, inner, counter)


def walk_sites(arm: Arm) -> Iterator[Site]:
    """Yield the sites in program order, outer before inner."""
    for site in arm.sites:
        yield site
        for inner in site.arms:
            yield from walk_sites(inner)


def is_branch(site: Site) -> bool:
    """Whether the site is an If."""
    return isinstance(site.stmt, If)


def with_keeps(arm: Arm) -> Block:
    """Return a block's statements with the names in that were put before them."""
    found: list[Stmt] = []
    for site in arm.sites:
        found += site.keeps
        inner = [with_keeps(arm) for arm in site.arms]
        match site.stmt:
            case If():
                found.append(replace(site.stmt, then=inner[0], orelse=inner[1]))
            case For() | While():
                found.append(replace(site.stmt, body=inner[0]))
            case _:
                found.append(site.stmt)
    return tuple(found)
