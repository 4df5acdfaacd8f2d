"""Zero/written states of adjoints at every point of the reverse sweep (R6), and who owns the buffers.

A web that is in no `States` has a zero adjoint that no name holds yet: the first contribution
assigns. SHARED: a name holds it, but its buffer may be another's, so it is never changed in place.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import TYPE_CHECKING

from gradwright.analysis.ownership import is_fresh
from gradwright.ir.expressions import Apply, Expr, Region, Var
from gradwright.ir.statements import Assign, For, If, Permute, Store, While
from gradwright.ir.types import UNIT, List, lengths_of
from gradwright.rules.table import rule_of

if TYPE_CHECKING:
    from gradwright.adjoint.pullback import Contribution
    from gradwright.adjoint.site import Arm, Site


class Status(IntEnum):
    """Whether the name that holds an adjoint owns its buffer."""

    SHARED = 1
    OWNED = 2


States = dict[int, Status]


def joined(states: Iterable[States]) -> States:
    """Return the state where paths meet: written where any is, owned where every written one is."""
    result: States = {}
    for state in states:
        for web, status in state.items():
            result[web] = min(status, result.get(web, Status.OWNED))
    return result


def flow_back(arm: Arm, state: States) -> None:  # noqa: C901
    """Run a block backwards over the states; marks sites whose adjoint is not zero as live."""
    for site in reversed(arm.sites):
        match site.stmt:
            case Assign():
                _assign(site, state)
            case Store():
                _store(site, state)
            case Permute():
                missing = {var.web for var in site.stmt.targets} - state.keys()
                if permute(site.stmt, state):
                    site.zeros |= missing
                    site.live = True
            case If():
                ends = [dict(state) for _ in site.arms]
                for inner, end in zip(site.arms, ends, strict=True):
                    flow_back(inner, end)
                _replace(state, joined(ends))
                site.zeros |= {web for web in state if any(web not in end for end in ends)}
            case For() | While():
                _loop(site, state)
            case _:
                pass


def permute(stmt: Permute, state: States) -> bool:
    """Let adjoints change places, if any of them is written (the others are zeros of their own then)."""
    webs = {var.web for var in stmt.targets}
    if webs.isdisjoint(state):
        return False
    old = {web: state.pop(web, Status.OWNED) for web in webs}
    for target, source in zip(stmt.targets, stmt.sources, strict=True):
        state[source.web] = old[target.web]
    return True


def _replace(state: States, new: States) -> None:
    state.clear()
    state.update(new)


def _assign(site: Site, state: States) -> None:
    assert isinstance(site.stmt, Assign)
    web = site.stmt.target.web
    status = state.pop(web, None)
    if status is None:
        return
    site.live = True
    selves = [c for c in site.contributions if base_web(c) == web]
    others = [c for c in site.contributions if base_web(c) != web]
    heir = taken_over(site, others, selves, state)
    for part in others:
        receive(state, part)
    if heir is not None:
        state[heir] = status
    if selves:
        state[web] = kept_status(selves, others, status)


def taken_over(
    site: Site, others: list[Contribution], selves: list[Contribution], state: States
) -> int | None:
    """Return the web that takes over the buffer of the adjoint of what a site binds (``u = v``)."""
    bare = [part for part in others if not owns(part.value)]
    if selves or len(bare) != 1:
        return None
    (part,) = bare
    new = isinstance(part.target, Var) and part.target.web not in state and not is_narrow(part)
    return base_web(part) if new and part.value is site.seed else None


def kept_status(selves: list[Contribution], others: list[Contribution], status: Status) -> Status:
    """Return who owns a name's adjoint after a statement that reads what it binds (``z = z + x``)."""
    if len(selves) > 1 or isinstance(selves[0].target, Region) or is_fresh(selves[0].value):
        return Status.OWNED
    if isinstance(selves[0].value, Var) and all(owns(part.value) for part in others):
        return status
    return Status.SHARED


def _store(site: Site, state: States) -> None:
    assert isinstance(site.stmt, Store)
    web = site.stmt.region.base.web
    if web not in state:
        return
    site.live = True
    for part in site.contributions:
        if base_web(part) != web:
            receive(state, part)
    if site.stmt.mode == "assign" or any(base_web(p) == web for p in site.contributions):
        state[web] = Status.OWNED


def receive(state: States, part: Contribution) -> None:
    """Record that a name, or a region of it, receives a contribution."""
    web = base_web(part)
    if isinstance(part.target, Var) and web not in state:
        own = owns(part.value) or is_narrow(part)
        state[web] = Status.OWNED if own else Status.SHARED
    else:
        state[web] = Status.OWNED


def owns(value: Expr) -> bool:
    """Whether a first write of this value gives a buffer of its own (views of regions are copied)."""
    return is_fresh(value) or views_region(value)


def views_region(value: Expr) -> bool:
    """Whether a value is a region of an adjoint that goes on changing, or a view of one: ``dz[1:].T``."""
    match value:
        case Region():
            return True
        case Apply(_, args):
            shares = rule_of(value).shares
            return any(views_region(arg) for k, arg in enumerate(args) if k in shares)
        case _:
            return False


def is_narrow(part: Contribution) -> bool:
    """Whether a contribution has to be broadcast to its target's shape before it can be its first write."""
    wanted = lengths_of(part.target.type)
    given = lengths_of(part.value.type)
    if len(given) < len(wanted):
        return True
    return any(g is UNIT and w is not UNIT for g, w in zip(given, wanted, strict=True))


def base_web(part: Contribution) -> int:
    """Return the web that a contribution goes to."""
    return part.target.web if isinstance(part.target, Var) else part.target.base.web


def _loop(site: Site, state: States) -> None:
    touched = {
        base_web(part)
        for inner in _sites(site.arms[0])
        for part in inner.contributions
        if inner.target is None or base_web(part) != inner.target.web
    }
    touched |= {web for inner in _sites(site.arms[0]) for web in _stored_webs(inner)}
    given, before = dict(state), set(state)
    for web in touched & state.keys():
        state[web] = Status.OWNED
    header = joined((state, site.header))
    while True:
        end = dict(header)
        flow_back(site.arms[0], end)
        merged = joined((header, end))
        if merged == header:
            break
        header = merged
    if not any(inner.live for inner in _sites(site.arms[0])):
        _replace(state, given)  # nothing to reverse: no adjoint is touched
        return
    site.header = header
    site.zeros = {web for web in header if web not in before or web not in end}
    _replace(state, dict(header))


def _stored_webs(site: Site) -> Iterable[int]:
    """Yield the name whose adjoint a store's own adjoint changes in place; a list gets shorter in place."""
    if (
        isinstance(site.stmt, Assign)
        and isinstance(site.stmt.target.type, List)
        and any(base_web(part) == site.stmt.target.web for part in site.contributions)
    ):
        yield site.stmt.target.web
    if isinstance(site.stmt, Store):
        web = site.stmt.region.base.web
        if site.stmt.mode == "assign" or any(base_web(part) == web for part in site.contributions):
            yield web


def _sites(arm: Arm) -> Iterable[Site]:
    for site in arm.sites:
        yield site
        for inner in site.arms:
            yield from _sites(inner)
