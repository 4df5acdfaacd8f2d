"""Which adjoints may be zero because a branch was not taken.

::

    r = np.sqrt(x); y = np.where(x > 0, r, 0.0)      dr is 0 where x <= 0, so is dx, though 1/sqrt(0) is inf
"""

from __future__ import annotations

from collections import defaultdict

from gradwright.adjoint.pullback import MASKS
from gradwright.adjoint.site import Arm, Site, walk_sites
from gradwright.analysis.activity import differentiated, sources
from gradwright.ir.expressions import Apply, Choose, Expr, subtrees
from gradwright.ir.statements import Assign, If, Store


def masked_webs(root: Arm) -> frozenset[int]:  # noqa: C901
    """Return the webs whose adjoints come, in part, through a mask or a branch."""
    memo: dict[Expr, frozenset[int]] = {}
    feeds: dict[int, set[int]] = defaultdict(set)
    masked: set[int] = set()
    bound: dict[int, list[Arm]] = defaultdict(list)
    for site in walk_sites(root):
        if site.target is not None:
            bound[site.target.web].append(site.parent)
    for site in walk_sites(root):
        if site.target is None or (value := _value(site)) is None:
            continue
        found = sources(value, memo)
        feeds[site.target.web] |= found
        if (arm := _branch_around(site)) is not None:
            masked |= {web for web in found if not all(_is_inside(b, arm) for b in bound[web])}
        for node in subtrees(value):
            if isinstance(node, Choose) or (isinstance(node, Apply) and node.prim in MASKS):
                masked |= sources(node, memo)
    todo = list(masked)
    while todo:
        for web in feeds[todo.pop()] - masked:
            masked.add(web)
            todo.append(web)
    return frozenset(masked)


def _value(site: Site) -> Expr | None:
    match site.stmt:
        case Assign():
            return differentiated(site.stmt)
        case Store(_, value):
            return value
        case _:
            return None


def _branch_around(site: Site) -> Arm | None:
    """Return the innermost arm of a branch that a site stands in."""
    for arm in site.parent.ancestors():
        if arm.owner is not None and isinstance(arm.owner.stmt, If):
            return arm
    return None


def _is_inside(arm: Arm, outer: Arm) -> bool:
    return any(around is outer for around in arm.ancestors())
