"""An explanation as terminal text: forward, backward, and the chain for each argument."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from gradwright.diagnostics import Location
from gradwright.explain import numbers
from gradwright.explain.entries import Number
from gradwright.explain.explanation import Explanation, Factor, Gradient, Line, Local, Step

WIDTH = 96
VALUES_FROM = 46
STEP = "  "
ONCE_MORE = 3

FORWARD = "Forward: what each operation gives, and how that moves with each operand"
BACKWARD = "Backward: the derivative from above times the local one, last operation first"


def render(explanation: Explanation) -> str:
    """Return the text."""
    return "\n".join(_Page(explanation).lines())


class _Page:
    def __init__(self, explanation: Explanation) -> None:
        self.explanation = explanation
        known = [line.location.line for line in explanation.lines if line.location is not None]
        self.margin = len(str(max(known, default=1))) + 2
        self.own_file = explanation.location and explanation.location.filename

    def lines(self) -> Iterator[str]:
        """Yield the text's lines."""
        yield from self._title()
        yield from ("", FORWARD, "")
        yield from self._block(self.explanation.lines, self._forward)
        yield from ("", BACKWARD, "")
        with_derivatives = [line for line in self.explanation.lines if _is_derived(line)]
        yield from self._block(with_derivatives[::-1], self._backward)
        yield from ("", "Gradient", "")
        for gradient in self.explanation.gradients:
            yield from _gradient(gradient)

    def _title(self) -> Iterator[str]:
        explanation = self.explanation
        call = f"f = {explanation.function}({', '.join(explanation.parameters)})"
        where = explanation.location
        place = "" if where is None else f"{Path(where.filename).name}:{where.line}"
        text = f"{call} = {numbers.short(explanation.value, WIDTH - len(call) - len(place) - 5)}"
        yield f"{text}{place.rjust(max(WIDTH - len(text), len(place) + 2))}"

    def _block(
        self, lines: Sequence[Line], show: Callable[[Line], Iterator[str]]
    ) -> Iterator[str]:
        """Yield what `show` says of each line; of one that recurs often the first ones and the last."""
        total = Counter(line.location for line in lines if line.steps)
        seen: Counter[Location | None] = Counter()
        for line in lines:
            place = line.location
            seen[place] += bool(line.steps)
            left = total[place] - seen[place]
            if total[place] <= ONCE_MORE + 1 or seen[place] < ONCE_MORE or not left:
                yield from show(line)
            elif seen[place] == ONCE_MORE:
                yield f"{' ' * self.margin}{STEP}… line {place and place.line}: {left} more like it"

    def _number(self, line: Line) -> str:
        return ("" if line.location is None else str(line.location.line)).rjust(self.margin) + STEP

    # Forward.

    def _forward(self, line: Line) -> Iterator[str]:
        indent = STEP * line.depth
        head = f"{self._number(line)}{indent}{line.source}"
        if not line.steps:
            yield head
            return
        whole = line.steps[-1]
        yield _columns(head, whole.values, whole.count)
        inner = " " * self.margin + STEP + indent + STEP
        single = len(line.steps) == 1
        for step in line.steps:
            if not single:
                yield _columns(f"{inner}{step.text}", step.values, step.count)
            yield from _locals(step, inner if single else inner + STEP)

    # Backward.

    def _backward(self, line: Line) -> Iterator[str]:
        head = f"{self._number(line)}{line.source}"
        yield head
        inner = " " * self.margin + STEP + STEP
        for step in reversed(line.steps):
            for local in step.locals:
                if step.adjoints:
                    yield from _product(step, local, inner)


def _is_derived(line: Line) -> bool:
    return any(step.locals and step.adjoints for step in line.steps)


def _columns(left: str, values: Sequence[object], count: int) -> str:
    """Return the left text, and the values from a fixed column on."""
    left = left if len(left) <= WIDTH - 20 else f"{left[: WIDTH - 21]}…"
    padded = left.ljust(VALUES_FROM)
    return f"{padded} = {numbers.several(values, count, WIDTH - len(padded) - 3)}"


def _locals(step: Step, indent: str) -> Iterator[str]:
    wide = max((len(local.name) for local in step.locals), default=0)
    for local in step.locals:
        name = f"{indent}{local.name.ljust(wide)}"
        if local.kind == "map":
            yield f"{name} : {local.upstream} ↦ {local.formula}"
        elif _is_literal(local.formula):
            yield _columns(name, local.values, step.count)
        else:
            yield _columns(f"{name} = {local.formula}", local.values, step.count)


def _is_literal(formula: str) -> bool:
    return formula.lstrip("-").replace(".", "", 1).isdigit()


def _product(step: Step, local: Local, indent: str) -> Iterator[str]:
    """Yield the line of one product along the chain."""
    if local.kind == "map":
        text = f"{local.product} {_sign(local)} {local.applied}"
        yield _columns(f"{indent}{text}", *_total(local)) if local.sole else f"{indent}{text}"
        return
    product = f"{step.upstream} · {local.name}"
    own = "" if local.product == local.name else f"{local.product} {_sign(local)} "
    if step.count == 1 and local.kind == "number" and _is_number(local.values[0]):
        upstream, slope = float(step.adjoints[0]), float(local.values[0])  # type: ignore[arg-type]
        shown = " · ".join(map(_in_product, (upstream, slope)))
        yield f"{indent}{own}{product}".ljust(VALUES_FROM) + f" = {shown} = {numbers.number(upstream * slope)}"
        return
    note = f", summed to {local.shape}" if local.shape else ""
    text = f"{indent}{own}{product}{note}"
    if local.sole:
        yield _columns(text, *_total(local))
    elif step.count > 1 and _is_number(local.values[0]):
        products = [a * b for a, b in zip(step.adjoints, local.values, strict=False)]  # type: ignore[operator]
        yield _columns(text, products, step.count)
    else:
        yield text


def _sign(local: Local) -> str:
    return "=" if local.sole else "+="


def _total(local: Local) -> tuple[Sequence[object], int]:
    return local.totals, len(local.totals)


def _is_number(value: Number) -> bool:
    return isinstance(value, float)


def _in_product(value: float) -> str:
    return numbers.number(value)


# Gradients.


def _gradient(gradient: Gradient) -> Iterator[str]:
    head = f"{STEP}∂f/∂{gradient.name}"
    if isinstance(gradient.value, np.ndarray):
        yield from _array_gradient(head, gradient)
        return
    value = numbers.number(gradient.value)
    if not gradient.chains:
        yield f"{head} = {value}{_along(gradient)}"
        return
    symbols = [_factors(chain, _symbol) for chain in gradient.chains]
    figures = [_factors(chain, _figure) for chain in gradient.chains]
    parts = [" + ".join(symbols)]
    if all(factor.value is not None for chain in gradient.chains for factor in chain):
        if any(len(chain) > 1 for chain in gradient.chains) or len(figures) > 1:
            parts.append(" + ".join(figures))
    yield from _equation(head, [*parts, value])


def _equation(head: str, parts: Sequence[str]) -> Iterator[str]:
    """Yield ``head = a = b = c`` on one line, or one line a part."""
    line = " = ".join([head, *parts])
    if len(line) <= WIDTH:
        yield line
        return
    for number, part in enumerate(parts):
        yield from _wrapped(head if not number else " " * len(head), part)


def _wrapped(head: str, part: str) -> Iterator[str]:
    line = f"{head} ="
    for word in part.replace(" · ", " ·\0").replace(" + ", " +\0").split("\0"):
        if len(line) + 1 + len(word) > WIDTH:
            yield line
            line = " " * (len(head) + 2)
        line += f" {word}"
    yield line


def _array_gradient(head: str, gradient: Gradient) -> Iterator[str]:
    value = gradient.value
    assert isinstance(value, np.ndarray)
    if gradient.chains:
        chain = " + ".join(_factors(chain, _symbol) for chain in gradient.chains)
        yield from _wrapped(head, chain)
        head = " " * len(head)
    matrix = numbers.rows(value, WIDTH - len(head) - 12)
    along = "" if gradient.chains else _along(gradient)
    if matrix is None:
        yield f"{head} = {numbers.short(value, WIDTH - len(head) - 3 - len(along))}{along}"
        return
    first = f"{head} = {numbers.shape(value)} "
    for number, row in enumerate(matrix):
        yield f"{first if not number else ' ' * len(first)}{row}{'' if number else along}"


def _along(gradient: Gradient) -> str:
    """Return where the argument is read, for a gradient that no short list of chains gives."""
    if not gradient.lines:
        return "   nothing that the result depends on reads it"
    lines = ", ".join(map(str, gradient.lines))
    return f"   the sum over its uses in line{'s' if len(gradient.lines) > 1 else ''} {lines}"


def _factors(chain: Sequence[Factor], show: Callable[[Factor], str]) -> str:
    return " · ".join(map(show, chain)) or "1"


def _symbol(factor: Factor) -> str:
    return f"d{factor.operation}/d{factor.operand}"


def _figure(factor: Factor) -> str:
    return numbers.number(factor.value or 0.0)
