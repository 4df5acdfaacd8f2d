"""A report for a terminal: a table of each class, then a block for each difference.

::

    ReLU                     largest error   calls
      self.dinputs           DIFFERENT   2.1   3

    ReLU: self.dinputs is not the gradient of inputs: 0.0 at [0, 2], and 2.1 is right
      layers.py:31  self.output = np.maximum(0, inputs)
                                                ^^^^^^
    …
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from gradwright.checked.report import (
    CONVENTION,
    DIFFERENT,
    EQUAL,
    FOLLOWS,
    UNSURE,
    Finding,
    Report,
)
from gradwright.diagnostics import Location

WIDTH = 100
SHOWN = {EQUAL: "equal", DIFFERENT: "DIFFERENT", CONVENTION: "convention", UNSURE: "unsure"}


def rendered(report: Report, *, strict: bool = False) -> str:
    """Return a report as text."""
    blocks = [_table(report)] if report.findings else []
    different = report.of(DIFFERENT)
    blocks += [_block(one) for one in different if one.cause != FOLLOWS]
    blocks += _consequences([one for one in different if one.cause == FOLLOWS])
    blocks += [_block(one) for one in report.of(UNSURE)]
    blocks += [_block(one) for one in report.of(CONVENTION)]
    if report.skipped:
        lines = [_wrapped(f"{one.owner}: {one.reason}", "  ") for one in report.skipped]
        blocks.append("\n".join(["not compared:", *lines]))
    if report.raised:
        blocks.append(_wrapped(f"the file raised, and was left there: {report.raised}", ""))
    return "\n\n".join([*blocks, _summary(report, strict=strict)])


# the table ----------------------------------------------------------------------------------------


def _table(report: Report) -> str:
    rows = [("", "", "", "largest error", "calls")]
    for owner, findings in report.owners():
        for k, one in enumerate(findings):
            rows.append((owner if k == 0 else "", *_row(one)))
    widths = [max(len(row[k]) for row in rows) for k in range(4)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, [*widths, 0], strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join(lines)


def _row(one: Finding) -> tuple[str, str, str, str]:
    name = one.gradient if one.slot in one.gradient else f"{one.gradient} ({_plain(one.slot)})"
    error = f"{one.error:.1e}" if one.given_shape == one.derived_shape else "another shape"
    return name, SHOWN[one.verdict], error, str(one.calls) + (" (drawn)" if one.drawn else "")


def _plain(slot: str) -> str:
    return slot.removeprefix("self.")


def _consequences(findings: list[Finding]) -> list[str]:
    """Return the differences that need no look of their own as one block."""
    if not findings:
        return []
    owners = dict.fromkeys(one.owner for one in findings)
    lines = [
        _wrapped(
            f"{owner}: {', '.join(one.gradient for one in findings if one.owner == owner)}", "  "
        )
        for owner in owners
    ]
    return ["\n".join(["different as a part of them is:", *lines])]


# a block ------------------------------------------------------------------------------------------


def _block(one: Finding) -> str:
    return "\n".join([_wrapped(_headline(one), ""), *_details(one)])


def _headline(one: Finding) -> str:
    where = f"{one.owner}: {one.gradient}"
    slot = _plain(one.slot)
    if one.verdict == CONVENTION:
        return f"{where} differs from the derivative by {slot}, by a convention"
    if one.verdict == UNSURE:
        return f"{where} cannot be judged"
    if one.given_shape != one.derived_shape:
        shapes = f"it has shape {one.given_shape}, the gradient has {one.derived_shape}"
        return f"{where} is not the gradient by {slot}: {shapes}"
    place = f" at [{', '.join(map(str, one.index))}]" if one.index else ""
    numbers = f"{one.given + 0.0:.6g}{place}, where the gradient is {one.derived + 0.0:.6g}"
    hidden = (
        " (the file's own upstream gradient hides it: this one was drawn)" if one.hidden else ""
    )
    return f"{where} is not the gradient by {slot}: it is {numbers}{hidden}"


def _details(one: Finding) -> Iterator[str]:
    if one.forward is not None:
        yield from _line("forward", one.forward)
    if one.backward is not None:
        yield from _line("backward", one.backward, caret=False)
    if one.lines:
        lines = textwrap.dedent("\n".join(one.lines)).split("\n")
        yield f"  derived    {lines[0]}"
        yield from (f"             {line}" for line in lines[1:])
    elif one.verdict != EQUAL:
        why = f" (forward is outside of the language: {one.refused})" if one.refused else ""
        yield _wrapped(f"derived    from differences of forward{why}", "  ", " " * 13)
    kind = "convention" if one.verdict == CONVENTION else "likely"
    words = one.words or "no known slip gives these numbers"
    yield _wrapped(f"{kind.ljust(11)}{words}", "  ", " " * 13)


def _line(what: str, location: Location, *, caret: bool = True) -> Iterator[str]:
    text = (location.text or "").rstrip()
    shown = text.strip()
    cell = location.filename.rpartition(", cell ")
    at = f"cell {cell[2]}, line {location.line}" if cell[1] else f"line {location.line}"
    head = f"  {what.ljust(11)}{at}: "
    yield f"{head}{shown}"
    if caret and location.end_column:
        start = location.column - 1 - (len(text) - len(text.lstrip()))
        yield " " * (len(head) + start) + "^" * max(location.end_column - location.column, 1)


def _wrapped(text: str, indent: str, more: str | None = None) -> str:
    return textwrap.fill(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent + "  " if more is None else more,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


# the end ------------------------------------------------------------------------------------------


def _summary(report: Report, *, strict: bool) -> str:
    if not report.findings:
        return f"{report.filename}: nothing was compared"
    counts = [
        (len(report.of(EQUAL)), "equal"),
        (len(report.of(DIFFERENT)), "different"),
        (len(report.of(CONVENTION)), "by convention" + (" (strict)" if strict else "")),
        (len(report.of(UNSURE)), "unsure"),
        (len(report.skipped), "not compared"),
    ]
    return f"{report.filename}: " + ", ".join(f"{n} {what}" for n, what in counts if n)
