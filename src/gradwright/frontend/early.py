"""The syntax that stands for jumps out of loops (`jumps`): nodes beside those of Python."""

from __future__ import annotations

import ast
from collections.abc import Mapping


class Last(ast.stmt):
    """This iteration of the innermost loop is its last one."""


class Result(ast.Assign):
    """The value of a return inside of a loop; its name has a value before the loop, which nothing reads."""


class EarlyFor(ast.For):
    """A loop that may end early: which flags say so, and which results its returns have."""

    flags: tuple[str, ...]
    results: Mapping[str, str]


class EarlyWhile(ast.While):
    """As `EarlyFor`."""

    flags: tuple[str, ...]
    results: Mapping[str, str]


def flags_of(node: ast.For | ast.While) -> tuple[str, ...]:
    """Return the names of the flags that say whether a loop was left early."""
    return node.flags if isinstance(node, EarlyFor | EarlyWhile) else ()


def results_of(node: ast.For | ast.While) -> Mapping[str, str]:
    """Return the names of what the returns inside of an outermost loop give, and their flags."""
    return node.results if isinstance(node, EarlyFor | EarlyWhile) else {}
