"""What an explanation holds: frozen, complete, and free of how it is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gradwright.diagnostics import Location
from gradwright.explain.entries import Entries, Number


@dataclass(frozen=True, slots=True, eq=False)
class Local:
    """A local derivative: how an operation's value moves with one operand.

    name: its entry, such as ``dmul_dx0``; formula: in the user's names; kind: "number" where the value
    is a number, "elementwise" for one number a place, "map" for what is no number but turns the
    upstream gradient (`upstream` in the formula) into the operand's; values: one an execution, none of
    a map; applied: the map's formula with the upstream gradient's entry in it.

    product: the name of the derivative of the whole by the operand; totals: its numbers; sole: whether
    this operation alone reads the operand, so that its product is all of it; shape: what the product is
    summed to where the operand was broadcast, else "".
    """

    name: str
    operand: str
    formula: str
    kind: Literal["number", "elementwise", "map"]
    values: tuple[Number, ...]
    upstream: str
    applied: str
    product: str
    totals: tuple[Number, ...]
    sole: bool
    shape: str


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One operation: its value at each execution, its local derivatives, the derivative of the whole by it.

    label: ``mul``, ``sum``, ``relu``…, "" for what only hands on a value; text: its expression;
    target: the name of its value, "" for the result; whole: whether it is its statement's own value;
    count: how often it ran; hands_on: where a bare copy's derivative goes; upstream: the name of `adjoints`.
    """

    label: str
    text: str
    target: str
    whole: bool
    count: int
    values: tuple[object, ...]
    locals: tuple[Local, ...]
    hands_on: str
    upstream: str
    adjoints: tuple[Number, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One statement of the user's with its operations in order; without any, the head of a loop or branch."""

    location: Location | None
    source: str
    depth: int
    steps: tuple[Step, ...]
    head: str = ""


@dataclass(frozen=True, slots=True)
class Factor:
    """One local derivative in a chain: d‹operation›/d‹operand›, and its number where it is one."""

    operation: str
    operand: str
    value: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Gradient:
    """The derivative by one number or array of the arguments.

    chains: the ways from the result to it, each a product of factors, their sum the gradient; empty
    where there are too many, or where a loop or an array that is written into lies between.
    """

    name: str
    path: str
    value: float | np.ndarray
    chains: tuple[tuple[Factor, ...], ...]
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Explanation(Mapping[str, Number]):
    """The chain rule of one call, with numbers.

    A mapping from names of derivatives to numbers: ``explanation["drelu_dsum"]`` is a float, an array
    where the operation's value is one, and one entry an execution in a loop. ``str()`` is the text.

    Attributes
    ----------
    function : str
        The function's name.
    parameters : tuple of str
        Its parameters' names.
    location : Location or None
        Where it is defined.
    value : object
        What the function returned.
    upstream : float or array
        The upstream gradient ``dvalue``: ones.
    lines : tuple of Line
        The statements that ran, in order.
    gradients : tuple of Gradient
        One for each number and array that was differentiated by.
    entries : Entries
        The names.
    """

    function: str
    parameters: tuple[str, ...]
    location: Location | None
    value: object
    upstream: object
    lines: tuple[Line, ...]
    gradients: tuple[Gradient, ...]
    entries: Entries

    def __getitem__(self, name: str) -> Number:
        """Return the number of a derivative.

        Raises
        ------
        KeyError
            For a name that occurs several times, naming the choices; for a linear map, with its
            formula; for an unknown name, with near ones.
        """
        entry = self.entries.find(name)
        if entry.value is None:
            raise KeyError(f"{name} is no number but a linear map: {entry.formula}")
        return entry.value

    def __iter__(self) -> Iterator[str]:
        return (name for name, entry in self.entries.named.items() if entry.value is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __str__(self) -> str:
        from gradwright.explain.render import render

        return render(self)

    def __repr__(self) -> str:
        return f"<Explanation of {self.function}: {len(self)} derivatives>"
