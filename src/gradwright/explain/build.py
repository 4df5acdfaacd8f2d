"""From a run and its derivatives to an `Explanation`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from gradwright.explain.apart import Part, Sentence
from gradwright.explain.chain import Chains
from gradwright.explain.derivatives import Derivatives, number_of
from gradwright.explain.entries import Entry, Number
from gradwright.explain.explanation import Explanation, Gradient, Line, Local, Step
from gradwright.explain.local import LocalFormula
from gradwright.explain.words import word_of
from gradwright.ir.expressions import Expr, Region, Var
from gradwright.ir.rebuild import rebuild
from gradwright.ir.statements import leaves


def explanation_of(derivatives: Derivatives) -> Explanation:
    """Return the frozen result."""
    program = derivatives.apart.program
    return Explanation(
        function=program.name,
        parameters=tuple(p.name for p in program.parameters),
        location=derivatives.apart.defined,
        value=derivatives.run.value,
        upstream=derivatives.run.upstream,
        lines=tuple(_Lines(derivatives).lines()),
        gradients=tuple(_gradients(derivatives)),
        entries=derivatives.entries,
    )


class _Lines:
    def __init__(self, derivatives: Derivatives) -> None:
        self.derivatives = derivatives
        self.words = derivatives.words

    def lines(self) -> Iterator[Line]:
        """Yield the statements that ran; heads of branches and loops where something in them did."""
        sentences = self.derivatives.apart.sentences
        for place, sentence in enumerate(sentences):
            steps = tuple(self._step(part) for part in sentence.parts if self._ran(part))
            if steps and not self._is_ours(sentence):
                yield Line(sentence.origin, self._source(sentence), sentence.depth, steps)
            elif sentence.head and self._anything_ran(sentences[place + 1 :], sentence.depth):
                text = sentence.origin.text if sentence.origin is not None else None
                source = (text or f"{sentence.head}:").strip()
                yield Line(sentence.origin, source, sentence.depth, (), sentence.head)

    def _ran(self, part: Part) -> bool:
        return part.key in self.derivatives.steps

    def _is_ours(self, sentence: Sentence) -> bool:
        """Whether a statement is no one of the user's: the copy of an argument, of a name at a join."""
        copies = not any(part.label for part in sentence.parts)
        return sentence.origin is None or (
            copies and sentence.origin == self.derivatives.apart.defined
        )

    def _anything_ran(self, following: list[Sentence], depth: int) -> bool:
        """Whether anything in a loop, or in any arm of a branch, did run."""
        for sentence in following:
            if sentence.depth <= depth and sentence.head not in ("else", "elif"):
                return False
            if any(map(self._ran, sentence.parts)):
                return True
        return False

    def _source(self, sentence: Sentence) -> str:
        origin = sentence.origin
        if origin is not None and origin.text and origin.end_column is not None:
            return origin.text[origin.column - 1 : origin.end_column - 1]
        whole = sentence.parts[-1]
        returned = whole.value in self.derivatives.results
        first = "return " if returned else f"{self._target(whole)} = "
        return first + self._expression(whole)

    def _target(self, part: Part) -> str:
        return self.words.text(part.value)

    def _expression(self, part: Part) -> str:
        return self.words.text(part.expr)

    def _step(self, part: Part) -> Step:
        record = self.derivatives.steps[part.key]
        return Step(
            label=part.label,
            text=self._expression(part),
            target="" if part.value in self.derivatives.results else self._target(part),
            whole=part.whole,
            count=record.count,
            values=tuple(values[0] for values in record.executions),
            locals=tuple(self._local(part, number) for number in range(len(part.locals))),
            hands_on=self._hands_on(part),
            upstream=self._upstream(part),
            adjoints=self.derivatives.adjoint_values(part),
        )

    def _local(self, part: Part, number: int) -> Local:
        local = part.locals[number]
        entry = self.derivatives.locals[part.key, number]
        found = self.derivatives.product_of(local.operand)
        product, totals = (None, ()) if found is None else found
        readers = self.derivatives.readers[self.derivatives.root(local.operand)]
        sole = product is not None and readers == 1
        return Local(
            name=self._name(entry) or entry.words[0],
            operand=self.words.of(local.operand)[-1],
            formula=self.words.formula(local.formula),
            kind=local.kind,
            values=self.derivatives.local_values(part, number),
            upstream="" if part.upstream is None else self.words.text(part.upstream),
            applied=self._applied(part, local),
            product=self._name(product) or self._by(local.operand),
            totals=totals,
            sole=sole and len(totals) == self.derivatives.steps[part.key].count,
            shape=self._summed(part, local, totals),
        )

    def _applied(self, part: Part, local: LocalFormula) -> str:
        """Return a map's formula with the name of what comes from above."""
        if local.kind != "map" or part.upstream is None:
            return ""
        above = self.derivatives.apart.new(self._upstream(part), part.upstream.type)
        renamed: dict[Expr, Expr] = {part.upstream: above}
        return self.words.formula(rebuild(local.formula, renamed.get))

    def _upstream(self, part: Part) -> str:
        if self.derivatives.is_last(part):
            return "dvalue"
        return self._name(self.derivatives.products.get(part.key)) or self._by(part.value)

    def _by(self, operand: Var | Region) -> str:
        return f"df_d{self.words.of(operand)[-1]}"

    def _hands_on(self, part: Part) -> str:
        """Return what a bare copy does with what comes from above."""
        if part.label or not part.operands:
            return ""
        above, (operand, *_) = self._upstream(part), part.operands
        if operand in self.derivatives.apart.stands_for:
            found = self.derivatives.product_of(operand)
            return f"{self._name(found and found[0]) or self._by(operand)} = {above}"
        return f"{above} goes on to {self.words.text(operand)}"

    def _summed(self, part: Part, local: LocalFormula, totals: Sequence[Number]) -> str:
        """Return the shape that a product is summed to, "" where it has the value's own."""
        if local.kind != "elementwise" or not totals:
            return ""
        own = np.shape(self.derivatives.steps[part.key].executions[0][0])  # type: ignore[arg-type]
        shape = np.shape(totals[0])
        return "" if shape == own else str(shape)

    def _name(self, entry: Entry | None) -> str:
        """Return the best name of an entry; of the last operation's operands that of the local derivative."""
        if entry is None:
            return ""
        return next(self.derivatives.entries.names_of(entry), "")


def _gradients(derivatives: Derivatives) -> Iterator[Gradient]:
    chains = Chains(derivatives.ran, derivatives.made_by, derivatives.steps, derivatives.words)
    result = [leaf.value for leaf in leaves(derivatives.apart.program.result)]
    for path, leaf in derivatives.arguments.items():
        found = (
            chains.between(result[0], leaf)
            if len(result) == 1 and isinstance(result[0], Var)
            else ()
        )
        yield Gradient(
            name=word_of(path),
            path=path,
            value=number_of(derivatives.run.gradients[path]),  # type: ignore[arg-type]
            chains=found,
            lines=tuple(sorted(_lines_that_read(derivatives, leaf))),
        )


def _lines_that_read(derivatives: Derivatives, leaf: Var) -> Iterator[int]:
    """Yield the lines of the operations that read an argument."""
    found: set[int] = set()
    for parts in derivatives.made_by.values():
        for part in parts:
            bases = {o.web if isinstance(o, Var) else o.base.web for o in part.operands}
            line = derivatives.line(part)
            if line is not None and leaf.web in bases and line not in found:
                found.add(line)
                yield line
