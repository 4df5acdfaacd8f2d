"""Generators of random numbers as values: among the arguments, captured, or made in the function."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from gradwright.frontend.values import Known, Opaque, Value
from gradwright.ir.expressions import Var

if TYPE_CHECKING:
    from gradwright.frontend.reader import Reader

GENERATORS: tuple[type, ...] = (np.random.Generator, np.random.RandomState)


class Source(Opaque):
    """A generator: the name that holds it, and its class, which `isinstance` is told."""

    def __init__(self, var: Var, kind: type) -> None:
        self.var = var
        self.kind = kind

    __class__ = property(lambda self: self.kind)  # type: ignore[assignment]

    def attribute(self, reader: Reader, node: ast.AST, name: str) -> Value:
        """Return one of its functions."""
        from gradwright.frontend.draws import FUNCTIONS, Draw

        if name not in FUNCTIONS or not hasattr(self.kind, name):
            raise reader.refuse("GW120", node, function=f"{self.kind.__name__}.{name}")
        return Known(Draw(name, self.var))

    def call(
        self, reader: Reader, node: ast.AST, args: Sequence[Value], kwargs: Mapping[str, Value]
    ) -> Value:
        """Refuse."""
        raise reader.refuse("GW120", node, function=self.kind.__name__)
