"""Run a file once as Python runs it, its layers watched.

In: a file. Out: its classes with their first calls. What it prints goes to the error stream.
"""

from __future__ import annotations

import ast
import importlib
import traceback
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import NoReturn

from gradwright.classes.documents import Document, read_document
from gradwright.classes.names import may_be_forward, own_forward
from gradwright.classes.surroundings import Home, as_main, found_by, home_of
from gradwright.classes.terms import Term, Watched, mark
from gradwright.classes.watch import RUNS, Watch
from gradwright.diagnostics import GradwrightError, Location, error

MARK = "__gradwright_watch__"

Methods = tuple[ast.FunctionDef, ast.FunctionDef]


@dataclass(frozen=True, slots=True)
class Run:
    """A file that was run: its syntax tree and bytes, the module that it became, its layers.

    stopped: the line in which it came to a backward that is not there yet, and was left. added: the
    terms that were asked for, with their calls.
    """

    filename: str
    data: bytes
    tree: ast.Module
    module: ModuleType
    watch: Watch
    stopped: int | None = None
    added: tuple[Watched, ...] = ()


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What is run, and how.

    Attributes
    ----------
    instead
        A script or statements that are run instead of the file's own `if __name__ == "__main__"`.
    earlier
        By the line of a forward: the forward and the backward that an earlier run left, and that
        are run in its place.
    stops
        Whether the run ends where it comes to the backward of a class that has none.
    terms
        Functions whose calls are recorded.
    """

    instead: str | None = None
    earlier: Mapping[int, Methods] = field(default_factory=dict[int, Methods])
    stops: bool = False
    terms: tuple[Term, ...] = ()


PLAIN = Demonstration()


class Stopped(BaseException):
    """The run has come to a backward that is not there yet."""


class WrongRun(Exception):  # noqa: N818  (an option that cannot be followed)
    """What is to be run instead cannot be run: the message says why."""


def run_file(path: Path) -> Run:
    """Run a file as ``__main__``, in its directory.

    Raises
    ------
    GradwrightError
        GW507 if the file is no Python, or raises.
    """
    return run_document(read_document(path))


def run_document(document: Document, demonstration: Demonstration = PLAIN) -> Run:
    """Run a file, or what demonstrates it.

    Raises
    ------
    GradwrightError
        GW507 if it is no Python, or raises.
    WrongRun
        If the statements or the script that are to be run instead cannot be.
    """
    return Running(document, demonstration).run()


class Running:
    """One run of a file; what observes something else than forward says what it marks, and how."""

    def __init__(self, document: Document, demonstration: Demonstration) -> None:
        self.document = document
        self.demonstration = demonstration
        self.filename = document.filename
        self.path = Path(document.filename)
        self.watch = Watch()
        self.unwritten: list[type] = []
        self.added = tuple(map(Watched, demonstration.terms))
        self.names: dict[str, object] = {MARK: self._attach}
        tree, marked = (parse(document) for _ in range(2))
        self.tree = tree
        self.code = compile(self.marked(marked), self.filename, "exec", dont_inherit=True)
        self.script = _script(demonstration.instead)
        self.home = self._home()

    def _home(self) -> Home:
        """Return where it is imported from; a script that imports nothing of its package has none."""
        levels = [n.level for n in ast.walk(self.tree) if isinstance(n, ast.ImportFrom)]
        home = home_of(self.path, max(levels, default=0))
        if self.demonstration.instead is None and not any(levels):
            return Home(home.root, "", home.name)
        return home

    def run(self) -> Run:
        """Run what there is to run."""
        module = ModuleType("__main__")
        places = (self.path.resolve().parent, self.home.root)
        where = self.script or self.path
        name = None if self.demonstration.instead is None else self.home.name
        with (
            as_main(module, where, places, self.home.package),
            found_by(self.path, self._execute, name),
        ):
            try:
                done, stopped = self._until_stopped(module)
            finally:
                self.detach()
        data = self.document.data
        return Run(self.filename, data, self.tree, done, self.watch, stopped, self.added)

    def _until_stopped(self, module: ModuleType) -> tuple[ModuleType, int | None]:
        try:
            return self._run(module), None
        except Stopped as stop:
            return module, line_in(self.filename, stop) or 0
        except SystemExit as left:
            if left.code not in (None, 0):
                raise failure(self.filename, left) from None
            return module, None
        except (GradwrightError, WrongRun):
            raise
        except Exception as raised:
            raise failure(self.filename, raised) from raised

    def _run(self, module: ModuleType) -> ModuleType:
        instead = self.demonstration.instead
        if instead is None or self.document.is_notebook:
            self._execute(module)
        elif self.script is None:
            module = importlib.import_module(self.home.name)
        if self.script is not None:
            run_script(self.script, module, self.filename)
        elif instead is not None:
            run_statements(instead, module)
        return module

    def _execute(self, module: ModuleType) -> None:
        if module.__name__ == "__main__" and self.home.package:
            importlib.import_module(self.home.package)
            module.__package__ = self.home.package
        names = {"__file__": str(self.path.resolve()), **self.marks()}
        vars(module).update({**names, **self.document.names})
        exec(self.code, vars(module))

    def marked(self, tree: ast.Module) -> ast.Module:
        """Return the file's syntax with what observes it."""
        self.names.update(mark(tree, self.added))
        return _marked(tree, self.demonstration.earlier)

    def marks(self) -> dict[str, object]:
        """Return the names that `marked` has put into it."""
        return self.names

    def _attach(self, cls: type) -> type:
        """Watch a class; a decorator."""
        if isinstance(cls, type):  # pyright: ignore[reportUnnecessaryIsInstance]  # a decorator may give anything
            self.watch.attach(cls)
            if self.demonstration.stops and own_forward(cls) and "backward" not in vars(cls):
                self.unwritten.append(cls)
                cls.backward = _stop
        return cls

    def detach(self) -> None:
        """Let nothing be observed any more."""
        self.watch.detach()
        for cls in self.unwritten:
            del cls.backward


def _stop(*_: object, **__: object) -> NoReturn:
    raise Stopped


def parse(document: Document) -> ast.Module:
    """Return a file's syntax; GW507 if it is no Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an escape that is none, which Python has told of
            return ast.parse(document.code, document.filename)
    except (SyntaxError, ValueError) as wrong:
        raise failure(document.filename, wrong) from None


def _marked(tree: ast.Module, earlier: Mapping[int, Methods]) -> ast.Module:
    """Return the file's syntax with a decorator on every class that may have a forward."""
    for node in [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]:
        forwards = [item for item in node.body if may_be_forward(item)]
        if not forwards:
            continue
        mark = ast.copy_location(ast.Name(MARK, ast.Load()), node)
        node.decorator_list.insert(0, mark)
        for forward in forwards:
            if forward.lineno in earlier:
                _put_back(node, forward, earlier[forward.lineno])
    return tree


def _put_back(node: ast.ClassDef, bare: ast.stmt, methods: Methods) -> None:
    """Let a class run what an earlier run wrote; what is read is its own forward."""
    forward, backward = methods
    runs = ast.Assign([ast.Name(RUNS, ast.Store())], ast.Name(forward.name, ast.Load()))
    ast.fix_missing_locations(ast.copy_location(runs, bare))
    at = node.body.index(bare)
    node.body[at:at] = [forward, runs]
    node.body.append(backward)


# what runs instead --------------------------------------------------------------------------------


def _script(text: str | None) -> Path | None:
    if text is None or not text.endswith(".py"):
        return None
    if not Path(text).is_file():
        raise WrongRun(f"{text} does not exist")
    return Path(text).resolve()


def run_script(path: Path, module: ModuleType, filename: str) -> None:
    """Run a script as ``__main__``."""
    shown = str(path)
    try:
        code = compile(path.read_bytes(), shown, "exec", dont_inherit=True)
        vars(module).update({"__file__": shown})
        exec(code, vars(module))
    except Exception as raised:
        if line_in(filename, raised) is None:
            raise failure(shown, raised) from raised
        raise


def run_statements(text: str, module: ModuleType) -> None:
    """Run statements with the names of a file, and ``np``."""
    import numpy as np

    try:
        exec(compile(text, "<--run>", "exec", dont_inherit=True), {"np": np, **vars(module)})
    except Exception as raised:
        if _depth(raised) <= 1:
            raise WrongRun(f"{text!r} cannot be run ({_reason(raised)})") from None
        raise


def _depth(raised: BaseException) -> int:
    """Return how many calls lie between ``--run`` and where something was raised."""
    frames = traceback.extract_tb(raised.__traceback__)
    shown = [n for n, frame in enumerate(frames) if frame.filename == "<--run>"]
    return len(frames) - shown[-1] if shown else 0


def failure(filename: str, raised: BaseException) -> GradwrightError:
    """Return what went wrong, at the line of the file where it happened."""
    line = line_in(filename, raised)
    location = Location(filename, line, 1) if line else None
    return error("GW507", location, filename=filename, reason=_reason(raised))


def line_in(filename: str, raised: BaseException) -> int | None:
    """Return the line of a file in which something was raised, None where it was elsewhere."""
    if isinstance(raised, SyntaxError) and raised.filename == filename:
        return raised.lineno
    frames = traceback.extract_tb(raised.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == filename]
    return lines[-1] if lines else None


def _reason(raised: BaseException) -> str:
    if isinstance(raised, SyntaxError):
        return f"{type(raised).__name__}: {raised.msg}"
    return f"{type(raised).__name__}: {raised}".removesuffix(": ")
