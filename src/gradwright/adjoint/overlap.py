"""The subscript test: whether a store can hit what an earlier statement's adjoint reads (R7).

::

    for i in range(1, n): y[i] = y[i - 1] * y[i - 1]     never: y[i] is above all that was read
    for i in range(n): s += y[i - 1] ** 2; y[i] = i      at i = 0 y[-1] was read: indices must be proved >= 0

A reading precedes a store in an earlier iteration of a loop around both, or in the same one. Loops are
taken outermost first: where the store's index is ``i + c`` and the reading's at most ``i + u`` in a loop that
counts up, all earlier iterations are apart if u <= c, the same one too if u < c.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from gradwright.adjoint.keep import roots
from gradwright.adjoint.site import Arm, Site, walk_sites
from gradwright.analysis.flow import read_nodes
from gradwright.analysis.subscripts import (
    Bounds,
    are_other_numbers,
    first_items,
    is_number,
    offset_from,
    split,
    step_of,
)
from gradwright.ir.expressions import At, Expr, Item, Region, Var, operands_of_path
from gradwright.ir.statements import For, Store, While


@dataclass(frozen=True, slots=True)
class Reading:
    """One place where an adjoint reads a web: `after` means the value that the site itself made."""

    site: Site
    node: Var | Region
    after: bool


class Overlaps:
    """Answers whether stores may overwrite what adjoints of earlier statements read."""

    def __init__(self, root: Arm, writes: dict[int, list[Site]]) -> None:
        self.writes = writes
        self.readings: dict[int, list[Reading]] = defaultdict(list)
        for site in walk_sites(root):
            for expr in _evaluated(site):
                for node in read_nodes(expr):
                    base = node.base if isinstance(node, Region) else node
                    self.readings[base.web].append(Reading(site, node, base.after))

    def may_hit(self, site: Site) -> bool:
        """Whether a store may overwrite an element that the adjoint of an earlier execution reads."""
        assert isinstance(site.stmt, Store)
        region = site.region or site.stmt.region
        return not all(
            self._is_apart(site, region, reading) for reading in self.readings[region.base.web]
        )

    def _is_apart(self, store: Site, region: Region, reading: Reading) -> bool:
        common = _common_loops(store, reading.site)
        if not common and reading.site.index > store.index:
            return True
        if not isinstance(reading.node, Region):
            return False
        pairs = _dimensions(region, reading.node)
        return self._apart_from(0, common, store, pairs, reading)

    def _apart_from(  # noqa: C901
        self,
        level: int,
        common: list[Site],
        store: Site,
        pairs: list[tuple[Expr, Item]],
        reading: Reading,
    ) -> bool:
        """Compare executions in the same iteration of the first `level` common loops."""
        if level == len(common):
            if reading.site is store:
                return reading.after
            later = reading.site.index > store.index or _are_in_other_arms(reading.site, store)
            return later or any(self._is_beyond(pair, store, reading.site) for pair in pairs)
        loop = common[level].stmt
        step = step_of(loop) if isinstance(loop, For) and self._is_steady(loop.var) else 0
        if not isinstance(loop, For) or step == 0:
            return False
        for index, item in pairs:
            offset = offset_from(index, loop.var)
            if offset is None or not self._bounds(store).is_natural(index):
                continue
            bound = self._bounds(reading.site).bound(item, loop.var, upper=step > 0)
            if bound is None:
                continue
            gap = offset - bound if step > 0 else bound - offset
            if gap > 0:
                return True
            if gap == 0:
                return self._apart_from(level + 1, common, store, pairs, reading)
        return False

    def _is_beyond(self, pair: tuple[Expr, Item], store: Site, reader: Site) -> bool:
        """Whether one of two indices is a literal and the other never gets down to it."""
        index, item = pair
        if not isinstance(item, At):
            return False
        for low, at, high in ((item.index, store, index), (index, reader, item.index)):
            _, number = split(low)
            least = self._bounds(at).least(high)
            if is_number(low) and least is not None and 0 <= number < least:
                return True
        mine, theirs = (index, store), (item.index, reader)
        if self._is_below(*mine, item.index) or self._is_below(*theirs, index):
            return True
        return are_other_numbers(index, item.index)

    def _is_below(self, low: Expr, site: Site, high: Expr) -> bool:
        """Whether an index is never negative, and always less than ``name + constant``: i <= n - 2, n - 1."""
        name, constant = split(high)
        if name is None or not self._is_fixed(name) or not self._bounds(site).is_natural(low):
            return False
        limit = self._bounds(site).limit(low, name, upper=True)
        return limit is not None and limit < constant

    def _is_fixed(self, name: Var) -> bool:
        """Whether a name has one value in the whole sweep: an argument, or bound once outside of loops."""
        found = self.writes.get(name.web, [])
        return not found or (len(found) == 1 and not _binds_in_loop(found[0]))

    def _is_steady(self, var: Var) -> bool:
        """Whether only its loop binds a loop's variable."""
        return len(self.writes[var.web]) == 1

    def _bounds(self, site: Site) -> Bounds:
        """Return the bounds of indices at a site."""
        owners = [loop.stmt for loop in _loops(site)]
        return Bounds(
            tuple(loop for loop in owners if isinstance(loop, For) and self._is_steady(loop.var))
        )


def _evaluated(site: Site) -> list[Expr]:
    """Return what the reversal of a site evaluates: contributions, subscripts, recomputations."""
    exprs = [again.value for again in site.recomputes]
    if isinstance(site.stmt, Store):
        exprs += operands_of_path((site.region or site.stmt.region).path)
    if site.live:
        exprs += [root for part in site.contributions for root in roots(part)]
    return exprs


def _loops(site: Site) -> list[Site]:
    """Return the loops around a site, outermost first."""
    found = [
        arm.owner
        for arm in site.parent.ancestors()
        if arm.owner is not None and isinstance(arm.owner.stmt, For | While)
    ]
    return found[::-1]


def _binds_in_loop(site: Site) -> bool:
    return isinstance(site.stmt, For) or bool(_loops(site))


def _common_loops(a: Site, b: Site) -> list[Site]:
    found: list[Site] = []
    for one, other in zip(_loops(a), _loops(b), strict=False):
        if one is not other:
            break
        found.append(one)
    return found


def _dimensions(region: Region, read: Region) -> list[tuple[Expr, Item]]:
    """Return, for each axis that the store indexes by one number, that index and the reading's item."""
    stored, given = first_items(region), first_items(read)
    return [
        (mine.index, theirs)
        for mine, theirs in zip(stored, given, strict=False)
        if isinstance(mine, At)
    ]


def _are_in_other_arms(a: Site, b: Site) -> bool:
    """Whether two sites stand in different arms of one branch, so that an iteration runs one of them."""
    arms = {id(arm.owner): arm for arm in a.parent.ancestors() if arm.owner is not None}
    for arm in b.parent.ancestors():
        if arm.owner is not None and (other := arms.get(id(arm.owner))) is not None:
            return other is not arm
    return False
