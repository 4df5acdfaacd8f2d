"""Which gradients read a name, directly or through others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from gradwright.analysis.flow import changed_webs, names_in
from gradwright.classes.naming import Naming
from gradwright.ir.statements import (
    Block,
    Node,
    Parameter,
    Program,
    blocks_of,
    expressions_of,
    leaves,
    walk,
)


class Readers:
    """The names that each gradient of a reverse part depends on."""

    def __init__(self, program: Program, wrt: Sequence[Parameter], naming: Naming) -> None:
        self.sources: dict[int, set[int]] = defaultdict(set)
        self._collect(program.body, frozenset())
        assert isinstance(program.result, Node)
        self.reached = {
            naming.gradient(parameter.name): self._closure(
                {web for leaf in leaves(tree) for web in names_in(leaf.value)}
            )
            for parameter, tree in zip(wrt, program.result.children, strict=True)
        }

    def of(self, web: int) -> tuple[str, ...]:
        """Return the gradients that read a name."""
        return tuple(name for name, reached in self.reached.items() if web in reached)

    def _collect(self, block: Block, around: frozenset[int]) -> None:
        for stmt in block:
            read = around | {web for expr in expressions_of(stmt) for web in names_in(expr)}
            inner = blocks_of(stmt)
            for changed in (stmt,) if not inner else walk((stmt,)):
                for web in changed_webs(changed):
                    self.sources[web] |= read
            for arm in inner:
                self._collect(arm, frozenset(read))

    def _closure(self, start: set[int]) -> set[int]:
        reached: set[int] = set()
        todo = list(start)
        while todo:
            web = todo.pop()
            if web not in reached:
                reached.add(web)
                todo += self.sources[web]
        return reached
