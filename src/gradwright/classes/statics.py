"""What a backward was written for beside types: values of flags, lengths of lists of parameters.

``if self.axis != 1: raise ValueError(…)`` at its start: another instance of the class may differ.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from gradwright.classes.attributes import Foreign, Method
from gradwright.classes.forward import Forward
from gradwright.classes.functions import Callee, naming_test
from gradwright.classes.keeping import free_attribute
from gradwright.classes.parts import Part
from gradwright.diagnostics import refusal
from gradwright.emit.flat import quoted
from gradwright.emit.layout import WIDTH
from gradwright.frontend.arguments import ArgumentTree, Container, NumberLeaf, StaticLeaf
from gradwright.frontend.keys import child_path
from gradwright.frontend.values import Opaque
from gradwright.ir.types import UNIT, lengths_of, rank_of

OPPOSITE = {"==": "!=", "!=": "==", "is": "is not", "is not": "is", "in": "not in"}


@dataclass(frozen=True, slots=True)
class Static:
    """One value that was taken as fixed: how backward reads it, and what forward has to keep for that.

    value: as text; `several` where one of them does. kept: ``attribute = argument``, without the
    instance.
    """

    shown: str
    value: str
    kept: str = ""
    operator: str = "=="
    several: tuple[str, ...] = ()

    @property
    def values(self) -> tuple[str, ...]:
        """The values that pass."""
        return self.several or (self.value,)

    @property
    def test(self) -> str:
        """The expression that is true where the value is as it was."""
        return f"{self.shown} {self.operator} {self.value}"

    @property
    def opposite(self) -> str:
        """The expression that is true where it differs."""
        return f"{self.shown} {OPPOSITE[self.operator]} {self.value}"

    @property
    def head(self) -> str:
        """How a message begins to say what the test does."""
        return f"{self.shown} {'=' if self.operator in ('==', 'is') else self.operator}"

    def excludes(self, other: Static) -> bool:
        """Whether this and another test never hold for the same call."""
        if self.shown != other.shown:
            return False
        if self.value == other.value:
            return self.operator == OPPOSITE[other.operator]
        return {self.operator, other.operator} <= {"==", "is"}

    def with_value_of(self, other: Static) -> Static | None:
        """Return a test that holds where this or another one does, None where there is none."""
        if self.shown != other.shown or self.kept != other.kept:
            return None
        if {self.operator, other.operator} <= {"==", "in"}:
            values = dict.fromkeys((*self.values, *other.values))
            return Static(self.shown, f"({', '.join(values)})", self.kept, "in", tuple(values))
        return None

    def check(self, indent: int) -> Iterator[str]:
        """Yield the lines that raise where it differs."""
        space = " " * indent
        yield f"{space}if {self.opposite}:"
        yield from raising(f"backward was written for {self.head} {self.value}", indent + 4)


def raising(message: str, indent: int) -> Iterator[str]:
    """Yield the lines that raise a ValueError."""
    space = " " * indent
    line = f"{space}raise ValueError({quoted(message)})"
    if len(line) <= WIDTH:
        yield line
        return
    yield f"{space}raise ValueError("
    yield f"{space}    {quoted(message)}"
    yield f"{space})"


def statics_of(forward: Forward) -> tuple[Static, ...]:
    """Return the values that a forward was read for."""
    found: list[Static] = []
    asked = _ranks_asked(forward.layer.node)
    if forward.slots.itself.kinds:
        found.append(Static("type(self).__name__", quoted(forward.slots.itself.cls.__name__)))
    for parameter in forward.slots.arguments.parameters:
        if not forward.slots.is_used(parameter.name):
            continue
        shown, kept = read_in_backward(parameter.name, forward)
        tree = parameter.tree
        found += _statics(forward, tree, shown, kept)
        if isinstance(tree, NumberLeaf):
            found += _lengths(tree, shown, kept)
        if isinstance(tree, NumberLeaf) and parameter.name in asked:
            found.append(Static(f"np.ndim({shown})", str(rank_of(tree.type)), kept))
    return tuple(found)


def _lengths(leaf: NumberLeaf, shown: str, kept: str) -> Iterator[Static]:
    """Yield the axes that were taken to have length 1, where another length is as likely."""
    lengths = lengths_of(leaf.type)
    if kept or (lengths and all(length is UNIT for length in lengths)):
        for axis, length in enumerate(lengths):
            if length is UNIT:
                yield Static(f"{shown}.shape[{axis}]", "1", kept)


def _ranks_asked(node: ast.FunctionDef) -> set[str]:
    """Return the names whose rank a forward asks for: ``x.ndim``, ``len(x.shape)``."""
    found: set[str] = set()
    for inner in ast.walk(node):
        match inner:
            case ast.Call(ast.Name("len"), [ast.Attribute(ast.Name(name), "shape")]):
                found.add(name)
            case ast.Attribute(ast.Name(name), "ndim") | ast.Call(
                ast.Attribute(_, "ndim"), [ast.Name(name)]
            ):
                found.add(name)
            case _:
                pass
    return found


def read_in_backward(name: str, forward: Forward) -> tuple[str, str]:
    """Return how backward reads a parameter, and what forward keeps for that."""
    attribute = name.removeprefix("self.")
    if attribute == name or attribute in forward.slots.changed:
        attribute = free_attribute(forward, attribute)
        return f"self.{attribute}", f"{attribute} = {name}"
    return name, ""


def _statics(forward: Forward, tree: ArgumentTree, shown: str, kept: str) -> Iterator[Static]:
    match tree:
        case StaticLeaf(_, Callee() as callee):
            yield from _function(forward, callee, shown, kept)
        case StaticLeaf(_, Part(asked=True) as part):
            yield Static(f"type({shown}).__name__", quoted(type(part.layer).__name__), kept)
        case StaticLeaf(_, Foreign(asked=True) as other):
            yield Static(f"type({shown}).__name__", quoted(type(other.value).__name__), kept)
        case StaticLeaf(_, value) if not isinstance(value, Opaque) and not callable(value):
            yield _plain(value, shown, kept)
        case Container(kind, keys, children):
            if children and kind in ("list", "tuple"):
                yield Static(f"len({shown})", str(len(children)), kept)
            for key, child in zip(keys, children, strict=True):
                yield from _statics(forward, child, child_path(shown, kind, key), kept)
        case _:
            pass


def _plain(value: object, shown: str, kept: str) -> Static:
    text = quoted(value) if isinstance(value, str) else repr(value)
    return Static(shown, text, kept, "is" if value is None or isinstance(value, bool) else "==")


def _function(forward: Forward, callee: Callee, shown: str, kept: str) -> Iterator[Static]:
    """Yield the test that an attribute is the function that was read."""
    if not callee.used:
        return
    method = callee.function
    if isinstance(method, Method):
        yield Static(shown, f"self.{method.function.__name__}", kept)
        return
    try:
        of, operator, value = naming_test(method, shown, forward.layer.known)
    except LookupError:
        raise refusal(
            "GW504", forward.layer.source.location(forward.layer.node),
            attribute=shown.removeprefix("self."), found="a function that has no name of its own",
        ) from None  # fmt: skip
    yield Static(of, value, kept, operator)
