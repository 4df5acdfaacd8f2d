"""What a backward was written for beside types: values of flags, lengths of lists of parameters.

``if self.axis != 1: raise ValueError(…)`` at its start: another instance of the class may differ.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from gradwright.classes.forward import Forward
from gradwright.classes.keeping import free_attribute
from gradwright.emit.flat import quoted
from gradwright.frontend.arguments import ArgumentTree, Container, NumberLeaf, StaticLeaf
from gradwright.frontend.keys import child_path
from gradwright.frontend.values import Opaque
from gradwright.ir.types import UNIT, lengths_of, rank_of


@dataclass(frozen=True, slots=True)
class Static:
    """One value that was taken as fixed: how backward reads it, and what forward has to keep for that.

    kept: ``attribute = argument``, without the instance.
    """

    shown: str
    value: object
    kept: str = ""

    def check(self, indent: int) -> Iterator[str]:
        """Yield the lines that raise where it differs."""
        space = " " * indent
        test = "is not" if self.value is None or isinstance(self.value, bool) else "!="
        yield f"{space}if {self.shown} {test} {self.value!r}:"
        text = f"backward was written for {self.shown} = {self.value!r}"
        yield f"{space}    raise ValueError({quoted(text)})"


def statics_of(forward: Forward) -> tuple[Static, ...]:
    """Return the values that a forward was read for."""
    found: list[Static] = []
    asked = _ranks_asked(forward.layer.node)
    for parameter in forward.slots.arguments.parameters:
        if not forward.slots.is_used(parameter.name):
            continue
        shown, kept = _read_in_backward(parameter.name, forward)
        tree = parameter.tree
        found += _statics(tree, shown, kept)
        if isinstance(tree, NumberLeaf):
            found += _lengths(tree, shown, kept)
        if isinstance(tree, NumberLeaf) and parameter.name in asked:
            found.append(Static(f"np.ndim({shown})", rank_of(tree.type), kept))
    return tuple(found)


def _lengths(leaf: NumberLeaf, shown: str, kept: str) -> Iterator[Static]:
    """Yield the axes that were taken to have length 1, where another length is as likely."""
    lengths = lengths_of(leaf.type)
    if kept or (lengths and all(length is UNIT for length in lengths)):
        for axis, length in enumerate(lengths):
            if length is UNIT:
                yield Static(f"{shown}.shape[{axis}]", 1, kept)


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


def _read_in_backward(name: str, forward: Forward) -> tuple[str, str]:
    """Return how backward reads a parameter, and what forward keeps for that."""
    if name.startswith("self."):
        return name, ""
    attribute = free_attribute(forward, name)
    return f"self.{attribute}", f"{attribute} = {name}"


def _statics(tree: ArgumentTree, shown: str, kept: str) -> Iterator[Static]:
    match tree:
        case StaticLeaf(_, value) if not isinstance(value, Opaque) and not callable(value):
            yield Static(shown, value, kept)
        case Container(kind, keys, children):
            if children and kind in ("list", "tuple"):
                yield Static(f"len({shown})", len(children), kept)
            for key, child in zip(keys, children, strict=True):
                yield from _statics(child, child_path(shown, kind, key), kept)
        case _:
            pass
