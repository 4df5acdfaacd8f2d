"""What became of each class of a file, as a table for the error stream.

::

    layers.py
      written    Dense    line 9   dinputs, dweights, dbiases
      refused    Network  line 38  GW511 a part without a gradient, line 40
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gradwright.classes import Entry, State
from gradwright.cli.terminal import Style, shortened, styled

LOOKS: Mapping[State, tuple[Style, ...]] = {
    State.WRITTEN: (Style.GREEN,),
    State.RENEWED: (Style.YELLOW,),
    State.UNCHANGED: (Style.DIM,),
    State.YOURS: (Style.CYAN,),
    State.REFUSED: (Style.RED,),
}
GAP = "  "


def table(
    filename: str, entries: Sequence[Entry], *, colours: bool, width: int | None
) -> Iterator[str]:
    """Yield the table's lines: the file, then one a class."""
    yield styled(filename, Style.BOLD, on=colours)
    rows = [_row(filename, entry) for entry in entries]
    sizes = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for entry, row in zip(entries, rows, strict=True):
        state, *others = (cell.ljust(size) for cell, size in zip(row, sizes, strict=True))
        rest = shortened(GAP.join(others).rstrip(), width and width - len(state) - 2 * len(GAP))
        yield f"{GAP}{styled(state, *LOOKS[entry.state], on=colours)}{GAP}{rest}".rstrip()


def _row(filename: str, entry: Entry) -> tuple[str, str, str, str]:
    return entry.state.value, entry.name, _place(filename, entry.place), _detail(entry)


def _place(filename: str, place: tuple[str, int]) -> str:
    """Return where a class stands: ``line 9``, ``cell 3, line 2``."""
    within = place[0].removeprefix(filename).lstrip(", ")
    return f"{within}, line {place[1]}" if within else f"line {place[1]}"


def _detail(entry: Entry) -> str:
    problem = entry.problem
    if problem is None:
        return ", ".join(entry.gradients)
    there = problem.lineno in (None, entry.place[1])
    where = "" if there else f", line {problem.lineno}"
    return f"{problem.code} {problem.title}{where}"
