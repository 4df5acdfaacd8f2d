"""Statements taken apart: each operation bound to a name of its own, and noted when it runs.

::

    z = x * w + b        ->        product = x * w;   note(product, w, x)
                                   z = product + b;   note(z, 1.0, 1.0)

In: a forward program, and the webs that the gradient is asked for. Out: the same program with a note
after each operation (its value, its local derivatives), and what each note belongs to. Idioms stay
whole: what a statement means is what is explained.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from gradwright.analysis.activity import active_webs, differentiated, sources
from gradwright.analysis.flow import names_in
from gradwright.diagnostics import Location
from gradwright.explain.local import LocalFormula, local_formulas
from gradwright.explain.operations import is_name, label_of, operands_of
from gradwright.frontend import FunctionSource
from gradwright.ir.expressions import Apply, Const, Expr, Region, Var
from gradwright.ir.rebuild import rebuild
from gradwright.ir.statements import (
    Assign,
    Block,
    Effect,
    For,
    If,
    Leaf,
    Program,
    Stmt,
    Store,
    While,
    leaves,
    map_leaves,
)
from gradwright.ir.types import Array, Scalar, Type, dtype_of, lengths_of


@dataclass(frozen=True, slots=True)
class Part:
    """One operation of a statement.

    label: what it is called, "" where it only hands on a value; expr: what it computes; value: the name
    or region that holds its value; operands: what it reads of names that carry derivatives; upstream: the
    name that stands for its adjoint in formulas; whole: whether it is the statement's own value.
    """

    key: int
    label: str
    expr: Expr
    value: Var | Region
    operands: tuple[Var | Region, ...]
    locals: tuple[LocalFormula, ...]
    upstream: Var | None
    whole: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """One statement of the user's; without parts the head of a branch or a loop.

    looped: whether it stands inside of a loop.
    """

    origin: Location | None
    depth: int
    parts: tuple[Part, ...] = ()
    head: str = ""
    looped: bool = False


@dataclass(slots=True)
class Apart:
    """A program being taken apart.

    trace: the name of what notes, in the written code; active: the webs that carry derivatives; defined:
    where the function is defined; sentences: the user's statements in order; stands_for: the operation that
    each new name stands for; noted: by statement, the key of its note.
    """

    program: Program
    trace: str
    active: set[int]
    defined: Location | None
    names: dict[int, str] = field(init=False)
    sentences: list[Sentence] = field(default_factory=list[Sentence])
    stands_for: dict[Expr, Expr] = field(default_factory=dict[Expr, Expr])
    noted: dict[int, tuple[Stmt, int]] = field(default_factory=dict[int, tuple[Stmt, int]])
    _count: int = 0
    _loops: int = 0
    _last: int = 0

    def __post_init__(self) -> None:
        self.names = dict(self.program.names)
        self._last = max(self.names, default=0)

    def observe(self, stmt: Stmt, adjoint: Expr) -> Stmt | None:
        """Return the statement that notes the adjoint of what a statement binds."""
        found = self.noted.get(id(stmt))
        return None if found is None else self._note("adjoint", found[1], (adjoint,), stmt)

    def block(self, block: Block, depth: int) -> Block:
        """Return a block with each operation apart, and noted."""
        return tuple(new for stmt in block for new in self._stmt(stmt, depth))

    def _stmt(self, stmt: Stmt, depth: int) -> Sequence[Stmt]:
        match stmt:
            case Assign() if isinstance(stmt.value.type, Scalar | Array):
                return self._assign(stmt, depth)
            case Store():
                return self._store(stmt, depth)
            case If():
                return [self._branch(stmt, depth)]
            case For() | While():
                return [self._loop(stmt, depth)]
            case _:
                return [stmt]

    def _loop(self, stmt: For | While, depth: int) -> For | While:
        self._say(stmt.origin, depth, head="loop")
        self._loops += 1
        body = self.block(stmt.body, depth + 1)
        self._loops -= 1
        return replace(stmt, body=body)

    def _say(
        self, origin: Location | None, depth: int, parts: Sequence[Part] = (), head: str = ""
    ) -> None:
        self.sentences.append(Sentence(origin, depth, tuple(parts), head, self._loops > 0))

    def _branch(self, stmt: If, depth: int, head: str = "if") -> If:
        self._say(stmt.origin, depth, head=head)
        then = self.block(stmt.then, depth + 1)
        match stmt.orelse:
            case (If() as chained,):
                orelse: Block = (self._branch(chained, depth, "elif"),)
            case ():
                orelse = ()
            case _:
                self._say(None, depth, head="else")
                orelse = self.block(stmt.orelse, depth + 1)
        return replace(stmt, then=then, orelse=orelse)

    def _assign(self, stmt: Assign, depth: int) -> list[Stmt]:
        out: list[Stmt] = []
        parts: list[Part] = []
        value = differentiated(stmt)
        if stmt.target.web in self.active:
            value = self._operation(value, out, parts, stmt.origin)
        changed = (
            replace(stmt, value=value) if stmt.meaning is None else replace(stmt, meaning=value)
        )
        out += self._noted(changed, stmt.target, value, parts, whole=True)
        self._say(stmt.origin, depth, parts)
        return out

    def _store(self, stmt: Store, depth: int) -> list[Stmt]:
        out: list[Stmt] = []
        parts: list[Part] = []
        value = stmt.value
        if stmt.region.base.web in self.active:
            value = self._name(value, out, parts, stmt.origin)
        changed = replace(stmt, value=value)
        out += self._noted(changed, stmt.region, value, parts, whole=True)
        self._say(stmt.origin, depth, parts)
        return out

    def result(self, leaf: Leaf, origin: Location | None) -> tuple[Leaf, list[Stmt]]:
        """Return a leaf of the result as a name, and the statements that bind it."""
        if isinstance(leaf.value, Var | Const) or not isinstance(leaf.value.type, Scalar | Array):
            return leaf, []
        name = self.new(label_of(leaf.value) or "out", leaf.value.type)
        self.stands_for[name] = leaf.value
        if self._carries(leaf.value):
            self.active.add(name.web)
        return Leaf(name), self._assign(Assign(name, leaf.value, origin), 0)

    # One operation.

    def _carries(self, expr: Expr) -> bool:
        return not self.active.isdisjoint(sources(expr, {}))

    def _operation(
        self, expr: Expr, out: list[Stmt], parts: list[Part], origin: Location | None
    ) -> Expr:
        """Return the operation with its active operands bound to names before it."""
        named = {
            operand: self._name(operand, out, parts, origin)
            for operand in dict.fromkeys(operands_of(expr))
            if self._carries(operand)
        }
        return rebuild(expr, named.get) if named else expr

    def _name(
        self, expr: Expr, out: list[Stmt], parts: list[Part], origin: Location | None
    ) -> Expr:
        if is_name(expr) or not self._carries(expr):
            return expr
        operation = self._operation(expr, out, parts, origin)
        name = self.new(label_of(expr) or "part", expr.type)
        self.active.add(name.web)
        self.stands_for[name] = operation
        out += self._noted(Assign(name, operation, origin), name, operation, parts, whole=False)
        return name

    def _noted(
        self,
        stmt: Assign | Store,
        target: Var | Region,
        value: Expr,
        parts: list[Part],
        *,
        whole: bool,
    ) -> list[Stmt]:
        """Return the statement and its note; what it overwrites and the note reads is named before."""
        self._count += 1
        found, upstream = self._locals(target, value)
        read = [one.noted for one in found if one.kind != "map"]
        before, read = self._kept(stmt, read)
        operands = tuple(one.operand for one in found) or tuple(self._handed_on(value))
        label = label_of(value) if found else ""
        parts.append(Part(self._count, label, value, target, operands, found, upstream, whole))
        self.noted[id(stmt)] = (stmt, self._count)
        return [*before, stmt, self._note("step", self._count, (target, *read), stmt)]

    def _locals(
        self, target: Var | Region, value: Expr
    ) -> tuple[tuple[LocalFormula, ...], Var | None]:
        if not isinstance(target, Var) or target.web not in self.active or not label_of(value):
            return (), None
        own = label_of(value) if target in self.stands_for else self.names[target.web]
        upstream = self.new(f"d{own}", _floating(value.type))
        return local_formulas(value, target, upstream, frozenset(self.active)), upstream

    def _handed_on(self, value: Expr) -> Iterator[Var | Region]:
        """Yield what a value is a bare copy of."""
        operands = (value,) if is_name(value) else operands_of(value)
        for operand in operands:
            if isinstance(operand, Var | Region) and not label_of(value) and self._carries(operand):
                yield operand

    def _kept(self, stmt: Assign | Store, read: list[Expr]) -> tuple[list[Stmt], list[Expr]]:
        if not isinstance(stmt, Assign) or not isinstance(stmt.value, Apply):
            return [], read
        target = stmt.target
        if target.web not in names_in(differentiated(stmt)):
            return [], read
        old = self.new(self.names[target.web], target.type)
        self.stands_for[old] = target
        renamed: dict[Expr, Expr] = {target: old}
        kept = [rebuild(formula, renamed.get) for formula in read]
        return [Assign(old, target)], kept

    def _note(self, method: str, key: int, values: Sequence[Expr], stmt: Stmt) -> Stmt:
        places = ", ".join(f"{{{k}}}" for k in range(len(values)))
        return Effect(f"{self.trace}.{method}({key}, {places})", tuple(values), stmt.origin)

    def new(self, hint: str, type_: Type) -> Var:
        """Return a new name."""
        self._last += 1
        self.names[self._last] = hint
        return Var(self._last, type_)


def _floating(type_: Type) -> Type:
    return Array(dtype_of(type_), lengths_of(type_)) if isinstance(type_, Array) else type_


def take_apart(program: Program, wrt: Sequence[str], source: FunctionSource) -> Apart:
    """Return the program taken apart."""
    wanted = {
        leaf.value.web
        for p in program.parameters
        if p.name in wrt
        for leaf in leaves(p.tree)
        if isinstance(leaf.value, Var)
    }
    active = set(active_webs(program, wanted))
    apart = Apart(program, _unused("_noted", program), active, source.location(source.node))
    last = source.body[-1] if source.body else None
    returned = source.location(last) if isinstance(last, ast.Return) else program.origin
    body = list(apart.block(program.body, 0))

    def bound(leaf: Leaf) -> Leaf:
        name, statements = apart.result(leaf, returned)
        body.extend(statements)
        return name

    result = map_leaves(program.result, bound)
    apart.program = replace(program, body=tuple(body), result=result, names=apart.names)
    return apart


def _unused(name: str, program: Program) -> str:
    taken = {*program.names.values(), *(p.name for p in program.parameters), *program.imports}
    while name in taken:
        name = f"{name}_"
    return name
