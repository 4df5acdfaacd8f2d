"""Write the two sweeps: the forward statements with what they save, and their adjoints in reverse order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from gradwright.adjoint.exits import Exit, loop_of
from gradwright.adjoint.growth import is_growth, is_shrinkage, last_entry, last_name
from gradwright.adjoint.names import Webs
from gradwright.adjoint.pieces import plain
from gradwright.adjoint.record import is_reversed
from gradwright.adjoint.replay import call, operands
from gradwright.adjoint.saving import Saving
from gradwright.adjoint.sequence import Sequencer
from gradwright.adjoint.site import Arm, Site, walk_sites
from gradwright.adjoint.status import States, Status, base_web, joined, permute
from gradwright.analysis.flow import reads
from gradwright.analysis.memory import Memory
from gradwright.ir.brackets import is_bracket, mirrored
from gradwright.ir.expressions import Const, Expr, Region, Var, constant
from gradwright.ir.statements import (
    Assign,
    Block,
    Effect,
    For,
    ForEach,
    If,
    Leave,
    NewStack,
    Permute,
    Pop,
    Push,
    Stmt,
    Store,
    While,
    bound_by,
)
from gradwright.ir.types import INT, Array
from gradwright.rules.table import apply

Observe = Callable[[Stmt, Expr], Stmt | None]


@dataclass(slots=True, eq=False)
class Forward:
    """Writes the forward sweep of a planned tree of sites."""

    saving: Saving
    logged: Callable[[str, Site, bool], list[Stmt]]

    def block(self, arm: Arm) -> list[Stmt]:
        """Return the statements of a block."""
        out: list[Stmt] = []
        group = self.saving.groups.get(id(arm.owner)) if arm.owner is not None else None
        for site in arm.sites:
            origin = site.stmt.origin
            out += [NewStack(stack, origin) for stack in self.saving.created.get(id(site), [])]
            if site.decision is not None and is_reversed(site):
                assert isinstance(site.stmt, If)
                if site.decision != site.stmt.cond:
                    out.append(Assign(site.decision, site.stmt.cond, origin))
            out += site.keeps
            if group is not None and group.place is site:
                out.append(Push(group.stack, tuple(group.names), origin))
            out += self._save(site)
            out += self.logged("record", site, False)
            out += self._site(site)
            out += self.logged("record", site, True)
        return out + self._end(arm)

    def _end(self, arm: Arm) -> list[Stmt]:
        """Return what a block ends with: saves of its own names, a loop's count."""
        out: list[Stmt] = []
        owner = arm.owner
        group = self.saving.groups.get(id(owner)) if owner is not None else None
        if owner is not None and group is not None and group.place is None:
            out.append(Push(group.stack, tuple(group.names), owner.stmt.origin))
        for name in arm.ends:
            stack = self.saving.end_stacks.get((id(arm), name.web))
            if stack is not None:
                out.append(Push(stack, (name,), arm.sites[-1].stmt.origin))
        count = self.saving.counts.get(id(owner)) if owner is not None else None
        if count is not None:
            out.append(Assign(count, apply("add", count, constant(1, INT), form="infix"), None))
        return out

    def _save(self, site: Site) -> list[Stmt]:
        """Return the statement that saves what a site overwrites."""
        if not site.saves or is_growth(site.stmt) or last_name(site.stmt) is not None:
            return []
        assert site.target is not None
        region = isinstance(site.stmt, Store)
        what: Expr = (
            (site.region or site.stmt.region) if isinstance(site.stmt, Store) else site.target
        )
        if is_shrinkage(site.stmt):
            what = last_entry(site.target)
        single = self.saving.single.get(id(site))
        if single is not None:
            copied = region and isinstance(what.type, Array)
            value = apply("copy", what, form="method") if copied else what
            return [Assign(single, value, site.stmt.origin)]
        stack = self.saving.site_stacks.get(id(site))
        return [] if stack is None else [Push(stack, (what,), site.stmt.origin)]

    def _site(self, site: Site) -> list[Stmt]:
        match site.stmt:
            case Assign() if site.value is not None:
                return [replace(site.stmt, value=site.value)]
            case Store() if site.value is not None:
                assert site.region is not None
                return [replace(site.stmt, value=site.value, region=site.region)]
            case If():
                then, orelse = (tuple(self.block(arm)) for arm in site.arms)
                kept = site.decision if is_reversed(site) else None
                cond = site.stmt.cond if kept is None else kept
                return [replace(site.stmt, cond=cond, then=then, orelse=orelse)]
            case For():
                start = self._reached(site, site.stmt.start if site.stmt.down else site.stmt.stop)
                return [*start, replace(site.stmt, body=tuple(self.block(site.arms[0])))]
            case Leave():
                return [*self._left(site), site.stmt]
            case While():
                count = self.saving.counts.get(id(site))
                start = [] if count is None else [Assign(count, constant(0, INT))]
                body = tuple(self.block(site.arms[0]))
                return [*start, replace(site.stmt, body=body)]
            case _:
                return [site.stmt]

    def _reached(self, loop: Site, bound: Expr) -> list[Stmt]:
        """Return the statement that notes how far a loop comes."""
        reached = self.saving.reached.get(id(loop))
        return [] if reached is None else [Assign(reached, bound, loop.stmt.origin)]

    def _left(self, leave: Site) -> list[Stmt]:
        """Return the statement that notes how far a loop came that is left here."""
        loop = loop_of(leave)
        if loop is None or not isinstance(loop.stmt, For):
            return []
        var, step = loop.stmt.var, loop.stmt.step
        return self._reached(loop, var if loop.stmt.down else _further(var, step))


def _further(var: Var, step: Expr, sign: int = 1) -> Expr:
    """Return the next number that a loop would count, or the one before."""
    match step:
        case Const(int() as value) if value < 0:
            sign, step = -sign, constant(-value, INT)
        case _:
            pass
    return apply("add" if sign > 0 else "sub", var, step, form="infix")


def _only_left(body: Block, last: Assign) -> If | None:
    """Return the one iteration that does anything, where that is the one in which the loop was left."""
    match body:
        case (If(Var() as flag, (Assign(target, Const(False)) as reset, *rest), ()) as branch,):
            return replace(branch, then=(reset, last, *rest)) if target == flag else None
        case _:
            return None


@dataclass(slots=True, eq=False)
class Backward:
    """Writes the reverse sweep of a planned tree of sites, and tracks the states of adjoints.

    names: the webs of the forward program; memory: which of them may hold the same array; observe:
    gives what is to run where an adjoint is known.
    """

    webs: Webs
    saving: Saving
    sequencer: Sequencer
    names: Mapping[int, Var]
    memory: Memory
    logged: Callable[[str, Site, bool], list[Stmt]]
    observe: Observe | None

    def block(self, arm: Arm, state: States) -> list[Stmt]:
        """Return the statements that reverse a block."""
        out: list[Stmt] = []
        for name in reversed(arm.ends):
            stack = self.saving.end_stacks.get((id(arm), name.web))
            if stack is not None:
                out.append(Pop((name,), stack))
        for site in reversed(arm.sites):
            out += self._site(site, state)
        return [] if all(map(is_bracket, out)) else out

    def _site(self, site: Site, state: States) -> list[Stmt]:
        early, late = _recomputations(site)
        return early + self._rest(site, late, state)

    def _rest(self, site: Site, late: list[Stmt], state: States) -> list[Stmt]:
        match site.stmt:
            case Assign() | Store():
                assert site.target is not None
                restore = self._restore(site) + late
                return self._update(site, state, restore) if site.target.web in state else restore
            case Permute():
                return self._change_back(site, site.stmt, state)
            case If():
                settled = self.sequencer.settle(self._touched(site), state)
                return settled + self._branch(site, state)
            case For() | While():
                settled = self.sequencer.settle(self._touched(site), state)
                return settled + self._loop(site, state)
            case Effect() as effect if is_bracket(effect):
                return [mirrored(effect)]
            case _:
                return []

    def _update(self, site: Site, state: States, restore: list[Stmt]) -> list[Stmt]:
        first = self._observed(site) + self.logged("compare", site, True)
        checks = self.logged("compare", site, False)
        assert site.target is not None
        stores = isinstance(site.stmt, Store)
        mates = self.memory.mates(site.target.web) if stores else frozenset[int]()
        return first + self.sequencer.update(site, state, restore, checks, mates)

    def _change_back(self, site: Site, stmt: Permute, state: States) -> list[Stmt]:
        """Return the statements by which adjoints, and the arrays themselves, take their old places."""
        out: list[Stmt] = []
        if not {var.web for var in stmt.targets}.isdisjoint(state):
            for var in stmt.targets:
                if var.web not in state:
                    out += self.sequencer.own_buffer(var, state, stmt.origin)
            places = [tuple(map(self.webs.adjoint, names)) for names in _changed_back(stmt)]
            out.append(Permute(places[0], places[1], stmt.origin))
            permute(stmt, state)
        if site.undone:
            out.append(Permute(*_changed_back(stmt)))
        return out

    def _observed(self, site: Site) -> list[Stmt]:
        """Return the statement that notes the adjoint of what a site binds, where asked for."""
        if self.observe is None or site.target is None:
            return []
        target = (site.region or site.stmt.region) if isinstance(site.stmt, Store) else site.target
        whole = isinstance(target, Var)
        adjoint = self.webs.adjoint(target) if whole else self.webs.adjoint_region(target)
        noted = self.observe(site.stmt, adjoint)
        return [] if noted is None else [noted]

    def _touched(self, site: Site) -> list[Var]:
        """Return the names whose adjoints a branch or loop changes."""
        if site.parent.owner is not None:
            return []
        webs = {base_web(p) for arm in site.arms for s in walk_sites(arm) for p in s.contributions}
        webs |= {v.web for arm in site.arms for s in walk_sites(arm) for v in bound_by(s.stmt)}
        webs |= {s.target.web for arm in site.arms for s in walk_sites(arm) if s.target is not None}
        return [self.names[web] for web in sorted(webs)]

    def _restore(self, site: Site) -> list[Stmt]:
        """Return the statement that puts back what a site overwrote."""
        if not site.saves:
            return []
        assert site.target is not None
        if is_growth(site.stmt):
            return [Assign(site.target, apply("list_front", site.target))]
        what = (site.region or site.stmt.region) if isinstance(site.stmt, Store) else site.target
        single = self.saving.single.get(id(site))
        if is_shrinkage(site.stmt):
            return self._regrown(site, site.target, single)
        if single is not None:
            if isinstance(what, Region):
                return [Store(what, single, origin=None)]
            return [Assign(what, single)]
        stack = self.saving.site_stacks.get(id(site))
        if isinstance(what, Region) and not what.path and not self.memory.is_shared(what.base.web):
            what = what.base
        return [] if stack is None else [Pop((what,), stack)]

    def _regrown(self, site: Site, target: Var, single: Var | None) -> list[Stmt]:
        """Return the statements that put back the entry that a list lost."""
        named = last_name(site.stmt)
        single = single if named is None else named
        if single is not None:
            return [Assign(target, apply("appended", target, single))]
        stack = self.saving.site_stacks.get(id(site))
        if stack is None:
            return []
        entry = self.webs.new("entry", last_entry(target).type)
        return [Pop((entry,), stack), Assign(target, apply("appended", target, entry))]

    def _branch(self, site: Site, state: States) -> list[Stmt]:
        assert isinstance(site.stmt, If)
        ends = [dict(state) for _ in site.arms]
        codes = [self.block(arm, end) for arm, end in zip(site.arms, ends, strict=True)]
        after = joined(ends)
        for code, end in zip(codes, ends, strict=True):
            code.extend(self._zeros(after.keys() - end.keys(), end))
        state.clear()
        state.update(after)
        if site.exit is not None:
            return self._exit(site, site.exit, codes)
        if not any(codes):
            return []
        cond = site.stmt.cond if site.decision is None else site.decision
        return [If(cond, tuple(codes[0]), tuple(codes[1]), site.stmt.origin)]

    def _exit(self, site: Site, exit_: Exit, codes: list[list[Stmt]]) -> list[Stmt]:
        """Return the adjoint of a branch into an exit: its flag tells, and is reset at last."""
        asked = [asker for asker in exit_.askers if is_reversed(asker)]
        last = min(asked, key=lambda asker: asker.index, default=None)
        left, rest = codes[exit_.arm], codes[1 - exit_.arm]
        if site is last and (len(asked) > 1 or left or rest):
            reset = Assign(exit_.flag, constant(False, exit_.flag.type), exit_.leave.stmt.origin)
            left = [reset, *left]
        if not left and not rest:
            return []
        return [If(exit_.flag, tuple(left), tuple(rest), site.stmt.origin)]

    def _zeros(self, missing: set[int], state: States) -> list[Stmt]:
        """Make zero adjoints where a path left them unwritten."""
        out: list[Stmt] = []
        for web in sorted(missing):
            out += self.sequencer.own_buffer(self.names[web], state, None)
        return out

    def _loop(self, site: Site, state: States) -> list[Stmt]:
        assert isinstance(site.stmt, For | While)
        if not any(inner.live for inner in walk_sites(site.arms[0])):
            restored = tuple(self.block(site.arms[0], dict(state)))
            loop = self._reversed_loop(site, restored) if is_reversed(site) else []
            return [*loop, *self._restore(site)]
        out: list[Stmt] = []
        for web, status in sorted(site.header.items()):
            if web not in state or (status is Status.OWNED and state[web] is Status.SHARED):
                out += self.sequencer.own_buffer(self.names[web], state, site.stmt.origin)
        inner = dict(site.header)
        body = self.block(site.arms[0], inner)
        body += self._zeros(site.header.keys() - inner.keys(), inner)
        state.clear()
        state.update(site.header)
        loop = self._reversed_loop(site, tuple(body)) if is_reversed(site) else []
        return [*out, *loop, *self._restore(site)]

    def _reversed_loop(self, site: Site, body: Block) -> list[Stmt]:
        origin = site.stmt.origin
        group = self.saving.groups.get(id(site))
        if group is not None:
            return [ForEach(tuple(group.names), group.stack, body, origin, group.counter)]
        if isinstance(site.stmt, For):
            loop = replace(site.stmt, body=body, down=not site.stmt.down)
            reached = self.saving.reached.get(id(site))
            if reached is None:
                return [loop]
            last = reached if site.stmt.down else _further(reached, site.stmt.step, -1)
            once = _only_left(body, Assign(site.stmt.var, last, origin))
            changed = {"stop": reached} if loop.down else {"start": reached}
            return [replace(loop, **changed) if once is None else once]
        count = self.saving.counts[id(site)]
        zero, one = constant(0, INT), constant(1, INT)
        return [For(self.webs.new("step", INT), zero, count, one, body, origin=origin)]


def _changed_back(stmt: Permute) -> tuple[tuple[Var, ...], tuple[Var, ...]]:
    """Return targets and sources of the statement that undoes another, its targets in the same order."""
    places = dict(zip(stmt.sources, stmt.targets, strict=True))
    return stmt.targets, tuple(places[target] for target in stmt.targets)


def _recomputations(site: Site) -> tuple[list[Stmt], list[Stmt]]:
    """Return the recomputations that may run at once, and those that need what the site overwrote."""
    needed = {site.target.web} if site.target is not None and not site.arms else set[int]()
    early: list[Stmt] = []
    late: list[Stmt] = []
    for again in site.recomputes:
        if needed.isdisjoint(var.web for var in reads(again.value)):
            early.append(again)
        else:
            late.append(again)
            needed.add(again.target.web)
    return early, late


def logger(webs: Webs, *, replay: bool) -> Callable[[str, Site, bool], list[Stmt]]:
    """Return what gives the statements that log or compare what a live site's adjoint reads."""

    def logged(method: str, site: Site, after: bool) -> list[Stmt]:
        if not replay or not site.live:
            return []
        values = operands(site, webs.is_adjoint, after=after)
        return [_plain_effect(s) for s in call(method, site, values, after=after)]

    return logged


def _plain_effect(stmt: Stmt) -> Stmt:
    """Return a logging statement with its operands read where it stands."""
    assert isinstance(stmt, Effect)
    return replace(stmt, args=tuple(map(plain, stmt.args)))
