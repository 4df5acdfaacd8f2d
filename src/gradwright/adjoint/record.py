"""To be recorded: what the forward sweep must save so that the reverse sweep reads the right values.

A forward dataflow over `need`, the webs whose present value some earlier statement's adjoint reads.
A statement that overwrites a needed web saves it first; a name local to a loop's body is saved at
the end of the body instead (in the first iteration it has no value to save before). By induction, when
the reverse sweep stands before a statement, every needed web holds what it held there.

::

    for t in …: h = tanh(x[t] + h)     the adjoint reads the new h: `h` is saved before each overwrite
    for i in …: a[i] = a[i] / 5        linear: nothing is needed, nothing saved
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TypeGuard

from gradwright.adjoint.growth import is_growth, is_shrinkage, last_name
from gradwright.adjoint.overlap import Overlaps
from gradwright.adjoint.reads import adjoint_reads
from gradwright.adjoint.site import Arm, Site, walk_sites, with_keeps
from gradwright.analysis.cost import is_worth_keeping
from gradwright.analysis.flow import has_fixed_shape, names_in, path_reads, reads
from gradwright.analysis.memory import Memory, partners
from gradwright.ir.expressions import Expr, Var, subtrees
from gradwright.ir.statements import (
    Assign,
    Effect,
    For,
    Guard,
    If,
    Permute,
    Program,
    Store,
    While,
    expressions_of,
    leaves,
)
from gradwright.ir.types import BOOL, Array, List, Type


class Recorder:
    """Decides saves, block-end saves and kept decisions of a tree of sites."""

    def __init__(
        self,
        root: Arm,
        program: Program,
        new_web: Callable[[str, Type], Var],
    ) -> None:
        self.root = root
        self.new_web = new_web
        self.names: dict[int, Var] = {}
        self.homes: dict[int, Arm] = {}
        self.writes: dict[int, list[Site]] = defaultdict(list)
        self.body = with_keeps(root)
        self.memory = Memory(self.body)
        self.recomputed: set[int] = set()
        self.ended: set[int] = set()
        self._find_homes(program)

    # where each web lives

    def _find_homes(self, program: Program) -> None:  # noqa: C901
        for site in walk_sites(self.root):
            for var in _mentions(site):
                self._meet(var, site.parent)
            for web in self.changed(site):
                self.writes[web].append(site)
        for leaf in leaves(program.result):
            for web in names_in(leaf.value):
                self.homes[web] = self.root
        for parameter in program.parameters:
            for leaf in leaves(parameter.tree):
                if isinstance(leaf.value, Var):
                    self.homes[leaf.value.web] = self.root
                    self.names.setdefault(leaf.value.web, leaf.value)
        for captured in program.captured:
            self.homes[captured.web.web] = self.root

    def _meet(self, var: Var, arm: Arm) -> None:
        self.names.setdefault(var.web, var)
        home = self.homes.get(var.web)
        self.homes[var.web] = arm if home is None else _common(home, arm)

    def changed(self, site: Site) -> frozenset[int]:
        """Return the webs whose value a site changes, those that share the memory that it stores into too."""
        if isinstance(site.stmt, Permute):
            return frozenset(var.web for var in site.stmt.targets)
        if site.target is None:
            return frozenset()
        own = frozenset((site.target.web,))
        return own | self.memory.mates(site.target.web) if isinstance(site.stmt, Store) else own

    # decisions

    def decide(self) -> None:
        """Choose between evaluating a condition again and keeping it (R2)."""
        for site in walk_sites(self.root):
            if not isinstance(site.stmt, If) or self._is_known(site, site.stmt.cond):
                continue
            if self._stays(site.stmt.cond, site):
                site.decision = site.stmt.cond
            else:
                name = self.new_web(
                    "taken", BOOL if not _is_numpy(site.stmt.cond) else site.stmt.cond.type
                )
                site.decision = name
                self.names[name.web] = name
                self.homes[name.web] = site.parent

    def _stays(self, cond: Expr, site: Site) -> TypeGuard[Var]:
        """Whether a condition is a name of this very block that nothing binds again in the iteration."""
        if not isinstance(cond, Var) or self.homes.get(cond.web) is not site.parent:
            return False
        return not any(write.index > site.index for write in self.writes[cond.web])

    def _is_known(self, site: Site, cond: Expr) -> bool:
        return site.exit is not None or self._is_intact(cond, site)

    def _is_intact(self, cond: Expr, site: Site) -> bool:
        """Whether a condition's operands still hold their values when the branch is reversed.

        Only if nothing overwrites them between here and there: for a name of an enclosing loop's
        body that is every write in the loop but the ones before the branch in the same iteration.
        """
        cheap = not is_worth_keeping(cond, in_loop=True)
        return cheap and all(self.is_stable(var, site) for var in reads(cond))

    def is_stable(self, var: Var, site: Site) -> bool:
        """Whether a name keeps its value from a site until the site is reversed."""
        if self._is_loop_variable(var, site):
            return True
        home = self.homes.get(var.web, self.root)
        return home.depth == 0 and not any(
            write.index > site.index or _shares_loop(write, site) for write in self.writes[var.web]
        )

    def _is_loop_variable(self, var: Var, site: Site) -> bool:
        writes = self.writes[var.web]
        return bool(writes) and all(
            isinstance(write.stmt, For)
            and any(arm.owner is write for arm in site.parent.ancestors())
            for write in writes
        )

    # the dataflow

    def record(self) -> None:
        """Set `saves` on sites and `ends` on arms."""
        self.overlaps = Overlaps(self.root, self.writes)
        self.partners = partners(self.body) if self.memory.shares else {}
        self._arm(self.root, set())

    def _reads(self, site: Site, *, after: bool) -> set[int]:
        return adjoint_reads(site, after=after) - self.recomputed

    def _arm(self, arm: Arm, need: set[int]) -> set[int]:  # noqa: C901, PLR0912
        for site in arm.sites:
            need |= {var.web for again in site.recomputes for var in reads(again.value)}
            need -= self.recomputed
            match site.stmt:
                case Assign(target):
                    need |= self._reads(site, after=False)
                    if target.web in need and not site.is_flagged:
                        site.saves = True
                        if (last := last_name(site.stmt)) is not None:
                            need.add(last.web)
                        if not (is_growth(site.stmt) or is_shrinkage(site.stmt)):
                            self._leave(target.web, need)
                    need |= self._reads(site, after=True)
                case Store(region):
                    need |= self._reads(site, after=False)
                    site.saves = site.saves or self._hits(site, region.base.web, need)
                    if site.saves:
                        need.add(region.base.web)
                        need |= {v.web for v in path_reads(site.region or region)} - self.recomputed
                    need |= self._reads(site, after=True)
                case Permute():
                    need = self._permuted(site, need)
                case If():
                    need = self._branch(site, need)
                case For() | While():
                    need = self._loop(site, need)
                case _:
                    pass
        if arm.depth > 0 and arm is not self.root:
            for web in sorted(need):
                if self.homes.get(web) is arm and web not in {v.web for v in arm.ends}:
                    arm.ends.append(self.names[web])
            for var in arm.ends:
                self._leave(var.web, need)
                self.ended.add(var.web)
        return need

    def _leave(self, web: int, need: set[int]) -> None:
        """A needed name was saved: its memory is still read, by whatever name it goes.

        At the end of a block it stays the name's memory, too (`ended`).
        """
        if web in need:
            need.discard(web)
            need.add(~web)

    def _hits(self, site: Site, base: int, need: set[int]) -> bool:
        """Whether a store may overwrite what an earlier statement's adjoint reads."""
        partners = self.partners.get(id(site.stmt), frozenset[int]())
        if not need.isdisjoint(partners) or any(~web in need for web in partners & self.ended):
            return True
        if base not in need:
            return False
        return base in self.memory.permuted or self.overlaps.may_hit(site)

    def _permuted(self, site: Site, need: set[int]) -> set[int]:
        """Return what is needed after names changed places: they change back where any is needed."""
        assert isinstance(site.stmt, Permute)
        targets, sources = site.stmt.targets, site.stmt.sources
        places = {s.web: t.web for s, t in zip(sources, targets, strict=True)}
        site.undone = site.undone or not need.isdisjoint(places)
        return {places.get(web, web) for web in need} | self._unfixed(site)

    def _branch(self, site: Site, need: set[int]) -> set[int]:
        assert isinstance(site.stmt, If)
        need |= self._unfixed(site)
        ends = [self._arm(arm, set(need)) for arm in site.arms]
        need = set[int]().union(*ends)
        if is_reversed(site):
            if site.exit is not None:
                need.add(site.exit.flag.web)
            elif site.decision is not None:
                need.add(site.decision.web)
            else:
                need |= {var.web for var in reads(site.stmt.cond)}
        return need

    def _loop(self, site: Site, need: set[int]) -> set[int]:
        own: set[int] = set()
        if isinstance(site.stmt, For):
            own = {site.stmt.var.web}
            site.saves = site.saves or site.stmt.var.web in need
            need -= own
        need |= self._unfixed(site)
        while True:
            end = self._arm(site.arms[0], set(need)) - own
            if end <= need:
                break
            need |= end
        if is_reversed(site) and isinstance(site.stmt, For):
            bounds = (site.stmt.start, site.stmt.stop, site.stmt.step)
            need |= {var.web for bound in bounds for var in reads(bound)}
        return need

    def _unfixed(self, site: Site) -> set[int]:
        """Return the webs whose shape a zero adjoint at this branch or loop must be read from."""
        return {
            web
            for web in site.zeros
            if web in self.names
            and isinstance(self.names[web].type, Array | List)
            and not has_fixed_shape(self.names[web])
        }


def forget(root: Arm) -> None:
    """Take back what a recorder has set."""
    for site in walk_sites(root):
        site.saves, site.undone, site.decision = False, False, None
        site.recomputes.clear()
        for arm in site.arms:
            arm.ends.clear()


def _is_numpy(cond: Expr) -> bool:
    return not getattr(cond.type, "python", False)


def _mentions(site: Site) -> Iterable[Var]:
    """Yield every name that stands in a site's statement, its kept parts included."""
    seen: set[Var] = set()
    exprs: list[Expr] = list(expressions_of(site.stmt))
    for keep in site.keeps:
        exprs += [keep.target, keep.value]
    if site.value is not None:
        exprs.append(site.value)
    if site.target is not None:
        exprs.append(site.target)
    for expr in exprs:
        _names(expr, seen)
    return seen


def _names(expr: Expr, seen: set[Var]) -> None:
    seen.update(node for node in subtrees(expr) if isinstance(node, Var))


def _common(a: Arm, b: Arm) -> Arm:
    around = set(map(id, a.ancestors()))
    return next(arm for arm in b.ancestors() if id(arm) in around)


def _shares_loop(write: Site, site: Site) -> bool:
    """Whether both stand in one loop, so that the write runs again after the site."""
    common = _common(write.parent, site.parent)
    return common.depth > 0


def is_reversed(site: Site) -> bool:
    """Whether anything inside a branch or loop has to be done in the reverse sweep."""
    return any(
        inner.saves or inner.undone or (inner.live and not isinstance(inner.stmt, Effect | Guard))
        for arm in site.arms
        for inner in walk_sites(arm)
    ) or any(arm.ends for arm in _arms(site))


def _arms(site: Site) -> Iterable[Arm]:
    for arm in site.arms:
        yield arm
        for inner in arm.sites:
            yield from _arms(inner)
