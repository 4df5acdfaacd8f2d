"""The derivatives of one run with their names: locals of each operation, products along the chain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import cast

import numpy as np

from gradwright.explain.apart import Apart, Part
from gradwright.explain.entries import Entries, Entry, Number, named
from gradwright.explain.trace import Trace
from gradwright.explain.words import Words
from gradwright.ir.expressions import Expr, Region, Var
from gradwright.ir.statements import Leaf, leaves


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the noted code: how it was called, what it returned, what it noted.

    gradients: by path of the argument's leaf.
    """

    value: object
    upstream: object
    gradients: Mapping[str, object]
    trace: Trace


class Derivatives:
    """Local derivatives and products by operation, and the entries they are."""

    def __init__(self, apart: Apart, run: Run) -> None:
        self.apart, self.run = apart, run
        self.steps, self.adjoints = run.trace.steps, run.trace.adjoints
        self.sentence_of = {p.key: s for s in apart.sentences for p in s.parts}
        self.ran = ran = [p for s in apart.sentences for p in s.parts if p.key in self.steps]
        self.made_by = _by_web(ran)
        self.words = Words(apart, self.made_by)
        self._see_through_names_of_ours()
        given = {
            apart.program.paths[leaf.value.web]: leaf.value
            for parameter in apart.program.parameters
            for leaf in leaves(parameter.tree)
            if isinstance(leaf.value, Var)
        }
        self.arguments = {path: given[path] for path in run.gradients if path in given}
        self.results = {leaf.value for leaf in leaves(apart.program.result)}
        self.readers = self._readers(ran)
        self.locals = {(p.key, k): self._local(p, k) for p in ran for k in range(len(p.locals))}
        self.products = {p.key: e for p in ran if (e := self._product_of_part(p)) is not None}
        self.inputs = {path: self._product_of_input(path) for path in self.arguments}
        self._merge_with_locals()
        everything = [*self.locals.values(), *self.products.values(), *self.inputs.values()]
        if isinstance(apart.program.result, Leaf):
            everything.append(Entry("product", ("dvalue",), None, number_of(run.upstream)))
        self.entries: Entries = named(everything)

    @cached_property
    def final(self) -> Part | None:
        """The operation that made the result, if the result is one value that one made."""
        (result, *more) = leaves(self.apart.program.result)
        value = result.value
        part = None
        while not more and isinstance(value, Var):
            part = max(self.made_by.get(value.web, ()), key=self._moment, default=None)
            if part is None or part.label:
                return part
            value = part.operands[0] if part.operands else None
        return None

    def _readers(self, ran: Iterable[Part]) -> Counter[Expr]:
        """Count what reads each value, under whatever name: a part of an array with the whole, too."""
        counts = Counter(map(self.root, self.results))
        for part in ran:
            if part.label or self._only_maker(part.value) is not part:
                counts.update(self.root(operand) for operand in part.operands)
        regions = [(value, n) for value, n in counts.items() if isinstance(value, Region)]
        whole = {region: counts[self.root(region.base)] for region, _ in regions}
        for region, n in regions:
            counts[self.root(region.base)] += n
        counts.update(whole)
        return counts

    def root(self, value: Expr) -> Expr:
        """Return the name that a value had first: copies of a name are the name."""
        maker = self._only_maker(value)
        while maker is not None and not maker.label and maker.operands:
            if isinstance(maker.operands[0], Region):
                break
            value = maker.operands[0]
            maker = self._only_maker(value)
        return value

    def _only_maker(self, value: Expr) -> Part | None:
        """Return the operation that a name always holds the value of, if there is one."""
        if not isinstance(value, Var) or value.web in self.apart.program.paths:
            return None
        parts = self.made_by.get(value.web, ())
        return parts[0] if len(parts) == 1 else None

    def _see_through_names_of_ours(self) -> None:
        """Let a name that the user has not written stand for what it is a bare copy of."""
        for parts in self.made_by.values():
            value = parts[0].value
            if isinstance(value, Var) and not self.words.is_the_users(value):
                root = self.root(value)
                if root is not value:
                    self.apart.stands_for[value] = root

    def _moment(self, part: Part) -> int:
        return self.steps[part.key].last

    def is_last(self, part: Part) -> bool:
        """Whether an operation's value is the result, so that the upstream gradient is its adjoint."""
        return part is self.final and not self.is_looped(part)

    def is_looped(self, part: Part) -> bool:
        """Whether an operation stands inside of a loop."""
        return self.sentence_of[part.key].looped

    def line(self, part: Part) -> int | None:
        """Return the line of an operation."""
        origin = self.sentence_of[part.key].origin
        return None if origin is None else origin.line

    # Entries.

    def _local(self, part: Part, number: int) -> Entry:
        local = part.locals[number]
        words = [f"d{part.label}_d{word}" for word in self.words.of(local.operand)]
        values = self.local_values(part, number)
        value = self._together(values, part) if values else None
        formula = self.words.formula(local.formula)
        return Entry("local", tuple(words), self.line(part), value, formula)

    def local_values(self, part: Part, number: int) -> tuple[Number, ...]:
        """Return a local derivative at each execution, none where it is a map."""
        if part.locals[number].kind == "map":
            return ()
        place = 1 + sum(one.kind != "map" for one in part.locals[:number])
        executions = self.steps[part.key].executions
        if part.locals[number].kind == "number":
            return tuple(number_of(values[place]) for values in executions)
        return tuple(
            number_of(np.broadcast_to(np.asarray(values[place]), np.shape(values[0])))  # type: ignore[arg-type]
            for values in executions
        )

    def _product_of_part(self, part: Part) -> Entry | None:
        copies_a_name = not part.label and not any(isinstance(o, Region) for o in part.operands)
        if part.key not in self.adjoints or copies_a_name or self.is_last(part):
            return None
        value = self._together(self.adjoint_values(part), part)
        return Entry("product", self._words(part.value), self.line(part), value)

    def adjoint_values(self, part: Part) -> tuple[Number, ...]:
        """Return the derivative of the result by an operation's value, at each execution."""
        record = self.adjoints.get(part.key)
        if record is None:
            return ()
        executions = self.steps[part.key].executions
        found = record.executions[::-1]
        return tuple(
            _as_large(adjoint, value)
            for (adjoint,), (value, *_) in zip(found, executions, strict=False)
        )

    def _product_of_input(self, path: str) -> Entry:
        gradient = number_of(self.run.gradients[path])
        return Entry("product", self._words(self.arguments[path]), None, gradient)

    def _words(self, value: object) -> tuple[str, ...]:
        words = self.words.of(value)  # type: ignore[arg-type]
        results = ["f"] if self.final is None else [self.final.label, "f"]
        return tuple(dict.fromkeys(f"d{result}_d{word}" for result in results for word in words))

    def _together(self, values: Sequence[Number], part: Part) -> Number:
        """Return the one value, or one entry an execution in a loop."""
        if not self.is_looped(part):
            return values[-1]
        arrays = [np.asarray(value) for value in values]
        if len({array.shape for array in arrays}) == 1:
            return np.stack(arrays)
        return tuple(arrays)

    def _merge_with_locals(self) -> None:
        """Let the last operation's local derivatives be products, where nothing else reads the operand."""
        final = self.final
        if final is None or self.is_looped(final):
            return
        for number, local in enumerate(final.locals):
            same = self.locals[final.key, number]
            if not isinstance(local.operand, Var) or not self._is_the_product(final, number):
                continue
            root = self.root(local.operand)
            maker = self._only_maker(root)
            if maker is not None and maker.key in self.products:
                self.products[maker.key] = _merged(self.products[maker.key], same)
            for path, leaf in self.arguments.items():
                if leaf == root and not self.made_by.get(leaf.web):
                    self.inputs[path] = _merged(self.inputs[path], same)

    def _is_the_product(self, final: Part, number: int) -> bool:
        local = final.locals[number]
        if local.kind == "map" or self.readers[self.root(local.operand)] != 1:
            return False
        return local.kind == "number" or local.operand.type is final.value.type

    # The products of operands.

    def product_of(self, operand: Expr) -> tuple[Entry, tuple[Number, ...]] | None:
        """Return the derivative of the result by an operand and its numbers, if it is one entry."""
        if not isinstance(operand, Var):
            return None
        operand = self.root(operand)
        maker = self._only_maker(operand)
        if maker is not None:
            entry = self.products.get(maker.key)
            return None if entry is None else (entry, self.adjoint_values(maker))
        path = next((p for p, leaf in self.arguments.items() if leaf == operand), None)
        if path is None or self.made_by.get(self.arguments[path].web):
            return None
        return self.inputs[path], (number_of(self.run.gradients[path]),)


def _by_web(parts: Iterable[Part]) -> dict[int, tuple[Part, ...]]:
    found: dict[int, tuple[Part, ...]] = {}
    for part in parts:
        web = part.value.web if isinstance(part.value, Var) else part.value.base.web
        found[web] = (*found.get(web, ()), part)
    return found


def _merged(product: Entry, local: Entry) -> Entry:
    words = tuple(word for word in product.words if word not in local.words)
    return replace(product, words=words, same_as=local)


def number_of(value: object) -> Number:
    """Return a float, or an array of floats."""
    array = np.asarray(value)
    if array.dtype.kind in "biu":
        array = array.astype(np.float64)
    return cast("float", array.item()) if array.ndim == 0 else array


def _as_large(adjoint: object, value: object) -> Number:
    """Return an adjoint in the shape of its value: one that is the same everywhere may be kept smaller."""
    shape = np.asarray(value).shape
    return number_of(np.broadcast_to(np.asarray(adjoint), shape))
