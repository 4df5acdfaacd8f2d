"""The derived gradient from the code that gradwright writes for a forward.

In: a forward call. Out: `Written`, which runs that code, whole or with a part of it changed, and
shows the lines that a gradient comes from. GradwrightError where forward is outside of the language.
"""

from __future__ import annotations

import ast
import copy
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from types import FunctionType
from typing import Any, cast

import numpy as np

from gradwright import pipeline
from gradwright.checked.asked import Question
from gradwright.checked.leaves import Leaf, is_float
from gradwright.checked.observe import Forward
from gradwright.checked.references import Change, Values, quiet
from gradwright.checked.snapshot import Array
from gradwright.classes.decorator import written_methods
from gradwright.classes.derive import derive
from gradwright.classes.forward import read_forward
from gradwright.classes.interface import Interface, NoInterface
from gradwright.classes.layer import Layer
from gradwright.classes.slots import check_method
from gradwright.classes.watch import Call, attributes_of
from gradwright.diagnostics import GradwrightError, error
from gradwright.emit import numpy_source
from gradwright.family import Family, classes_of
from gradwright.frontend import FunctionSource, source_of
from gradwright.frontend.source import definition

Results = Callable[[Leaf], object]
Run = Callable[[FunctionType, Array, Change | None], Results]


@dataclass(frozen=True, slots=True)
class Written:
    """The written backward of a forward.

    Attributes
    ----------
    text
        The definition, as `add-backward` or `diff` would print it.
    plain, function
        It, to be called.
    entry
        Which part of what forward returns it belongs to.
    names
        How the gradient of a slot may be called in it.
    """

    forward: Forward
    text: str
    plain: FunctionType
    runs: Run
    entry: int | None
    names: Callable[[Leaf], tuple[str, ...]]
    exact = True

    @property
    def function(self) -> FunctionType:
        """The function, as written."""
        return cast("FunctionType", self.plain)  # no method: the field holds it as it is

    def gradient(
        self, slot: Leaf, question: Question, change: Change | None = None
    ) -> Values | None:
        """Return the whole gradient by a slot; None where the code has none."""
        return self.changed(self.function, slot, question, change)

    def changed(
        self,
        function: FunctionType,
        slot: Leaf,
        question: Question,
        change: Change | None = None,
        between: Change | None = None,
    ) -> Values | None:
        """Return what another backward gives; `between` is done after forward."""
        if len(question.pairs) != 1 or question.pairs[0][0].entry != self.entry:
            return None
        self.forward.before.restore()
        if change is not None:
            change()
        dy = question.dy.astype(np.result_type(question.output.dtype, np.float16))
        with quiet():
            found = self.runs(function, dy, between)(slot)
        if found is None:
            return None
        return Values(np.array(found, dtype=float))


def write(forward: Forward, entry: int | None) -> Written:
    """Return the written backward of a forward call.

    Raises
    ------
    GradwrightError
        Where forward is outside of the language.
    """
    forward.before.restore()
    return _of_function(forward, entry) if forward.owner is None else _of_class(forward, entry)


def _no_parts(cls: type) -> Interface:
    raise NoInterface(f"{cls.__name__} is checked by itself")


def _of_class(forward: Forward, entry: int | None) -> Written:
    if forward.inner or entry is not None:
        raise error("GW506", name=type(forward.owner).__name__, reason="it is made of parts")
    source = source_of(forward.function)
    if source.name != "forward":
        return _of_source(forward, _a_line_each(source))
    try:
        return _of_source(forward, source)
    except GradwrightError as refused:
        if refused.code != "GW506":
            raise
    forward.before.restore()
    return _of_source(forward, _a_line_each(source))


def _a_line_each(source: FunctionSource) -> FunctionSource:
    """Return a forward of that name whose statements have lines of their own, where lines can be added."""
    named = copy.copy(source.node)
    if isinstance(named, ast.FunctionDef):
        named.name = "forward"
    text = ast.unparse(named)
    node = ast.parse(text).body[0]
    assert isinstance(node, ast.FunctionDef)
    return definition(node, source.filename, text.splitlines(keepends=True), 0)


def _of_source(forward: Forward, source: FunctionSource) -> Written:
    call = Call(forward.owner, forward.arguments, attributes_of(forward.owner), forward.output)
    layer = Layer(type(forward.owner), forward.function, source, call)
    check_method(layer)
    derived = derive(read_forward(layer, _no_parts))
    methods = written_methods(layer, derived)
    text = textwrap.dedent(inspect.getsource(methods["backward"]))
    wrt = {p.name for p in derived.wrt}

    def run(function: FunctionType, dy: Array, between: Change | None) -> Results:
        methods["forward"](*forward.bound.args, **forward.bound.kwargs)
        if between is not None:
            between()
        function(forward.owner, dy if dy.ndim else float(dy))
        held = attributes_of(forward.owner)
        return lambda slot: _inside(held.get(named(slot)), slot) if _root(slot) in wrt else None

    def named(slot: Leaf) -> str:
        return layer.naming.gradient(_root(slot))

    return Written(
        forward,
        text,
        methods["backward"],
        run,
        None,
        lambda slot: (_local(slot), f"self.{named(slot)}"),
    )


def _local(slot: Leaf) -> str:
    """Return the name that a gradient inside of an argument or attribute has before it is put there."""
    keys = [str(key) for _, key in slot.steps]
    return "d" + "_".join(keys if slot.root == "self" else [slot.root, *keys])


def _root(slot: Leaf) -> str:
    return slot.root if slot.root != "self" else f"self.{slot.steps[0][1]}"


def _inside(gradient: object, slot: Leaf) -> object:
    """Return the part of a gradient that belongs to a slot inside of an argument or attribute."""
    for kind, key in slot.steps[1 if slot.root == "self" else 0 :]:
        gradient = (
            getattr(gradient, str(key)) if kind == "attribute" else cast("Any", gradient)[key]
        )
    return gradient


def _of_function(forward: Forward, entry: int | None) -> Written:
    if entry not in {None, 0}:
        raise error("GW506", name=forward.function.__name__, reason="its output is not the first")
    parameters = inspect.signature(forward.function).parameters
    if any(p.kind in {p.VAR_POSITIONAL, p.VAR_KEYWORD} for p in parameters.values()):
        raise error("GW506", name=forward.function.__name__, reason="it gathers its arguments")
    wrt = tuple(n for n, v in forward.bound.arguments.items() if _has_float(v))
    family = Family(forward.function, wrt, has_aux=entry == 0)
    wanted = family.wanted()
    read = pipeline.read(forward.function, forward.bound.args, forward.bound.kwargs, wanted.wrt)
    program = pipeline.write(read.program, wanted)
    module = numpy_source(program, captured="literals")
    namespace: dict[str, Any] = {**classes_of(forward.function)}
    exec(compile(module, "<gradwright>", "exec"), namespace)  # our own text
    function: FunctionType = namespace[program.name]

    def run(function: FunctionType, dy: Array, between: Change | None) -> Results:
        result = function(dy if dy.ndim else float(dy), *forward.bound.args, **forward.bound.kwargs)
        gradients = cast("tuple[object, ...]", result[1])
        by_name = dict(zip(wrt, gradients, strict=True))
        return lambda slot: _inside(by_name[slot.root], slot) if slot.root in by_name else None

    text = _definition(module, program.name)
    return Written(
        forward, text, function, run, entry, lambda slot: (_local(slot), f"d{slot.root}")
    )


def _has_float(value: object) -> bool:
    from gradwright.checked.leaves import leaves_of

    return any(is_float(leaf.value) for leaf in leaves_of(value, ""))


def _definition(module: str, name: str) -> str:
    for node in ast.parse(module).body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return "\n".join(module.splitlines()[node.lineno - 1 : node.end_lineno])
    raise AssertionError(name)
