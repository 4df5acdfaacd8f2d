"""Differences that are a choice, not a slip: each row is a convention that a number can confirm.

In: a `Case`. Out: the first convention that explains the numbers.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from gradwright.checked.case import Case
from gradwright.checked.recompiled import definition_of, recompiled
from gradwright.checked.references import Differences, Values
from gradwright.checked.snapshot import Array

SMALL = 1e-3
POINTS = 40
FEW = 24
CLIP = "__gradwright_clip__"


@dataclass(frozen=True, slots=True)
class Convention:
    """A row: its name, its words, and the test."""

    name: str
    words: str
    test: Callable[[Case], dict[str, str] | None]


def convention_of(case: Case) -> tuple[str, str] | None:
    """Return the name and the words of the convention that explains the numbers."""
    for row in CONVENTIONS:
        found = row.test(case)
        if found is not None:
            return row.name, row.words.format(**found)
    return None


def _has_broadcasting_shape(case: Case) -> dict[str, str] | None:
    if case.has_shape or case.given.size != case.derived.numbers.size:
        return None
    if not case.same(case.given.reshape(case.shape), to=case.derived.numbers):
        return None
    try:
        fits = np.broadcast_shapes(case.given.shape, case.shape) == case.shape
    except ValueError:
        fits = False
    return {"given": str(case.given.shape), "shape": str(case.shape)} if fits else None


# where there is no derivative ---------------------------------------------------------------------


def _differs_at_corners(case: Case) -> dict[str, str] | None:
    """Whether forward has a corner wherever the two differ, and what was given lies between its sides."""
    if not case.has_shape:
        return None
    target, derived = case.target.reshape(-1), case.derived.numbers.reshape(-1)
    bound = case.tolerance.relative * max(np.max(np.abs(derived), initial=0.0), 1e-300)
    wrong = np.flatnonzero(np.abs(target - derived) > bound)
    entries = case.derived.entries
    moved = Differences(case.forward).moved(case.slot, case.question)
    if moved is None or not 0 < len(wrong) <= POINTS:
        return None
    for k in wrong:
        entry = int(k if entries is None else entries[k])
        left, right = _sides(moved, entry, 1e-6)
        low, high = min(left, right), max(left, right)
        slack = 1e-5 * (1.0 + max(abs(low), abs(high)))
        nearer = _sides(moved, entry, 1e-7)
        if high - low <= 10 * slack or abs(nearer[1] - nearer[0]) < 0.7 * (high - low):
            return None  # no corner: the two sides come together
        if not low - slack <= target[k] <= high + slack:
            return None
    return {"count": f"{len(wrong)} entr{'y' if len(wrong) == 1 else 'ies'}"}


def _sides(moved: Callable[[int, float], float], entry: int, h: float) -> tuple[float, float]:
    """Return the derivatives on the two sides of a point."""
    here = moved(entry, 0.0)
    return (here - moved(entry, -h)) / h, (moved(entry, h) - here) / h


# what backward leaves out of forward --------------------------------------------------------------


class _Simpler(ast.NodeTransformer):
    """Takes clips, or small constants that are added for safety, out of a forward."""

    def __init__(self, *, clip: bool, epsilon: bool) -> None:
        self.clip = clip
        self.epsilon = epsilon
        self.count = Counter[str]()

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Return a clip as a call that hands its argument on."""
        self.generic_visit(node)
        array = _clipped(node) if self.clip else None
        if array is None:
            return node
        self.count["clip"] += 1
        number = ast.Constant(self.count["clip"])
        return ast.copy_location(
            ast.Call(ast.Name(CLIP, ast.Load()), [number, array, node], []), node
        )

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        """Return a sum without its small constant."""
        self.generic_visit(node)
        if self.epsilon and isinstance(node.op, ast.Add | ast.Sub):
            for small, rest in ((node.right, node.left), (node.left, node.right)):
                if _is_small(small) and (small is node.right or isinstance(node.op, ast.Add)):
                    self.count["epsilon"] += 1
                    return rest
        return node


def _clipped(node: ast.Call) -> ast.expr | None:
    """Return what a call clips: ``np.clip(x, …)``, ``x.clip(…)``, ``np.maximum(x, 1e-15)``."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name == "clip" and isinstance(node.func, ast.Attribute):
        own = isinstance(node.func.value, ast.Name) and node.func.value.id in {"np", "numpy"}
        return node.args[0] if own and node.args else node.func.value
    if name == "clip" and node.args:
        return node.args[0]
    if name in {"maximum", "minimum", "max", "min"} and len(node.args) == 2:
        for one, other in (node.args, node.args[::-1]):
            if _is_small(other) or (name in {"minimum", "min"} and isinstance(other, ast.BinOp)):
                return one
    return None


def _is_small(node: ast.expr) -> bool:
    """Whether an expression is a small constant, or is called one."""
    match node:
        case ast.Constant(float(value)):
            return 0.0 < abs(value) <= SMALL
        case ast.Name(name) | ast.Attribute(_, name):
            return name.lower().strip("_") in {"eps", "epsilon", "tiny", "small"}
        case _:
            return False


class _Clips:
    """A clip whose derivative is 1: the value of the point itself, moved as its argument is."""

    def __init__(self, *, kept: bool) -> None:
        self.kept = kept
        self.shifts: dict[tuple[int, int], Any] = {}
        self.visits = Counter[int]()

    def __call__(self, number: int, array: Any, clipped: Any) -> Any:
        if not self.kept:
            return array
        at = (number, self.visits[number])
        self.visits[number] += 1
        shift = self.shifts.setdefault(at, np.asarray(clipped) - np.asarray(array))
        return array + shift


def _leaves_out(case: Case) -> dict[str, str] | None:
    node = definition_of(case.forward.function)
    if node is None or not case.has_shape:
        return None
    for clip, epsilon, kept in (
        (True, False, True),
        (True, False, False),
        (False, True, False),
        (True, True, False),
    ):
        values = _simpler(case, clip=clip, epsilon=epsilon, kept=kept)
        if values is not None and case.tolerance.holds(
            values.of(case.given).reshape(-1), values.numbers.reshape(-1), case.upstream
        ):
            what = ["the clip"] * clip + ["the small constant"] * epsilon
            return {"what": " and ".join(what)}
    return None


def _simpler(case: Case, *, clip: bool, epsilon: bool, kept: bool) -> Values | None:
    node = definition_of(case.forward.function)
    assert node is not None
    simpler = _Simpler(clip=clip, epsilon=epsilon)
    node = simpler.visit(node)
    if (clip and not simpler.count["clip"]) or (epsilon and not simpler.count["epsilon"]):
        return None
    clips = _Clips(kept=kept)
    inner = recompiled(case.forward.function, node, {CLIP: clips})

    def function(*args: object, **kwargs: object) -> object:
        clips.visits.clear()
        return inner(*args, **kwargs)

    try:
        differences = Differences(case.forward, function, FEW)
        differences.state.restore()
        function(*case.forward.bound.args, **case.forward.bound.kwargs)
        return differences.gradient(case.slot, case.question)
    except Exception:  # noqa: BLE001  (the user's code without its safeguards)
        return None


# what other places do -----------------------------------------------------------------------------


def _adds_a_penalty(case: Case) -> dict[str, str] | None:
    """Whether what is too much is a multiple of the parameter itself, or of its sign."""
    if not case.has_shape or case.slot.root != "self":
        return None
    value = np.asarray(case.slot.value, dtype=float)
    rest = case.target - case.derived.numbers
    known = [leaf for leaf in case.forward.left if isinstance(leaf.value, float) and leaf.value]
    for shown, direction in (("the parameter", value), ("its sign", np.sign(value))):
        factor = _multiple(rest, case.derived.of(direction))
        if factor is None or factor <= 0.0:
            continue
        names = [leaf.path for leaf in known if _is_simple(factor / float(leaf.value))]  # type: ignore[arg-type]
        if names or factor < 1.0:
            named = f" ({names[0]})" if names else ""
            return {"what": shown, "factor": f"{factor:.6g}{named}"}
    return None


def _is_simple(ratio: float) -> bool:
    return any(abs(ratio - one) < 1e-6 for one in (0.5, 1.0, 2.0))


def _multiple(array: Array, direction: Array) -> float | None:
    square = float(np.sum(direction * direction))
    if square == 0.0 or array.shape != direction.shape:
        return None
    factor = float(np.sum(array * direction)) / square
    apart = float(np.max(np.abs(array - factor * direction), initial=0.0))
    return factor if apart <= 1e-6 * float(np.max(np.abs(array), initial=0.0)) else None


def _is_fused(case: Case) -> dict[str, str] | None:
    """Whether a loss's gradient is by the scores in front of the softmax or sigmoid before it."""
    if case.question.kind == "upstream" or not case.has_shape or case.derived.entries is not None:
        return None
    p, d = np.asarray(case.slot.value, dtype=float), case.derived.numbers
    if p.ndim == 0 or np.any(p < 0.0) or np.any(p > 1.0):
        return None
    for name, through in _through(p, d):
        if case.ratio(through) is not None:
            factor = case.ratio(through) or 1.0
            case.notes["fused factor"] = factor
            if abs(factor - 1.0) < 1e-4:
                return {"name": name}
    return None


def _through(p: Array, d: Array) -> Iterator[tuple[str, Array]]:
    for axis in range(p.ndim):
        if np.allclose(p.sum(axis=axis), 1.0, atol=1e-5):
            yield "softmax", p * (d - np.sum(p * d, axis=axis, keepdims=True))
    yield "sigmoid", d * p * (1.0 - p)


def _is_another_reduction(case: Case) -> dict[str, str] | None:
    """Whether a loss that sums over the batch has the gradient of the mean."""
    if case.question.kind == "upstream" or not case.has_shape:
        return None
    first = np.asarray(next(iter(case.forward.arguments.values())))
    factor = case.ratio(case.derived)
    lengths = {*first.shape[:1], first.size} - {0, 1}
    if factor is None or not any(abs(factor * n - 1.0) < 1e-4 for n in lengths):
        return None
    text = ast.unparse(definition_of(case.forward.function) or ast.Pass())
    if "sum(" not in text or "mean(" in text or " / " in text:
        return None
    return {"n": str(round(1.0 / factor))}


CONVENTIONS = (
    Convention(
        "shape", "its shape is {given}, which broadcasts to {shape}", _has_broadcasting_shape
    ),
    Convention("clip", "backward leaves out {what} that forward has for safety", _leaves_out),
    Convention(
        "fused",
        "it is the gradient by the scores in front of the {name}, the derivative by which is left out",
        _is_fused,
    ),
    Convention(
        "mean for sum",
        "forward sums over the batch, backward gives the gradient of the mean (1/{n})",
        _is_another_reduction,
    ),
    Convention(
        "corner",
        "forward has no single derivative where they differ ({count}): what was given lies between "
        "the derivatives on the two sides",
        _differs_at_corners,
    ),
    Convention(
        "penalty",
        "backward adds {factor} times {what}: the gradient of a penalty that this forward does not hold",
        _adds_a_penalty,
    ),
)
