"""What a written function returns: a value and gradients that share memory with nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gradwright.adjoint.names import Webs
from gradwright.adjoint.sequence import Sequencer
from gradwright.adjoint.status import States, Status
from gradwright.analysis.flow import overwritten
from gradwright.analysis.memory import Memory
from gradwright.analysis.ownership import is_fresh
from gradwright.analysis.pythonness import is_python, python_webs
from gradwright.ir.expressions import Apply, Const, Expr, Region, Var
from gradwright.ir.statements import (
    Assign,
    Block,
    For,
    ForEach,
    Leaf,
    Pop,
    Push,
    Stmt,
    Store,
    Tree,
    leaves,
    map_leaves,
    walk,
)
from gradwright.ir.types import Array, List, Scalar, Type, is_differentiable
from gradwright.rules.table import apply


def webs_passed(trees: Iterable[Tree]) -> frozenset[int]:
    """Return the webs of what a caller passes, by the structures of the parameters."""
    found = (leaf.value for tree in trees for leaf in leaves(tree))
    return frozenset(var.web for var in found if isinstance(var, Var))


class Returns:
    """Decides what a result's leaves must be so that results share memory with nothing.

    given: the webs of the caller's arrays, which a loop that runs no times leaves as they are.
    """

    def __init__(self, forward: Block, backward: Block, given: frozenset[int]) -> None:
        self._given = given - set(surely_bound((*forward, *backward)))
        self._definitions: dict[int, list[Expr]] = {}
        for block in (forward, backward):
            for stmt in walk(block):
                if isinstance(stmt, Assign):
                    self._definitions.setdefault(stmt.target.web, []).append(stmt.value)
        self._returned: set[int] = set()

    def note(self, block: Iterable[Stmt]) -> None:
        """Take statements into account that were added since."""
        for stmt in block:
            if isinstance(stmt, Assign):
                self._definitions.setdefault(stmt.target.web, []).append(stmt.value)

    def own(self, expr: Expr, *, owned: bool = False) -> Expr:
        """Return the expression, copied where its array may be reachable from elsewhere.

        owned: whether the sweep knows that a name owns its buffer.
        """
        if not isinstance(expr.type, Array):
            return expr
        owned = owned or self.is_owned(expr)
        if isinstance(expr, Var) and owned and expr.web not in self._returned:
            self._returned.add(expr.web)
            return expr
        if not isinstance(expr, Var | Region) and is_fresh(expr):
            return expr
        return apply("copy", expr, form="method")

    def is_owned(self, expr: Expr) -> bool:
        """Whether a name holds an array that no other name can reach."""
        if not isinstance(expr, Var) or expr.web in self._given:
            return False
        definitions = self._definitions.get(expr.web, [])
        return bool(definitions) and all(is_fresh(value) for value in definitions)


class Ends:
    """The value and the gradients that a written function returns.

    kept: statements at the end of the forward sweep that keep what the reverse sweep changes; zeros:
    statements at the end of the reverse sweep that make gradients of arguments that nothing depends on.
    """

    def __init__(
        self,
        webs: Webs,
        sequencer: Sequencer,
        forward: Block,
        backward: Block,
        state: States,
        given: frozenset[int],
    ) -> None:
        self.kept: list[Stmt] = []
        self.zeros: list[Stmt] = []
        self._webs = webs
        self._sequencer = sequencer
        self._sweeps = forward + backward
        self._state = state
        memory = Memory((*forward, *backward))
        self._changed = memory.with_mates(overwritten(backward))
        self._stored = memory.with_mates(stored_into(backward)) - webs.adjoints
        self._returns = Returns(forward, backward, given)

    def value(self, result: Tree) -> Tree:
        """Return the value's structure: kept where the reverse sweep changes it, shared with nothing."""
        return map_leaves(result, self._value)

    def _list(self, var: Var, element: Type | None) -> Expr:
        """Return a list that the function returns: kept where its arrays or itself may change."""
        if not isinstance(element, Array) and var.web not in self._changed:
            return var
        kept = self._webs.new("value", var.type)
        copied = "list_copies" if isinstance(element, Array) else "list_copy"
        self.kept.append(Assign(kept, apply(copied, var)))
        return kept

    def _value(self, leaf: Leaf) -> Leaf:
        var = leaf.value
        if isinstance(var, Var) and isinstance(var.type, List):
            return Leaf(self._list(var, var.type.element))
        owned = not isinstance(var.type, Array) or self._returns.is_owned(var)
        changes = isinstance(var, Var) and var.web in self._changed
        if not isinstance(var, Var) or not (changes or (self._stored and not owned)):
            return Leaf(self._returns.own(var))
        kept = self._webs.new("value", var.type)
        rebound = owned and var.web not in self._stored
        self.kept.append(Assign(kept, var if rebound else apply("copy", var, form="method")))
        return Leaf(kept)

    def gradient(self, tree: Tree, python: set[int]) -> Tree:
        """Return the gradient's structure for an argument's; `python`: parameters that are Python numbers."""
        known = python_webs(self._sweeps, python)

        def leaf(old: Leaf) -> Leaf:
            var = old.value
            if not isinstance(var, Var) or not is_differentiable(var.type):
                return old
            if var.web not in self._state:
                self._make_zero(var, known)
            found = as_argument(self._webs.adjoint(var), var, known)
            owned = self._state.get(var.web) is Status.OWNED
            return Leaf(
                found if isinstance(found, Apply) else self._returns.own(found, owned=owned)
            )

        return map_leaves(tree, leaf)

    def _make_zero(self, var: Var, python: set[int]) -> None:
        zeros = self._sequencer.own_buffer(var, self._state, None)
        self._returns.note(zeros)
        self.zeros += zeros
        if not isinstance(var.type, Array):
            python.add(self._webs.adjoint(var).web)


def as_argument(gradient: Expr, leaf: Var, python: set[int]) -> Expr:
    """Return a gradient in its argument's own type: Python floats for Python floats, the array's dtype."""
    if isinstance(leaf.type, Scalar) and leaf.type.python:
        return gradient if is_python(gradient, python) else apply("float", gradient, form="builtin")
    if (
        isinstance(leaf.type, Array)
        and isinstance(gradient.type, Array)
        and gradient.type.dtype != leaf.type.dtype
    ):
        return apply("astype", gradient, dtype=leaf.type.dtype, form="method")
    return gradient


def surely_bound(block: Block) -> Iterator[int]:
    """Yield the webs that a block binds in any case, also in loops that surely run."""
    filled: set[int] = set()
    for stmt in block:
        match stmt:
            case Assign(target):
                yield target.web
            case Push(stack):
                filled.add(stack.web)
            case For(body=body) if _runs(stmt):
                filled |= {s.stack.web for s in body if isinstance(s, Push)}
                yield from surely_bound(body)
            case ForEach(stack=stack, body=body) if stack.web in filled:
                yield from surely_bound(body)
            case _:
                pass


def _runs(loop: For) -> bool:
    """Whether a loop over literal numbers runs at least once."""
    match loop.start, loop.stop, loop.step:
        case Const(int() as start), Const(int() as stop), Const(int() as step):
            return len(range(start, stop, step)) > 0
        case _:
            return False


def stored_into(block: Block) -> set[int]:
    """Return the webs of arrays that a block changes in place."""
    found: set[int] = set()
    for stmt in walk(block):
        match stmt:
            case Store(region):
                found.add(region.base.web)
            case Pop(targets):
                found |= {target.base.web for target in targets if isinstance(target, Region)}
            case _:
                pass
    return found
