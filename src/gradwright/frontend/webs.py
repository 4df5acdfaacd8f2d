"""Webs: one id a binding, joined by union where control flow meets; what is known of each.

Every binding gets a fresh id, so what is said of an id here is said of one value. Unions only say
which ids become one variable of the program; `canonical` applies them in a single pass at the end.
"""

from __future__ import annotations

from gradwright.ir.expressions import Const, Var
from gradwright.ir.types import (
    Array,
    Form,
    List,
    NamedLength,
    Scalar,
    Symbol,
    Type,
    UnknownLength,
    list_type,
    symbol_form,
)


class Webs:
    """The ids of one program."""

    def __init__(self) -> None:
        self.names: dict[int, str] = {}
        self.types: dict[int, Type] = {}
        self.forms: dict[int, Form] = {}
        self.known: dict[int, Const] = {}
        self.origins: dict[int, str] = {}
        self.fixed: set[int] = set()
        self._parents: dict[int, int] = {}
        self._trail: list[int] = []
        self._aliases: dict[int, set[int]] = {}
        self._unknown = 0

    def new(self, hint: str, type_: Type) -> Var:
        """Return a fresh web."""
        web = len(self.names)
        self.names[web] = hint
        self.types[web] = type_
        return Var(web, type_)

    @property
    def count(self) -> int:
        """How many ids there are: those that are made later are not below it."""
        return len(self.names)

    # which ids are one variable -----------------------------------------------------------------

    def find(self, web: int) -> int:
        """Return the id that stands for a web's class, the oldest of it."""
        while (parent := self._parents.get(web)) is not None:
            web = parent
        return web

    def union(self, first: int, second: int) -> None:
        """Make two ids one variable."""
        a, b = sorted((self.find(first), self.find(second)))
        if a != b:
            self._parents[b] = a
            self._trail.append(b)

    def mark(self) -> int:
        """Return a mark to roll back to."""
        return len(self._trail)

    def roll_back(self, mark: int) -> None:
        """Forget the unions since a mark (an interpretation of a loop's body is repeated)."""
        while len(self._trail) > mark:
            del self._parents[self._trail.pop()]

    def classes(self) -> dict[int, int]:
        """Return each id that was joined, and what stands for it."""
        return {web: self.find(web) for web in self._parents}

    # who may share memory -----------------------------------------------------------------------

    def share(self, first: int, second: int) -> None:
        """Say that two values may share memory, and with all that the second one shares with."""
        for other in (second, *self._aliases.get(second, ())):
            self._pair(first, other)

    def inherit(self, heir: int, source: int) -> None:
        """Say that a value shares memory with whatever another one shares with."""
        for other in tuple(self._aliases.get(source, ())):
            self._pair(heir, other)

    def _pair(self, first: int, second: int) -> None:
        if first != second:
            self._aliases.setdefault(first, set()).add(second)
            self._aliases.setdefault(second, set()).add(first)

    def aliases(self, web: int) -> frozenset[int]:
        """Return what may share memory with a value."""
        return frozenset(self._aliases.get(web, ()))

    def connected(self, web: int) -> list[int]:
        """Return what may share memory with a value by any chain of names, itself too."""
        seen = {web}
        stack = [web]
        while stack:
            for other in self._aliases.get(stack.pop(), ()):
                if other not in seen:
                    seen.add(other)
                    stack.append(other)
        return sorted(seen)

    # lengths and integers -----------------------------------------------------------------------

    def form_of(self, var: Var) -> Form | None:
        """Return what is known of an integer name's value."""
        if not isinstance(var.type, Scalar) or not var.type.dtype.startswith(("int", "uint")):
            return None
        return self.forms.get(var.web) or symbol_form(NamedLength(var.web))

    def unknown(self, *key: object) -> Form:
        """Return a length that only the running program knows, fresh unless a key is given."""
        if not key:
            self._unknown += 1
            key = ("fresh", self._unknown)
        return symbol_form(UnknownLength(key))

    def names_itself(self, var: Var) -> bool:
        """Whether lengths may be written in terms of this very name."""
        form = self.form_of(var)
        return form is not None and any(symbol == NamedLength(var.web) for symbol, _ in form.terms)


class Lengths:
    """Lengths of arguments that the program takes as equal, checked at its entry."""

    def __init__(self) -> None:
        self._parents: dict[Symbol, Symbol] = {}
        self.checks: list[tuple[Symbol, Symbol]] = []
        self._memo: dict[Form, Form] = {}

    def assume(self, first: Symbol, second: Symbol) -> None:
        """Take two lengths of arguments as equal."""
        a, b = self.find(first), self.find(second)
        if a is not b:
            self._parents[b] = a
            self._memo.clear()
            self.checks.append((first, second))

    def find(self, symbol: Symbol) -> Symbol:
        """Return the length that stands for all that are equal to it."""
        while (parent := self._parents.get(symbol)) is not None:
            symbol = parent
        return symbol

    def canonical(self, form: Form) -> Form:
        """Return a form in the lengths that stand for theirs."""
        if not self._parents:
            return form
        result = self._memo.get(form)
        if result is None:
            result = Form(form.constant, ())
            for symbol, times in form.terms:
                result = result.plus(symbol_form(self.find(symbol)), times)
            self._memo[form] = result
        return result

    def equal(self, first: Form, second: Form) -> bool:
        """Whether two lengths are known to be equal."""
        return first is second or self.canonical(first) is self.canonical(second)

    @property
    def any(self) -> bool:
        """Whether anything was assumed."""
        return bool(self._parents)

    def of_type(self, type_: Type) -> Type:
        """Return a type with canonical lengths."""
        if isinstance(type_, List) and type_.element is not None:
            element = self.of_type(type_.element)
            assert isinstance(element, Array | Scalar)
            return list_type(element, self.canonical(type_.length), type_.row)
        if not isinstance(type_, Array) or not self._parents:
            return type_
        return Array(type_.dtype, tuple(map(self.canonical, type_.lengths)))
