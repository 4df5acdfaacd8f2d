"""Gradients of lists of numbers get a line of their own.

::

    return y, [dz * w[0], dz * w[1]]    →    dx = [dz * w[0], dz * w[1]]
                                             return y, dx
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gradwright.diagnostics import Location
from gradwright.ir.expressions import Const, Var
from gradwright.ir.statements import Leaf, Node, Program, Tree
from gradwright.ir.types import Scalar

LEAST = 2


@dataclass(frozen=True, slots=True)
class Display:
    """A gradient that is written as one display: its name, its structure, the first origin."""

    name: str
    tree: Node
    origin: Location | None


def displays_of(program: Program) -> list[Display]:
    """Return the gradients that are flat lists or tuples of computed numbers, with their names."""
    if program.wrt is None or program.pushes or not isinstance(program.result, Node):
        return []
    taken = set(program.names.values())
    found: list[Display] = []
    for parameter, tree in _gradients(program):
        if isinstance(tree, Node) and (computed := _computed(tree)):
            bar = any(name.endswith("_bar") for name in taken)
            name = f"{parameter}_bar" if bar else f"d{parameter}"
            if name not in taken:
                found.append(Display(name, tree, computed[0].origin))
    return found


def _gradients(program: Program) -> Iterator[tuple[str, Tree]]:
    assert isinstance(program.result, Node)
    gradient = program.result.children[1]
    if isinstance(program.wrt, str):
        yield program.wrt, gradient
    elif program.wrt is not None:
        assert isinstance(gradient, Node)
        yield from zip(program.wrt, gradient.children, strict=True)


def _computed(tree: Node) -> list[Leaf]:
    """Return the leaves of a flat list or tuple that are computed where they stand."""
    numbers = [c for c in tree.children if isinstance(c, Leaf) and isinstance(c.value.type, Scalar)]
    if tree.kind not in ("list", "tuple") or not LEAST <= len(numbers) == len(tree.children):
        return []
    return [leaf for leaf in numbers if not isinstance(leaf.value, Var | Const)]
