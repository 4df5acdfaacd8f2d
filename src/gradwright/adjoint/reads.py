"""Which webs the adjoint of a statement reads."""

from __future__ import annotations

from gradwright.adjoint.keep import roots
from gradwright.adjoint.pullback import Contribution
from gradwright.adjoint.site import Site
from gradwright.adjoint.status import base_web, is_narrow
from gradwright.analysis.flow import has_fixed_shape, path_reads, reads
from gradwright.ir.expressions import Expr, Region
from gradwright.ir.statements import For, If, Store
from gradwright.ir.types import Array


def adjoint_reads(site: Site, *, after: bool) -> set[int]:
    """Return the webs whose values a live site's adjoint reads, as of before or after the site."""
    if not site.live:
        return set()
    found: set[int] = set()
    for part in site.contributions:
        for root in roots(part):
            found |= {v.web for v in reads(root) if v.after is after}
        if not after and _reads_shape(part):
            found.add(base_web(part))
    if not after and isinstance(site.stmt, Store):
        found |= {v.web for v in path_reads(site.region or site.stmt.region)}
    return found


def _reads_shape(part: Contribution) -> bool:
    """Whether a first write of the contribution reads the shape of a target whose shape may change."""
    if isinstance(part.target, Region):
        return not has_fixed_shape(part.target.base)
    narrow = isinstance(part.target.type, Array) and is_narrow(part)
    return narrow and not has_fixed_shape(part.target)


def reversed_reads(site: Site) -> set[int]:
    """Return the webs that the reversal of one site reads (its blocks aside)."""
    found = {web for after in (False, True) for web in adjoint_reads(site, after=after)}
    exprs: list[Expr] = []
    match site.stmt:
        case If() if site.exit is not None:
            exprs.append(site.exit.flag)
        case If(cond):
            exprs.append(cond if site.decision is None else site.decision)
        case For(_, start, stop, step):
            exprs += [start, stop, step]
        case Store(region):
            found |= {var.web for var in path_reads(site.region or region)}
        case _:
            pass
    return found | {var.web for expr in exprs for var in reads(expr)}
