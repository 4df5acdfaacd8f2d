"""A forward in which one use of a name counts as a constant: what a forgotten path leaves of a gradient.

::

    y = x * w + x       with the second x held:  dx = dy * w
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from types import FunctionType
from typing import cast

import numpy as np

from gradwright.checked.case import Case
from gradwright.checked.recompiled import definition_of, recompiled
from gradwright.checked.references import Differences, Values, quiet
from gradwright.checked.snapshot import Array
from gradwright.frontend import source_of

HOLD = "__gradwright_hold__"
ENTRIES = 16
USES = 40


@dataclass(frozen=True, slots=True)
class Use:
    """One place where forward reads a name."""

    number: int
    name: str
    line: int


@dataclass(slots=True)
class _Held:
    """The values of each use at the point itself; those of the chosen uses are given again."""

    chosen: Collection[int] = ()
    values: dict[tuple[int, int], object] = field(default_factory=dict[tuple[int, int], object])
    visits: Counter[int] = field(default_factory=Counter[int])
    recording: bool = False

    def __call__(self, use: int, value: object) -> object:
        at = (use, self.visits[use])
        self.visits[use] += 1
        if self.recording:
            array = isinstance(value, np.ndarray)
            self.values[at] = cast("Array", value).copy() if array else value
            return value
        return self.values.get(at, value) if use in self.chosen else value


class _Uses(ast.NodeTransformer):
    """Wraps each use of an argument, a local name or an attribute."""

    def __init__(self, node: ast.FunctionDef, owner: str | None, shift: int) -> None:
        self.owner = owner
        self.shift = shift
        self.known = {a.arg for a in ast.walk(node.args) if isinstance(a, ast.arg)} - {owner}
        self.known |= {
            n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
        }
        self.uses: list[Use] = []

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """Wrap a name that is read."""
        read = isinstance(node.ctx, ast.Load) and node.id in self.known
        return self._wrapped(node, node.id) if read else node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """Wrap an attribute of the instance; leave the base of other ones alone."""
        match node:
            case ast.Attribute(ast.Name(owner), name, ast.Load()) if owner == self.owner:
                return self._wrapped(node, f"self.{name}")
            case ast.Attribute(ctx=ast.Load()):
                return self.generic_visit(node)
            case _:
                return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Leave the function of a call alone, but for the object of a method."""
        if isinstance(node.func, ast.Attribute) and not self._is_own(node.func):
            node.func.value = self.visit(node.func.value)
        node.args = [self.visit(arg) for arg in node.args]
        for keyword in node.keywords:
            keyword.value = self.visit(keyword.value)
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        """Leave the target alone."""
        node.value = self.visit(node.value)
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """Leave what is stored into alone."""
        if isinstance(node.ctx, ast.Load):
            node.value = self.visit(node.value)
        node.slice = self.visit(node.slice)
        return node

    def _is_own(self, func: ast.Attribute) -> bool:
        return isinstance(func.value, ast.Name) and func.value.id == self.owner

    def _wrapped(self, node: ast.expr, name: str) -> ast.AST:
        use = Use(len(self.uses), name, node.lineno + self.shift)
        self.uses.append(use)
        call = ast.Call(ast.Name(HOLD, ast.Load()), [ast.Constant(use.number), node], [])
        return ast.copy_location(call, node)


def without_one_use(case: Case, *, several: bool) -> dict[str, str] | None:
    """Return which use of a name the given gradient misses.

    Parameters
    ----------
    case
        The gradient.
    several
        Whether the name is to be one that is used more than once.
    """
    found = case.notes.get("uses")
    if found is None:
        found = case.notes["uses"] = _missing(case) or {}
    if not isinstance(found, dict) or not found:
        return None
    return found if (found["count"] != "1") is several else None  # type: ignore[return-value]


def _missing(case: Case) -> dict[str, str] | None:
    node = definition_of(case.forward.function)
    if node is None or not case.has_shape:
        return None
    owner = node.args.args[0].arg if case.forward.owner is not None and node.args.args else None
    uses = _Uses(node, owner, source_of(case.forward.function).shift)
    node.body = [uses.visit(stmt) for stmt in node.body]
    if not 0 < len(uses.uses) <= USES:
        return None
    held = _Held()
    function = recompiled(case.forward.function, node, {HOLD: held})
    try:
        return _search(case, held, function, uses.uses)
    except Exception:  # noqa: BLE001  (the user's code, at values that it was not written for)
        return None


def _search(
    case: Case, held: _Held, function: FunctionType, uses: list[Use]
) -> dict[str, str] | None:
    differences = _HeldDifferences(case, held, function)
    size = int(np.prod(case.shape, dtype=int))
    full = differences.gradient(case.slot, case.question)
    if full is None:
        return None
    entries = full.entries if full.entries is not None else np.arange(size)
    target = case.given.reshape(-1)[entries]
    if not case.tolerance.holds(_at(case, entries, full), full.numbers.reshape(-1), case.upstream):
        return None
    for chosen in _choices(uses):
        held.chosen = {use.number for use in chosen}
        values = differences.gradient(case.slot, case.question)
        if values is not None and case.tolerance.holds(
            target, values.numbers.reshape(-1), case.upstream
        ):
            return _described(chosen, uses)
    return None


def _at(case: Case, entries: Array, full: Values) -> Array:
    """Return the derived gradient at these entries; the differences' own where it has others."""
    if case.derived.entries is None:
        return case.derived.numbers.reshape(-1)[entries]
    return full.numbers.reshape(-1)


def _choices(uses: list[Use]) -> Iterator[list[Use]]:
    """Yield each use alone, then all uses of a name but one."""
    yield from ([use] for use in uses)
    for name in dict.fromkeys(use.name for use in uses):
        own = [use for use in uses if use.name == name]
        if len(own) > 2:
            yield from ([use for use in own if use is not kept] for kept in own)


def _described(chosen: list[Use], uses: list[Use]) -> dict[str, str]:
    name = chosen[0].name
    own = sorted({use.line for use in uses if use.name == name})
    lines = [str(line) for line in own]
    missing = sorted({use.line for use in chosen})
    if len(own) == 1:
        what = "one of its contributions"
    else:
        what = "the contribution of line " + ", ".join(map(str, missing))
    return {
        "name": name,
        "count": str(sum(use.name == name for use in uses)),
        "lines": f"line {lines[0]}" if len(lines) == 1 else f"lines {', '.join(lines)}",
        "missing": what,
    }


class _HeldDifferences(Differences):
    """Differences of a forward whose chosen uses keep the values of the point itself."""

    def __init__(self, case: Case, held: _Held, function: FunctionType) -> None:
        super().__init__(case.forward, self._counted, ENTRIES)
        self.held = held
        self.inner = function
        self.state.restore()
        held.recording = True
        held.visits.clear()
        with quiet():
            function(*case.forward.bound.args, **case.forward.bound.kwargs)
        held.recording = False

    def _counted(self, *args: object, **kwargs: object) -> object:
        self.held.visits.clear()
        return self.inner(*args, **kwargs)
