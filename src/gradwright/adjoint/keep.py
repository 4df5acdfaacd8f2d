"""Name the parts of a forward statement that its adjoint reads again.

::

    picked = probs[np.arange(len(labels)), labels]     the adjoint writes dprobs[np.arange(…), labels]
    →  rows = np.arange(len(labels)); picked = probs[rows, labels]
"""

from __future__ import annotations

from collections.abc import Callable

from gradwright.adjoint.pullback import Contribution
from gradwright.adjoint.site import Site
from gradwright.analysis.cost import is_worth_keeping
from gradwright.ir.expressions import (
    Apply,
    Both,
    Choose,
    Expr,
    Region,
    Var,
    children,
    operands_of_path,
    subtrees,
)
from gradwright.ir.rebuild import rebuild, rebuild_path
from gradwright.ir.statements import Assign, Store
from gradwright.rules.table import rule_of

NewWeb = Callable[[str, Expr], Var]


def keep_parts(site: Site, is_adjoint: Callable[[int], bool], new_web: NewWeb) -> None:
    """Put names for the parts of a live site's right side that its contributions read again."""
    if not isinstance(site.stmt, Assign | Store):
        return
    available = always_evaluated(site.stmt.value)
    if isinstance(site.stmt, Store):
        for operand in operands_of_path(site.stmt.region.path):
            available |= always_evaluated(operand)
    wanted: list[Expr] = []
    primal: dict[Expr, bool] = {}
    for part in site.contributions:
        for root in roots(part):
            _search(root, available, wanted, primal, is_adjoint, site.parent.depth > 0)
    if wanted:
        name_parts(site, wanted, new_web)


def roots(part: Contribution) -> tuple[Expr, ...]:
    """Return the expressions that a contribution evaluates: its value and its target's subscripts."""
    if isinstance(part.target, Region):
        return (part.value, *operands_of_path(part.target.path))
    return (part.value,)


def always_evaluated(expr: Expr) -> set[Expr]:
    """Return the subtrees that are evaluated whenever the tree is."""
    found: set[Expr] = set()
    stack: list[Expr] = [expr]
    while stack:
        node = stack.pop()
        if node in found:
            continue
        found.add(node)
        match node:
            case Choose(cond):
                stack.append(cond)
            case Both(_, left):
                stack.append(left)
            case _:
                stack.extend(children(node))
    return found


def _search(
    node: Expr,
    available: set[Expr],
    wanted: list[Expr],
    primal: dict[Expr, bool],
    is_adjoint: Callable[[int], bool],
    in_loop: bool,
) -> None:
    if node in wanted:
        return
    keeps = node in available and is_worth_keeping(node, in_loop=in_loop)
    if keeps and is_primal(node, primal, is_adjoint):
        wanted.append(node)
        return
    shape_only = rule_of(node).uses_shape if isinstance(node, Apply) else frozenset[int]()
    for k, child in enumerate(children(node)):
        if k not in shape_only or not isinstance(child, Var):
            _search(child, available, wanted, primal, is_adjoint, in_loop)


def is_primal(node: Expr, primal: dict[Expr, bool], is_adjoint: Callable[[int], bool]) -> bool:
    """Whether a tree consists of the forward sweep's values; `primal` remembers what was found."""
    known = primal.get(node)
    if known is None:
        if isinstance(node, Var):
            known = not is_adjoint(node.web) and not node.after
        else:
            known = all(is_primal(child, primal, is_adjoint) for child in children(node))
        primal[node] = known
    return known


def name_parts(site: Site, wanted: list[Expr], new_web: NewWeb) -> None:
    """Name parts of a site's right side before it, and read the names instead."""
    names: dict[Expr, Expr] = {}
    for expr in sorted(wanted, key=_size):
        inner = rebuild(expr, names.get)
        name = new_web(noun_of(expr), expr)
        site.keeps.append(Assign(name, inner, site.stmt.origin))
        names[expr] = name
    memo: dict[Expr, Expr] = {}
    assert isinstance(site.stmt, Assign | Store)
    value = site.stmt.value if site.value is None else site.value
    site.value = rebuild(value, names.get, memo)
    site.contributions = [
        Contribution(_retarget(part.target, names), rebuild(part.value, names.get, memo))
        for part in site.contributions
    ]
    if isinstance(site.stmt, Store):
        region = _retarget(site.region or site.stmt.region, names)
        assert isinstance(region, Region)
        site.region = region


def _retarget(target: Var | Region, names: dict[Expr, Expr]) -> Var | Region:
    if isinstance(target, Var):
        return target
    path = rebuild_path(target.path, lambda e: rebuild(e, names.get))
    return Region(target.base, path, target.type)


def _size(expr: Expr) -> int:
    return sum(1 for _ in subtrees(expr))


def noun_of(expr: Expr) -> str:
    """Return the hint for a web that holds this expression's value."""
    if isinstance(expr, Apply):
        return rule_of(expr).noun or expr.prim
    return "kept"
