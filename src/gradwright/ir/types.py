"""Types of values: scalars, arrays with symbolic lengths, lists that grow, stacks of saved values.

A length is a `Form`: a constant plus integer multiples of symbols, and stands for
``max(form, 0)``. Two lengths are equal where their forms are; the form 1 is a unit axis.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gradwright.ir.interning import Interned


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class AxisLength(metaclass=Interned):
    """The length of one axis of a parameter's leaf at entry; printed ``leaf.shape[axis]``."""

    leaf: str
    axis: int


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class NamedLength(metaclass=Interned):
    """The value of an integer name (a web's id, unique to one binding)."""

    web: int


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class UnknownLength(metaclass=Interned):
    """A length that only the running program knows; `key` tells such lengths apart."""

    key: object


Symbol = AxisLength | NamedLength | UnknownLength


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class Form(metaclass=Interned):
    """constant + sum of coefficient * symbol, terms sorted and without zeros."""

    constant: int
    terms: tuple[tuple[Symbol, int], ...]

    @property
    def literal(self) -> int | None:
        """The number itself, or None where it is symbolic."""
        return None if self.terms else self.constant

    def plus(self, other: Form | int, times: int = 1) -> Form:
        """This form plus `times` the other."""
        terms: dict[Symbol, int] = dict(self.terms)
        if isinstance(other, int):
            return form(self.constant + times * other, terms)
        for symbol, coefficient in other.terms:
            terms[symbol] = terms.get(symbol, 0) + times * coefficient
        return form(self.constant + times * other.constant, terms)

    def scaled(self, times: int) -> Form:
        """This form times an integer."""
        return form(self.constant * times, {symbol: k * times for symbol, k in self.terms})


def form(constant: int, terms: Mapping[Symbol, int] | None = None) -> Form:
    """Return the canonical form with these terms."""
    kept = [(symbol, k) for symbol, k in (terms or {}).items() if k]
    kept.sort(key=lambda term: repr(term[0]))
    return Form(constant, tuple(kept))


def symbol_form(symbol: Symbol) -> Form:
    """Return the form that is just this symbol."""
    return Form(0, ((symbol, 1),))


UNIT = Form(1, ())


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class Scalar(metaclass=Interned):
    """One number. `python`: surely a Python int, float, bool or complex, not a NumPy scalar."""

    dtype: str
    python: bool


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class Array(metaclass=Interned):
    """A NumPy array; the rank is ``len(lengths)`` (0 for a 0-d array)."""

    dtype: str
    lengths: tuple[Form, ...]

    @property
    def rank(self) -> int:
        """The number of axes."""
        return len(self.lengths)


EACH = symbol_form(UnknownLength("each"))


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class List(metaclass=Interned):
    """A Python list whose length depends on data, of numbers or arrays of one dtype and rank.

    element: None while it is empty; `EACH` among its lengths: they differ from entry to entry. row: what
    an entry is in the user's code where it is a list or tuple of numbers, and how many it has; it is an
    array here. A list is bound anew by what changes it: equal webs, equal lists. Made by `list_type`.
    """

    element: Scalar | Array | None
    length: Form
    row: tuple[str, int | None] | None


def list_type(
    element: Scalar | Array | None, length: Form, row: tuple[str, int | None] | None = None
) -> List:
    """Return the type of a list."""
    return List(element, length, row if element is not None else None)


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class Stack(metaclass=Interned):
    """What the forward sweep saved, last in first out; each entry holds `elements`."""

    elements: tuple[Type, ...]


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class Static(metaclass=Interned):
    """A Python object that is no number (None, a string, a dtype, a function): never active."""


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class Outcome(metaclass=Interned):
    """What a half of a function that is written apart returns: a value and what was saved, or gradients."""


Type = Scalar | Array | List | Stack | Outcome | Static
OUTCOME = Outcome()
STATIC = Static()
BOOL = Scalar("bool", True)
INT = Scalar("int64", True)
FLOAT = Scalar("float64", True)
COMPLEX_NUMBER = Scalar("complex128", True)

COMPLEX = frozenset({"complex64", "complex128"})
DIFFERENTIABLE = COMPLEX | {"float16", "float32", "float64", "longdouble"}


def dtype_of(type_: Type) -> str:
    """Return the NumPy dtype's name of a number or array."""
    assert isinstance(type_, Scalar | Array), type_
    return type_.dtype


def lengths_of(type_: Type) -> tuple[Form, ...]:
    """Return the lengths of the axes, () for a scalar."""
    return type_.lengths if isinstance(type_, Array) else ()


def rank_of(type_: Type) -> int:
    """Return the number of axes, 0 for a scalar."""
    return len(lengths_of(type_))


def is_differentiable(type_: Type) -> bool:
    """Whether values of this type can carry a derivative (floating point, real or complex)."""
    if isinstance(type_, List):
        return type_.element is not None and type_.element.dtype in DIFFERENTIABLE
    if isinstance(type_, Outcome):
        return True
    return isinstance(type_, Scalar | Array) and type_.dtype in DIFFERENTIABLE


def is_complex(type_: Type) -> bool:
    """Whether values of this type are complex numbers."""
    element = type_.element if isinstance(type_, List) else type_
    return isinstance(element, Scalar | Array) and element.dtype in COMPLEX
