"""The state while a function is read: statements so far, names, and what each module needs of it.

`Reader` evaluates expressions and runs statements through two tables from syntax to function
(`expressions.EXPRESSIONS`, `statements.STATEMENTS`), so that each form of syntax is one row.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Generator, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gradwright.diagnostics import Location, UnsupportedError, refusal
from gradwright.frontend.frames import Frame
from gradwright.frontend.values import (
    Closure,
    Container,
    Grown,
    Known,
    Num,
    Value,
    describe,
    is_atomic,
    webs_in,
    with_items,
)
from gradwright.frontend.webs import Lengths, Webs
from gradwright.ir.expressions import Expr, Var
from gradwright.ir.statements import Assign, Captured, Guard, Stmt
from gradwright.ir.types import Form

if TYPE_CHECKING:
    from gradwright.frontend.callees import Callee

LIMIT_STATEMENTS = 20_000
LIMIT_DEPTH = 60


class Again(Exception):  # noqa: N818  (a request, not an error)
    """Read the whole function again: a decision was added."""


class Unresolved(Exception):  # noqa: N818  (a request, not an error)
    """What a recursive call returns is not known yet: read the other paths first."""


@dataclass(slots=True)
class Decisions:
    """What an earlier reading of the same function found out.

    Attributes
    ----------
    views
        Places where a part of an array gets a name and some store reaches the array: the name
        stands for the region there, and binds nothing.
    copied
        Paths of the arguments' leaves that are stored into: copied at the start.
    static
        Names of captured numbers whose values are needed.
    widened
        By loop and name: how a carried value differs after an iteration.
    stated
        Loops whose condition takes statements of its own.
    apart, callees
        Definitions of functions that call themselves, and what was read of them for each kind of
        arguments: they are written apart.
    returns_changes
        Whether the function returns nothing and what it changes is its result.
    reshaped
        Whether a reshape stands for a part of its base: what is copied at the entry must be in C's order.
    unrolled
        Loops that are unrolled, as their index picks entries of a container.
    grown
        Places where a list is made whose length depends on data.
    changing
        By loop: the names of containers that are changed in its body.
    results
        By call and name: what a return inside of a loop gives.
    left
        By loop and name: names that are bound in its body alone and read after it, so that it must run.
    """

    views: set[object] = field(default_factory=set[object])
    copied: set[str] = field(default_factory=set[str])
    static: set[str] = field(default_factory=set[str])
    widened: dict[object, object] = field(default_factory=dict[object, object])
    unrolled: set[object] = field(default_factory=set[object])
    left: set[object] = field(default_factory=set[object])
    stated: set[object] = field(default_factory=set[object])
    grown: set[object] = field(default_factory=set[object])
    changing: dict[object, set[str]] = field(default_factory=dict[object, set[str]])
    apart: set[object] = field(default_factory=set[object])
    callees: dict[Hashable, Callee] = field(default_factory=dict["Hashable", "Callee"])
    results: dict[object, object] = field(default_factory=dict[object, object])
    returns_changes: bool = False
    reshaped: bool = False
    added: bool = False


@dataclass(frozen=True, slots=True)
class Dependency:
    """What the program was specialised on outside of its arguments."""

    name: str
    read: Callable[[], object]
    key: Hashable
    measure: Callable[[object], Hashable]

    def holds(self) -> bool:
        """Whether it is still what it was."""
        try:
            return self.measure(self.read()) == self.key
        except (AttributeError, LookupError, TypeError, ValueError):
            return False


@dataclass(slots=True, eq=False)
class Pending:
    """Operands that were evaluated and stand in no statement yet, and the block that they go to.

    calls: how many calls were being read then.
    """

    values: list[Value]
    block: list[Stmt]
    calls: int = 0


class Reader:
    """Reads one function."""

    def __init__(
        self,
        expressions: Mapping[type[ast.AST], Callable[..., Value]],
        statements: Mapping[type[ast.AST], Callable[..., object]],
        bind: Callable[[Reader, str, Expr, ast.AST], Num],
        decisions: Decisions,
    ) -> None:
        self._expressions = expressions
        self._statements = statements
        self._bind = bind
        self.decisions = decisions
        self.webs = Webs()
        self.lengths = Lengths()
        self.frames: list[Frame] = []
        self.out: list[Stmt] = []
        self.pending: list[Pending] = []
        self.paths: dict[int, str] = {}
        self.shares: dict[int, tuple[object, Location]] = {}
        self.entry: list[Guard] = []
        self.changed: list[Num] = []
        self.imports: dict[str, str] = {}
        self.captured: dict[str, Captured] = {}
        self.homes: dict[Frame, Frame] = {}
        self.dependencies: dict[str, Dependency] = {}
        self.branches = 0
        self.depth = 0
        self.loops: list[int] = []
        self.lists_change = False
        self.unnamed: set[int] = set()
        self.short_loops: set[object] = set()
        self.counters: dict[int, object] = {}
        self.bounds: dict[int, tuple[Expr, ...]] = {}
        self.mask_counts: list[tuple[list[Stmt], int, Expr, Form]] = []
        self._count = 0
        self._draws = 0
        self._facts: list[set[tuple[Form, Form]]] = [set()]

    def beside(self, decisions: Decisions) -> Reader:
        """Return a reader of the same language for a program of its own."""
        return Reader(self._expressions, self._statements, self._bind, decisions)

    # where we are -------------------------------------------------------------------------------

    @property
    def frame(self) -> Frame:
        """The call that is being read."""
        return self.frames[-1]

    def at(self, node: ast.AST) -> Location:
        """Return where a node stands in the user's file."""
        return self.frame.called_at or self.frame.source.location(node)

    def refuse(self, code: str, node: ast.AST, **details: object) -> UnsupportedError:
        """Return the refusal of a row at a node."""
        return refusal(code, self.at(node), **details)

    def shown(self, node: ast.AST) -> str:
        """Return a node's text, shortened."""
        text = ast.unparse(node)
        return text if len(text) <= 60 else text[:57] + "..."

    def site(self, node: ast.AST, *more: object) -> tuple[object, ...]:
        """Return what tells one reading of a node from another."""
        return (self.frame.path, node.__class__.__name__, *_place(node), *more)

    # statements ---------------------------------------------------------------------------------

    def run(self, stmt: ast.stmt) -> object:
        """Read one statement; its table row says what comes of it."""
        self._count += 1
        if self._count > LIMIT_STATEMENTS:
            raise self.refuse(
                "GW132", stmt, function=self.frames[0].source.name, found=self._count,
                unit="statements", limit=LIMIT_STATEMENTS,
            )  # fmt: skip
        row = self._statements.get(type(stmt))
        if row is None:
            raise self.refuse("GW100", stmt, found=f"`{self.shown(stmt).splitlines()[0]}`")
        self.begin(stmt)
        return row(self, stmt)

    def begin(self, stmt: ast.stmt) -> None:
        """Note which statement is being read."""
        self.frame.statement = stmt
        self.frame.branches = self.branches

    def emit(self, stmt: Stmt) -> None:
        """Append a statement to the current block."""
        self.out.append(stmt)

    @contextmanager
    def block(self) -> Generator[list[Stmt]]:
        """Collect statements in a block of their own."""
        outer, self.out = self.out, []
        self._facts.append(set())
        try:
            yield self.out
        finally:
            self.out = outer
            self._facts.pop()

    def holds(self, first: Form, second: Form) -> bool:
        """Whether a guard before this place says that two lengths are equal."""
        return any((first, second) in facts for facts in self._facts)

    def hold(self, first: Form, second: Form) -> None:
        """Note that a guard here says that two lengths are equal."""
        self._facts[-1].update({(first, second), (second, first)})

    @contextmanager
    def branch(self) -> Generator[list[Stmt]]:
        """Collect the statements of an arm that may not run."""
        self.branches += 1
        self.depth += 1
        try:
            with self.block() as block:
                yield block
        finally:
            self.branches -= 1
            self.depth -= 1

    # expressions --------------------------------------------------------------------------------

    def value(self, node: ast.expr) -> Value:
        """Evaluate an expression."""
        row = self._expressions.get(type(node))
        if row is None:
            raise self.refuse("GW100", node, found=f"`{self.shown(node)}`")
        return row(self, node)

    def number(self, node: ast.expr) -> Expr:
        """Evaluate an expression that must be a number or array."""
        return self.as_number(self.value(node), node)

    def as_number(self, value: Value, node: ast.AST) -> Expr:
        """Return a value's expression; what is no number is refused at the node."""
        if isinstance(value, Num):
            return value.expr
        raise self.refuse("GW213", node, found=describe(value))

    def values(self, nodes: Iterable[ast.expr]) -> list[Value]:
        """Evaluate operands in order; calls in later ones may make earlier ones temporaries."""
        pending = Pending([], self.out, len(self.frames))
        self.pending.append(pending)
        try:
            for node in nodes:
                pending.values.append(self.value(node))
        finally:
            self.pending.pop()
        return pending.values

    @contextmanager
    def holding(self, *values: Value) -> Generator[list[Value]]:
        """Keep values pending while others are evaluated; read them from the list afterwards."""
        pending = Pending(list(values), self.out, len(self.frames))
        self.pending.append(pending)
        try:
            yield pending.values
        finally:
            self.pending.pop()

    # names --------------------------------------------------------------------------------------

    def assign(self, hint: str, expr: Expr, node: ast.AST) -> Num:
        """Bind a fresh web to an expression, in a statement of its own."""
        var = self.webs.new(hint, expr.type)
        self.emit(Assign(var, expr, self.at(node)))
        return Num(var)

    def count_draw(self) -> int:
        """Return a number for a draw that no other one has."""
        self._draws += 1
        return self._draws

    def atom(self, value: Value, hint: str, node: ast.AST) -> Value:
        """Return a value whose numbers are names or literals; others are bound first."""
        match value:
            case Num(expr):
                if is_atomic(expr):
                    return value
                return self.name_share(hint, expr, node)
            case Grown(expr, cell):
                return value if is_atomic(expr) else Grown(self.assign(hint, expr, node).expr, cell)
            case Container():
                items = tuple(
                    self.atom(item, f"{hint}_{key}", node)
                    for key, item in zip(value.keys, value.items, strict=True)
                )
                return with_items(value, items)
            case _:
                return value

    def name_share(self, hint: str, expr: Expr, node: ast.AST) -> Num:
        """Bind a fresh web, or let the name stand for a part of an array (`aliases.bind`)."""
        return self._bind(self, hint, expr, node)

    def holders(self, frame_names: Mapping[str, Value], live: frozenset[str]) -> dict[int, int]:
        """Count the references to each web: of live names here, of callers, of operands."""
        counts = _Holders({self.frame})
        counts.add(value for name, value in frame_names.items() if name in live)
        for frame in self.frames[:-1]:
            counts.enter(frame)
        for pending in self.pending:
            counts.add(pending.values)
        return counts.webs


class _Holders:
    """Counts references to webs, those of frames that a closure keeps alive too."""

    def __init__(self, seen: set[Frame]) -> None:
        self.webs: dict[int, int] = {}
        self._seen = seen

    def add(self, values: Iterable[Value]) -> None:
        for value in values:
            for web in webs_in(value):
                self.webs[web] = self.webs.get(web, 0) + 1
            for closure in _closures(value):
                self.enter(closure.frame)

    def enter(self, frame: Frame) -> None:
        if frame not in self._seen:
            self._seen.add(frame)
            self.add(frame.names.values())


def _closures(value: Value) -> Iterator[Closure]:
    if isinstance(value, Closure):
        yield value
    elif isinstance(value, Container):
        for item in value.items:
            yield from _closures(item)


def _place(node: ast.AST) -> Sequence[object]:
    return (getattr(node, "lineno", 0), getattr(node, "col_offset", 0))


def known_of(value: Value) -> object:
    """Return the object of a known value; a unique marker for others."""
    return value.value if isinstance(value, Known) else _NOTHING


_NOTHING = object()


def var_of(value: Value) -> Var | None:
    """Return the web that a value is, or None."""
    return value.expr if isinstance(value, Num) and isinstance(value.expr, Var) else None
