"""``np.vectorize(function)``: called, it is the function of each entry."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from gradwright.frontend.definitions.mapped import vectorized
from gradwright.frontend.inlining import inline
from gradwright.frontend.kinds import Args, Kwargs, Row
from gradwright.frontend.outside import outer
from gradwright.frontend.places import Place
from gradwright.frontend.reader import Reader
from gradwright.frontend.values import Known, Opaque, Value


class Vectorized(Opaque):
    """A function of numbers that is called with arrays."""

    found = "a vectorized function"

    def __init__(self, function: Value) -> None:
        self.function = function

    def call(
        self, reader: Reader, node: ast.AST, args: Sequence[Value], kwargs: Mapping[str, Value]
    ) -> Value:
        """Read the function for each entry."""
        return inline(reader, node, vectorized, [self.function, *args], kwargs)

    def attribute(self, reader: Reader, node: ast.AST, name: str) -> Value:
        """Refuse attributes."""
        raise reader.refuse("GW121", node, name=name, owner=self.found)


def vectorized_of(reader: Reader, node: ast.AST, known: Any) -> Vectorized:
    """Return a vectorized function from outside; one with options is refused."""
    plain = np.vectorize(known.pyfunc)
    options = ("excluded", "signature", "otypes", "cache")
    if any(getattr(known, name) != getattr(plain, name) for name in options):
        raise reader.refuse("GW120", node, function="np.vectorize with options")
    place = Place(known).attribute("pyfunc")
    return Vectorized(outer(reader, node, known.pyfunc, "pyfunc", place, (id(known), "pyfunc")))


def _vectorize(_: Reader, __: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
    """Return ``np.vectorize(function)``; options are refused."""
    return Known(Vectorized(args[0])) if len(args) == 1 and not kwargs else None


VECTORIZED: dict[object, Row] = {np.vectorize: _vectorize}
