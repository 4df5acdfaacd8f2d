"""Writes docs/language.md: ``python -m gradwright.rules.document docs/language.md``.

In: the rows, their spellings, the table of codes. Out: one Markdown page; a test compares it with
the file.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from gradwright.diagnostics.codes import CODES
from gradwright.diagnostics.constructs import CONSTRUCTS
from gradwright.rules.rule import Call, Infix, Prefix, Rule
from gradwright.rules.spellings import CALLS, METHODS
from gradwright.rules.spellings.special import spell_loaded
from gradwright.rules.table import FAMILIES, RULES

INTRODUCTION = """\
# The language

<!-- Written by `python -m gradwright.rules.document docs/language.md`; do not edit. -->

What gradwright reads of Python and NumPy, what it makes of it, and what it refuses. A construct
that is not here is refused with its line; it is never guessed.

Arguments and results are floats, arrays, and nested lists, tuples, dicts, dataclasses and named tuples of
those; other values (flags, strings, functions, None) are known when the code is written. Module globals and
closure variables are constants.

Types follow NumPy's own rules (NEP 50): Python numbers are weak, float32 stays float32. Operators,
builtins and `math` functions give Python numbers for Python numbers; NumPy's functions give NumPy
scalars. A whole number never carries a derivative, unless `wrt` names it: then it is a float64.

A function of real arguments with a real result may compute with complex numbers between; complex arguments
are constants. In written code the adjoint of a complex z is dL/dRe(z) - i dL/dIm(z), as in JAX: a
holomorphic function's pullback is `dy` times its derivative, nothing is conjugated, and a real operand
receives the real part.
"""

CONSTRUCTS_HEAD = """\
## Constructs

Each row has an example in the table that this page is written from, and a test that runs it.
"""

PRIMITIVES = """\
## Primitives

Each row is one primitive; `y` is its result, `dy` the adjoint of the result, and one derivative is
given for each operand. Sums over axes that were broadcast are left out. A derivative of 0 means
that nothing flows through. {count} of these formulas are distinct. These take complex numbers: {complex}.
"""

REFUSALS = """\
## What is refused

Each error names its line, says why, and what to write instead; `gradwright explain CODE` says more.
"""

HUNDREDS = {
    "GW0": "Use",
    "GW1": "Syntax",
    "GW2": "Names and structure",
    "GW3": "Stores and views",
    "GW4": "Primitives",
    "GW5": "Classes",
    "GW6": "Data and files",
}


def document() -> str:
    """Return the page; the rows of SciPy are in it where SciPy is installed."""
    if importlib.util.find_spec("scipy") is not None:
        importlib.import_module("scipy.special")
    spell_loaded()
    parts = [INTRODUCTION, CONSTRUCTS_HEAD, *constructs(), primitives()]
    parts += ["\n".join(family(title, names)) for title, names in FAMILIES.items()]
    parts += [REFUSALS, *refusals()]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def primitives() -> str:
    """Return what stands above the tables of primitives."""
    hidden = ("calls", "Lists", "Entries of lists", "Parts of layers")
    listed = [name for title, names in FAMILIES.items() if title not in hidden for name in names]
    taken = ", ".join(f"`{name}`" for name in listed if RULES[name].on_complex)
    return PRIMITIVES.format(count=len(distinct_derivatives()), complex=taken)


def constructs() -> Iterator[str]:
    """Yield a table a group: what is differentiated, and what is refused by which code."""
    for group in dict.fromkeys(row.group for row in CONSTRUCTS):
        rows = (
            (row.name, "differentiated" if row.code is None else f"refused: {row.code}")
            for row in CONSTRUCTS
            if row.group == group
        )
        yield "\n".join((f"### {group}", "", *table(("construct", "what becomes of it"), rows), ""))


def distinct_derivatives() -> set[str]:
    """Return the derivative formulas that differ and are not zero everywhere."""
    formulas = {rule.derivative for rule in RULES.values()}
    return {f for f in formulas if f and f.strip("0, ") and not f.startswith("refused")}


def family(title: str, names: tuple[str, ...]) -> Iterator[str]:
    """Yield the lines of one family's table."""
    yield f"### {title}\n"
    yield from table(
        ("primitive", "written", "derivative", "at ties and edges"),
        (
            (
                f"`{rule.name}`",
                ", ".join(f"`{text}`" for text in written(rule)),
                f"`{rule.derivative}`" if is_formula(rule.derivative) else rule.derivative,
                rule.ties,
            )
            for rule in map(RULES.__getitem__, names)
        ),
    )


def is_formula(derivative: str) -> bool:
    """Whether a derivative is code, not words."""
    return not derivative.startswith("refused")


def written(rule: Rule) -> list[str]:
    """Return how users write a primitive."""
    operators = [operator_text(s) for s in rule.syntax.values() if isinstance(s, Infix | Prefix)]
    spellings = [*CALLS.values(), *METHODS.values()]
    called = sorted({spelling.shown for spelling in spellings if spelling.prim == rule.name})
    templates = [s.template.partition("(")[0] for s in rule.syntax.values() if isinstance(s, Call)]
    printed = [name for name in templates if name.startswith("np.")]
    return operators + called or printed[:1] or ["(recognised, or in derivatives)"]


def operator_text(syntax: Infix | Prefix) -> str:
    """Return an operator between or before its operands."""
    if isinstance(syntax, Infix):
        return f"a {syntax.symbol} b"
    return f"{syntax.symbol}x"


def refusals() -> Iterator[str]:
    """Yield a table of codes a hundred."""
    for prefix, title in HUNDREDS.items():
        codes = [code for code in CODES.values() if code.code.startswith(prefix)]
        if codes:
            rows = ((c.code, c.title, general(c.message), general(c.instead)) for c in codes)
            lines = table(("code", "title", "message", "instead"), rows)
            yield "\n".join([f"### {title}\n", *lines])


def general(template: str) -> str:
    """Return a template with ``<name>`` where a case has a detail."""
    return "".join(
        f"{text}&lt;{name}&gt;" if name else text
        for text, name, _, _ in Formatter().parse(template)
    )


def table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    """Yield a Markdown table's lines."""
    yield line(head)
    yield line(("---",) * len(head))
    yield from map(line, rows)


def line(cells: tuple[str, ...]) -> str:
    """Return one row of a Markdown table."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def main(arguments: list[str]) -> int:
    """Write the page to the file that is named, else to standard output."""
    if arguments:
        Path(arguments[0]).write_text(document(), encoding="utf-8")
    else:
        sys.stdout.write(document())
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
