"""The invariants of the IR; every pass must leave them true.

In: a program. Out: the same program, or `InvariantError` naming the statement.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from gradwright.ir.expressions import (
    Apply,
    At,
    Both,
    Choose,
    Expr,
    Fancy,
    Index,
    NewAxis,
    Region,
    Reshape,
    Step,
    Transpose,
    Var,
    subtrees,
)
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
    Store,
    While,
    bound_by,
    expressions_of,
    leaves,
)
from gradwright.ir.text import Text
from gradwright.ir.types import Array, List, Scalar, Stack, Type, is_differentiable, rank_of


class InvariantError(AssertionError):
    """A pass left a program that breaks an invariant of the IR: a bug of the compiler."""


def check_program(program: Program) -> Program:
    """Return the program if its invariants hold.

    One type a web, lengths apart; a web is bound on every path before it is read (a loop may run
    zero times); a region's base is an array and its path fits the ranks; stacks are pushed and
    popped alike; no web of a parameter's part is assigned; no `after` is left.
    """
    checker = _Checker(program)
    given = [leaf.value for p in program.parameters for leaf in leaves(p.tree)]
    variables = [value for value in given if isinstance(value, Var)]
    for var in variables:
        checker.note_type(var)
    bound = frozenset(var.web for var in (*variables, *(c.web for c in program.captured)))
    bound = checker.block(program.body, bound)
    for leaf in leaves(program.result):
        checker.reads(leaf.value, bound)
    return program


@dataclass(slots=True)
class _Checker:
    program: Program
    types: dict[int, Type] = field(default_factory=dict[int, Type])
    parts: set[int] = field(default_factory=set[int])
    _reads: dict[Expr, frozenset[int]] = field(default_factory=dict[Expr, frozenset[int]])
    _where: Stmt | None = None

    def __post_init__(self) -> None:
        self.parts = {w for w, path in self.program.paths.items() if not path.isidentifier()}

    def fail(self, what: str) -> None:
        """Raise, naming the statement."""
        text = Text(self.program.names)
        stmt = self._where
        shown = "the result" if stmt is None else "\n".join(text.stmt(stmt, "    "))
        origin = getattr(stmt, "origin", None)
        raise InvariantError(f"{self.program.name}: {what}\n{shown}\n({origin})")

    @property
    def is_written(self) -> bool:
        """Whether this is a written program: its reverse part retraces the forward part's branches and loops.

        What a branch or loop binds there counts as bound after it.
        """
        return self.program.reverse_from is not None

    def name(self, web: int) -> str:
        """Return how a web is shown."""
        return f"{self.program.names.get(web, 'v')}.{web}"

    # Types.

    def note_type(self, var: Var) -> None:
        """Check that a web has one type, up to lengths."""
        known = self.types.setdefault(var.web, var.type)
        if known is not var.type and not _alike(known, var.type):
            self.fail(f"{self.name(var.web)} is {known} and {var.type}")

    def reads(self, expr: Expr, bound: frozenset[int]) -> None:
        """Check what an expression reads."""
        missing = self._webs(expr) - bound
        if missing:
            self.fail(f"{', '.join(map(self.name, sorted(missing)))} may be unbound")

    def _webs(self, expr: Expr) -> frozenset[int]:
        """Return the webs of an expression; each distinct tree is checked once."""
        done = self._reads.get(expr)
        if done is None:
            found: set[int] = set()
            for node in subtrees(expr):
                self._node(node)
                if isinstance(node, Var):
                    found.add(node.web)
            done = self._reads[expr] = frozenset(found)
        return done

    def _node(self, node: Expr) -> None:
        match node:
            case Var(_, _, after):
                self.note_type(node)
                if after:
                    self.fail(f"{self.name(node.web)} is meant after the statement")
            case Region():
                self._region(node)
            case Choose(cond) | Both(_, cond):
                if rank_of(cond.type):
                    self.fail(f"an array decides: {cond}")
            case Apply() | _:
                pass

    def _region(self, region: Region) -> None:
        base, path = region.base.type, region.path
        if isinstance(base, List):
            self._entry(region)
            rank, path = rank_of(base.element or base), path[1:]
        else:
            if not isinstance(base, Array):
                self.fail(f"{self.name(region.base.web)} is no array and has parts")
            rank = rank_of(base)
        for step in path:
            rank = self._rank_after(step, rank)
        if rank != rank_of(region.type):
            self.fail(f"a part of rank {rank} is typed {region.type}")

    def _entry(self, region: Region) -> None:
        """Check that a part of a list is one entry of it, or a part of one."""
        match region.path:
            case (Index((At(),)), *_):
                pass
            case _:
                self.fail(f"a part of the list {self.name(region.base.web)} that is no entry")

    def _rank_after(self, step: Step, rank: int) -> int:  # noqa: C901  (a match over node kinds)
        if isinstance(step, Reshape):
            return len(step.lengths)
        if isinstance(step, Transpose):
            if sorted(step.axes) != list(range(rank)):
                self.fail(f"axes {step.axes} of rank {rank}")
            return rank
        left = rank
        fancy = 0
        for item in step.items:
            match item:
                case NewAxis():
                    left += 1
                    rank += 1
                case At():
                    left -= 1
                case Fancy(indices):
                    left -= 1
                    fancy = max(fancy, rank_of(indices.type))
                case _:
                    pass
        if len(step.items) > rank:
            self.fail(f"{len(step.items)} subscripts of rank {rank}")
        return left + fancy

    # Statements.

    def block(self, block: Block, bound: frozenset[int]) -> frozenset[int]:
        """Check a block; return what is bound after it on every path."""
        for stmt in block:
            self._where = stmt
            bound = self._stmt(stmt, bound)
        self._where = None
        return bound

    def _stmt(  # noqa: C901  (a match over node kinds)
        self, stmt: Stmt, bound: frozenset[int]
    ) -> frozenset[int]:
        for expr in expressions_of(stmt):
            self.reads(expr, bound)
        for var in bound_by(stmt):
            self._binds(var)
        match stmt:
            case If(_, then, orelse):
                arms = self.block(then, bound), self.block(orelse, bound)
                return arms[0] | arms[1] if self.is_written else arms[0] & arms[1]
            case For() | ForEach() | While():
                return self._loop(stmt, bound)
            case Push() | Pop():
                self._stack(stmt, bound)
            case Assign(target, value):
                if not _alike(target.type, value.type):
                    self.fail(f"{target.type} is given {value.type}")
            case Store(region, value):
                if rank_of(value.type) > rank_of(region.type):
                    self.fail(f"{value.type} is stored into {region.type}")
            case _:
                pass
        return bound | {var.web for var in bound_by(stmt)}

    def _binds(self, var: Var) -> None:
        self.note_type(var)
        if var.web in self.parts:
            self.fail(f"{self.program.paths[var.web]} is assigned")

    def _loop(self, stmt: For | ForEach | While, bound: frozenset[int]) -> frozenset[int]:
        if isinstance(stmt, ForEach):
            self._stack(stmt, bound)
        inside = self.block(stmt.body, bound | {var.web for var in bound_by(stmt)})
        return inside if self.is_written else bound

    def _stack(self, stmt: Push | Pop | ForEach, bound: frozenset[int]) -> None:
        self.reads(stmt.stack, bound)
        kind = stmt.stack.type
        if not isinstance(kind, Stack):
            self.fail(f"{self.name(stmt.stack.web)} is no stack")
            return
        values = stmt.values if isinstance(stmt, Push) else stmt.targets
        if len(values) != len(kind.elements):
            self.fail(f"{len(values)} values of {len(kind.elements)}")


def _alike(one: Type, other: Type) -> bool:
    """Whether two types are the same up to lengths, and up to whose number a scalar is."""
    match one, other:
        case Scalar(), Scalar() if is_differentiable(one) and is_differentiable(other):
            return True
        case Array(dtype) | Scalar(dtype), Array(dtype=again) | Scalar(dtype=again):
            return dtype == again and rank_of(one) == rank_of(other)
        case List(), List():
            elements = one.element, other.element
            return None in elements or _alike(*elements)  # type: ignore[arg-type]
        case Stack(), Stack():
            return len(one.elements) == len(other.elements)
        case _:
            return one is other
