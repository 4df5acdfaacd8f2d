"""The reverse parts of a file's classes, parts before what is made of them."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from types import FunctionType

from gradwright.classes.definitions import Definition
from gradwright.classes.derived import Derived
from gradwright.classes.interface import Interface, NoInterface, read_interface
from gradwright.classes.layer import Layer, parameters_of
from gradwright.classes.names import forward_name
from gradwright.classes.naming import Naming
from gradwright.classes.penalties import with_penalties
from gradwright.classes.running import Run
from gradwright.classes.several import derive_all
from gradwright.classes.siblings import naming_of
from gradwright.diagnostics import GradwrightError
from gradwright.frontend import source_of


class Derivations:
    """What is derived of a file that was run, each class once.

    Parameters
    ----------
    run
        The file.
    definitions
        Its classes.
    ours
        The lines of those that are written.
    intact
        The lines of those whose written backward stands as it was written: its names stay.
    """

    def __init__(
        self,
        run: Run,
        definitions: Sequence[Definition],
        ours: Collection[int],
        intact: Collection[int],
    ) -> None:
        self.run = run
        self.ours = ours
        self.intact = intact
        self.definitions = {one.line: one for one in definitions}
        self.naming = naming_of(
            (one.forward, one.backward)
            for one in definitions
            if one.backward is not None and one.is_yours
        )
        self.types: dict[int, list[type]] = defaultdict(list)
        for cls, forward in run.watch.forwards.items():
            if forward.__code__.co_filename == run.filename and cls in run.watch.calls:
                self.types[forward.__code__.co_firstlineno].append(cls)
        self.derived: dict[type, Derived | GradwrightError] = {}
        self.begun: set[type] = set()

    def is_called(self, one: Definition) -> bool:
        """Whether a class's forward was called."""
        return bool(self.types.get(one.line))

    def all_of(self, one: Definition) -> list[Derived]:
        """Return what is derived of the classes that a definition made."""
        return [self.derive(cls) for cls in self.types[one.line]]

    def derive(self, cls: type) -> Derived:
        """Return a class's reverse part; raises what it raised the first time."""
        found = self.derived.get(cls)
        if found is None:
            self.begun.add(cls)
            try:
                found = self._derived(cls)
            except GradwrightError as problem:
                found = problem
            self.derived[cls] = found
        if isinstance(found, GradwrightError):
            raise found
        return found

    def _derived(self, cls: type) -> Derived:
        forward = self.run.watch.forwards[cls]
        source = source_of(forward)
        calls = self.run.watch.examples(cls)
        naming = self._naming(cls)
        layers = [Layer(cls, forward, source, call, naming) for call in calls]
        derived = derive_all(layers, self.interface_of)
        return with_penalties(derived, self.run.added, self.interface_of)

    def _naming(self, cls: type) -> Naming:
        """Return the names of a class's gradients: those that an earlier run gave it stay."""
        one = self._definition(cls)
        if one is None or one.backward is None or one.is_yours:
            return self.naming
        own = naming_of([(one.forward, one.backward)], self.naming)
        return own if one.line in self.intact else replace(own, upstream=self.naming.upstream)

    # parts

    def interface_of(self, cls: type) -> Interface:
        """Return how a part is called; raises NoInterface where its backward is not known."""
        for owner in cls.__mro__:
            one = self._definition(owner)
            if one is None and "backward" in vars(owner):
                return functions_interface(cls)
            if one is not None:
                return self._of_definition(owner, one)
        raise NoInterface(f"{cls.__name__} has no backward")

    def _definition(self, cls: type) -> Definition | None:
        forward = self.run.watch.forwards.get(cls)
        if forward is None or forward.__code__.co_filename != self.run.filename:
            return None
        return self.definitions.get(forward.__code__.co_firstlineno)

    def _of_definition(self, cls: type, one: Definition) -> Interface:
        called = cls in self.run.watch.calls
        if one.backward is not None and not (called and one.line in self.ours):
            return read_interface(one.name, one.own_forward(), one.backward)
        if one.line not in self.ours:
            raise NoInterface(f"{cls.__name__} has no backward, and --class leaves it out")
        if cls in self.begun and cls not in self.derived:
            raise NoInterface(f"{cls.__name__} is made of itself")
        if not called:
            raise NoInterface(f"{cls.__name__}.{one.forward.name} was never called")
        try:
            derived = self.derive(cls)
        except GradwrightError as problem:
            raise NoInterface(f"{cls.__name__} has no backward ({problem.code})") from None
        return interface_of(derived)


def interface_of(derived: Derived) -> Interface:
    """Return the interface of a layer whose backward is written by us."""
    forward = derived.forward
    wrt = dict.fromkeys(p.name for one in derived.all for p in one.wrt)
    gradients = {name: forward.layer.naming.gradient(name) for name in wrt}
    return Interface(
        name=forward.layer.name,
        arguments=tuple(parameters_of(forward.layer.node)),
        output=next((one.forward.output for one in derived.all if one.forward.output), None),
        returns=any(one.forward.returns for one in derived.all),
        gradients=gradients,
    )


def functions_interface(cls: type) -> Interface:
    """Return the interface of a class whose backward is there; raises NoInterface."""
    functions = [getattr(cls, name) for name in (forward_name(cls) or "forward", "backward")]
    nodes: list[ast.FunctionDef] = []
    for function in functions:
        if not isinstance(function, FunctionType):
            raise NoInterface(f"{cls.__name__}.{function} is no method")
        try:
            node = source_of(function).node
        except GradwrightError as problem:
            raise NoInterface(f"{cls.__name__}: {problem.message}") from None
        assert isinstance(node, ast.FunctionDef)
        nodes.append(node)
    return read_interface(cls.__name__, nodes[0], nodes[1])
