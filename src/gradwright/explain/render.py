"""An explanation as terminal text: forward, backward, and the chain for each argument."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from gradwright.diagnostics import Location
from gradwright.explain import numbers
from gradwright.explain.explanation import Explanation, Factor, Gradient, Line, Local, Step

WIDTH = 96
VALUES_FROM = 46
ROOM = WIDTH - VALUES_FROM - 3
STEP = "  "
ONCE_MORE = 3
MOST_LINES = 8
UNUSED = ", for nothing that ran reads it on the way to the result"

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
        if self.explanation.lines:
            yield from ("", FORWARD, "")
            yield from self._block(self.explanation.lines, self._forward)
        with_derivatives = [line for line in self.explanation.lines if _is_derived(line)]
        if with_derivatives:
            yield from ("", BACKWARD, "")
            yield from self._block(with_derivatives[::-1], self._backward)
        yield from ("", "Gradient", "")
        for gradient in self.explanation.gradients:
            yield from _gradient(gradient)

    def _title(self) -> Iterator[str]:
        explanation = self.explanation
        call = f"f = {explanation.function}({', '.join(explanation.parameters)})"
        where = explanation.location
        place = "" if where is None else f"{Path(where.filename).name}:{where.line}"
        if len(call) + len(place) > WIDTH // 2:
            yield place
            place = ""
        text = f"{call} = {numbers.short(explanation.value, WIDTH - len(call) - len(place) - 5)}"
        yield f"{text}{place.rjust(max(WIDTH - len(text), len(place) + 2))}".rstrip()

    def _block(self, lines: Sequence[Line], show: Callable[[Line], Iterator[str]]) -> Iterator[str]:
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
            yield from _broken(head)
            return
        whole = line.steps[-1]
        yield from _columns(head, _values(whole.values, whole.count))
        inner = " " * self.margin + STEP + indent + STEP
        single = len(line.steps) == 1
        for step in line.steps:
            if not single:
                yield from _operation(step, inner)
            yield from _locals(step, inner if single else inner + STEP)

    # Backward.

    def _backward(self, line: Line) -> Iterator[str]:
        last = line.steps[-1]
        above = f"{last.upstream} = {numbers.several(last.adjoints, last.count, ROOM)}"
        yield from _columns(f"{self._number(line)}{line.source}", above, "  ")
        inner = " " * self.margin + STEP + STEP
        for step in reversed(line.steps):
            if step.adjoints:
                yield from _products(step, inner)


def _is_derived(line: Line) -> bool:
    return any((step.locals or step.hands_on) and step.adjoints for step in line.steps)


def _values(values: Sequence[object], count: int) -> str:
    return numbers.several(values, count, ROOM)


def _columns(left: str, right: str, sign: str = "= ") -> Iterator[str]:
    """Yield the left text, and the right one from a fixed column on, on a line of its own if need be."""
    line = f"{left.ljust(VALUES_FROM)} {sign}{right}"
    if len(line) <= WIDTH:
        yield line
        return
    yield from _broken(left)
    yield f"{' ' * (min(VALUES_FROM, WIDTH - len(right) - 3))} {sign}{right}"


def _broken(text: str) -> list[str]:
    """Return a text that is too long for one line on several."""
    if len(text) <= WIDTH:
        return [text]
    further = " " * (_indent(text) + 4)
    return textwrap.wrap(text, WIDTH, subsequent_indent=further, break_on_hyphens=False)


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" 0123456789"))


def _operation(step: Step, indent: str) -> Iterator[str]:
    """Yield the head of one of several operations of a statement."""
    if not step.label:
        return
    if step.whole:
        yield f"{indent}{step.label}{': ' if step.target else ''}{step.target}"
    else:
        yield from _columns(f"{indent}{step.label}: {step.text}", _values(step.values, step.count))


def _locals(step: Step, indent: str) -> Iterator[str]:
    wide = max((len(local.name) for local in step.locals), default=0)
    for local in step.locals:
        name = f"{indent}{local.name.ljust(wide)}"
        if local.kind == "map":
            yield from _broken(f"{name} : {local.upstream} ↦ {local.formula}")
            continue
        text = name if _is_literal(local.formula) else f"{name} = {local.formula}"
        yield from _columns(text, _values(local.values, step.count))


def _is_literal(formula: str) -> bool:
    return formula.lstrip("-").replace(".", "", 1).isdigit()


def _products(step: Step, indent: str) -> Iterator[str]:
    """Yield a line for each product that the chain rule makes of what comes from above."""
    if step.hands_on:
        yield from _broken(f"{indent}{step.hands_on}")
    for local in step.locals:
        yield from _product(step, local, indent)


def _product(step: Step, local: Local, indent: str) -> Iterator[str]:
    if local.kind == "map":
        text = f"{indent}{local.product} {_sign(local)} {local.applied}"
        yield from _columns(text, _total(local)) if local.sole else _broken(text)
        return
    own = "" if local.product == local.name else f"{local.product} {_sign(local)} "
    note = f", summed to {local.shape}" if local.shape else ""
    note = ", summed" if local.shape == "()" else note
    text = f"{indent}{own}{step.upstream} · {local.name}{note}"
    scalar = isinstance(local.values[0], float) and isinstance(step.adjoints[0], float)
    if scalar:
        yield from _columns(text, _multiplied(step, local))
    else:
        yield from _columns(text, _total(local)) if local.sole else [text]


def _multiplied(step: Step, local: Local) -> str:
    above, slopes = np.array(step.adjoints), np.array(local.values)
    kept = min(len(above), len(slopes))
    products = above[:kept] * slopes[:kept]
    if step.count > 1:
        return _values(products.tolist(), step.count)
    return " = ".join([f"{_short(above)} · {_short(slopes)}", _short(products)])


def _short(values: np.ndarray) -> str:
    return numbers.number(float(values[0]))


def _sign(local: Local) -> str:
    return "=" if local.sole else "+="


def _total(local: Local) -> str:
    return _values(local.totals, len(local.totals))


# Gradients.


def _gradient(gradient: Gradient) -> Iterator[str]:
    head = f"{STEP}∂f/∂{gradient.name}"
    if isinstance(gradient.value, np.ndarray):
        yield from _array_gradient(head, gradient)
        return
    value = numbers.number(gradient.value)
    if not gradient.chains:
        yield (
            f"{head} = {_along(gradient)} = {value}"
            if gradient.lines
            else f"{head} = {value}{UNUSED}"
        )
        return
    symbols = [_factors(chain, _symbol) for chain in gradient.chains]
    figures = [_factors(chain, _figure) for chain in gradient.chains]
    parts = [" + ".join(symbols)]
    if all(factor.value is not None for chain in gradient.chains for factor in chain):
        parts.append(figures[0] + "".join(map(_added, figures[1:])))
    yield from _equation(head, [*(part for part in parts if part != value), value])


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
        yield from _wrapped(head, " + ".join(_factors(chain, _symbol) for chain in gradient.chains))
    elif gradient.lines:
        yield from _wrapped(head, _along(gradient))
    head = " " * len(head) if gradient.chains or gradient.lines else head
    matrix = numbers.rows(value, WIDTH - len(head) - 12)
    if matrix is None:
        yield f"{head} = {numbers.short(value, WIDTH - len(head) - 3)}"
        return
    first = f"{head} = {numbers.shape(value)} "
    for number, row in enumerate(matrix):
        yield f"{' ' * len(first) if number else first}{row}"


def _along(gradient: Gradient) -> str:
    """Return where the argument is read, for a gradient that no short list of chains gives."""
    shown = list(map(str, gradient.lines))
    if len(shown) > MOST_LINES:
        shown = [*shown[: MOST_LINES - 2], "…", shown[-1]]
    lines = ", ".join(shown)
    return f"the sum over its uses in line{'s' if len(gradient.lines) > 1 else ''} {lines}"


def _factors(chain: Sequence[Factor], show: Callable[[Factor], str]) -> str:
    return " · ".join(map(show, chain)) or "1"


def _added(figures: str) -> str:
    """Return a further product of numbers, its sign between brackets."""
    first, dot, rest = figures.partition(" · ")
    return f" + ({first}){dot}{rest}" if first.startswith("-") else f" + {figures}"


def _symbol(factor: Factor) -> str:
    return f"d{factor.operation}/d{factor.operand}"


def _figure(factor: Factor) -> str:
    return numbers.number(factor.value or 0.0)
