"""New webs: adjoints named after what they belong to, temporaries, saved values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from gradwright.ir.expressions import Apply, Expr, Fancy, Index, Region, Var
from gradwright.ir.types import UNIT, Array, List, Scalar, Type, lengths_of, rank_of
from gradwright.rules.scatter import DISTINCT


class Webs:
    """Supplies webs that no name of the program has yet."""

    def __init__(self, names: Mapping[int, str], user_names: Iterable[str]) -> None:
        self.names = dict(names)
        self.adjoint_of: dict[int, Var] = {}
        self.adjoints: set[int] = set()
        self.temporaries: set[int] = set()
        self.borrowed: set[int] = set()
        self.narrow: set[int] = set()
        self.definitions: dict[int, Expr] = {}
        self._next = max(self.names, default=0) + 1
        taken = set(user_names)
        self._bar = any(f"d{name}" in taken for name in taken)

    def new(self, hint: str, type_: Type) -> Var:
        """Return a new web."""
        web, self._next = self._next, self._next + 1
        self.names[web] = hint
        return Var(web, type_)

    def new_adjoint(self, hint: str, type_: Type) -> Var:
        """Return a new web that holds an adjoint or a part of one."""
        var = self.new(hint, type_)
        self.adjoints.add(var.web)
        return var

    def is_adjoint(self, web: int) -> bool:
        """Whether a web holds an adjoint."""
        return web in self.adjoints

    def adjoint(self, target: Var) -> Var:
        """Return the web that holds a name's adjoint."""
        found = self.adjoint_of.get(target.web)
        if found is None:
            hint = self.adjoint_hint(self.names.get(target.web, "v"))
            found = self.new_adjoint(hint, adjoint_type(target.type))
            self.adjoint_of[target.web] = found
        return found

    def narrow_adjoint(self, target: Var, type_: Type) -> None:
        """Let a name's adjoint have a smaller type than the name: it broadcasts."""
        self.narrow.add(target.web)
        self.adjoint_of[target.web] = self.new_adjoint(
            self.adjoint_hint(self.names.get(target.web, "v")), type_
        )

    def renew_adjoint(self, target: Var) -> Var:
        """Give a name's adjoint a new web."""
        self.forget_adjoint(target)
        return self.adjoint(target)

    def forget_adjoint(self, target: Var) -> None:
        """Let a name's next adjoint be a new web: another name goes by the present one."""
        self.adjoint_of.pop(target.web, None)
        self.borrowed.discard(target.web)

    def adjoint_hint(self, name: str) -> str:
        """Return how the adjoint of a name is called: ``dx``, or ``x_bar`` where names clash."""
        plain = re.sub(r"\W+", "_", name).strip("_")
        return f"{plain}_bar" if self._bar else f"d{plain}"

    def keep(self, hint: str, expr: Expr) -> Var:
        """Return a new web for the value of a part of a forward statement."""
        var = self.new(hint, expr.type)
        self.definitions[var.web] = expr
        return var

    def may_repeat(self, region: Region) -> bool:
        """Whether integer arrays among a region's subscripts may name one element twice."""
        for step in region.path:
            if not isinstance(step, Index):
                continue
            fancy = [item.indices for item in step.items if isinstance(item, Fancy)]
            if any(rank_of(indices.type) > 1 for indices in fancy):
                return True
            whole = [i for i in fancy if lengths_of(i.type) != (UNIT,)] or fancy
            if fancy and not any(map(self._is_distinct, whole)):
                return True
        return False

    def _is_distinct(self, indices: Expr) -> bool:
        if isinstance(indices, Var):
            indices = self.definitions.get(indices.web, indices)
        return isinstance(indices, Apply) and indices.prim in DISTINCT

    def adjoint_region(self, region: Region) -> Region:
        """Return the same region of the adjoint of its base."""
        return Region(self.adjoint(region.base), region.path, region.type)


def adjoint_type(type_: Type) -> Type:
    """Return the type of an adjoint: the value's, a scalar not surely Python's."""
    if isinstance(type_, Scalar):
        return Scalar(type_.dtype, type_.python)
    assert isinstance(type_, Array | List)
    return type_
