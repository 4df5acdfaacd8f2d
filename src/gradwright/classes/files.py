"""Backward methods for the layers of a file: the file is run, read, and written with them in.

::

    run (types) → read each forward → reverse part → what is kept → text → inserted lines
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType

from gradwright.classes.derive import Derived, derive
from gradwright.classes.forward import read_forward
from gradwright.classes.insertion import MARK, Insertion, Place, SourceText, mark_of
from gradwright.classes.interface import Interface, NoInterface, read_interface
from gradwright.classes.layer import Layer, parameters_of
from gradwright.classes.method import Written, write_method
from gradwright.classes.running import Run, is_forward, run_file
from gradwright.classes.slots import check_method
from gradwright.classes.statics import statics_of
from gradwright.diagnostics import GradwrightError, Location, refusal
from gradwright.frontend import source_of


@dataclass(frozen=True, slots=True)
class Result:
    """A file with backward methods: its bytes, the classes that have new ones, what went wrong."""

    data: bytes
    done: tuple[str, ...]
    problems: tuple[GradwrightError, ...]


def add_backward(path: Path) -> Result:
    """Return a file with backward methods in its layers.

    Raises
    ------
    GradwrightError
        GW507 if the file cannot be run, GW501 if it has no class with a forward.
    """
    return _File(run_file(path)).result()


@dataclass(frozen=True, slots=True)
class _Class:
    """A class of the file: its definition, that of its forward, and of a backward that is there."""

    node: ast.ClassDef
    forward: ast.FunctionDef
    backward: ast.FunctionDef | None


class _File:
    def __init__(self, run: Run) -> None:
        self.run = run
        self.text = SourceText(run.data)
        self.classes = list(_classes(run.tree))
        self.types = {self._definition(cls): cls for cls in run.watch.forwards}
        self.derived: dict[type, Derived | GradwrightError] = {}
        self.begun: set[type] = set()

    def _definition(self, cls: type) -> int:
        """Return the line of a class's forward."""
        node = source_of(self.run.watch.forwards[cls])
        return node.node.lineno + node.shift

    def result(self) -> Result:
        if not self.classes:
            raise refusal("GW501", None, name=self.run.filename)
        insertions: list[Insertion] = []
        done: list[str] = []
        problems: list[GradwrightError] = []
        for one in self.classes:
            try:
                added = self._added(one)
            except GradwrightError as problem:
                problems.append(problem)
            else:
                insertions += added
                done += [one.node.name] if added else []
        return Result(self.text.inserted(insertions), tuple(done), tuple(problems))

    def _added(self, one: _Class) -> list[Insertion]:
        """Return what is added for a class; nothing where a backward is there."""
        if one.backward is not None:
            self._check_mark(one, one.backward)
            return []
        cls = self.types.get(one.forward.lineno)
        if cls is None or cls not in self.run.watch.calls:
            raise refusal("GW502", self._at(one.node), name=one.node.name)
        derived = self._derive(cls)
        place = Place(self.text, one.forward)
        mark = mark_of(self._lines(one.forward))
        written = write_method(derived, statics_of(derived.forward))
        written = Written(written.kept, (*written.backward, " " * 8 + mark))
        self._check_room(one, place, written)
        return place.insertions(written)

    def _check_room(self, one: _Class, place: Place, written: Written) -> None:
        if written.kept and not place.has_room:
            reason = "forward has to keep values, and its statements have no lines of their own"
            raise refusal("GW506", self._at(one.forward), name=one.node.name, reason=reason)

    def _check_mark(self, one: _Class, backward: ast.FunctionDef) -> None:
        """Refuse a backward that was written for another forward."""
        marks = [line.strip() for line in self._lines(backward) if line.strip().startswith(MARK)]
        if marks and marks[-1] != mark_of(self._lines(one.forward)):
            raise refusal("GW512", self._at(one.forward), name=one.node.name)

    def _lines(self, node: ast.FunctionDef) -> list[str]:
        """Return a method's lines, with a mark that follows its last statement."""
        last = node.end_lineno or node.lineno
        following = range(last + 1, min(last + 2, len(self.text.lines) + 1))
        more = [n for n in following if self.text.line(n).strip().startswith(MARK)]
        return [self.text.line(n) for n in (*range(node.lineno, last + 1), *more)]

    def _at(self, node: ast.ClassDef | ast.FunctionDef) -> Location:
        line = self.text.line(node.lineno)
        return Location(self.run.filename, node.lineno, node.col_offset + 1, line)

    # classes, parts before what is made of them

    def _derive(self, cls: type) -> Derived:
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
        layer = Layer(cls, forward, source_of(forward), self.run.watch.calls[cls])
        check_method(layer)
        return derive(read_forward(layer, self.interface_of))

    def interface_of(self, cls: type) -> Interface:
        """Return how a part is called; raises NoInterface where its backward is not known."""
        for owner in cls.__mro__:
            if "backward" in vars(owner):
                return functions_interface(cls)
            if owner in self.run.watch.forwards:
                return self._of_derived(owner)
        raise NoInterface(f"{cls.__name__} has no backward")

    def _of_derived(self, cls: type) -> Interface:
        if cls in self.begun and cls not in self.derived:
            raise NoInterface(f"{cls.__name__} is made of itself")
        if cls not in self.run.watch.calls:
            raise NoInterface(f"{cls.__name__}.forward was never called")
        try:
            derived = self._derive(cls)
        except GradwrightError as problem:
            raise NoInterface(f"{cls.__name__} has no backward ({problem.code})") from None
        return interface_of(derived)


def interface_of(derived: Derived) -> Interface:
    """Return the interface of a layer whose backward is written by us."""
    forward = derived.forward
    own = [p.name for p in derived.wrt if not p.name.startswith("self.")]
    return Interface(
        name=forward.layer.name,
        arguments=tuple(parameters_of(forward.layer.node)),
        output=forward.output,
        returns=forward.returns,
        gradients={name: forward.layer.naming.gradient(name) for name in own},
    )


def functions_interface(cls: type) -> Interface:
    """Return the interface of a class whose backward is there; raises NoInterface."""
    functions = [getattr(cls, name) for name in ("forward", "backward")]
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


def _classes(tree: ast.Module) -> Iterator[_Class]:
    """Yield the classes that define a forward, in the order of the file."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    for node in sorted(found, key=lambda node: node.lineno):
        forward = [item for item in node.body if is_forward(item)]
        backward = [
            item
            for item in node.body
            if isinstance(item, ast.FunctionDef) and item.name == "backward"
        ]
        if forward:
            assert isinstance(forward[-1], ast.FunctionDef)
            yield _Class(node, forward[-1], backward[-1] if backward else None)
