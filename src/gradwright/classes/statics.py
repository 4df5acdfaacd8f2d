"""What a backward was written for beside types: values of flags, lengths of lists of parameters.

``if self.axis != 1: raise ValueError(…)`` at its start: another instance of the class may differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gradwright.classes.attributes import Foreign
from gradwright.classes.forward import Forward
from gradwright.classes.keeping import free_attribute
from gradwright.frontend.arguments import ArgumentTree, Container, StaticLeaf
from gradwright.frontend.values import Opaque


@dataclass(frozen=True, slots=True)
class Static:
    """One value that was taken as fixed: how it is read in backward, and the line that keeps it."""

    shown: str
    value: object
    kept: str = ""

    def check(self, indent: int) -> Iterator[str]:
        """Yield the lines that raise where it differs."""
        space = " " * indent
        test = "is not" if self.value is None or isinstance(self.value, bool) else "!="
        yield f"{space}if {self.shown} {test} {self.value!r}:"
        text = f"backward was written for {self.shown} = {self.value!r}"
        yield f"{space}    raise ValueError({text!r})"


def statics_of(forward: Forward) -> tuple[Static, ...]:
    """Return the values that a forward was read for."""
    found: list[Static] = []
    for parameter in forward.slots.arguments.parameters:
        if forward.slots.is_used(parameter.name):
            found += _statics(parameter.tree, forward)
    return tuple(found)


def _statics(tree: ArgumentTree, forward: Forward) -> Iterator[Static]:
    match tree:
        case StaticLeaf(path, value) if not isinstance(value, Opaque) and not callable(value):
            yield _static(path, value, forward)
        case Container(kind, _, children) if children and kind in ("list", "tuple"):
            yield Static(f"len({_root(tree)})", len(children))
            for child in children:
                yield from _statics(child, forward)
        case Container(_, _, children):
            for child in children:
                yield from _statics(child, forward)
        case _:
            pass


def _static(path: str, value: object, forward: Forward) -> Static:
    if path.startswith("self."):
        return Static(path, value)
    attribute = free_attribute(forward, path)
    line = f"self.{attribute} = {path}  # kept for backward: it was written for {value!r}"
    return Static(f"self.{attribute}", value, line)


def _root(tree: ArgumentTree) -> str:
    """Return the path of a container, from its first leaf's."""
    while isinstance(tree, Container):
        tree = tree.children[0]
    return tree.path.rpartition("[")[0]


__all__ = ["Foreign", "Static", "statics_of"]
