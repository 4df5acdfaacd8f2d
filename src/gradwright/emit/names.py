"""Webs to printed names: the user's name wherever no other value of that name is alive.

``x.1 = …; x.2 = sin(x.1)`` -> both ``x`` if nothing later reads x.1; else ``x`` and ``x_1``.
Two webs with one hint interfere where one is bound while the other is alive (Chaitin et al.,
"Register allocation via coloring", 1981); a copy does not make its two sides interfere.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gradwright.ir.expressions import Expr, Var, children
from gradwright.ir.statements import (
    Assign,
    Block,
    For,
    ForEach,
    If,
    Pop,
    Program,
    Push,
    Stmt,
    While,
    bound_by,
    expressions_of,
    leaves,
)

EVERY = -1  # all bits: a name of the module is bound in no function of it


def assign_names(program: Program, reserved: Collection[str]) -> dict[int, str]:
    """Return the printed name of every web that is no part of a parameter's structure."""
    fixed, roots = _names_of_parameters(program)
    interference = Interference(program, fixed)
    taken = {*reserved, *roots, *keyword.kwlist}
    for captured in program.captured:
        interference.against[captured.web.web] = EVERY
    return _colour(interference, fixed, taken, {_identifier(h) for h in program.names.values()})


def _names_of_parameters(program: Program) -> tuple[dict[int, str], set[str]]:
    """Return the webs that are whole parameters or captured, and names that must stand."""
    fixed: dict[int, str] = {}
    roots: set[str] = set()
    for parameter in program.parameters:
        tree = parameter.tree
        webs = [leaf.value.web for leaf in leaves(tree) if isinstance(leaf.value, Var)]
        plain = [web for web in webs if program.paths.get(web) == parameter.name]
        fixed.update(dict.fromkeys(plain, parameter.name))
        if not plain:
            roots.add(parameter.name)
    for captured in program.captured:
        fixed[captured.web.web] = captured.name
        roots.add(captured.name)
    return fixed, roots


def _identifier(hint: str) -> str:
    text = re.sub(r"\W+", "_", hint).strip("_") or "v"
    return f"_{text}" if text[0].isdigit() else text


class Interference:
    """Which webs of one hint are alive together; sets of webs are the bits of integers."""

    def __init__(self, program: Program, fixed: Mapping[int, str]) -> None:
        self.hints: dict[int, str] = {}
        self.order: list[int] = []
        self.against: dict[int, int] = {}
        self._uses: dict[Expr, int] = {}
        self._paths = {web for web in program.paths if web not in fixed}
        self._names = program.names
        self.of_hint: dict[str, int] = {}
        entry = list(fixed)
        for web in entry:
            self._meet(web, fixed[web])
        self._meet_all(program.body)
        alive = 0
        for leaf in leaves(program.result):
            alive |= self._used(leaf.value)
        alive = self._block(program.body, alive)
        for web in entry:
            self._bind(web, alive)

    def _meet(self, web: int, hint: str) -> None:
        if web not in self.hints and web not in self._paths:
            self.hints[web] = hint
            self.order.append(web)
            self.against[web] = 0
            self.of_hint[hint] = self.of_hint.get(hint, 0) | 1 << web

    def _meet_all(self, block: Block) -> None:
        for stmt in block:
            for var in bound_by(stmt):
                self._meet(var.web, _identifier(self._names.get(var.web, "v")))
            if isinstance(stmt, If):
                self._meet_all(stmt.then)
                self._meet_all(stmt.orelse)
            elif isinstance(stmt, For | ForEach | While):
                self._meet_all(stmt.body)

    def _used(self, expr: Expr) -> int:
        """Return the webs that an expression reads."""
        done = self._uses.get(expr)
        if done is None:
            done = 1 << expr.web if isinstance(expr, Var) else 0
            for child in children(expr):
                done |= self._used(child)
            self._uses[expr] = done
        return done

    def _used_by(self, exprs: Iterable[Expr]) -> int:
        used = 0
        for expr in exprs:
            used |= self._used(expr)
        return used

    def _bind(self, web: int, alive: int, copied: int = 0) -> int:
        """Note what is alive where a web is bound; return what is alive before."""
        if web in self.hints:
            others = alive & self.of_hint[self.hints[web]] & ~(1 << web | copied)
            self.against[web] |= others
        return alive & ~(1 << web)

    def _block(self, block: Sequence[Stmt], alive: int) -> int:
        for stmt in reversed(block):
            alive = self._stmt(stmt, alive)
        return alive

    def _stmt(self, stmt: Stmt, alive: int) -> int:
        match stmt:
            case If(_, then, orelse):
                alive = self._block(then, alive) | self._block(orelse, alive)
            case For() | ForEach() | While():
                alive = self._loop(stmt, alive)
            case _:
                alive = self._simple(stmt, alive)
        return alive | self._used_by(expressions_of(stmt)) | self._stack_of(stmt)

    def _simple(self, stmt: Stmt, alive: int) -> int:
        source = stmt.value if isinstance(stmt, Assign) else None
        copied = 1 << source.web if isinstance(source, Var) else 0
        targets = bound_by(stmt)
        for var in targets:
            alive = self._bind(var.web, alive, copied)
        if len(targets) > 1:
            self._separate(targets)
        return alive

    def _separate(self, targets: Sequence[Var]) -> None:
        """Let the targets of one statement have different names."""
        together = sum(1 << var.web for var in targets)
        for var in targets:
            self._bind(var.web, together)

    def _stack_of(self, stmt: Stmt) -> int:
        return 1 << stmt.stack.web if isinstance(stmt, Push | Pop | ForEach) else 0

    def _loop(self, stmt: For | ForEach | While, after: int) -> int:
        """Iterate until what is alive at the head no longer grows."""
        own = self._used_by(expressions_of(stmt)) if isinstance(stmt, While) else 0
        own |= self._stack_of(stmt)
        targets = bound_by(stmt)
        if len(targets) > 1:
            self._separate(targets)
        head = after | own
        while True:
            inner = self._block(stmt.body, head)
            for var in targets:
                inner = self._bind(var.web, inner)
            if inner | head == head:
                return head
            head |= inner


def _colour(
    interference: Interference, fixed: Mapping[int, str], taken: set[str], hints: set[str]
) -> dict[int, str]:
    """Give each web the first name of its hint that no interfering web has."""
    names = dict(fixed)
    palettes = {hint: _Palette(hint, taken, hints) for hint in interference.of_hint}
    for web, hint in fixed.items():
        palettes[hint].give(hint, web, interference.against[web])
    for web in interference.order:
        if web not in fixed:
            palette, others = palettes[interference.hints[web]], interference.against[web]
            names[web] = palette.free(web, others)
            palette.give(names[web], web, others)
    return names


@dataclass(slots=True)
class _Palette:
    """The names of one hint: who bears each, and what interferes with any of those."""

    hint: str
    taken: set[str]
    hints: set[str]
    bearers: dict[str, int] = field(default_factory=dict[str, int])
    against: dict[str, int] = field(default_factory=dict[str, int])
    named: int = 0
    number: int = 0

    def free(self, web: int, others: int) -> str:
        """Return the first name that a web can have."""
        all_alive = others & self.named == self.named
        if not (all_alive and self.named.bit_count() == len(self.bearers)):
            for name, webs in self.bearers.items():
                if not others & webs and not self.against[name] >> web & 1:
                    return name
        return self._new()

    def _new(self) -> str:
        if not self.bearers and self.hint not in self.taken:
            return self.hint
        while True:
            self.number += 1
            name = f"{self.hint}_{self.number}"
            if name not in self.taken and name not in self.hints:
                return name

    def give(self, name: str, web: int, others: int) -> None:
        """Note that a web has a name."""
        self.bearers[name] = self.bearers.get(name, 0) | 1 << web
        self.against[name] = self.against.get(name, 0) | others
        self.named |= 1 << web
