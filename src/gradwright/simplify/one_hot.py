"""What softmax passes back of a loss that reads its logarithm: probabilities minus labels.

::

    dp = np.zeros_like(p)                                         g = dloss / n
    dp[rows, labels] = -(dloss / n / kept)       kept = p[…]  →   dz = p * g
    dz = p * (dp - (dp * p).sum(axis=1, keepdims=True))           dz[rows, labels] -= g

    dp = -(dloss / n * y / p)                                 →   g = dloss / n * y
    dz = p * (dp - (dp * p).sum(axis=1, keepdims=True))           dz = p * g.sum(axis=1, keepdims=True) - g

Two steps: ``p * dp`` is multiplied out where that cancels a division by ``p``, and a sum over an axis of
what was scattered, one element a row, is that element. In: a written program. Only where nothing else reads
`dp`, and nothing between its definition and its reader overwrites what it is made of.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from gradwright.analysis.flow import names_in, overwritten
from gradwright.analysis.memory import Memory
from gradwright.ir.expressions import Apply, At, Expr, Fancy, Index, NewAxis, Region, Span, Var
from gradwright.ir.rewriting import within
from gradwright.ir.statements import (
    Assign,
    Block,
    Program,
    Stmt,
    Store,
    bound_by,
    expressions_of,
    trees_of,
    walk,
)
from gradwright.ir.types import UNIT, Array, Form, lengths_of, rank_of
from gradwright.rules.table import apply

ALL = Span(None, None, None)


def subtract_labels(program: Program) -> Program:
    """Return the program with the adjoints of softmax under a logarithm in their short form."""
    if not any(_reader(stmt) for stmt in walk(program.body)):
        return program
    labels = _Labels(program, Memory(program.body), dict(program.names))
    return replace(program, body=labels.block(program.body), names=labels.names)


@dataclass(frozen=True, slots=True)
class _Reader:
    """What softmax passes back, ``p * (d - sum(d * p))``, or its logarithm, ``d - p * sum(d)``.

    divides: the first of the two, which is short where `d` is a quotient by `p`.
    """

    d: Var
    probabilities: Expr
    total: Apply
    divides: bool


def _reader(stmt: Stmt) -> _Reader | None:
    if not isinstance(stmt, Assign):
        return None
    match stmt.value:
        case Apply("mul", (p, Apply("sub", (Var() as d, Apply("sum", (product,)) as total)))):
            if product in (_mul(d, p), _mul(p, d)):
                return _Reader(d, p, total, divides=True)
        case Apply("sub", (Var() as d, Apply("mul", (p, Apply("sum", (summed,)) as total)))):
            if summed is d:
                return _Reader(d, p, total, divides=False)
        case _:
            pass
    return None


def _mul(left: Expr, right: Expr) -> Expr:
    return apply("mul", left, right, form="infix")


@dataclass(slots=True, eq=False)
class _Labels:
    program: Program
    memory: Memory
    names: dict[int, str]

    def block(self, block: Block) -> Block:
        """Return a block with what it holds rewritten."""
        out: list[Stmt] = []
        for stmt in block:
            inner = within(stmt, self.block)
            match inner:
                case Assign() if (reader := _reader(inner)) and self._rewritten(out, inner, reader):
                    pass
                case _:
                    out.append(inner)
        return tuple(out)

    def _rewritten(self, before: list[Stmt], stmt: Assign, reader: _Reader) -> bool:
        """Append the short form of a statement to those before it; False where it has none."""
        first = _definition(before, reader.d)
        if first is None:
            return False
        since = before[before.index(first) + 1 :]
        stores = [s for s in since if isinstance(s, Store) and s.region.base is reader.d]
        if not self._is_temporary(reader.d, 1 + len(stores)):
            return False
        made = self._short(first, stores, stmt, reader)
        if made is None or not self._reads_the_same(made, [s for s in since if s not in stores]):
            return False
        before[:] = [s for s in before if s is not first and s not in stores]
        before.extend(made)
        return True

    def _is_temporary(self, d: Var, readers: int) -> bool:
        """Whether a name is bound once, shares no memory, and has just so many readers and stores."""
        bound = sum(d in bound_by(s) for s in walk(self.program.body))
        reading = sum(d.web in names_in(tree) for tree in trees_of(self.program))
        return bound == 1 and reading == readers and not self.memory.is_shared(d.web)

    def _reads_the_same(self, made: list[Stmt], since: list[Stmt]) -> bool:
        """Whether statements in between leave what the short form reads as it is."""
        read = {web for stmt in made for tree in expressions_of(stmt) for web in names_in(tree)}
        return read.isdisjoint(self.memory.with_mates(overwritten(tuple(since))))

    def _short(
        self, first: Assign, stores: list[Store], stmt: Assign, reader: _Reader
    ) -> list[Stmt] | None:
        if not stores and reader.divides:
            return self._of_labels(first, stmt, reader)
        if len(stores) == 1 and isinstance(first.value, Apply) and first.value.prim == "zeros_like":
            return self._of_classes(self._read_through(stores[0]), stmt, reader)
        return None

    def _read_through(self, store: Store) -> Store:
        """Return a store of what a name stands for that has one value."""
        if not isinstance(store.value, Var) or not self._is_constant(store.value):
            return store
        bound = [s for s in walk(self.program.body) if store.value in bound_by(s)]
        match bound:
            case [Assign(_, Apply() as value)]:
                return replace(store, value=value)
            case _:
                return store

    def _of_labels(self, first: Assign, stmt: Assign, reader: _Reader) -> list[Stmt] | None:
        """Return ``p * g.sum() - g`` where `d` is ``-g / p``."""
        product = _times(first.value, reader.probabilities)
        if product is None or product.type is not reader.d.type:
            return None
        negative, value = _signed(product)
        made, g = self._named(value, first)
        spread = _mul(reader.probabilities, apply("sum", g, **dict(reader.total.attrs)))
        terms = (spread, g) if negative else (g, spread)
        value = apply("sub", *terms, form="infix")
        return [*made, replace(stmt, value=value)] if value.type is stmt.value.type else None

    def _of_classes(self, store: Store, stmt: Assign, reader: _Reader) -> list[Stmt] | None:
        """Return ``p * g``, less `g` at one element a row, where `d` is ``-g / p`` there and 0 elsewhere."""
        axis = _axis(reader.total)
        if axis is None or not self._is_one_a_row(store, axis):
            return None
        product = store.value
        if reader.divides:
            picked = self._picked(reader.probabilities, store.region)
            products = (_times(store.value, element) for element in picked)
            product = next((found for found in products if found is not None), None)
        if product is None:
            return None
        negative, value = _signed(product)
        made, g = self._named(value, store)
        whole = _mul(reader.probabilities, _along(g, axis, rank_of(stmt.target.type)))
        if whole.type is not stmt.value.type:
            return None
        into = Region(stmt.target, store.region.path, store.region.type)
        minus = apply("neg", g, form="infix")
        return [
            *made,
            replace(stmt, value=whole if negative else apply("neg", whole, form="infix")),
            replace(store, region=into, value=minus if negative else g, mode="add"),
        ]

    def _is_one_a_row(self, store: Store, axis: int) -> bool:
        """Whether a store reaches one element along an axis for every index of the other axes."""
        lengths = lengths_of(store.region.base.type)
        if store.repeats or len(store.region.path) != 1 or len(lengths) > 2:
            return False
        match store.region.path[0]:
            case Index(items) if len(items) == len(lengths):
                pass
            case _:
                return False
        rows = tuple(lengths[k] for k in range(len(lengths)) if k != axis)
        return all(
            isinstance(item, At)
            or (isinstance(item, Fancy) and lengths_of(item.indices.type) == rows)
            if k == axis
            else isinstance(item, Fancy) and self._counts(item.indices, lengths[k])
            for k, item in enumerate(items)
        )

    def _counts(self, indices: Expr, length: Form) -> bool:
        """Whether indices are 0, 1, … up to a length."""
        match indices:
            case Apply("arange" | "range", (_,)):
                return lengths_of(indices.type) == (length,)
            case Var() if self._is_constant(indices):
                found = [s for s in walk(self.program.body) if indices in bound_by(s)]
                return all(isinstance(s, Assign) and self._counts(s.value, length) for s in found)
            case _:
                return False

    def _picked(self, probabilities: Expr, region: Region) -> list[Expr]:
        """Return what holds the elements of the probabilities that a store reaches in the adjoint."""
        if not isinstance(probabilities, Var):
            return []
        elements = [
            s.value
            for s in walk(self.program.body)
            if isinstance(s, Assign)
            and isinstance(s.value, Region)
            and s.value.base is probabilities
            and s.value.path == region.path
        ]
        names = [
            s.target
            for s in walk(self.program.body)
            if isinstance(s, Assign) and s.value in elements and self._is_constant(s.target)
        ]
        return [*elements, *(names if self._is_constant(probabilities) else [])]

    def _is_constant(self, var: Var) -> bool:
        """Whether a name has one value in the whole program."""
        changes = sum(var.web in overwritten((s,)) for s in walk(self.program.body))
        return changes == 1 and not self.memory.is_shared(var.web)

    def _named(self, value: Expr, origin: Assign | Store) -> tuple[list[Stmt], Expr]:
        """Return an expression under a name, and the statement that binds it."""
        if isinstance(value, Var):
            return [], value
        web = max(self.names) + 1
        self.names[web] = "g"
        name = Var(web, value.type)
        return [Assign(name, value, origin.origin)], name


def _definition(before: list[Stmt], name: Var) -> Assign | None:
    for stmt in before:
        if isinstance(stmt, Assign) and stmt.target is name:
            return stmt
    return None


def _times(value: Expr, divisor: Expr) -> Expr | None:
    """Return a value times what it divides by; None where it does not divide by that."""
    match value:
        case Apply("neg", (inner,)):
            found = _times(inner, divisor)
            return None if found is None else apply("neg", found, form="infix")
        case Apply("truediv", (n, d)) if d is divisor:
            return n
        case Apply("mul", (a, b)):
            left, right = _times(a, divisor), _times(b, divisor)
            if left is not None:
                return _mul(left, b)
            return None if right is None else _mul(a, right)
        case _:
            return None


def _signed(value: Expr) -> tuple[bool, Expr]:
    """Return whether a value is negated, and the value without the sign."""
    match value:
        case Apply("neg", (inner,)):
            return True, inner
        case _:
            return False, value


def _axis(total: Apply) -> int | None:
    """Return the axis of a sum over one axis that it keeps, from 0."""
    axis, rank = total.attr("axis"), rank_of(total.args[0].type)
    if rank == 1 and axis in (None, 0, -1):
        return 0
    if isinstance(axis, int) and total.attr("keepdims"):
        return axis % rank
    return None


def _along(g: Expr, axis: int, rank: int) -> Expr:
    """Return what is added along the rows with an axis of length 1 put where the sum was."""
    if rank_of(g.type) == 0 or rank == 1 or axis == 0:
        return g
    assert isinstance(g, Var)
    assert isinstance(g.type, Array)
    column = Array(g.type.dtype, (*g.type.lengths, UNIT))
    return Region(g, (Index((ALL, NewAxis())),), column)
