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
from gradwright.ir.expressions import (
    Apply,
    At,
    Const,
    Expr,
    Fancy,
    Index,
    Item,
    NewAxis,
    Region,
    Span,
    Var,
    operands_of_path,
)
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
        step = _step_of(loop) if isinstance(loop, For) and self._is_steady(loop.var) else 0
        if not isinstance(loop, For) or step == 0:
            return False
        for index, item in pairs:
            offset = _offset(index, loop.var)
            if offset is None or not self._is_natural(index, store):
                continue
            bound = self._bound(item, loop.var, reading.site, upper=step > 0)
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
            _, number = _split(low)
            least = self._least(high, at)
            if _is_number(low) and least is not None and 0 <= number < least:
                return True
        mine, theirs = (index, store), (item.index, reader)
        if self._is_below(*mine, item.index) or self._is_below(*theirs, index):
            return True
        return _are_other_numbers(index, item.index)

    def _is_below(self, low: Expr, site: Site, high: Expr) -> bool:
        """Whether an index is never negative, and always less than ``name + constant``: i <= n - 2, n - 1."""
        name, constant = _split(high)
        if name is None or not self._is_fixed(name) or not self._is_natural(low, site):
            return False
        limit = self._limit(low, name, site, upper=True)
        return limit is not None and limit < constant

    def _is_fixed(self, name: Var) -> bool:
        """Whether a name has one value in the whole sweep: an argument, or bound once outside of loops."""
        found = self.writes.get(name.web, [])
        return not found or (len(found) == 1 and not _binds_in_loop(found[0]))

    def _is_steady(self, var: Var) -> bool:
        """Whether only its loop binds a loop's variable."""
        return len(self.writes[var.web]) == 1

    # bounds of indices

    def _bound(self, item: Item, var: Var, site: Site, *, upper: bool) -> int | None:
        """Return u where every index of the item is at most (or at least) ``var + u``, and none negative."""
        match item:
            case At(index) if self._is_natural(index, site):
                return self._limit(index, var, site, upper=upper)
            case Span(lo, hi, None) if lo is None or self._is_natural(lo, site):
                if not upper:
                    return None if lo is None else self._limit(lo, var, site, upper=False)
                if hi is None or not self._is_natural(hi, site):
                    return None
                limit = self._limit(hi, var, site, upper=True)
                return None if limit is None else limit - 1
            case _:
                return None

    def _limit(self, index: Expr, var: Var, site: Site, *, upper: bool) -> int | None:
        offset = _offset(index, var)
        if offset is not None:
            return offset
        name, constant = _split(index)
        loop = self._loop_of(name, site)
        if loop is None:
            return None
        first, last = (loop.stop, -1) if upper else (loop.start, 0)
        if _stride_of(loop) < 0:
            first, last = (loop.start, 0) if upper else (loop.stop, 1)
        inner = self._limit(first, var, site, upper=upper)
        return None if inner is None else inner + last + constant

    def _is_natural(self, index: Expr, site: Site) -> bool:
        """Whether an index is proved not to be negative."""
        least = self._least(index, site)
        return least is not None and least >= 0

    def _least(self, index: Expr, site: Site) -> int | None:
        name, constant = _split(index)
        if name is None:
            return constant if _is_number(index) else None
        loop = self._loop_of(name, site)
        if loop is None:
            return None
        up = _stride_of(loop) > 0
        inner = self._least(loop.start if up else loop.stop, site)
        return None if inner is None else inner + constant + (0 if up else 1)

    def _loop_of(self, name: Var | None, site: Site) -> For | None:
        """Return the loop around a site whose variable this is."""
        if name is None or not self._is_steady(name):
            return None
        for loop in _loops(site):
            if isinstance(loop.stmt, For) and loop.stmt.var == name and _step_of(loop.stmt):
                return loop.stmt
        return None


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
    stored, given = _first_items(region), _first_items(read)
    return [
        (mine.index, theirs)
        for mine, theirs in zip(stored, given, strict=False)
        if isinstance(mine, At)
    ]


def _first_items(region: Region) -> list[Item]:
    """Return the items of a region's first subscript by axis, up to where axes no longer line up."""
    if not region.path or not isinstance(region.path[0], Index):
        return []
    items: list[Item] = []
    for item in region.path[0].items:
        if isinstance(item, NewAxis | Fancy):
            break
        items.append(item)
    return items


def _stride_of(loop: For) -> int:
    """Return the step of a loop's range, 0 where it is not known."""
    value = loop.step.value if isinstance(loop.step, Const) else 0
    return value if isinstance(value, int) else 0


def _step_of(loop: For) -> int:
    """Return by how much a loop's variable changes from one iteration to the next, 0 where unknown."""
    return -_stride_of(loop) if loop.down else _stride_of(loop)


def _is_number(expr: Expr) -> bool:
    return isinstance(expr, Const) and type(expr.value) is int


def _split(index: Expr) -> tuple[Var | None, int]:
    """Return (name, constant) of ``name + constant``; (None, constant) of a number."""
    match index:
        case Var():
            return index, 0
        case Const(int() as value):
            return None, value
        case Apply("add", (Var() as name, Const(int() as value))):
            return name, value
        case Apply("add", (Const(int() as value), Var() as name)):
            return name, value
        case Apply("sub", (Var() as name, Const(int() as value))):
            return name, -value
        case _:
            return None, 0


def _offset(index: Expr, var: Var) -> int | None:
    """Return c where the index is ``var + c``."""
    name, constant = _split(index)
    return constant if name == var else None


def _are_in_other_arms(a: Site, b: Site) -> bool:
    """Whether two sites stand in different arms of one branch, so that an iteration runs one of them."""
    arms = {id(arm.owner): arm for arm in a.parent.ancestors() if arm.owner is not None}
    for arm in b.parent.ancestors():
        if arm.owner is not None and (other := arms.get(id(arm.owner))) is not None:
            return other is not arm
    return False


def _are_other_numbers(index: Expr, other: Expr) -> bool:
    """Whether two indices are literals of one sign that differ."""
    if not _is_number(index) or not _is_number(other):
        return False
    (_, mine), (_, theirs) = _split(index), _split(other)
    return mine != theirs and (mine >= 0) == (theirs >= 0)
