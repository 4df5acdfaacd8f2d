"""The adjoint of every statement as a parallel update: what each name receives (`Site.contributions`).

::

    z = x * y; s += z        z <- ds;  x <- dz * y, y <- dz * x
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence

from gradwright.adjoint.masks import masked_webs
from gradwright.adjoint.names import Webs
from gradwright.adjoint.pullback import Contribution, Mask, Pullbacks, add
from gradwright.adjoint.site import Arm, Site, walk_sites
from gradwright.adjoint.status import base_web, is_narrow
from gradwright.adjoint.unit_axes import without_new_axes
from gradwright.analysis.activity import differentiated
from gradwright.diagnostics import Location, refusal
from gradwright.ir.expressions import (
    At,
    Const,
    Expr,
    Fancy,
    Index,
    Item,
    NewAxis,
    Region,
    Reshape,
    Var,
    constant,
)
from gradwright.ir.statements import Assign, Permute, Store
from gradwright.ir.types import FLOAT, Array, rank_of
from gradwright.rules.axes import expanded
from gradwright.rules.rearrange import length
from gradwright.rules.rule import RuleError
from gradwright.rules.symbolic import Sym, call
from gradwright.rules.table import apply

Rewrite = Callable[[Expr], Expr]
ZERO = constant(0.0, FLOAT)


class Contributor:
    """Pulls the statements' seeds back; `pullbacks` knows which webs are active."""

    def __init__(self, root: Arm, webs: Webs, pullbacks: Pullbacks, rewrite: Rewrite) -> None:
        self.root = root
        self.webs = webs
        self.pullbacks = pullbacks
        self.rewrite = rewrite
        self.masked = masked_webs(root)

    def contribute(self, results: Sequence[Var]) -> None:
        """Pull every statement's seed back, last statement first.

        A name bound once, in straight-line code, may turn out to receive one contribution only, and
        that smaller than the name (``dout`` for what a sum adds up): its adjoint stays that small.
        `results` receive the upstream gradient.
        """
        received: dict[int, list[Contribution | None]] = defaultdict(list)
        writes = Counter(s.target.web for s in walk_sites(self.root) if s.target is not None)
        writes.update(2 * list(_permuted(self.root)))
        for var in results:
            received[var.web].append(None)
        for site in reversed(self.root.sites):
            inner = [s for arm in site.arms for s in walk_sites(arm)]
            if isinstance(site.stmt, Assign) and writes[site.stmt.target.web] == 1:
                self._narrow(site.stmt.target, received[site.stmt.target.web])
            for each in (site, *inner):
                each.contributions = self._contributions(each)
                for part in each.contributions:
                    received[base_web(part)].append(part if each is site else None)

    def _narrow(self, target: Var, received: Sequence[Contribution | None]) -> None:
        match received:
            case [Contribution(Var(), value) as part] if (
                isinstance(target.type, Array) and is_narrow(part) and not isinstance(value, Const)
            ):
                self.webs.narrow_adjoint(target, value.type)
            case _:
                pass

    def _contributions(self, site: Site) -> list[Contribution]:
        match site.stmt:
            case Assign(target) if target.web in self.pullbacks.active:
                return self._of_binding(site, site.stmt)
            case Store(region) if region.base.web in self.pullbacks.active:
                return self._of_store(site, site.stmt)
            case _:
                return []

    def _of_binding(self, site: Site, stmt: Assign) -> list[Contribution]:
        site.seed = self.webs.adjoint(stmt.target)
        result = Var(stmt.target.web, stmt.target.type, True)
        return self._pulled(differentiated(stmt), site.seed, result, stmt.target, stmt.origin)

    def _of_store(self, site: Site, stmt: Store) -> list[Contribution]:
        seed = self.webs.adjoint_region(stmt.region)
        site.seed = seed.base
        if stmt.repeats and stmt.mode == "assign" and self.webs.may_repeat(stmt.region):
            return self._pulled(
                stmt.value, self._last(seed, stmt), None, stmt.region.base, stmt.origin
            )
        base = Var(stmt.region.base.web, stmt.region.base.type, True)
        made = None if stmt.mode == "add" else Region(base, stmt.region.path, stmt.region.type)
        return self._pulled(stmt.value, seed, made, stmt.region.base, stmt.origin)

    def _pulled(
        self, value: Expr, seed: Expr, result: Expr | None, target: Var, origin: Location | None
    ) -> list[Contribution]:
        if not self.pullbacks.carries(value):
            return []
        masked = self.masked.get(target.web, Mask.NONE)
        try:
            found = self.pullbacks.pull(value, seed, result, masked=masked)
        except RuleError as error:
            raise refusal(error.code, origin, **error.details) from None
        return _merged(found, self.rewrite)

    def _last(self, seed: Region, stmt: Store) -> Expr:
        """Return the seed of a store whose indices may recur: the value that is written last counts."""
        try:
            return last_written(seed, stmt.region) if self.pullbacks.carries(stmt.value) else seed
        except RuleError as error:
            details = {**error.details, "name": self.webs.names[stmt.region.base.web]}
            raise refusal(error.code, stmt.origin, **details) from None


def _permuted(root: Arm) -> Iterator[int]:
    """Yield the webs that change places with others."""
    for site in walk_sites(root):
        if isinstance(site.stmt, Permute):
            yield from (var.web for var in site.stmt.targets)


def last_written(seed: Region, region: Region) -> Expr:
    """Return a region's adjoint where its subscripts name a place for the last time, else 0."""
    whole: Expr = region.base
    match region.path:
        case (Index(items),) if _has_one(items):
            pass
        case (Reshape((Const(-1),)), Index(items)) if _has_one(items):
            whole = apply("ravel", region.base, form="np")
        case (Index(items),) if all(isinstance(item, Fancy) for item in items):
            return apply("where", _last_of_places(seed, region, items), seed, ZERO, form="np")
        case _:
            raise RuleError("GW308")
    ((place, indices),) = [(k, i.indices) for k, i in enumerate(items) if isinstance(i, Fancy)]
    axis = sum(not isinstance(item, NewAxis) for item in items[:place])
    last = Sym(apply("is_last_write", indices, whole, axis=axis, form="np"))
    trailing = rank_of(region.type) - _first_axis_of_indices(items) - 1
    if trailing:
        last = expanded(last, tuple(range(-trailing, 0)))
    return apply("where", last.expr, seed, ZERO, form="np")


def _last_of_places(seed: Region, region: Region, items: Sequence[Item]) -> Expr:
    """Return where several integer arrays name a place for the last time: by its number in the array."""
    base = Sym(region.base)
    lengths = [length(base, axis) for axis in range(len(items))]
    wide = [Sym(item.indices) for item in items if isinstance(item, Fancy)]
    places = call("mod", wide[0], lengths[0])
    for indices, size in zip(wide[1:], lengths[1:], strict=True):
        places = places * size + call("mod", indices, size)
    if rank_of(seed.type) != places.rank:
        raise RuleError("GW308")
    last = call("is_last_write", call("ravel", places), call("ravel", base), axis=0)
    return (call("reshape_like", last, Sym(seed)) if places.rank > 1 else last).expr


def _has_one(items: Sequence[Item]) -> bool:
    return sum(isinstance(item, Fancy) for item in items) == 1


def _first_axis_of_indices(items: Sequence[Item]) -> int:
    """Return where NumPy puts the axes of integer indices: where they stand together, else first."""
    places = [k for k, item in enumerate(items) if isinstance(item, At | Fancy)]
    together = places == list(range(places[0], places[-1] + 1))
    return places[0] if together else 0


def _merged(parts: list[Contribution], rewrite: Rewrite) -> list[Contribution]:
    """Return one contribution a target, their sum simplified."""
    sums: dict[Var | Region, Expr] = {}
    for part in map(without_new_axes, parts):
        before = sums.get(part.target)
        value = part.value
        sums[part.target] = value if before is None else add(before, value)
    return [Contribution(target, rewrite(value)) for target, value in sums.items()]
