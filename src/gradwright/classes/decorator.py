"""`with_backward`: a forward-only layer class that has a backward once its forward was called.

The first call gives the types. The code that is written is what `add-backward` would put into the
file: forward with the lines that keep values, and backward.
"""

from __future__ import annotations

import ast
import functools
import inspect
import linecache
import textwrap
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import CodeType, FunctionType
from typing import Any, TypeVar, cast

from gradwright.classes.derivations import functions_interface, interface_of
from gradwright.classes.derive import Derived, derive
from gradwright.classes.forward import read_forward
from gradwright.classes.insertion import Place, SourceText
from gradwright.classes.interface import Interface, NoInterface
from gradwright.classes.layer import Layer
from gradwright.classes.method import kept_lines, write_method
from gradwright.classes.slots import check_method
from gradwright.classes.statics import statics_of
from gradwright.classes.watch import Call, bound_call
from gradwright.diagnostics import error, refusal
from gradwright.frontend import source_of

Cls = TypeVar("Cls", bound=type)

_interfaces: dict[type, Interface] = {}


def with_backward(cls: Cls) -> Cls:
    """Give a layer class a backward method, written at the first call of its forward.

    Parameters
    ----------
    cls : type
        A class with a method ``forward``: what it returns, or stores as ``self.output``, is its
        output; float attributes that it reads are its parameters.

    Returns
    -------
    type
        The class itself. After the first forward, ``backward(dy)`` stores ``self.d<argument>`` and
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
    forward = vars(cls).get("forward")
    if not isinstance(forward, FunctionType):
        raise error("GW501", name=cls.__name__)
    if "backward" in vars(cls):
        raise error("GW505", name=cls.__name__)
    _First(cls, forward).install()
    return cls


class _First:
    """A class whose forward was not called yet."""

    def __init__(self, cls: type, forward: FunctionType) -> None:
        self.cls = cls
        self.forward = forward
        self.signature = inspect.signature(forward)

    def install(self) -> None:
        """Let the first forward write the code, and backward say that it comes after."""
        first = self

        @functools.wraps(self.forward)
        def forward(*args: Any, **kwargs: Any) -> object:
            return first.call(args, kwargs)

        def backward(self: object, *_: object) -> object:
            raise error("GW508", name=type(self).__name__)

        self.cls.forward = forward
        self.cls.backward = backward

    def call(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> object:
        """Run the first forward, with its parts watched, and write the code from it."""
        if self.cls in _interfaces:
            return self.written(*args, **kwargs)
        call = bound_call(self.signature, args, kwargs)
        parts = [part for part in call.attributes.values() if _is_watched(part)]
        if not parts:
            self._write(call)
            return self.written(*args, **kwargs)
        with _watched({type(part) for part in parts}, call):
            call.value = self.forward(*args, **kwargs)
        self._write(call)
        return self._kept(call, args, kwargs)

    def _kept(self, call: Call, args: tuple[Any, ...], kwargs: dict[str, Any]) -> object:
        """Return what the first forward gave; it kept nothing, so its arguments are kept now."""
        bound = {"self": call.layer, **call.arguments}
        for line in self.start:
            exec(line, {}, bound)  # our own text: self.inputs = inputs
        return call.value

    def _write(self, call: Call) -> None:
        layer = Layer(self.cls, self.forward, source_of(self.forward), call)
        check_method(layer)
        derived = derive(read_forward(layer, lookup))
        self._check(derived, call)
        methods = written_methods(layer, derived)
        self.written: Callable[..., object] = methods["forward"]
        _interfaces[self.cls] = interface_of(derived)
        outer = getattr(vars(self.cls).get("forward"), "recorded", None)
        for name, method in methods.items():
            if name == "forward" and isinstance(outer, Call):
                method = _recording(method, outer)  # noqa: PLW2901  (a network watches its parts)
            setattr(self.cls, name, method)

    def _check(self, derived: Derived, call: Call) -> None:
        statics = statics_of(derived.forward)
        self.start = [line for _, line in kept_lines(derived, statics, "self")]
        if call.inner and any(one.after is not None for one in derived.kept):
            raise refusal(
                "GW506", derived.forward.layer.source.location(derived.forward.layer.node),
                name=self.cls.__name__,
                reason="it keeps a value between its parts; add-backward can write that",
            )  # fmt: skip


def lookup(cls: type) -> Interface:
    """Return how a part is called; raises NoInterface where its backward is not known."""
    for owner in cls.__mro__:
        if owner in _interfaces:
            return _interfaces[owner]
        if "backward" in vars(owner):
            return functions_interface(cls)
    raise NoInterface(f"{cls.__name__} has no backward")


def _is_watched(part: object) -> bool:
    return isinstance(getattr(type(part), "forward", None), FunctionType)


@contextmanager
def _watched(classes: set[type], call: Call) -> Generator[None]:
    """Record the calls of the parts' forward."""
    owners = {next(c for c in cls.__mro__ if "forward" in vars(c)) for cls in classes}
    for owner in owners:
        owner.forward = _recording(vars(owner)["forward"], call)
    try:
        yield
    finally:
        for owner in owners:
            now = vars(owner)["forward"]
            if getattr(now, "recorded", None) is call:
                owner.forward = now.__wrapped__


def _recording(forward: Callable[..., object], outer: Call) -> Callable[..., object]:
    signature = inspect.signature(forward)

    @functools.wraps(forward)
    def wrapper(*args: Any, **kwargs: Any) -> object:
        call = bound_call(signature, args, kwargs)
        outer.inner.append(call)
        call.value = forward(*args, **kwargs)
        return call.value

    wrapper.recorded = outer  # type: ignore[attr-defined]
    return wrapper


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
    written = write_method(derived, statics_of(derived.forward))
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
    factory = f"def factory():\n{names}{body}\n    return forward, backward\n"
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
    made.__qualname__ = of.__qualname__.rpartition("forward")[0] + code.co_name
    made.__module__ = of.__module__
    return made
