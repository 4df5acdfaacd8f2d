"""A program and a direction to the program that computes its result's directional derivative.

In: a program, and the parameters that move. Out: the same program with the direction as its first
parameter, each statement beside the statement of its tangent; the value, and the value's tangent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from gradwright.adjoint.ends import Returns, as_argument, webs_passed
from gradwright.analysis.pythonness import is_python, python_webs
from gradwright.ir.expressions import Const, Expr, Var, constant
from gradwright.ir.statements import (
    Assign,
    Block,
    EntryCheck,
    Leaf,
    Node,
    Parameter,
    Program,
    Stmt,
    Tree,
    bound_by,
    leaves,
    map_leaves,
    walk,
)
from gradwright.ir.types import (
    FLOAT,
    STATIC,
    Array,
    List,
    Scalar,
    Static,
    dtype_of,
    is_differentiable,
    lengths_of,
)
from gradwright.rules.table import apply
from gradwright.tangent.activity import active_places
from gradwright.tangent.blocks import Statements
from gradwright.tangent.expressions import Rewrite, Tangents, zero_like
from gradwright.tangent.names import TangentWebs
from gradwright.tangent.sharing import infinite_webs, stored_webs


@dataclass(frozen=True, slots=True)
class Direction:
    """What moves: parameters by name; bare: the one of them, not a tuple; called: names to choose from.

    No name: the argument's own tangent's. apart: each that moves has a parameter of its own, behind the
    others.
    """

    wrt: tuple[str, ...]
    bare: bool
    called: tuple[str, ...] = ()
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Pushed:
    """A program with the direction as first parameter, its value and the value's tangent."""

    program: Program
    value: Tree
    tangent: Tree


def push_forward(program: Program, direction: Direction, rewrite: Rewrite) -> Pushed:
    """Return the program of a directional derivative.

    Parameters
    ----------
    program
        A forward program or a written one.
    direction
        Which parameters move.
    rewrite
        Simplifies one tree of a tangent.
    """
    return _Forward(program, direction, rewrite).run()


class _Forward:
    def __init__(self, program: Program, direction: Direction, rewrite: Rewrite) -> None:
        self.direction = direction
        moving = [p for name in direction.wrt for p in program.parameters if p.name == name]
        self.moving = moving
        names = dict(program.names)
        self.result, bound = _bound(program, names)
        self.body = (*program.body, *bound)
        self.program = replace(program, names=names)
        given = [var.web for p in moving for var in _numbers(p.tree)]
        wanted = [leaf.value for leaf in leaves(self.result)]
        taken = [p.name for p in program.parameters] + [c.name for c in program.captured]
        self.webs = TangentWebs(names, taken, active_places(self.body, given, wanted))
        self.rewrite = rewrite
        self.paths = dict(program.paths)
        self.checks: list[EntryCheck] = []
        self.opening: list[Stmt] = []

    def run(self) -> Pushed:
        """Return the program, the value, its tangent."""
        parameters = self._parameters()
        self.opening += self._at_rest()
        tangents = Tangents(self.webs, infinite_webs(self.body))
        stored = stored_webs(self.body)
        statements = Statements(self.webs, tangents, self.rewrite, stored)
        body = (*self.opening, *statements.block(self.body))
        returns = Returns(body, (), webs_passed(p.tree for p in parameters))
        known = python_webs(body, _python_parameters(parameters))
        value = map_leaves(self.result, lambda leaf: Leaf(_own(leaf.value, returns)))
        tangent = map_leaves(self.result, lambda leaf: self._tangent(leaf, returns, known))
        program = replace(
            self.program,
            parameters=parameters,
            body=body,
            names=self.webs.names,
            paths=self.paths,
            checks=(*self.checks, *self.program.checks),
            wrt=self.direction.wrt[0] if self.direction.bare else self.direction.wrt,
        )
        return Pushed(program, value, tangent)

    # The direction.

    def _parameters(self) -> tuple[Parameter, ...]:
        """Return the program's parameters and those for the direction."""
        if not self.direction.apart:
            return (self._parameter(), *self.program.parameters)
        own: list[Parameter] = []
        for moving in self.moving:
            name = self.webs.hint(moving.name)
            own.append(Parameter(name, self._direction(moving.tree, name)))
        return (*self.program.parameters, *own)

    def _parameter(self) -> Parameter:
        """Return the parameter for the direction: one leaf for each number that moves."""
        name = self._name()
        if self.direction.bare:
            tree = self._direction(self.moving[0].tree, name)
        else:
            trees = [self._direction(p.tree, f"{name}[{k}]") for k, p in enumerate(self.moving)]
            tree = Node("tuple", tuple(range(len(trees))), tuple(trees), tuple)
        return Parameter(name, tree, "positional_only")

    def _name(self) -> str:
        own = self.webs.hint(self.moving[0].name) if self.direction.bare else "tangents"
        names = (*self.direction.called, own, "direction", "direction_given")
        return next(name for name in names if self.webs.is_free(name))

    def _direction(self, tree: Tree, path: str) -> Tree:
        if isinstance(tree, Node):
            children = (
                self._direction(child, path + _access(tree, key))
                for key, child in zip(tree.keys, tree.children, strict=True)
            )
            return Node(tree.kind, tree.keys, tuple(children), tree.cls)
        var = tree.value
        if not isinstance(var, Var) or not is_differentiable(var.type):
            return Leaf(constant(None, STATIC))
        given = self.webs.new(re.split(r"\W", path)[0], var.type)
        self.paths[given.web] = path
        self._check(given, var, path)
        if path.isidentifier() or var.web not in _assigned(self.body):
            self.webs.give(var, given)
        else:
            self.opening.append(Assign(self.webs.of(var), given))
        return Leaf(given)

    def _check(self, given: Var, var: Var, path: str) -> None:
        """Note that a direction has the shape of its argument."""
        own = self.program.paths[var.web]
        axes = [k for k, n in enumerate(lengths_of(var.type)) if n.literal is None]
        self.checks.append(EntryCheck(path, given, tuple((k, own, k) for k in axes)))

    def _at_rest(self) -> Iterator[Stmt]:
        """Yield zeros for what the program is given, does not move, and binds again."""
        moving = {var.web for p in self.moving for var in _numbers(p.tree)}
        given = [var for p in self.program.parameters for var in _numbers(p.tree)]
        for var in (*given, *(c.web for c in self.program.captured)):
            if var.web in self.webs.active and var.web not in moving:
                yield Assign(self.webs.of(var), zero_like(var))

    # The tangent of the result.

    def _tangent(self, leaf: Leaf, returns: Returns, known: set[int]) -> Leaf:
        value = leaf.value
        if isinstance(value.type, Static):
            return leaf
        if not isinstance(value.type, List) and dtype_of(value.type) == "bool":
            return Leaf(returns.own(value))
        if not isinstance(value, Var) or value.web not in self.webs.active:
            return Leaf(_zero(value))
        if isinstance(value.type, List):
            return Leaf(_in_kind_of(_own(self.webs.of(value), returns), value.type, known))
        found = as_argument(self.webs.of(value), value, known)
        return Leaf(found if found is not self.webs.of(value) else returns.own(found))


def _own(value: Expr, returns: Returns) -> Expr:
    """Return a part of the result that shares memory with nothing."""
    if isinstance(value.type, List) and isinstance(value.type.element, Array):
        return apply("list_copies", value)
    return returns.own(value)


def _in_kind_of(tangents: Expr, type_: List, known: set[int]) -> Expr:
    """Return a list's tangents, Python floats where the list holds those."""
    element = type_.element
    floats = isinstance(element, Scalar) and element.python
    if not floats or is_python(tangents, known):
        return tangents
    return apply("list_floats", tangents)


def _zero(value: Expr) -> Expr:
    """Return the tangent of a number that does not move."""
    if isinstance(value.type, List):
        return zero_like(value)
    if not isinstance(value.type, Array):
        return constant(0.0, FLOAT)
    if is_differentiable(value.type):
        return apply("zeros_like", value, form="np")
    return apply("zeros_like", value, like="float64", form="np")


def _bound(program: Program, names: dict[int, str]) -> tuple[Tree, list[Stmt]]:
    """Return the result with a name or constant in each leaf, and the statements that bind them."""
    bound: list[Stmt] = []

    def leaf(old: Leaf) -> Leaf:
        if isinstance(old.value, Var | Const) or isinstance(old.value.type, Static):
            return Leaf(old.value)
        name = Var(max(names, default=0) + 1, old.value.type)
        names[name.web] = "out"
        bound.append(Assign(name, old.value, old.origin or program.origin))
        return Leaf(name)

    return map_leaves(program.result, leaf), bound


def _numbers(tree: Tree) -> Iterator[Var]:
    for leaf in leaves(tree):
        if isinstance(leaf.value, Var) and is_differentiable(leaf.value.type):
            yield leaf.value


def _assigned(body: Block) -> set[int]:
    return {var.web for stmt in walk(body) for var in bound_by(stmt)}


def _access(node: Node, key: object) -> str:
    return f".{key}" if node.kind in ("dataclass", "namedtuple") else f"[{key!r}]"


def _python_parameters(parameters: Sequence[Parameter]) -> set[int]:
    return {
        leaf.value.web
        for parameter in parameters
        for leaf in leaves(parameter.tree)
        if isinstance(leaf.value, Var)
        and isinstance(leaf.value.type, Scalar)
        and leaf.value.type.python
    }
