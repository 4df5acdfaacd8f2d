"""Pairs of functions: ``f`` and ``f_backward``, found by name, called by the file or by the check.

``f_backward(dy, *args)`` returns the gradients or ``(value, gradients)``; where ``f`` returns
``(value, cache)``, ``f_backward(dy, cache)`` will do.
"""

from __future__ import annotations

import ast
import copy
import inspect
import re
from collections.abc import Sequence
from types import FunctionType
from typing import Any, cast

import numpy as np

from gradwright.checked.asked import outputs_of
from gradwright.checked.calls import upstream_of
from gradwright.checked.leaves import is_numeric
from gradwright.checked.observe import Backward, Forward, kept
from gradwright.checked.pairing import slots_of
from gradwright.checked.references import quiet
from gradwright.checked.snapshot import Snapshot
from gradwright.classes.names import BACKWARDS, forwards_of

Pair = tuple[str, str]

PATTERNS = (
    (r"^(?P<f>\w+)_(?:backward|backwards|bwd|back|backprop|vjp)$", ("{f}", "{f}_forward", "{f}_fwd")),
    (r"^(?:backward|backprop|back|bwd)_(?P<f>\w+)$", ("{f}", "forward_{f}", "fwd_{f}")),
    (r"^(?P<f>\w+)_(?:grad|gradient|prime|derivative|deriv)$", ("{f}",)),
    (r"^(?:grad|gradient|d|derivative)_(?P<f>\w+)$", ("{f}",)),
    *((f"^{name}$", forwards_of(name)) for name in BACKWARDS),
)  # fmt: skip


def pairs_in(tree: ast.Module) -> list[Pair]:
    """Return the functions of a file that have a backward function, each with it, by their names."""
    names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    found: list[Pair] = []
    for name in names:
        for pattern, forwards in PATTERNS:
            match = re.match(pattern, name)
            if match is None:
                continue
            wanted = [one.format(**match.groupdict()) for one in forwards]
            own = [one for one in wanted if one in names]
            if own:
                found.append((own[0], name))
                break
    return found


def forward_of(function: FunctionType, arguments: Sequence[object]) -> Forward:
    """Return a call of a function with these arguments."""
    bound = inspect.signature(function).bind(*arguments)
    bound.apply_defaults()
    before = Snapshot((bound.arguments,), function.__globals__)
    forward = Forward(None, function, bound, None, before)
    with quiet():
        forward.output = kept(forward.run())
    return forward


def backward_of(function: FunctionType, forward: Forward) -> Backward | str:
    """Return a call of a backward function; a text where nothing says how it is called."""
    outputs = outputs_of(forward)
    if not outputs:
        return f"{forward.function.__name__} returns no number"
    forward.before.restore()
    with quiet():
        value = forward.run()
    dy = upstream_of(outputs[0].array)
    cache = _cache(value) if outputs[0].entry is not None else None
    arguments = _arguments(function, forward, dy, cache)
    if arguments is None:
        own = ", ".join(inspect.signature(function).parameters)
        return (
            f"nothing says how {function.__name__}({own}) is called: it takes neither (dy, *arguments), "
            f"nor (dy, cache), nor the arguments of {forward.function.__name__}; add a call to the file"
        )
    return _called(function, forward, arguments)


def _cache(value: object) -> object:
    rest = cast("tuple[object, ...]", value)[1:]
    return rest[0] if len(rest) == 1 else rest


def _arguments(
    function: FunctionType, forward: Forward, dy: object, cache: object
) -> list[object] | None:
    """Return what a backward function is called with."""
    parameters = list(inspect.signature(function).parameters.values())
    gathers = any(p.kind is p.VAR_POSITIONAL for p in parameters)
    plain = [p for p in parameters if p.kind in {p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD}]
    needed = [p.name for p in plain if p.default is p.empty]
    given = forward.arguments
    values = list(given.values())
    if cache is not None and len(needed) == 2 and needed[1] not in given:
        return [dy, cache]
    if gathers and len(needed) <= 1:
        return [dy, *values]
    if needed and all(name in given for name in needed):
        return [given[name] for name in needed]
    if needed and all(name in given for name in needed[1:]):
        return [dy, *(given[name] for name in needed[1:])]
    if len(needed) == len(values) + 1:
        return [dy, *values]
    return values if len(needed) == len(values) == 1 else None


def _called(function: FunctionType, forward: Forward, arguments: list[object]) -> Backward:
    bound = inspect.signature(function).bind(*arguments)
    shown = cast("dict[str, object]", kept(dict(bound.arguments)))
    call = Backward(None, function, shown, None, forward, [], Snapshot(()))
    call.drawn = True
    try:
        with quiet():
            call.value = kept(function(*copy.deepcopy(arguments)))
    except Exception as raised:  # noqa: BLE001  (the report says so)
        call.raised = raised
    return call


def without_value(value: object, forward: Forward, backward: Backward) -> object:
    """Return the gradients of ``(value, gradients)``, or what stands alone."""
    outputs = outputs_of(forward)
    both = cast("tuple[object, ...]", value) if isinstance(value, tuple) else ()
    if len(both) != 2 or not outputs:
        return cast("object", value)
    own = outputs[0].array
    if not is_numeric(both[0]) or np.shape(cast("Any", both[0])) != own.shape:
        return both
    alike = np.allclose(np.asarray(both[0], dtype=float), own, equal_nan=True)
    slots = [slot for slot in slots_of(forward, backward) if slot.root in forward.arguments]
    two = len(slots) == 2 and np.shape(cast("Any", slots[0].value)) == own.shape and own.ndim > 0
    return both[1] if alike and not two else both
