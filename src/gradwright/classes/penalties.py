"""Terms of the objective that read a layer, beside its forward: ``--add "Loss.regularization(layer)"``.

::

    class Loss:                                          def backward(self, doutput):
        def regularization(self, layer):                     self.dweights = self.inputs.T @ doutput
            return layer.l2 * np.sum(layer.weights ** 2)  →  # added: Loss.regularization(layer)
                                                             self.dweights += 2.0 * self.l2 * self.weights

The run shows which layers the function is called with; it is read as a forward of theirs whose upstream
gradient is 1, and what it gives is added to what their backward left.
"""

from __future__ import annotations

import ast
import copy
import inspect
from collections.abc import Iterable, Iterator
from types import FunctionType
from typing import Any, cast

import numpy as np

from gradwright.classes.derive import derive
from gradwright.classes.derived import Derived, Penalty
from gradwright.classes.forward import read_forward
from gradwright.classes.interface import Lookup
from gradwright.classes.layer import Layer
from gradwright.classes.names import definer_of
from gradwright.classes.statics import statics_of
from gradwright.classes.terms import Watched
from gradwright.classes.watch import Call
from gradwright.diagnostics import refusal
from gradwright.frontend.source import FunctionSource, definition, source_of

PLAIN = (str, bool, int, float, type(None))


def with_penalties(derived: Derived, watched: Iterable[Watched], lookup: Lookup) -> Derived:
    """Return what is derived of a layer with the gradients of the terms that read it."""
    found = tuple(_penalties(derived, watched, lookup))
    for one in derived.all if found else ():
        _check_same(derived, one, found[0].text)
    return derived.adding(found) if found else derived


def _check_same(first: Derived, other: Derived, text: str) -> None:
    """Refuse a term where calls of several kinds have other gradients that it would be added to."""
    if {p.name for p in first.wrt} != {p.name for p in other.wrt}:
        layer = first.forward.layer
        reason = "calls of several kinds have gradients of different parameters"
        at = layer.source.location(layer.node)
        raise refusal("GW515", at, term=text, name=layer.name, reason=reason)


def _penalties(derived: Derived, watched: Iterable[Watched], lookup: Lookup) -> Iterator[Penalty]:
    own = derived.forward.layer.cls
    for one in watched:
        calls = [call for call in one.calls if definer_of(type(call.layer)) is own]
        if calls:
            cases = [_case(derived, one, call, lookup) for call in calls]
            yield Penalty(one.term.text, tuple(cases))


def _case(derived: Derived, watched: Watched, call: Call, lookup: Lookup) -> Derived:
    """Return the reverse part of a term for one of its calls."""
    function = cast("FunctionType", watched.function)
    own, naming = derived.forward.layer.cls, derived.forward.layer.naming
    usual = _usual(function, call)
    source = _as_method(source_of(function), watched.term.parameter, usual)
    layer = Layer(own, function, source, call, naming, _parameters(derived, call))

    def refused(reason: str) -> Exception:
        location = source.location(layer.node)
        return refusal("GW515", location, term=watched.term.text, name=layer.name, reason=reason)

    forward = read_forward(layer, lookup)
    computed = forward.slots.read & derived.forward.slots.changed
    if computed:
        raise refused(f"it reads {min(computed)}, which forward computes")
    found = derive(forward, alone=True)
    if not found.is_scalar:
        raise refused("it returns something else than one number")
    unknown = [one.value for one in found.kept]
    unknown += [one.kept.partition(" = ")[2] for one in statics_of(forward) if one.kept]
    if unknown:
        raise refused(f"backward does not know {unknown[0]}: let it be an attribute of the layer")
    return found


def _usual(function: FunctionType, call: Call) -> dict[str, object]:
    """Return the arguments of a call that are plain data, and what they are by default."""
    parameters = inspect.signature(function).parameters
    return {
        name: value
        for name, value in call.arguments.items()
        if isinstance(value, PLAIN) and value == parameters[name].default
    }


def _as_method(source: FunctionSource, parameter: str, usual: dict[str, object]) -> FunctionSource:
    """Return a function as a method of the layer: its first parameter, without decorators.

    Parameters that have their default are names of their own.
    """
    node = copy.deepcopy(source.node)
    assert isinstance(node, ast.FunctionDef)
    plain = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    plain = [one for one in plain if one.arg not in usual]
    plain.sort(key=lambda one: one.arg != parameter)
    node.args = ast.arguments([], plain, None, [], [], None, [])
    node.decorator_list = []
    bound = [ast.parse(f"{name} = {value!r}").body[0] for name, value in usual.items()]
    for inner in (inner for stmt in bound for inner in ast.walk(stmt)):
        ast.copy_location(inner, node.body[0])
    node.body[:0] = bound
    return definition(node, source.filename, source.lines, source.shift)


def _parameters(derived: Derived, call: Call) -> tuple[str, ...]:
    """Return what has a gradient: what has one of forward, and arrays that forward does not know."""
    own = [p.name for p in derived.wrt if p.name.startswith("self.")]
    arrays = [
        f"self.{name}"
        for name, value in call.attributes.items()
        if isinstance(value, np.ndarray)
        and cast("np.ndarray[Any, Any]", value).dtype.kind == "f"
        and name not in derived.forward.slots.changed
    ]
    gradients = {derived.forward.layer.naming.gradient(name) for name in (*own, *arrays)}
    return tuple(
        n for n in dict.fromkeys((*own, *arrays)) if n.removeprefix("self.") not in gradients
    )
