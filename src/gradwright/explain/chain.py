"""The ways from the result back to an argument, each a product of local derivatives.

::

    y = relu(sum(mul(x0, w0), b)):    x0: dReLU/dsum · dsum/dmul · dmul/dx0
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gradwright.explain.apart import Part
from gradwright.explain.explanation import Factor
from gradwright.explain.trace import Record
from gradwright.explain.words import Words
from gradwright.ir.expressions import Region, Var

MOST_CHAINS = 4
MOST_FACTORS = 24
SHOWN = {"relu": "ReLU"}

Chain = tuple[Factor, ...]


@dataclass(slots=True)
class Chains:
    """Finds chains among the operations that ran, which are given in the program's order."""

    ran: Sequence[Part]
    made_by: Mapping[int, tuple[Part, ...]]
    records: Mapping[int, Record]
    words: Words

    def between(self, result: Var, argument: Var) -> tuple[Chain, ...]:
        """Return the chains from the result to an argument, () where no short list says all."""
        if self.made_by.get(argument.web):
            return ()
        known: dict[int, tuple[Chain, ...] | None] = {argument.web: ((),)}
        for part in self.ran:
            web = _name(part.value).web
            known[web] = self._through(part, known) if self.maker(_name(part.value)) else None
        return known.get(result.web) or ()

    def _through(
        self, part: Part, known: Mapping[int, tuple[Chain, ...] | None]
    ) -> tuple[Chain, ...] | None:
        """Return the chains from an operation's value, None where they do not say all."""
        found: list[Chain] = []
        for number, operand in enumerate(part.operands):
            web = _name(operand).web
            rest = known.get(web, None if self.made_by.get(web) else ())
            if rest is None:
                return None
            first = (self._factor(part, number),) if part.label and rest else ()
            found += [first + chain for chain in rest]
        fits = len(found) <= MOST_CHAINS and all(len(c) <= MOST_FACTORS for c in found)
        return tuple(found) if fits else None

    def maker(self, value: Var) -> Part | None:
        """Return the operation that made a value, if it was one that ran once."""
        ran = self.made_by.get(value.web, ())
        once = len(ran) == 1 and self.records[ran[0].key].count == 1
        once = once and value.web not in self.words.apart.program.paths
        return ran[0] if once and isinstance(ran[0].value, Var) else None

    def _factor(self, part: Part, number: int) -> Factor:
        local = part.locals[number]
        value: float | None = None
        if local.kind == "number" and isinstance(local.operand, Var):
            read = [k for k, one in enumerate(part.locals) if one.kind != "map"].index(number)
            found = self.records[part.key].executions[0][1 + read]
            value = float(found) if _is_number(found) else None  # type: ignore[arg-type]
        return Factor(_shown(part.label), self._operand(local.operand), value)

    def _operand(self, operand: Var | Region) -> str:
        """Return the operation that made the operand, or its name where none did."""
        maker = self.maker(_name(operand))
        while maker is not None and not maker.label and maker.operands:
            operand = maker.operands[0]
            maker = self.maker(_name(operand))
        return _shown(maker.label) if maker is not None else self.words.of(operand)[-1]


def _name(operand: Var | Region) -> Var:
    return operand.base if isinstance(operand, Region) else operand


def _is_number(value: object) -> bool:
    return not getattr(value, "shape", ())


def _shown(label: str) -> str:
    return SHOWN.get(label, label)
