"""Cheap names of a loop's body are computed again in the reverse sweep instead of saved (R4).

::

    for i in …:                          for i in reversed(…):
        t = s * a[i]                         s = saved_s.pop()
        s = s + t * np.cos(w)       →        t = s * a[i]        s is intact here, so t is
                                             …

A name qualifies if it is bound once, in the body itself, by a cheap expression whose operands stay as they
are until the last statement whose adjoint reads the name, and which either never change in any loop
around or are saved for the binding's own adjoint anyway.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from gradwright.adjoint.reads import adjoint_reads, reversed_reads
from gradwright.adjoint.record import Recorder, is_reversed
from gradwright.adjoint.site import Arm, Site, walk_sites
from gradwright.analysis.cost import is_worth_keeping
from gradwright.analysis.flow import path_reads, reads
from gradwright.ir.expressions import Var
from gradwright.ir.statements import Assign, Store


@dataclass(frozen=True, slots=True)
class Place:
    """A name's binding, and the site before whose reversal it is computed again."""

    site: Site
    last: Site
    again: Assign


def plan_recomputations(recorder: Recorder, never: AbstractSet[int]) -> None:
    """Put recomputations on the sites before whose reversal they run, none of the webs `never`."""
    plan = _Plan(recorder)
    for arm in _bodies(recorder.root):
        for site in reversed(arm.sites):
            if not isinstance(site.stmt, Assign) or site.stmt.target.web in never:
                continue
            if _qualifies(site, arm, recorder):
                last = _last_reader(site, arm)
                if last is not None and plan.is_possible(site, last):
                    plan.place(site, last)


def needless(root: Arm) -> set[int]:
    """Return the webs that are computed again and that no reversal reads.

    Whether a branch or a loop is reversed at all is known only when all saves are: what it alone
    would have read is planned before.
    """
    sites = list(walk_sites(root))
    feeds = {again.target.web: reads(again.value) for s in sites for again in s.recomputes}
    todo = {web for s in sites if not s.arms or is_reversed(s) for web in reversed_reads(s)}
    needed: set[int] = set()
    while todo:
        web = todo.pop()
        needed.add(web)
        todo |= {var.web for var in feeds.get(web, ())} - needed
    return feeds.keys() - needed


class _Plan:
    """Where names are computed again, outer bodies first."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.places: dict[int, Place] = {}

    def place(self, site: Site, last: Site) -> None:
        """Compute a name again before a site is reversed, and no later what that reads."""
        assert isinstance(site.stmt, Assign)
        value = site.stmt.value if site.value is None else site.value
        again = Assign(site.stmt.target, value, site.stmt.origin)
        last.recomputes.insert(0, again)
        self.places[again.target.web] = Place(site, last, again)
        self.recorder.recomputed.add(again.target.web)
        for var in reads(value):
            if (sooner := self._sooner(var, last)) is not None:
                old = self.places[var.web]
                old.last.recomputes.remove(old.again)
                self.place(old.site, sooner)

    def _sooner(self, var: Var, last: Site) -> Site | None:
        """Return the site before which a name must be computed again instead, None where it is in time."""
        place = self.places.get(var.web)
        if place is None:
            return None
        around = _site_around(last, place.site.parent)
        return around if around is not None and around.index > place.last.index else None

    def is_possible(self, site: Site, last: Site) -> bool:
        """Whether a name may be computed again before a site is reversed: what it reads is as it was."""
        assert isinstance(site.stmt, Assign)
        recorder, arm = self.recorder, site.parent
        value = site.stmt.value if site.value is None else site.value
        own = adjoint_reads(site, after=False)
        between = arm.sites[arm.sites.index(site) + 1 : arm.sites.index(last)]
        changed = {web for b in between for s in _with_inner(b) for web in recorder.changed(s)}
        if last.arms:
            changed |= {web for s in _with_inner(last) for web in recorder.changed(s)}
        for var in reads(value):
            stays = var.web not in changed
            again = var.web in recorder.recomputed
            known = recorder.is_stable(var, site) or var.web in own or again
            if not stays or not known:
                return False
            if var.web in recorder.changed(last) and _indexes(last, site.stmt.target):
                return False
            sooner = self._sooner(var, last)
            if sooner is not None and not self.is_possible(self.places[var.web].site, sooner):
                return False
        return True


def _site_around(inner: Site, arm: Arm) -> Site | None:
    """Return the site of a block in which another stands, itself too."""
    site: Site | None = inner
    while site is not None and site.parent is not arm:
        site = site.parent.owner
    return site


def _bodies(arm: Arm) -> list[Arm]:
    found = [arm] if arm.depth > 0 else []
    for site in arm.sites:
        for inner in site.arms:
            found += _bodies(inner)
    return found


def _qualifies(site: Site, arm: Arm, recorder: Recorder) -> bool:
    assert isinstance(site.stmt, Assign)
    web = site.stmt.target.web
    if recorder.homes.get(web) is not arm or len(recorder.writes[web]) != 1 or site.keeps:
        return False
    value = site.stmt.value if site.value is None else site.value
    return not is_worth_keeping(value, in_loop=True)


def _last_reader(site: Site, arm: Arm) -> Site | None:
    """Return the last site of the body whose reversal reads what the site binds."""
    assert isinstance(site.stmt, Assign)
    web = site.stmt.target.web
    last = None
    for other in arm.sites:
        inside = [other, *(s for inner in other.arms for s in walk_sites(inner))]
        again = any(web in {v.web for v in reads(r.value)} for s in inside for r in s.recomputes)
        if again or any(web in reversed_reads(s) for s in inside):
            last = other
    return None if last is site else last


def _indexes(last: Site, name: Var) -> bool:
    """Whether the name stands in the subscripts of the region that the site stores into."""
    if not isinstance(last.stmt, Store):
        return False
    return name in path_reads(last.region or last.stmt.region)


def _with_inner(site: Site) -> list[Site]:
    return [site, *(s for inner in site.arms for s in walk_sites(inner))]
