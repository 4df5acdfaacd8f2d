"""What a reverse part reads, under the names that attributes have for it; the lines that keep the rest.

In: the chosen reverse part of a layer. Out: the same as a program whose parameters are attributes,
and the lines for forward.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from gradwright.analysis.flow import names_in, overwritten
from gradwright.analysis.memory import Memory
from gradwright.classes.forward import Forward
from gradwright.classes.keeping import free_attribute, keepable
from gradwright.classes.readers import Readers
from gradwright.classes.roots import without_copies
from gradwright.diagnostics import refusal
from gradwright.ir.check import check_program
from gradwright.ir.expressions import Apply, Var, subtrees
from gradwright.ir.statements import (
    Assign,
    Block,
    Leaf,
    Parameter,
    Program,
    Stmt,
    Store,
    expressions_of,
    leaves,
    walk,
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A line that is added to forward: ``self.attribute = value``.

    after: the last line of the statement that it follows, None at the start. readers: the
    gradients that read it. inside: where the number stands in the value, a list or the like.
    """

    web: int
    attribute: str
    value: str
    after: int | None
    readers: tuple[str, ...]
    inside: str = ""


def finished(
    forward: Forward,
    wrt: Sequence[Parameter],
    program: Program,
    held: Mapping[int, str],
    arguments: tuple[Var, ...],
    local: Collection[int],
) -> tuple[Program, tuple[Kept, ...]]:
    """Return the program that backward is printed from, and the lines that are added to forward.

    Parameters
    ----------
    forward, wrt
        The layer's forward, and what has a gradient.
    program
        What is computed again, and the reverse part.
    held
        The names that attributes hold.
    arguments, local
        Arguments that have to be kept, and local names.
    """
    finish = _Finish(forward, wrt, program, held, arguments, local)
    kept = finish.lines()
    return finish.finished(kept), kept


class _Finish:
    def __init__(
        self,
        forward: Forward,
        wrt: Sequence[Parameter],
        program: Program,
        held: Mapping[int, str],
        arguments: tuple[Var, ...],
        local: Collection[int],
    ) -> None:
        self.forward = forward
        self.wrt = wrt
        self.program = program
        self.held = held
        self.arguments = arguments
        self.local = local
        self.location = forward.layer.source.location(forward.layer.node)

    def _refused(self, reason: str) -> Exception:
        return refusal("GW506", self.location, name=self.forward.layer.name, reason=reason)

    def lines(self) -> tuple[Kept, ...]:
        """Return the lines that are added to forward."""
        local = keepable(self.forward)
        readers = Readers(self.program, self.wrt, self.forward.layer.naming)
        found = [self._kept_argument(var, readers) for var in self.arguments]
        for web in sorted(self.local):
            one = local[web]
            found.append(Kept(web, one.attribute, one.name, one.after, readers.of(web)))
        return tuple(found)

    def _kept_argument(self, var: Var, readers: Readers) -> Kept:
        root, inside = self._root(var)
        attribute = free_attribute(self.forward, root.removeprefix("self."))
        if not self._is_changed(var):
            return Kept(var.web, attribute, root, None, readers.of(var.web), inside)
        if inside:
            raise self._refused(f"forward changes {root}{inside} in place")
        return Kept(var.web, attribute, f"{root}.copy()", None, readers.of(var.web))

    def _root(self, var: Var) -> tuple[str, str]:
        """Return the argument or attribute that a number stands in, and where it stands in it."""
        path = self.program.paths[var.web]
        found = re.match(r"(self\.)?\w+", path)
        assert found is not None
        return found[0], path[found.end() :]

    def _is_changed(self, var: Var) -> bool:
        """Whether forward stores into an argument's array: the program copies it at the start."""
        copies = {
            stmt.target.web
            for stmt in walk(self.forward.program.body)
            if isinstance(stmt, Assign)
            and isinstance(stmt.value, Apply)
            and stmt.value.prim == "copy"
            and stmt.value.args == (var,)
            and stmt.origin is not None
            and stmt.origin.line == self.location.line
        }
        body = self.forward.program.body
        stores = {s.region.base.web for s in walk(body) if isinstance(s, Store)}
        return bool(copies & Memory(body).with_mates(stores))

    def finished(self, kept: tuple[Kept, ...]) -> Program:
        """Return the program whose parameters are the upstream gradient and what attributes hold."""
        paths = {**self.program.paths, **self.held}
        program, loaded = self._loaded(self.program, self.arguments)
        paths.update({loaded.get(k.web, k.web): f"self.{k.attribute}{k.inside}" for k in kept})
        for web in loaded:
            del paths[web]
        read = webs_read(program)
        held = [v for v in self._named(program) if paths.get(v.web, "").startswith("self.")]
        given = tuple(Parameter(paths[v.web], Leaf(v)) for v in held if v.web in read)
        program = replace(program, parameters=(self.program.parameters[0], *given), paths=paths)
        return check_program(without_copies(program))

    def _loaded(
        self, program: Program, arguments: tuple[Var, ...]
    ) -> tuple[Program, dict[int, int]]:
        """Return the program with arguments that it binds again as local names, from what is kept."""
        bound = overwritten(program.body)
        names = dict(program.names)
        loaded: dict[int, int] = {}
        start: list[Stmt] = []
        for var in arguments:
            if var.web in bound:
                kept = Var(max(names, default=0) + 1, var.type)
                names[kept.web] = names[var.web]
                loaded[var.web] = kept.web
                start.append(Assign(var, kept))
        body = (*start, *program.body)
        split = (program.reverse_from or 0) + len(start)
        return replace(program, body=body, reverse_from=split, names=names), loaded

    def _named(self, program: Program) -> list[Var]:
        bound = overwritten(program.body)
        exprs = [expr for stmt in walk(program.body) for expr in expressions_of(stmt)]
        exprs += [leaf.value for leaf in leaves(program.result)]
        found = {n for e in exprs for n in subtrees(e) if isinstance(n, Var) and n.web not in bound}
        return sorted(found, key=lambda var: var.web)


def webs_read(program: Program) -> frozenset[int]:
    """Return the names that a program or its result reads."""
    results = [leaf.value for leaf in leaves(program.result)]
    return webs_read_by(program.body) | {web for expr in results for web in names_in(expr)}


def webs_read_by(block: Block) -> frozenset[int]:
    """Return the names that a block reads."""
    exprs = [expr for stmt in walk(block) for expr in expressions_of(stmt)]
    return frozenset(web for expr in exprs for web in names_in(expr))
