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

from gradwright.adjoint.reads import adjoint_reads, reversed_reads
from gradwright.adjoint.record import Recorder
from gradwright.adjoint.site import Arm, Site, walk_sites
from gradwright.analysis.cost import is_worth_keeping
from gradwright.analysis.flow import path_reads, reads
from gradwright.ir.expressions import Var
from gradwright.ir.statements import Assign, Store


def plan_recomputations(recorder: Recorder) -> None:
    """Put recomputations on the sites before whose reversal they run."""
    for arm in _bodies(recorder.root):
        for site in reversed(arm.sites):
            if isinstance(site.stmt, Assign) and _qualifies(site, arm, recorder):
                last = _last_reader(site, arm)
                if last is not None and _is_possible(site, last, arm, recorder):
                    value = site.stmt.value if site.value is None else site.value
                    last.recomputes.insert(0, Assign(site.stmt.target, value, site.stmt.origin))
                    recorder.recomputed.add(site.stmt.target.web)


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


def _is_possible(site: Site, last: Site, arm: Arm, recorder: Recorder) -> bool:
    assert isinstance(site.stmt, Assign)
    value = site.stmt.value if site.value is None else site.value
    own = adjoint_reads(site, after=False)
    between = arm.sites[arm.sites.index(site) + 1 : arm.sites.index(last)]
    changed = {web for b in between for s in _with_inner(b) for web in recorder.changed(s)}
    if last.arms:
        changed |= {web for s in _with_inner(last) for web in recorder.changed(s)}
    for var in reads(value):
        stays = var.web not in changed
        known = recorder.is_stable(var, site) or var.web in own or var.web in recorder.recomputed
        if not stays or not known:
            return False
        if var.web in recorder.changed(last) and _indexes(last, site.stmt.target):
            return False
    return True


def _indexes(last: Site, name: Var) -> bool:
    """Whether the name stands in the subscripts of the region that the site stores into."""
    if not isinstance(last.stmt, Store):
        return False
    return name in path_reads(last.region or last.stmt.region)


def _with_inner(site: Site) -> list[Site]:
    return [site, *(s for inner in site.arms for s in walk_sites(inner))]
