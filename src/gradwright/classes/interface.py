"""How a layer is called by the layer that it is a part of, and where its backward leaves gradients."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import FunctionType
from typing import TYPE_CHECKING

from gradwright.classes.layer import (
    own_nodes,
    parameters_of,
    returns_value,
    self_name,
    stored_attributes,
)
from gradwright.classes.siblings import gradients_left
from gradwright.frontend.source import source_of
from gradwright.frontend.values import Known, Num, Value

if TYPE_CHECKING:
    from gradwright.frontend.reader import Reader


@dataclass(frozen=True, slots=True)
class Interface:
    """A part as its owner sees it.

    Attributes
    ----------
    arguments
        Of its forward, in order.
    output
        The attribute that holds the output; `returns`: whether forward returns it.
    gradients
        By argument: the attribute in which backward leaves its gradient.
    result
        The argument whose gradient backward returns, where it stores none.
    problem
        Why backward cannot be called with the upstream gradient alone; empty if it can.
    """

    name: str
    arguments: tuple[str, ...]
    output: str | None
    returns: bool
    gradients: Mapping[str, str]
    result: str | None = None
    problem: str = ""

    def positions(
        self, reader: Reader, node: ast.AST, args: Sequence[Value], kwargs: Mapping[str, Value]
    ) -> dict[str, Value]:
        """Return the numbers that a call passes, by argument."""
        given = {**dict(zip(self.arguments, args, strict=False)), **kwargs}
        if len(args) > len(self.arguments) or not set(kwargs) <= set(self.arguments):
            raise reader.refuse("GW129", node, function=self.name, reason="too many arguments")
        for name, value in given.items():
            if not isinstance(value, Num | Known):
                raise reader.refuse("GW511", node, part=self.name, reason=f"{name} is no array")
        return {name: value for name, value in given.items() if isinstance(value, Num)}


def read_interface(name: str, forward: ast.FunctionDef, backward: ast.FunctionDef) -> Interface:
    """Return the interface of a layer whose backward is there, from the two definitions."""
    arguments = tuple(parameters_of(forward))
    gradients = gradients_left(forward, backward)
    left = any(name in gradients for name in arguments)
    alone = len(arguments) == 1 and not left and returns_value(backward)
    return Interface(
        name=name,
        arguments=arguments,
        output=output_attribute(forward),
        returns=returns_value(forward),
        gradients=gradients,
        result=arguments[0] if alone else None,
        problem=_problem(backward),
    )


def output_attribute(forward: ast.FunctionDef) -> str | None:
    """Return the attribute that holds the output: `output`, else the only one that is written.

    Where forward returns its output, the attribute that every return names.
    """
    if returns_value(forward):
        return _returned_attribute(forward)
    written = stored_attributes(forward)
    if "output" in written:
        return "output"
    return written[0] if len(written) == 1 else None


def _returned_attribute(forward: ast.FunctionDef) -> str | None:
    owner = self_name(forward)
    found: set[str | None] = set()
    for node in own_nodes(forward):
        match node:
            case ast.Return(ast.Attribute(ast.Name(name), attribute)) if name == owner:
                found.add(attribute)
            case ast.Return():
                found.add(None)
            case _:
                pass
    return found.pop() if len(found) == 1 else None


def hands_on(method: object, forward: str) -> bool:
    """Whether a ``__call__`` does nothing but call forward with its own arguments, or is forward."""
    if not isinstance(method, FunctionType):
        return False
    node = source_of(method).node
    if isinstance(node, ast.FunctionDef) and node.name == forward:
        return True
    if not isinstance(node, ast.FunctionDef) or len(node.body) != 1:
        return False
    match node.body[0]:
        case ast.Return(ast.Call(ast.Attribute(ast.Name(owner), called), args, keywords)):
            return (
                called == forward
                and owner == self_name(node)
                and _as_they_come(node, args, keywords)
            )
        case _:
            return False


def _as_they_come(
    node: ast.FunctionDef, args: Sequence[ast.expr], keywords: Sequence[ast.keyword]
) -> bool:
    """Whether a call passes all parameters of the method that it stands in, in their order."""
    spec = node.args
    plain = [a.arg for a in (*spec.posonlyargs, *spec.args)][1:]
    stars = [f"*{spec.vararg.arg}"] if spec.vararg else []
    last = [f"**{spec.kwarg.arg}"] if spec.kwarg else []
    passed = [ast.unparse(a) for a in args]
    named = [f"**{ast.unparse(k.value)}" if k.arg is None else k.arg for k in keywords]
    own = [k.arg for k in spec.kwonlyargs]
    same = all(k.arg is None or ast.unparse(k.value) == k.arg for k in keywords)
    return same and passed == [*plain, *stars] and named == [*own, *last]


def _problem(backward: ast.FunctionDef) -> str:
    args = backward.args
    needed = len(args.posonlyargs) + len(args.args) - len(args.defaults)
    named = sum(default is None for default in args.kw_defaults)
    if needed > 2 or named or (args.vararg is None and len(args.posonlyargs) + len(args.args) < 2):
        return "its backward does not take the upstream gradient alone"
    return ""


class NoInterface(Exception):  # noqa: N818  (becomes a refusal where the part is called)
    """A part cannot be called: `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


Lookup = Callable[[type], Interface]
