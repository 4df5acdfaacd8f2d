"""What the values of a program are called in the names of derivatives.

::

    x[0] → x0        net.w → net_w        z = xw0 + xw1 → sum, z        x * w (no name) → mul
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from gradwright.emit.expressions import Expressions, name, parsed
from gradwright.emit.flat import bare
from gradwright.explain.apart import Apart, Part
from gradwright.ir.expressions import At, Const, Expr, Index, Region, Var, constant
from gradwright.ir.rebuild import rebuild
from gradwright.ir.types import INT

LONG = 32
LARGE = 1e6
_POSITION = re.compile(r"\[(\d+)\]")
_KEY = re.compile(r"""\[['"](.*?)['"]\]""")


def word_of(text: str) -> str:
    """Return a path or an element of an array as a part of a name: ``a[i - 1]`` is a_im1."""
    text = _KEY.sub(r".\1", _POSITION.sub(r"\1", text))
    text = text.replace(" - ", "m").replace(" + ", "p").replace("-", "m")
    return re.sub(r"\W+", "_", text).strip("_")


@dataclass
class Words:
    """Names of values, and formulas in the user's own expressions."""

    apart: Apart
    made_by: Mapping[int, tuple[Part, ...]]
    _syntax: Expressions = field(init=False)

    def __post_init__(self) -> None:
        names, paths = self.apart.names, self.apart.program.paths
        self._syntax = Expressions(
            lambda web: parsed(paths[web]) if web in paths else name(names[web])
        )

    def text(self, expr: Expr) -> str:
        """Return an expression as the user would write it."""
        return bare(self._syntax(_whole_numbers(self.written_out(expr))))

    def formula(self, expr: Expr) -> str:
        """Return a formula, each operation without a name by its label where that is shorter."""
        text = self.text(expr)
        if len(text) <= LONG:
            return text
        copies = {e: to for e, to in self.apart.stands_for.items() if isinstance(to, Var)}
        return bare(self._syntax(_whole_numbers(rebuild(expr, copies.get))))

    def written_out(self, expr: Expr) -> Expr:
        """Return the expression with each name of ours replaced by what it stands for."""
        known: Callable[[Expr], Expr | None] = self.apart.stands_for.get
        while (after := rebuild(expr, known)) is not expr:
            expr = after
        return expr

    def of(self, value: Var | Region) -> tuple[str, ...]:
        """Return what a value answers to: its operation, its name."""
        found = tuple(dict.fromkeys(word for word in self._of(value, frozenset()) if word))
        return found or ("value",)

    def _of(self, value: Var | Region, seen: frozenset[int]) -> Iterable[str]:
        if isinstance(value, Region):
            shown = value if is_element(value) else value.base
            return (word_of(self.text(shown)),)
        parts = () if value.web in seen else self.made_by.get(value.web, ())
        own = (word_of(self.text(value)),) if self.is_the_users(value) else ()
        labels = {part.label for part in parts if isinstance(part.value, Var)}
        if len(labels) != 1:
            return own
        (label,) = labels
        return (label, *own) if label else (*own, *self._handed_on(parts, seen | {value.web}))

    def is_the_users(self, value: Var) -> bool:
        """Whether a name stands in the user's code; others are the compiler's and ours."""
        if value in self.apart.stands_for:
            return False
        return value.web in self.apart.program.paths or self.apart.names[value.web] in self.visible

    @cached_property
    def visible(self) -> frozenset[str]:
        """The identifiers of the statements' source lines."""
        texts = [s.origin.text or "" for s in self.apart.sentences if s.origin is not None]
        return frozenset(re.findall(r"[^\W\d]\w*", "\n".join(texts)))

    def _handed_on(self, parts: tuple[Part, ...], seen: frozenset[int]) -> Iterable[str]:
        """Return the names of what a bare copy copies."""
        for part in parts:
            for operand in part.operands if isinstance(part.value, Var) else ():
                yield from self._of(operand, seen)


def is_element(region: Region) -> bool:
    """Whether all subscripts are single indices."""
    return all(
        isinstance(step, Index) and all(isinstance(item, At) for item in step.items)
        for step in region.path
    )


def _whole_numbers(expr: Expr) -> Expr:
    """Return the expression with 1.0 written 1, as in a formula."""

    def whole(node: Expr) -> Expr | None:
        value = node.value if isinstance(node, Const) else None
        if isinstance(value, float) and abs(value) < LARGE and value.is_integer():
            return constant(int(value), INT)
        return None

    return rebuild(expr, whole)
