"""Where saved values live: single names, one stack a place, or one stack of tuples a loop.

A loop whose saves can all be taken at one point of its body is reversed by visiting its stack::

    saved.append((x, residual, slope))          for x, residual, slope in reversed(saved):
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from gradwright.adjoint.exits import exits_of
from gradwright.adjoint.growth import is_growth, is_shrinkage, last_entry, last_name
from gradwright.adjoint.names import Webs
from gradwright.adjoint.reads import adjoint_reads, reversed_reads
from gradwright.adjoint.record import is_reversed
from gradwright.adjoint.site import Arm, Site, walk_sites
from gradwright.analysis.flow import reads
from gradwright.ir.expressions import Apply, At, Const, Index, Region, Var
from gradwright.ir.statements import Assign, For, If, Permute, Store, While
from gradwright.ir.types import INT, Stack, Type

FEW = 8


@dataclass(slots=True, eq=False)
class Group:
    """A stack of tuples that reverses a loop: `place` is the site that it is filled before, None the end.

    counter: what counts in the reversed loop, beside the entries or as one of the names.
    """

    stack: Var
    names: list[Var]
    place: Site | None
    counter: For | None = None


@dataclass(slots=True, eq=False)
class Saving:
    """How every save of a tree of sites is done.

    single: at depth 0, the name that keeps what a site overwrites; stacks: the stack of a site, or of
    one name at an arm's end; groups: by loop; counts: the name that counts a while loop's trips;
    reached: the name that keeps how far a counting loop came that may be left early.
    created: the stacks to make before a site; complete: the index of the last site of the loop that fills a
    name made here.
    """

    webs: Webs
    single: dict[int, Var] = field(default_factory=dict[int, Var])
    site_stacks: dict[int, Var] = field(default_factory=dict[int, Var])
    end_stacks: dict[tuple[int, int], Var] = field(default_factory=dict[tuple[int, int], Var])
    groups: dict[int, Group] = field(default_factory=dict[int, Group])
    counts: dict[int, Var] = field(default_factory=dict[int, Var])
    reached: dict[int, Var] = field(default_factory=dict[int, Var])
    created: dict[int, list[Var]] = field(default_factory=dict[int, list[Var]])
    complete: dict[int, int] = field(default_factory=dict[int, int])

    def plan(self, arm: Arm) -> None:
        """Plan the saves of a block and of everything inside it, inner loops first."""
        for site in arm.sites:
            for inner in site.arms:
                self.plan(inner)
            if isinstance(site.stmt, For | While) and is_reversed(site):
                self._plan_loop(site)
        if arm.owner is None or isinstance(arm.owner.stmt, If):
            self._plan_rest(arm)

    def _plan_loop(self, site: Site) -> None:
        body = site.arms[0]
        group = self._group_of(body)
        if group.names and (isinstance(site.stmt, While) or not _sums_products(site)):
            if isinstance(site.stmt, For) and _reads_variable(body, site.stmt.var):
                group.counter = replace(site.stmt, body=(), down=not site.stmt.down)
                if len(group.names) > 1 or _is_short(site) or any(exits_of(site)):
                    group.names.insert(0, site.stmt.var)
            group.stack = self.webs.new("saved", Stack(tuple(n.type for n in group.names)))
            hint = self._hint(group.names[0]) if len(group.names) == 1 else "saved"
            self.webs.names[group.stack.web] = hint
            self.groups[id(site)] = group
            self._keep(group.stack, site)
            self.created.setdefault(id(site), []).append(group.stack)
        elif isinstance(site.stmt, While):
            self.counts[id(site)] = count = self.webs.new("count", INT)
            self._keep(count, site)
        elif any(exits_of(site)):
            self.reached[id(site)] = reached = self.webs.new("reached", INT)
            self._keep(reached, site)
        self._plan_rest(body)

    def _keep(self, name: Var, site: Site) -> None:
        """A name made before a loop that stands inside another loop is itself saved there."""
        self.complete[name.web] = max(inner.index for inner in walk_sites(site.arms[0]))
        if site.parent.depth > 0:
            site.parent.ends.append(name)

    def grouped(self, arm: Arm) -> set[int]:
        """Return the webs of a loop's body that its group saves."""
        group = self.groups.get(id(arm.owner)) if arm.owner is not None else None
        return {name.web for name in group.names} if group is not None else set()

    def _group_of(self, body: Arm) -> Group:
        carried = [site for site in body.sites if _is_early(site, body)]
        place = min(carried, key=lambda site: site.index, default=None)
        limit = place.index if place is not None else 10**9
        names = [site.target for site in carried if site.target is not None]
        names += [name for name in body.ends if self._last_change(name, body) < limit]
        return Group(self.webs.new("saved", Stack(())), names, place)

    def _last_change(self, name: Var, body: Arm) -> int:
        """Return the index of the last site that changes a name local to a loop's body."""
        last = self.complete.get(name.web, -1)
        for site in walk_sites(body):
            if name.web in _changed(site):
                last = max(last, site.index)
            kept = any(keep.target.web == name.web for keep in site.keeps)
            if kept or (site.decision is not None and site.decision.web == name.web):
                last = max(last, site.index - 1)
        return last

    def _plan_rest(self, arm: Arm) -> None:
        grouped = self.grouped(arm)
        for site in arm.sites:
            if (
                not site.saves
                or site.target is None
                or is_growth(site.stmt)
                or last_name(site.stmt) is not None
                or (isinstance(site.stmt, Assign) and site.target.web in grouped)
            ):
                continue
            hint = self._hint(site.target)
            type_ = site.stmt.region.type if isinstance(site.stmt, Store) else site.target.type
            if is_shrinkage(site.stmt):
                type_ = last_entry(site.target).type
            if arm.depth == 0:
                self.single[id(site)] = self.webs.new(hint, type_)
            else:
                self.site_stacks[id(site)] = self._new_stack(hint, type_, site)
        for name in arm.ends:
            if name.web not in grouped:
                hint = self._hint(name)
                first = arm.sites[0]
                self.end_stacks[id(arm), name.web] = self._new_stack(hint, name.type, first)

    def _hint(self, name: Var) -> str:
        """Return the name of a stack of a name's values; ``all_saved`` holds stacks, one an iteration."""
        own = self.webs.names[name.web]
        if isinstance(name.type, Stack):
            return f"all_{own.removeprefix('all_')}"
        return f"saved_{own}"

    def _new_stack(self, hint: str, type_: Type, site: Site) -> Var:
        stack = self.webs.new(hint, Stack((type_,)))
        outermost = _outermost_loop(site)
        self.created.setdefault(id(outermost), []).append(stack)
        return stack


def _outermost_loop(site: Site) -> Site:
    found = site
    for arm in site.parent.ancestors():
        if arm.owner is not None and isinstance(arm.owner.stmt, For | While):
            found = arm.owner
    return found


def _sums_products(site: Site) -> bool:
    """Whether a loop that counts from 0 sums products that can be taken out of it (`simplify.hoist`).

    Such a product has a factor that is an element, by the loop's variable, of an array, or what a carried
    name held; each saved array then has a stack of its own, which becomes an array.
    """
    stmt = site.stmt
    if site.parent.owner is not None or not isinstance(stmt, For) or not _counts_up(stmt):
        return False
    if any(exits_of(site)):
        return False
    carried = {s.target for s in site.arms[0].sites if s.saves}
    at = Index((At(stmt.var),))
    for inner in site.arms[0].sites:
        for part in inner.contributions if inner.live else ():
            match part.value:
                case Apply("matmul", (Apply("transpose", (x,)), _)) | Apply("outer", (x, _)):
                    if x in carried or (isinstance(x, Region) and x.path == (at,)):
                        return True
                case _:
                    pass
    return False


def _is_short(site: Site) -> bool:
    """Whether a loop stands in another, or makes few trips: there counting anew costs more than it saves."""
    match site.stmt:
        case For(_, Const(int() as start), Const(int() as stop), Const(int() as step)):
            return site.parent.depth > 0 or len(range(start, stop, step)) < FEW
        case _:
            return site.parent.depth > 0


def _counts_up(loop: For) -> bool:
    match loop.start, loop.step:
        case Const(0), Const(1):
            return not loop.down
        case _:
            return False


def _reads_variable(body: Arm, var: Var) -> bool:
    """Whether the reversal of a loop's body reads the loop's variable."""
    return any(
        var.web in reversed_reads(site)
        or any(var.web in {v.web for v in reads(again.value)} for again in site.recomputes)
        for site in walk_sites(body)
    )


def _changed(site: Site) -> tuple[int, ...]:
    """Return the webs that a site binds, stores into or lets change places."""
    if isinstance(site.stmt, Permute):
        return tuple(target.web for target in site.stmt.targets)
    return () if site.target is None else (site.target.web,)


def _is_early(site: Site, body: Arm) -> bool:
    """Whether a saved name may get its old value back at the start of the reversed iteration."""
    if not site.saves or not isinstance(site.stmt, Assign):
        return False
    if is_growth(site.stmt) or is_shrinkage(site.stmt):
        return False
    web = site.stmt.target.web
    if web in adjoint_reads(site, after=True):
        return False
    for other in walk_sites(body):
        if other is not site and web in _changed(other):
            return False
        if other.index > site.index and web in reversed_reads(other):
            return False
    return True
