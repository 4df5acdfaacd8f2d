"""Which steps of an update run before a statement's old value is put back, and which after.

What reads the value that the statement itself bound (`after`) runs before; what reads the value from
before it, also by another name of the memory that it stores into, runs after. A step that needs both is
cut in two by its caller.
"""

from __future__ import annotations

from dataclasses import dataclass

from gradwright.ir.expressions import Expr, Region, Var, operands_of_path, subtrees


@dataclass(slots=True, eq=False)
class Step:
    """One piece of an update: a temporary to bind, or a target that receives a value."""

    target: Var | Region
    value: Expr
    temporary: bool = False


def split_around_restore(
    steps: list[Step], web: int, mates: frozenset[int], *, restoring: bool
) -> tuple[list[Step] | None, list[Step]]:
    """Return the steps to run before the old value is put back and those after; None if some need both.

    mates: the webs that may show the memory which is put back.
    """
    if not restoring:
        return [], steps
    early = _Order(steps, web, mates).early()
    if early is None:
        return None, steps
    return early, [step for step in steps if step not in early]


class _Order:
    """Sorts steps by the versions of one web that they read, through the temporaries they use."""

    def __init__(self, steps: list[Step], web: int, mates: frozenset[int]) -> None:
        self.steps = steps
        self.web = web
        self.mates = mates | {web}
        self.definitions = {
            s.target.web: s for s in steps if s.temporary and isinstance(s.target, Var)
        }
        self.kinds: dict[int, tuple[bool, bool]] = {}

    def early(self) -> list[Step] | None:
        """Return the steps that read the new value, with the temporaries that those use."""
        found: list[Step] = []
        for step in sorted(self.steps, key=lambda step: not step.temporary):
            new, old = self._versions(step)
            if new and old:
                return None
            if new:
                found.append(step)
                if step.temporary:
                    self.kinds[id(step)] = (False, False)
        needed = self._used_by(found)
        if any(self._versions(step)[1] for step in needed):
            return None
        return [step for step in self.steps if step in found or step in needed]

    def _versions(self, step: Step) -> tuple[bool, bool]:
        """Return whether a step reads the web's new value, and whether its old one."""
        known = self.kinds.get(id(step))
        if known is None:
            names = _names(step)
            new = any(n.web == self.web and n.after for n in names)
            old = any(n.web in self.mates and not n.after for n in names)
            for inner in map(self._versions, self._temporaries(step)):
                new, old = new or inner[0], old or inner[1]
            known = self.kinds[id(step)] = (new, old)
        return known

    def _temporaries(self, step: Step) -> list[Step]:
        defined = (self.definitions.get(n.web) for n in _names(step))
        return [d for d in defined if d is not None and d is not step]

    def _used_by(self, steps: list[Step]) -> list[Step]:
        found: list[Step] = []
        todo = list(steps)
        while todo:
            for inner in self._temporaries(todo.pop()):
                if inner not in found:
                    found.append(inner)
                    todo.append(inner)
        return found


def _names(step: Step) -> list[Var]:
    """Return the names that a step reads, those in its target's subscripts too."""
    exprs: list[Expr] = [step.value]
    if isinstance(step.target, Region):
        exprs += operands_of_path(step.target.path)
    return [node for e in exprs for node in subtrees(e) if isinstance(node, Var)]
