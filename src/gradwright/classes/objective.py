"""A loss's scalar: what an inherited method makes of the output of forward.

::

    class Loss:                                          def forward(self, output, y):
        def calculate(self, output, y):                      …
            return np.mean(self.forward(output, y))  →       return the mean of what it returned

Read as one forward, whose gradient is that of the scalar: backward's, where it is given no upstream
gradient.
"""

from __future__ import annotations

import ast
import copy
import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import FunctionType
from typing import TYPE_CHECKING

from gradwright.classes.attributes import Itself
from gradwright.classes.layer import Layer, Scalar, parameters_of, self_name
from gradwright.diagnostics import GradwrightError
from gradwright.frontend.inlining import inline
from gradwright.frontend.source import definition, source_of
from gradwright.frontend.values import Known, Opaque, Value

if TYPE_CHECKING:
    from gradwright.frontend.reader import Reader

OBJECTIVE = "the objective"


def of_scalar(layer: Layer) -> Layer | None:
    """Return a layer whose forward ends in the scalar of its class; None where there is not one."""
    found = [scalar for base in layer.cls.__mro__[1:] for scalar in _scalars(base, layer.node)]
    if len(found) != 1:
        return None
    node = copy.deepcopy(layer.node)
    ending = _Ending(parameters_of(node))
    node.body = [ending.visit(stmt) for stmt in node.body]
    if not isinstance(node.body[-1], ast.Return):
        node.body.append(ast.copy_location(ending.ended(None, node.body[-1]), node.body[-1]))
    source = layer.source
    source = definition(node, source.filename, source.lines, source.shift)
    return replace(layer, source=source, objective=found[0])


def _scalars(owner: type, forward: ast.FunctionDef) -> list[Scalar]:
    found = [_scalar(one, forward) for name, one in vars(owner).items() if name != "backward"]
    return [one for one in found if one is not None]


def _scalar(function: object, forward: ast.FunctionDef) -> Scalar | None:
    """Return a method as a scalar of forward's, if it calls forward once, with its own parameters."""
    if not isinstance(function, FunctionType) or function.__name__.startswith("__"):
        return None
    try:
        node = source_of(function).node
    except GradwrightError:
        return None
    if not isinstance(node, ast.FunctionDef) or node.decorator_list or not node.args.args:
        return None
    owner, own = self_name(node), parameters_of(node)
    calls = [n for n in ast.walk(node) if isinstance(n, ast.Call) and _is_of(n, owner, forward)]
    if len(calls) != 1 or not any(isinstance(n, ast.Return) for n in ast.walk(node)):
        return None
    names = parameters_of(forward)
    passed = [*zip(names, calls[0].args, strict=False)]
    passed += [(k.arg, k.value) for k in calls[0].keywords if k.arg in names]
    given = {a.id: name for name, a in passed if isinstance(a, ast.Name) and a.id in own}
    if len(given) != len(calls[0].args) + len(calls[0].keywords):
        return None
    defaults = {
        p.name for p in inspect.signature(function).parameters.values() if p.default is not p.empty
    }
    return Scalar(function, given) if {*own} <= {*given, *defaults} else None


def _is_of(node: ast.Call, owner: str, forward: ast.FunctionDef) -> bool:
    """Whether a call is one of the instance's forward."""
    match node.func:
        case ast.Attribute(ast.Name(name), called):
            return name == owner and called in (forward.name, "__call__")
        case ast.Name(name):
            return name == owner
        case _:
            return False


class _Ending(ast.NodeTransformer):
    """Hands what is returned, and forward's parameters, to the objective."""

    def __init__(self, parameters: Sequence[str]) -> None:
        self.parameters = parameters

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """Leave functions defined inside as they are."""
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        """Leave functions defined inside as they are."""
        return node

    def visit_Return(self, node: ast.Return) -> ast.AST:
        """Return the node with the scalar for its value."""
        return self.ended(node.value, node)

    def ended(self, value: ast.expr | None, place: ast.stmt) -> ast.Return:
        """Return the scalar of a value."""
        names: list[ast.expr] = [ast.Name(name, ast.Load()) for name in self.parameters]
        called = ast.Call(
            ast.Name(OBJECTIVE, ast.Load()), [value or ast.Constant(None), *names], []
        )
        for inner in (called, called.func, *called.args):
            if not hasattr(inner, "lineno"):
                ast.copy_location(inner, place)
        return ast.copy_location(ast.Return(called), place)


@dataclass(slots=True, eq=False, repr=False)
class Objective(Opaque):
    """What is called with forward's value and parameters, and gives the scalar."""

    scalar: Scalar
    owner: Itself
    parameters: Sequence[str]

    def call(
        self, reader: Reader, node: ast.AST, args: Sequence[Value], kwargs: Mapping[str, Value]
    ) -> Value:
        """Read the method in place, with the value for its call of forward."""
        value, *rest = args
        given = dict(zip(self.parameters, rest, strict=True))
        own = {name: given[of] for name, of in self.scalar.given.items()}
        instance = _After(self.owner, value)
        return inline(
            reader, node, self.scalar.function, [Known(instance)], own, owner=self.owner.cls
        )


@dataclass(slots=True, eq=False, repr=False)
class _After(Opaque):
    """The instance after its forward, whose call gives what it gave."""

    owner: Itself
    value: Value

    def attribute(self, reader: Reader, node: ast.AST, name: str) -> Value:
        """Return what a name of the forward stands for, or forward itself."""
        if name in (reader.frames[0].source.name, "__call__"):
            return Known(_Given(self.value))
        return self.owner.attribute(reader, node, name)

    def call(
        self, reader: Reader, node: ast.AST, args: Sequence[Value], kwargs: Mapping[str, Value]
    ) -> Value:
        """Return what forward gave."""
        return self.value

    def assign(self, reader: Reader, node: ast.AST, name: str, value: Value) -> None:
        """Bind a name of the forward."""
        self.owner.assign(reader, node, name, value)


@dataclass(slots=True, eq=False, repr=False)
class _Given(Opaque):
    """A function that gives what forward gave."""

    value: Value

    def call(
        self, reader: Reader, node: ast.AST, args: Sequence[Value], kwargs: Mapping[str, Value]
    ) -> Value:
        """Return it."""
        return self.value
