"""Calls of a backward that the file itself does not make: with a drawn upstream gradient.

A file that never calls backward is checked all the same, and one whose own upstream gradient hides
a mistake (all ones, all positive) is checked a second time.
"""

from __future__ import annotations

import copy
import inspect
from collections.abc import Mapping
from types import FunctionType
from typing import cast

import numpy as np

from gradwright.checked.asked import Output, outputs_of, questions, rebound
from gradwright.checked.leaves import kept_leaves
from gradwright.checked.names import learning_rate
from gradwright.checked.observe import Backward, Forward, Observation, method_of
from gradwright.checked.references import quiet
from gradwright.checked.snapshot import Array, Snapshot
from gradwright.classes.names import pair_of

CALLS = 2


def called(observation: Observation, cls: type) -> tuple[list[Backward], str]:
    """Return calls of a class's backward that the file does not make; with the reason if there are none."""
    forwards = [f for kind, calls in observation.forwards.items() if kind is cls for f in calls]
    name = cls.__name__
    pair = pair_of(cls)
    assert pair is not None
    if not forwards:
        if any(issubclass(other, cls) and other is not cls for other in observation.classes):
            return [], ""
        return (
            [],
            f"{name}.{pair[0]} was never called: add a call of it and of {pair[1]} to the end of the file",
        )
    function = method_of(cls, pair[1])
    found: list[Backward] = []
    reason = ""
    for forward in forwards[:CALLS]:
        if function is None:
            return [], f"{name}.{pair[1]} is no Python function"
        call = _call(function, forward)
        if isinstance(call, str):
            reason = call
        else:
            found.append(call)
    return found, "" if found else reason


def _call(function: FunctionType, forward: Forward) -> Backward | str:
    """Return a call of a backward after its forward, or why there is none."""
    outputs = outputs_of(forward)
    if not outputs:
        return "forward gives no number, neither returned nor as an attribute"
    names = list(inspect.signature(function).parameters.values())
    needed = [
        p
        for p in names[1 if forward.owner is not None else 0 :]
        if p.kind not in {p.VAR_POSITIONAL, p.VAR_KEYWORD}
    ]
    arguments: dict[str, object] = {}
    for parameter in needed:
        known, value = _argument(parameter, needed, arguments, forward, outputs)
        if known:
            arguments[parameter.name] = value
        elif parameter.default is parameter.empty:
            how = f"backward({', '.join(p.name for p in needed)})"
            return f"backward is never called, and nothing says what {parameter.name} is: add a call of {how}"
    return _made(function, forward, arguments)


def _argument(
    parameter: inspect.Parameter,
    needed: list[inspect.Parameter],
    so_far: Mapping[str, object],
    forward: Forward,
    outputs: list[Output],
) -> tuple[bool, object]:
    """Return whether it is known what a parameter of backward takes, and the value."""
    name, given = parameter.name, forward.arguments
    if name in given:
        return True, given[name]
    if learning_rate([name]):
        return True, 0.01
    shared = [p.name for p in needed if p.name in given]
    if shared and not so_far and len(needed) == len(given):
        return True, next(iter(given.values()))
    free = len(so_far) - sum(n in given or bool(learning_rate([n])) for n in so_far)
    if not shared and free < len(outputs) and parameter.default is parameter.empty:
        return True, upstream_of(outputs[free].array)
    return False, None


def upstream_of(output: Array) -> object:
    """Return a drawn upstream gradient of an output: fixed numbers of both signs."""
    if output.ndim == 0:
        return 1.0
    drawn = cast("Array", np.random.default_rng(20).standard_normal(output.shape))
    return np.asarray(drawn, dtype=output.dtype if output.dtype.kind == "f" else np.float64)


def redrawn(backward: Backward) -> Backward | None:
    """Return a call of the same backward with a drawn upstream gradient; None where it took none."""
    forward = backward.forward
    if forward is None or rebound(backward, forward) is not None or backward.drawn:
        return None
    asked = questions(backward, forward)
    if (
        not asked
        or asked[0].kind != "upstream"
        or asked[0].output.ndim == 0
        or len(asked[0].pairs) > 1
    ):
        return None
    arguments = {**backward.arguments, asked[0].name: upstream_of(asked[0].output)}
    return _made(backward.function, forward, arguments)


def _made(function: FunctionType, forward: Forward, arguments: Mapping[str, object]) -> Backward:
    """Run forward as it was, then backward, and note what came of it."""
    forward.before.restore()
    owner = [forward.owner] if forward.owner is not None else []
    given = {name: copy.deepcopy(value) for name, value in arguments.items()}
    try:
        with quiet():
            forward.run()
            call = Backward(
                forward.cls,
                function,
                dict(arguments),
                forward.owner,
                forward,
                [],
                Snapshot([forward.owner]),
            )
            call.drawn = True
            call.before = kept_leaves(forward.owner, "self", call.reaches)
            call.value = function(*owner, **given)
            call.after = kept_leaves(forward.owner, "self", call.reaches)
    except Exception as raised:  # noqa: BLE001  (the user's backward, with what it was not meant for)
        return _raised(function, forward, arguments, raised)
    return call


def _raised(
    function: FunctionType, forward: Forward, arguments: Mapping[str, object], raised: Exception
) -> Backward:
    call = Backward(
        forward.cls, function, dict(arguments), forward.owner, forward, [], forward.before
    )
    call.drawn, call.raised = True, raised
    return call
