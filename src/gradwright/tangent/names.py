"""The webs of tangents, named after what they belong to: ``dx``, or ``x_dot`` where names clash."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from gradwright.ir.expressions import Region, Var
from gradwright.ir.types import Type
from gradwright.tangent.activity import Place


class TangentWebs:
    """Supplies tangents' webs; `active` are the webs and slots that have one."""

    def __init__(
        self, names: Mapping[int, str], taken: Iterable[str], active: frozenset[Place]
    ) -> None:
        self.names = dict(names)
        self.active = active
        self._tangents: dict[int, Var] = {}
        self._primals: dict[int, int] = {}
        self._next = max(self.names, default=0) + 1
        self._taken = {*self.names.values(), *taken}
        self._dot = any(f"d{name}" in self._taken for name in self._taken)

    def new(self, hint: str, type_: Type) -> Var:
        """Return a new web."""
        web, self._next = self._next, self._next + 1
        self.names[web] = hint
        return Var(web, type_)

    def hint(self, name: str) -> str:
        """Return how the tangent of a name is called."""
        plain = re.sub(r"\W+", "_", name).strip("_")
        return f"{plain}_dot" if self._dot else f"d{plain}"

    def is_free(self, name: str) -> bool:
        """Whether the program has no name like this."""
        return name not in self._taken

    def give(self, var: Var, tangent: Var) -> None:
        """Let a web's tangent be this one."""
        self._tangents[var.web] = tangent
        self._primals[tangent.web] = var.web

    def of(self, var: Var) -> Var:
        """Return the web of a name's tangent, in this occurrence's own type."""
        found = self._tangents.get(var.web)
        if found is None:
            found = self.new(self.hint(self.names.get(var.web, "v")), var.type)
            self.give(var, found)
        return Var(found.web, var.type)

    def primal(self, web: int) -> int:
        """Return the web whose tangent this is; another web stands for itself."""
        return self._primals.get(web, web)

    def of_region(self, region: Region) -> Region:
        """Return the same region of the tangent of its base."""
        return Region(self.of(region.base), region.path, region.type)
