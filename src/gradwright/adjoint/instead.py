"""Keep what adjoints read of an array rather than the array itself.

::

    saved_u.append(u[1:-1].copy())                  s = u[2:] - 2.0 * u[1:-1] + u[:-2]
    u[1:-1] += k * (u[2:] - 2.0 * u[1:-1] + u[:-2])   →   saved_s.append(s);  u[1:-1] += k * s

Where every adjoint that reads an overwritten name reads it through parts of its statement's right side,
and those are no more than the saves that the name costs, their values are kept: the name is not put back
and the parts are not evaluated again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from gradwright.adjoint.growth import is_growth, is_shrinkage
from gradwright.adjoint.keep import NewWeb, always_evaluated, is_primal, name_parts, roots
from gradwright.adjoint.reads import adjoint_reads, reversed_reads
from gradwright.adjoint.record import Recorder
from gradwright.adjoint.share import update_cost
from gradwright.adjoint.site import Arm, Site, walk_sites
from gradwright.analysis.flow import has_fixed_shape, names_in, path_reads, reads
from gradwright.ir.expressions import Apply, Expr, Region, Var, children
from gradwright.ir.rebuild import rebuild
from gradwright.ir.statements import Assign, For, Store, While
from gradwright.ir.types import Array, Type
from gradwright.rules.table import rule_of

IsAdjoint = Callable[[int], bool]
Save = tuple[Arm, Type]


def keep_instead(recorder: Recorder, is_adjoint: IsAdjoint, new_web: NewWeb) -> bool:
    """Keep parts instead of names where that is better; return whether it was anywhere."""
    saved = {
        site.target.web
        for site in walk_sites(recorder.root)
        if site.target is not None and site.saves and isinstance(site.stmt, Assign | Store)
    }
    changed = False
    for web in sorted(saved):
        plan = _Plan(recorder, web, is_adjoint)
        if plan.is_worth_it():
            changed = True
            for site, parts in plan.parts.items():
                name_parts(site, parts, new_web)
    return changed


class _Plan:
    """What would be kept instead of one web: `parts` by the site that reads them."""

    def __init__(self, recorder: Recorder, web: int, is_adjoint: IsAdjoint) -> None:
        self.recorder = recorder
        self.web = web
        self.is_adjoint = is_adjoint
        self.parts: dict[Site, list[Expr]] = {}

    def is_worth_it(self) -> bool:
        """Find the parts; return whether they free the web from being saved, and cost no more."""
        memory = self.recorder.memory
        if memory.mates(self.web) or self.web in memory.permuted or not self._is_covered():
            return False
        saves = list(self._saves())
        kept = [(site, part) for site, parts in self.parts.items() for part in parts]
        if not 0 < len(kept) <= len(saves) or not all(_is_less(*each, saves) for each in kept):
            return False
        return self._puts_back() or any(_is_cheaper(*each) for each in self.parts.items())

    def _puts_back(self) -> bool:
        """Whether saves are copies of regions, which are copied back."""
        sites = walk_sites(self.recorder.root)
        return any(
            s.saves
            and s.target is not None
            and s.target.web == self.web
            and isinstance(s.stmt, Store)
            for s in sites
        )

    def _saves(self) -> Iterator[Save]:
        """Yield where the web is saved, and the type of what is."""
        for site in walk_sites(self.recorder.root):
            stmt = site.stmt
            if site.saves and site.target is not None and site.target.web == self.web:
                yield site.parent, stmt.region.type if isinstance(stmt, Store) else site.target.type
            for arm in site.arms:
                yield from ((arm, var.type) for var in arm.ends if var.web == self.web)

    def _is_covered(self) -> bool:
        """Whether whatever reads the web in the reverse sweep reads parts of a right side."""
        for site in filter(self._comes_before, walk_sites(self.recorder.root)):
            own = adjoint_reads(site, after=False)
            if self.web in adjoint_reads(site, after=True):
                return False
            if self.web in own and not self._covers(site):
                return False
            if self.web in reversed_reads(site) - own or is_growth(site.stmt):
                return False
            if is_shrinkage(site.stmt) or any(self._reads(r.value) for r in site.recomputes):
                return False
        return True

    def _comes_before(self, site: Site) -> bool:
        """Whether something changes the web after the site has run."""
        around = set(_loops(site.parent))
        return any(
            write.index >= site.index or not around.isdisjoint(_loops(write.parent))
            for write in self.recorder.writes[self.web]
        )

    def _reads(self, expr: Expr) -> bool:
        return any(var.web == self.web for var in reads(expr))

    def _covers(self, site: Site) -> bool:
        if not isinstance(site.stmt, Assign | Store):
            return False
        region = site.region or (site.stmt.region if isinstance(site.stmt, Store) else None)
        if region is not None and any(var.web == self.web for var in path_reads(region)):
            return False
        value = site.stmt.value if site.value is None else site.value
        found: dict[Expr, None] = {}
        whole = [root for part in site.contributions for root in roots(part)]
        if not all(self._search(root, always_evaluated(value), found) for root in whole):
            return False
        self.parts[site] = list(found)
        return bool(found)

    def _search(self, node: Expr, available: set[Expr], found: dict[Expr, None]) -> bool:
        """Collect the outermost parts that read the web; return whether nothing else reads it."""
        if self.web not in names_in(node):
            return True
        if isinstance(node, Var | Region):
            return False
        if node in available and is_primal(node, {}, self.is_adjoint) and self._reads(node):
            found[node] = None
            return True
        shape_only = rule_of(node).uses_shape if isinstance(node, Apply) else frozenset[int]()
        return all(
            (k in shape_only and has_fixed_shape(child)) or self._search(child, available, found)
            for k, child in enumerate(children(node))
        )


def _is_cheaper(site: Site, parts: list[Expr]) -> bool:
    """Whether an update costs less where these parts of it have values."""
    values = [part.value for part in site.contributions]
    known: dict[Expr, Expr] = {part: Var(-1 - k, part.type) for k, part in enumerate(parts)}
    return update_cost([rebuild(value, known.get) for value in values]) < update_cost(values)


def _is_less(site: Site, part: Expr, saves: list[Save]) -> bool:
    """Whether some save happens as often as the site runs, and is as large as the part."""
    around = _loops(site.parent)
    return any(
        _loops(arm)[: len(around)] == around and _is_part(part.type, type_) for arm, type_ in saves
    )


def _loops(arm: Arm) -> list[Site]:
    owners = [each.owner for each in arm.ancestors() if each.owner is not None]
    return [owner for owner in owners if isinstance(owner.stmt, For | While)][::-1]


def _is_part(small: Type, large: Type) -> bool:
    if not isinstance(small, Array):
        return True
    return isinstance(large, Array) and not Counter(small.lengths) - Counter(large.lengths)
