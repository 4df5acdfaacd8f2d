"""`with_backward`: a forward-only layer class that has a backward once its forward was called.

A call of a new kind gives the types. The code that is written is what `add-backward` would put into
the file: forward with the lines that keep values, and backward.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import functools
import inspect
import io
import linecache
import textwrap
import warnings
from collections.abc import Callable, Generator, Hashable, Iterator
from dataclasses import replace
from types import CodeType, FunctionType
from typing import Any, TypeVar, cast, overload

import numpy as np

from gradwright.classes.clips import saturating
from gradwright.classes.derivations import functions_interface, interface_of
from gradwright.classes.derived import Derived
from gradwright.classes.guarding import Guard
from gradwright.classes.insertion import Place, SourceText
from gradwright.classes.interface import Interface, NoInterface
from gradwright.classes.layer import Layer
from gradwright.classes.method import listed, write_method
from gradwright.classes.names import NAMES, own_forward
from gradwright.classes.naming import USUAL
from gradwright.classes.parts import parts_in
from gradwright.classes.several import derive_all
from gradwright.classes.watch import Call, Watch, bound_call
from gradwright.diagnostics import error, refusal
from gradwright.frontend import FunctionSource, source_of

Cls = TypeVar("Cls", bound=type)

_interfaces: dict[type, Interface] = {}


@overload
def with_backward(cls: Cls) -> Cls: ...
@overload
def with_backward(
    *, wrt: str | tuple[str, ...] | None = None, guard: bool = False
) -> Callable[[Cls], Cls]: ...
def with_backward(
    cls: Cls | None = None, *, wrt: str | tuple[str, ...] | None = None, guard: bool = False
) -> Cls | Callable[[Cls], Cls]:
    """Give a layer class a backward method, written at the first call of its forward.

    Parameters
    ----------
    cls : type
        A class with a method ``forward`` (or ``feedforward``, ``forward_pass``, ``call``,
        ``__call__``, ...): what it returns, or stores as ``self.output``, is its
        output; float attributes that it reads are its parameters.
    wrt : str or tuple of str, optional
        The arguments and attributes that have a gradient, instead of all floats that are read and
        not written.
    guard : bool, optional
        Make the arrays that backward reads read-only from forward to backward.

    Returns
    -------
    type
        The class itself. After a forward, ``backward(dy)`` stores ``self.d<argument>`` and
        ``self.d<attribute>``, and returns the arguments' gradients where forward returns.

    Raises
    ------
    GradwrightError
        GW501 if the class has no forward, GW505 if it has a backward; at the first call, GW5xx or
        the code of what forward does outside of the language.

    Examples
    --------
    >>> @gw.with_backward
    ... class Dense:
    ...     def forward(self, inputs):
    ...         self.output = inputs @ self.weights
    """
    names = (wrt,) if isinstance(wrt, str) else wrt
    if cls is None:
        return lambda cls: _given(cls, names, guard=guard)
    return _given(cls, names, guard=guard)


def _given(cls: Cls, wrt: tuple[str, ...] | None, *, guard: bool) -> Cls:
    forward = vars(cls).get(own_forward(cls) or "")
    if not isinstance(forward, FunctionType):
        raise error("GW501", name=cls.__name__, names=listed(NAMES))
    if "backward" in vars(cls):
        raise error("GW505", name=cls.__name__)
    _Decorated(cls, forward, wrt, Guard() if guard else None).install()
    return cls


class _Decorated:
    """A class whose methods are written for the kinds of calls that have come."""

    def __init__(
        self, cls: type, forward: FunctionType, wrt: tuple[str, ...] | None, guard: Guard | None
    ) -> None:
        self.cls = cls
        self.forward = forward
        self.wrt = wrt
        self.guard = guard
        self.signature = inspect.signature(forward)
        self.source: FunctionSource | None = None
        self.examples: list[Layer] = []
        self.asked: tuple[CodeType, ...] = ()
        self.kinds: set[Hashable] = set()
        self.notes: set[str] = set()
        self.methods: dict[str, FunctionType] = {}

    def install(self) -> None:
        """Let forward write the code where a call is of a new kind."""

        @functools.wraps(self.forward)
        def forward(*args: Any, **kwargs: Any) -> object:
            return self.call(args, kwargs)

        def backward(self: object, *_: object) -> object:
            raise error("GW508", name=type(self).__name__)

        self.wrapper = forward
        self._set(own_forward(self.cls) or "forward", forward)
        self._set("backward", backward)

    def _set(self, name: str, method: Callable[..., object]) -> None:
        before = vars(self.cls).get(name)
        for alias in [name, *(n for n, value in vars(self.cls).items() if value is before)]:
            setattr(self.cls, alias, method)

    def call(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> object:
        """Run the written forward, after a call of a new kind was read."""
        layer = self._layer(bound_call(self.signature, args, kwargs))
        kind = self._kind(layer)
        if kind not in self.kinds:
            self._read(layer)
            self.kinds |= {kind, self._kind(layer)}
        if self.guard is not None:
            self.guard.release(layer.call.layer)
        value = self.methods["forward"](*args, **kwargs)
        if self.guard is not None:
            self.guard.close(layer.call.layer, self.paths)
        return value

    def _layer(self, call: Call) -> Layer:
        if self.source is None:
            self.source = source_of(self.forward)
        return Layer(self.cls, self.forward, self.source, call, USUAL, self.wrt)

    def _kind(self, layer: Layer) -> Hashable:
        names = {"self": layer.call.layer, **layer.call.arguments}
        return layer.kind, *(eval(code, {}, names) for code in self.asked)  # paths of numbers

    def _read(self, layer: Layer) -> None:
        example = _tried(layer, self.signature)
        derived = derive_all([*self.examples, example], lookup, every=True)
        self.examples.append(example)
        paths = {path for one in derived.all for path in one.forward.slots.arguments.static}
        self.asked = tuple(compile(p, "<path>", "eval") for p in sorted(paths) if _is_value(p))
        self.methods = written_methods(derived.forward.layer, derived)
        self.paths = sorted({p.name for one in derived.all for p in one.program.parameters[1:]})
        _interfaces[self.cls] = interface_of(derived)
        for note in set(saturating(derived)) - self.notes:
            self.notes.add(note)
            warnings.warn(f"{self.cls.__name__}, {note}", stacklevel=5)
        self.wrapper.__wrapped__ = self.methods["forward"]
        backward = self.methods["backward"]
        self._set("backward", backward if self.guard is None else self.guard.opened_by(backward))


def _is_value(path: str) -> bool:
    """Whether a path is that of a number: shapes belong to the kind."""
    return not path.endswith(".shape")


def lookup(cls: type) -> Interface:
    """Return how a part is called; raises NoInterface where its backward is not known."""
    for owner in cls.__mro__:
        if owner in _interfaces:
            return _interfaces[owner]
        if "backward" in vars(owner):
            return functions_interface(cls)
    raise NoInterface(f"{cls.__name__} has no backward")


def _tried(layer: Layer, signature: inspect.Signature) -> Layer:
    """Return a layer made of parts with what its parts gave, from a call of a copy of it."""
    parts = [p for value in layer.call.attributes.values() for p in parts_in(value)]
    if not parts:
        return layer
    try:
        own, arguments = copy.deepcopy((layer.call.layer, dict(layer.call.arguments)))
    except Exception as wrong:  # noqa: BLE001  (a copy may raise anything)
        reason = f"it cannot be copied for a trial ({type(wrong).__name__})"
        at = layer.source.location(layer.node)
        raise refusal("GW506", at, name=layer.name, reason=reason) from None
    args, kwargs = _as_passed(signature, arguments)
    copied = bound_call(signature, (own, *args), kwargs)
    with _watched(copied), contextlib.redirect_stdout(io.StringIO()), _same_draws():
        forward = cast("FunctionType", layer.forward)  # no method: the field holds it as it is
        copied.value = forward(own, *args, **kwargs)
    return replace(layer, call=copied)


def _as_passed(
    signature: inspect.Signature, arguments: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    names = list(signature.parameters)
    bound = inspect.BoundArguments(signature, cast("Any", {names[0]: None, **arguments}))
    return bound.args[1:], bound.kwargs


@contextlib.contextmanager
def _watched(call: Call) -> Generator[None]:
    """Record the calls of the forward of all layers inside of a layer."""
    watch = Watch()
    for cls in {type(part): None for part in _layers_below(call.layer)}:
        for owner in cls.__mro__:
            if own_forward(owner) and owner not in watch.forwards:
                watch.attach(owner)
    try:
        with watch.inside(call):
            yield
    finally:
        watch.detach()


def _layers_below(layer: object) -> Iterator[object]:
    todo, seen = [layer], {id(layer)}
    while todo:
        for value in vars(todo.pop()).values():
            for part in parts_in(value):
                if id(part) not in seen:
                    seen.add(id(part))
                    todo.append(part)
                    yield part


@contextlib.contextmanager
def _same_draws() -> Generator[None]:
    """Let a trial draw the numbers that the call itself will."""
    state = np.random.get_state()  # noqa: NPY002  (what layers draw from)
    try:
        yield
    finally:
        np.random.set_state(state)  # noqa: NPY002


# the methods --------------------------------------------------------------------------------------


def written_methods(layer: Layer, derived: Derived) -> dict[str, FunctionType]:
    """Return the two methods, compiled from forward's text with the lines in."""
    source = layer.source
    start = min([layer.node.lineno, *(d.lineno for d in layer.node.decorator_list)]) + source.shift
    end = (layer.node.end_lineno or layer.node.lineno) + source.shift
    text = "".join(source.lines[start - 1 : end])
    inside = textwrap.dedent(text)
    tree = ast.parse(inside)
    node = tree.body[0]
    assert isinstance(node, ast.FunctionDef)
    written = write_method(derived)
    kept = [(None if after is None else after - start + 1, line) for after, line in written.kept]
    place = Place(SourceText(inside.encode()), node)
    if kept and not place.has_room:
        raise refusal(
            "GW506", source.location(layer.node), name=layer.name,
            reason="forward has to keep values, and its statements have no lines of their own",
        )  # fmt: skip
    insertions = place.insertions(type(written)(tuple(kept), written.backward))
    data = place.text.inserted(insertions)
    return _compiled(layer, data.decode())


def _compiled(layer: Layer, text: str) -> dict[str, FunctionType]:
    """Return the functions of a text that may read the class's own closure."""
    free = layer.forward.__code__.co_freevars
    filename = f"<gradwright {layer.cls.__qualname__}>"
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    body = textwrap.indent(text, "    ")
    names = "".join(f"    {name} = None\n" for name in free)
    factory = f"def factory():\n{names}{body}\n    return {layer.node.name}, backward\n"
    shift = factory[: factory.index(body)].count("\n")
    namespace: dict[str, Any] = {}
    exec(compile(_shifted(ast.parse(factory), shift), filename, "exec"), namespace)  # our own text
    forward, backward = namespace["factory"]()
    original = cast("FunctionType", layer.forward)  # no method: the field holds it as it is
    return {
        "forward": _bound(forward.__code__, original, original),
        "backward": _bound(backward.__code__, original, None, backward),
    }


def _shifted(tree: ast.Module, lines: int) -> ast.Module:
    """Return the tree with line numbers as in the text without the lines around it."""
    for node in ast.walk(tree):
        if hasattr(node, "lineno"):
            node.lineno = max(node.lineno - lines, 1)  # type: ignore[attr-defined]
            node.end_lineno = max((node.end_lineno or 1) - lines, 1)  # type: ignore[attr-defined]
    return tree


def _bound(
    code: CodeType, of: FunctionType, like: FunctionType | None, other: FunctionType | None = None
) -> FunctionType:
    """Return a function with the globals and the closure of the class's forward."""
    cells = dict(zip(of.__code__.co_freevars, of.__closure__ or (), strict=True))
    closure = tuple(cells[name] for name in code.co_freevars)
    source = like or other
    assert source is not None
    made = FunctionType(code, of.__globals__, code.co_name, source.__defaults__, closure)
    made.__kwdefaults__ = source.__kwdefaults__
    made.__doc__ = source.__doc__
    made.__qualname__ = of.__qualname__.rpartition(of.__name__)[0] + code.co_name
    made.__module__ = of.__module__
    return made
