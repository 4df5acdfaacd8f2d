"""Put one statement's parallel update in order (R5): early reads, restore, the rest, its own name last.

::

    h = tanh(z + h)    { dz <- dh * (1 - h'·h'), dh <- dh * (1 - h'·h') }   h' the value that it bound
    →  g = dh * (1.0 - h * h);  h = saved_h.pop();  dz += g;  dh = g
"""

from __future__ import annotations

from collections.abc import Iterable

from gradwright.adjoint.growth import is_growth
from gradwright.adjoint.names import Webs, adjoint_type
from gradwright.adjoint.order import Step, split_around_restore
from gradwright.adjoint.pieces import (
    copied,
    count_of,
    first_write,
    into_entry,
    plain,
    plain_region,
    plain_region_or_var,
    plus,
    web_of,
    without_front,
    zero_of,
)
from gradwright.adjoint.pullback import Contribution, zero_like
from gradwright.adjoint.share import name_shared
from gradwright.adjoint.site import Site
from gradwright.adjoint.status import (
    States,
    Status,
    base_web,
    is_narrow,
    kept_status,
    owns,
    taken_over,
)
from gradwright.analysis.flow import names_in
from gradwright.analysis.ownership import is_fresh
from gradwright.diagnostics import Location
from gradwright.ir.expressions import Expr, Region, Var, subtrees
from gradwright.ir.rebuild import rebuild
from gradwright.ir.statements import Assign, Stmt, Store
from gradwright.ir.types import Array, List
from gradwright.rules.symbolic import Sym, call
from gradwright.rules.table import apply


class Sequencer:
    """Turns contributions into statements that assign, accumulate and store, and tracks their states."""

    def __init__(self, webs: Webs) -> None:
        self.webs = webs
        self.views: set[int] = set()  # temporaries of this update that may show an adjoint's memory

    def update(
        self,
        site: Site,
        state: States,
        restore: list[Stmt],
        checks: list[Stmt],
        mates: frozenset[int],
    ) -> list[Stmt]:
        """Return the statements of a live site's adjoint, with `restore` at the right place between them.

        checks: compare what the adjoint reads with what the forward sweep had, where asked for; mates: the
        webs that may show the memory which `restore` writes into.
        """
        own = site.target
        assert own is not None
        self._use_present_name(site, own)
        if is_growth(site.stmt):
            return self._shorten(site, own, state, [*restore, *checks])
        steps = self._steps(site)
        out: list[Stmt] = []
        early, late = split_around_restore(steps, own.web, mates, restoring=bool(restore))
        if early is None:
            kept = self._keep_new_value(site, out)
            steps = [Step(s.target, rebuild(s.value, kept.get), s.temporary) for s in steps]
            early, late = split_around_restore(steps, own.web, mates, restoring=True)
            assert early is not None
        heir = self._heir(site, own, state)
        late = self._lend(site, late, state)
        others, selves = self._apart(late, own.web)
        early_others, early_selves = self._apart(early, own.web)
        for step in early_others:
            out += self._emit(step, state, site.stmt.origin)
        selves = self._name_early(early_selves, out, site.stmt.origin) + selves
        out += restore
        out += checks
        for step in others:
            out += self._emit(step, state, site.stmt.origin)
        if heir is not None:
            state[heir] = state[own.web]
        return out + self._own(site, selves, state)

    def _shorten(self, site: Site, own: Var, state: States, restore: list[Stmt]) -> list[Stmt]:
        """Return the update of a list that got one more entry: its adjoint's last one is taken off."""
        origin = site.stmt.origin
        out = self.own_buffer(own, state, origin)
        seed = self.webs.adjoint(own)
        last, front = call("list_last", Sym(seed)).expr, call("list_front", Sym(seed)).expr
        site.contributions = parts = without_front(site.contributions, own, front)
        shorter = Assign(seed, front, origin)
        if not any(last in subtrees(part.value) for part in parts):
            out += [shorter, *restore]
        elif (
            len(parts) == 1
            and base_web(parts[0]) != own.web
            and count_of(parts[0].value, last) == 1
        ):
            out += restore
            for step in self._steps(site):
                out += self._emit(step, state, origin)
            return [*out, shorter]
        else:
            name = self._temporary(last)
            swap: dict[Expr, Expr] = {last: name}
            site.contributions = [
                Contribution(part.target, rebuild(part.value, swap.get)) for part in parts
            ]
            out += [Assign(name, last, origin), shorter, *restore]
        for step in self._steps(site):
            out += self._emit(step, state, origin)
        return out

    def _heir(self, site: Site, own: Var, state: States) -> int | None:
        """Return the web that takes over the buffer of the target's adjoint inside of a loop or branch."""
        if site.parent.owner is None or not isinstance(site.stmt, Assign):
            return None
        parts = site.contributions
        others = [part for part in parts if base_web(part) != own.web]
        return taken_over(site, others, [p for p in parts if p not in others], state)

    # names lent to another

    def _use_present_name(self, site: Site, own: Var) -> None:
        """Where the target's adjoint goes by another name than when its seed was pulled back, use that."""
        present, seed = self.webs.adjoint(own), site.seed
        if seed is not None and seed is not present:
            swap: dict[Expr, Expr] = {seed: present}
            memo: dict[Expr, Expr] = {}
            site.contributions = [
                Contribution(part.target, rebuild(part.value, swap.get, memo))
                for part in site.contributions
            ]

    def _lend(self, site: Site, steps: list[Step], state: States) -> list[Step]:
        """In straight-line code let a name whose first write is a bare name go by that name.

        ``z = x + y`` gives dx and dy the value of dz: no statement is needed. A name that is the only
        one to take over the whole adjoint of the statement's target also takes over its buffer.
        """
        own = site.target
        if site.parent.owner is not None or own is None or not isinstance(site.stmt, Assign):
            return steps
        if any(base_web(part) == own.web for part in site.contributions):
            return steps
        seed = self.webs.adjoint(own)
        lent = [step for step in steps if self._is_lendable(step, seed, state)]
        sole = len(lent) == 1 and all(
            owns(step.value) for step in steps if step not in lent and not step.temporary
        )
        for step in lent:
            assert isinstance(step.target, Var)
            assert isinstance(step.value, Var)
            self.webs.adjoint_of[step.target.web] = step.value
            took = sole and step.value is seed
            state[step.target.web] = state[own.web] if took else Status.SHARED
            if not took:
                self.webs.borrowed.add(step.target.web)
        if lent:
            self.webs.forget_adjoint(own)
        return [step for step in steps if step not in lent]

    def _is_lendable(self, step: Step, seed: Var, state: States) -> bool:
        return (
            isinstance(step.target, Var)
            and not step.temporary
            and step.target.web not in state
            and isinstance(step.value, Var)
            and (step.value is seed or step.value.web in self.webs.temporaries)
            and (
                step.target.web in self.webs.narrow
                or adjoint_type(step.target.type) is step.value.type
            )
        )

    def settle(self, touched: Iterable[Var], state: States) -> list[Stmt]:
        """Give names that go by another's name one of their own, before control flow that changes them."""
        out: list[Stmt] = []
        for var in touched:
            if var.web in self.webs.borrowed and var.web in state:
                lender = self.webs.adjoint(var)
                own = self.webs.renew_adjoint(var)
                out.append(Assign(own, lender))
        return out

    # pieces

    def _steps(self, site: Site) -> list[Step]:
        parts = [part for part in site.contributions if not self._is_unchanged(site, part)]
        named, values = name_shared([part.value for part in parts], self._temporary)
        self.views = {n.web for n, v in named if isinstance(n.type, Array) and not is_fresh(v)}
        steps = [Step(name, value, temporary=True) for name, value in named]
        return steps + [Step(p.target, v) for p, v in zip(parts, values, strict=True)]

    def _temporary(self, part: Expr) -> Var:
        name = self.webs.new_adjoint("g", part.type)
        self.webs.temporaries.add(name.web)
        return name

    def _is_unchanged(self, site: Site, part: Contribution) -> bool:
        """Whether a name's contribution to itself is its whole old adjoint (``z = z + x``)."""
        return (
            isinstance(site.stmt, Assign)
            and part.target == site.stmt.target
            and part.value is self.webs.adjoint(site.stmt.target)
            and sum(base_web(p) == base_web(part) for p in site.contributions) == 1
        )

    def _apart(self, steps: list[Step], web: int) -> tuple[list[Step], list[Step]]:
        selves = [s for s in steps if not s.temporary and web_of(s.target) == web]
        return [s for s in steps if s not in selves], selves

    def _name_early(
        self, selves: list[Step], out: list[Stmt], origin: Location | None
    ) -> list[Step]:
        named: list[Step] = []
        for step in selves:
            name = self._temporary(step.value)
            out.append(Assign(name, plain(copied(step.value)), origin))
            named.append(Step(step.target, name))
        return named

    def _keep_new_value(self, site: Site, out: list[Stmt]) -> dict[Expr, Expr]:
        """Keep what the statement bound under another name before it is put back."""
        own = site.target
        assert own is not None
        found: dict[Expr, Expr] = {}
        for part in site.contributions:
            for node in subtrees(part.value):
                base = node.base if isinstance(node, Region) else node
                if (
                    isinstance(base, Var)
                    and base.after
                    and base.web == own.web
                    and node not in found
                    and (isinstance(node, Region) or not isinstance(site.stmt, Store))
                ):
                    name = self.webs.new(f"{self.webs.names[own.web]}_new", node.type)
                    bound_anew = isinstance(site.stmt, Assign) and isinstance(node, Var)
                    value = plain(node if bound_anew else copied(node))
                    out.append(Assign(name, value, site.stmt.origin))
                    found[node] = name
        return found

    # statements

    def _emit(self, step: Step, state: States, origin: Location | None) -> list[Stmt]:
        value = plain(step.value)
        if step.temporary:
            assert isinstance(step.target, Var)
            return [Assign(step.target, value, origin)]
        return self.receive(step.target, value, state, origin)

    def receive(
        self, target: Var | Region, value: Expr, state: States, origin: Location | None
    ) -> list[Stmt]:
        """Return the statements by which a name's adjoint, or a region of it, receives a value."""
        if isinstance(target, Region):
            return self._receive_region(target, value, state, origin)
        adjoint = self.webs.adjoint(target)
        status = state.get(target.web)
        part = Contribution(target, value)
        if status is None:
            if target.web in self.webs.narrow:
                state[target.web] = Status.SHARED
                return [Assign(adjoint, value, origin)]
            state[target.web] = Status.OWNED if owns(value) or is_narrow(part) else Status.SHARED
            return [Assign(adjoint, first_write(part), origin)]
        in_place = status is Status.OWNED and isinstance(target.type, Array)
        state[target.web] = Status.OWNED
        if in_place:
            return [Store(Region(adjoint, (), adjoint.type), value, "add", origin=origin)]
        total = plus(adjoint, value)
        if target.web in self.webs.borrowed:
            adjoint = self.webs.renew_adjoint(target)
        return [Assign(adjoint, total, origin)]

    def _receive_region(
        self, target: Region, value: Expr, state: States, origin: Location | None
    ) -> list[Stmt]:
        target = plain_region(target)
        fresh = target.base.web not in state
        out = self.own_buffer(target.base, state, origin)
        region = self.webs.adjoint_region(target)
        repeats = self.webs.may_repeat(region)
        if isinstance(target.base.type, List):
            return [*out, *into_entry(region, value, origin)]
        mode = "assign" if fresh and not repeats else "add"
        return [*out, Store(region, value, mode, repeats, origin)]

    def own_buffer(self, base: Var, state: States, origin: Location | None) -> list[Stmt]:
        """Make a name's adjoint an array of its own: zeros, or a copy of what it shares."""
        adjoint = self.webs.adjoint(base)
        status = state.get(base.web)
        state[base.web] = Status.OWNED
        match status:
            case None:
                return [Assign(adjoint, zero_like(base), origin)]
            case Status.SHARED if isinstance(adjoint.type, Array | List):
                is_list = isinstance(base.type, List)
                copied = apply("list_copy" if is_list else "copy", adjoint, form="method")
                if base.web in self.webs.borrowed:
                    adjoint = self.webs.renew_adjoint(base)
                return [Assign(adjoint, copied, origin)]
            case _:
                return []

    def _own(self, site: Site, selves: list[Step], state: States) -> list[Stmt]:
        match site.stmt:
            case Assign(target):
                return self._own_name(site, target, selves, state)
            case Store():
                return self._own_region(site, selves, state)
            case _:
                raise AssertionError(site.stmt)

    def _own_name(self, site: Site, target: Var, selves: list[Step], state: States) -> list[Stmt]:
        """The statement bound the name: what it gives itself replaces its adjoint."""
        kept = [p for p in site.contributions if base_web(p) == target.web]
        owned: list[Stmt] = []
        if kept and selves and isinstance(target.type, List):  # the list itself gets shorter
            owned = self.own_buffer(target, state, site.stmt.origin)
        status = state.pop(target.web)
        if not kept:
            return []
        others = [p for p in site.contributions if base_web(p) != target.web]
        if not selves:
            state[target.web] = kept_status(kept, others, status)
            return []
        origin = site.stmt.origin
        out: list[Stmt] = owned
        begun = isinstance(selves[0].target, Region)  # it starts from zeros
        named = self._named_where_read(selves, self.webs.adjoint(target), out, origin, begun=begun)
        for step in named:
            out += self.receive(step.target, plain(step.value), state, origin)
        state[target.web] = kept_status(kept, others, status)
        return out

    def _named_where_read(
        self,
        steps: list[Step],
        adjoint: Var,
        out: list[Stmt],
        origin: Location | None,
        *,
        begun: bool,
    ) -> list[Step]:
        """Name the values that read an adjoint which an earlier step has changed (`begun`: all of them)."""
        named: list[Step] = []
        early: dict[Expr, Expr] = {}
        for step in steps:
            if (begun or bool(named)) and self._may_read(step.value, adjoint):
                if step.value not in early:
                    early[step.value] = self._name_early([step], out, origin)[0].value
                named.append(Step(step.target, early[step.value]))
            else:
                named.append(step)
        return named

    def _may_read(self, value: Expr, adjoint: Var) -> bool:
        found = names_in(value)
        return adjoint.web in found or not found.isdisjoint(self.views)

    def _own_region(self, site: Site, selves: list[Step], state: States) -> list[Stmt]:
        """The statement wrote a region: its adjoint there is zero or what it gives itself; the rest adds."""
        assert isinstance(site.stmt, Store)
        region = plain_region(site.region or site.stmt.region)
        origin = site.stmt.origin
        out: list[Stmt] = []
        if site.stmt.mode == "assign" or selves:
            out += self.own_buffer(region.base, state, origin)
        adjoint = self.webs.adjoint_region(region)
        if site.stmt.mode == "assign":
            named = region.base if region.path == () else region  # the whole goes by its name
            same = [s for s in selves if plain_region_or_var(s.target) in (region, named)]
            rest = [s for s in selves if s not in same]
            first = plain(same[0].value) if same else zero_of(region)
            if first is adjoint.base and named is not region:
                first = adjoint
            begun = first is not adjoint
            rest = self._named_where_read(rest, adjoint.base, out, origin, begun=begun)
            repeats = self.webs.may_repeat(adjoint)
            if first is not adjoint:
                out.append(Store(adjoint, first, "assign", repeats and bool(same), origin))
            selves = same[1:] + rest
        else:
            selves = self._named_where_read(selves, adjoint.base, out, origin, begun=False)
        for step in selves:
            out += self.receive(step.target, plain(step.value), state, origin)
        return out
