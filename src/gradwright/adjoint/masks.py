"""Which adjoints may be zero because a branch was not taken.

::

    r = np.sqrt(x); y = np.where(x > 0, r, 0.0)      dr is 0 where x <= 0, so is dx, though 1/sqrt(0) is inf
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from gradwright.adjoint.pullback import MASKS, Mask
from gradwright.adjoint.site import Arm, Site, walk_sites
from gradwright.analysis.activity import differentiated, sources
from gradwright.ir.expressions import Apply, Choose, Expr, is_view_path, subtrees
from gradwright.ir.statements import Assign, If, Permute, Stmt, Store


def masked_webs(root: Arm) -> dict[int, Mask]:  # noqa: C901
    """Return, for the webs whose adjoints come in part through a mask or a branch, which."""
    memo: dict[Expr, frozenset[int]] = {}
    feeds: dict[int, set[int]] = defaultdict(set)
    masked: dict[int, Mask] = {}
    bound: dict[int, list[Arm]] = defaultdict(list)
    for site in walk_sites(root):
        if site.target is not None:
            bound[site.target.web].append(site.parent)
    for site in walk_sites(root):
        if isinstance(site.stmt, Permute):
            _feed_places(feeds, site.stmt)
        if site.target is None or (value := _value(site)) is None:
            continue
        found = sources(value, memo)
        feeds[site.target.web] |= found
        if (arm := _branch_around(site)) is not None:
            outside = (w for w in found if not all(_is_inside(b, arm) for b in bound[w]))
            _raise(masked, outside, Mask.BRANCH)
        for node in subtrees(value):
            _raise(masked, sources(node, memo), _mask_of(node))
        if _replaces_chosen(site.stmt):
            _raise(masked, (site.target.web,), Mask.BRANCH)
    _spread(masked, feeds)
    return masked


def _feed_places(feeds: dict[int, set[int]], stmt: Permute) -> None:
    for target, source in zip(stmt.targets, stmt.sources, strict=True):
        feeds[target.web].add(source.web)


def _replaces_chosen(stmt: Stmt) -> bool:
    """Whether a statement replaces entries that an array chooses: ``r[x <= 0] = 0.0``."""
    return isinstance(stmt, Store) and stmt.mode != "add" and not is_view_path(stmt.region.path)


def _mask_of(node: Expr) -> Mask:
    match node:
        case Choose():
            return Mask.BRANCH
        case Apply(prim):
            return MASKS.get(prim, Mask.NONE)
        case _:
            return Mask.NONE


def _raise(masked: dict[int, Mask], webs: Iterable[int], mask: Mask) -> None:
    if mask is not Mask.NONE:
        for web in webs:
            masked[web] = max(mask, masked.get(web, Mask.NONE))


def _spread(masked: dict[int, Mask], feeds: dict[int, set[int]]) -> None:
    """Pass masks on from what a statement binds to what it reads."""
    todo = list(masked)
    while todo:
        target = todo.pop()
        for web in feeds[target]:
            if masked.get(web, Mask.NONE) < masked[target]:
                masked[web] = masked[target]
                todo.append(web)


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
