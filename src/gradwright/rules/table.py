"""The table of primitives: a name to its row, filled by the family modules, and `apply`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import cache, lru_cache

from gradwright.ir.expressions import Apply, Attrs, Expr
from gradwright.ir.types import Type, is_complex
from gradwright.rules.rule import Call, Rule, RuleError

RULES: dict[str, Rule] = {}
FAMILIES: dict[str, tuple[str, ...]] = {}
_OPERAND = re.compile(r"\{(\d+)\}")


def register(family: str, rows: Iterable[Rule], *, on_complex: str | None = "") -> None:
    """Add a family's rows to the table; a name may stand in it once.

    on_complex: the names of the rows that take complex operands, None for all of them.
    """
    names: list[str] = []
    for row in rows:
        assert row.name not in RULES, row.name
        takes = on_complex is None or row.name in on_complex.split()
        RULES[row.name] = replace(row, on_complex=takes)
        names.append(row.name)
    FAMILIES[family] = tuple(names)


def rule_of(expr: Apply) -> Rule:
    """Return the row of a primitive's application."""
    return RULES[expr.prim]


@cache
def written_again(prim: str) -> frozenset[int]:
    """Return the operands whose value a primitive's spelling computes more than once."""
    rule = RULES[prim]
    texts = [syntax.template for syntax in rule.syntax.values() if isinstance(syntax, Call)]
    found = {int(k) for text in texts for k, n in Counter(_OPERAND.findall(text)).items() if n > 1}
    return frozenset(found) - rule.uses_shape


@lru_cache(maxsize=8192)
def _inferred(prim: str, types: tuple[Type, ...], attrs: Attrs) -> Type:
    rule = RULES[prim]
    if not rule.on_complex and any(map(is_complex, types)):
        raise RuleError("GW403")
    return rule.infer(*types, **dict(attrs))


def apply(prim: str, *args: Expr, **attrs: object) -> Apply:
    """Return the primitive applied to operands, its type inferred; defaults are no attributes."""
    rule = RULES[prim]
    type_ = _inferred(prim, tuple([arg.type for arg in args]), tuple(attrs.items()))
    kept = {
        name: v
        for name, v in attrs.items()
        if name not in rule.defaults or v != rule.defaults[name]
    }
    return Apply(prim, args, tuple(sorted(kept.items())), type_)
