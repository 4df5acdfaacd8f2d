"""Backward methods for the layers of a file: the file is run, read, and written with them in.

::

    take out what an earlier run wrote → run (types) → read each forward → reverse part
        → what is kept → text → lines in the place of the old ones
"""

from __future__ import annotations

import linecache
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from gradwright.classes.clips import saturating
from gradwright.classes.definitions import Definition, definitions_of, first_line, functions_of
from gradwright.classes.derivations import Derivations
from gradwright.classes.derived import Derived
from gradwright.classes.documents import Document, read_document
from gradwright.classes.holding import check_holds
from gradwright.classes.insertion import Insertion, Place
from gradwright.classes.marks import comments_of, forward_fingerprint, marked
from gradwright.classes.method import Written, listed, write_method
from gradwright.classes.names import GENERAL, NAMES, definer_of
from gradwright.classes.running import Demonstration, Run, parse, run_document
from gradwright.classes.terms import ADDED, definition_of, terms_of
from gradwright.diagnostics import GradwrightError, Location, error, refusal


class State(Enum):
    """What became of a class."""

    WRITTEN = "written"
    RENEWED = "renewed"
    UNCHANGED = "unchanged"
    YOURS = "yours"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Entry:
    """One class: what became of it, where it stands, which gradients it leaves, or the problem.

    notes: sentences on its gradients.
    """

    name: str
    state: State
    place: tuple[str, int]
    gradients: tuple[str, ...] = ()
    problem: GradwrightError | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """A file with backward methods: its bytes before and after, and its classes."""

    before: bytes
    data: bytes
    entries: tuple[Entry, ...]
    encoding: str = "utf-8"

    @property
    def done(self) -> tuple[str, ...]:
        """The classes that have a new backward."""
        new = (State.WRITTEN, State.RENEWED)
        return tuple(one.name for one in self.entries if one.state in new)

    @property
    def problems(self) -> tuple[GradwrightError, ...]:
        """Why classes have none."""
        return tuple(one.problem for one in self.entries if one.problem is not None)


_Made = tuple[Definition, Entry, Sequence[Insertion]]


class NoSuchClass(Exception):  # noqa: N818  (an option that cannot be followed)
    """A class that was asked for is not in the file: the message says which there are."""


def add_backward(
    path: Path,
    *,
    run: str | None = None,
    only: Sequence[str] = (),
    added: Sequence[str] = (),
    force: bool = False,
) -> Result:
    """Return a file with backward methods in its layers.

    Parameters
    ----------
    path
        A file of Python, or a notebook.
    run
        Statements, or a script, to run instead of the file's own demonstration.
    only
        The names of the classes to write; all where there are none.
    added
        Terms of the objective whose gradients are added, like ``Loss.regularization(layer)``: a
        function of the file, or a method of a class, and its parameter that is the layer.
    force
        Whether a written backward that somebody edited is written again.

    Raises
    ------
    GradwrightError
        GW507 if the file cannot be run, GW514 if it has no class with a forward, GW515 if a term
        cannot be added.
    NoSuchClass, NoSuchTerm
        A class or a term is not in the file.
    """
    document = read_document(path)
    try:
        return _File(document, run, only, added, force=force).result()
    except GradwrightError as problem:
        raise document.located(problem) from problem.__cause__


class _File:
    def __init__(
        self,
        document: Document,
        run: str | None,
        only: Sequence[str],
        added: Sequence[str],
        *,
        force: bool,
    ) -> None:
        self.document = document
        self.text = document.text
        self.instead = run
        self.force = force
        self.all = definitions_of(document)
        self.only = only
        self.chosen = _chosen(self.all, only, document.filename)
        self.bare = document.without(_lines(one for one in self.chosen if self._is_ours(one)))
        tree = parse(self.bare)
        self.terms = terms_of([*_added_before(self.chosen, document), *added], tree)
        functions = functions_of(tree)
        self.forwards = {first_line(n): n for name in NAMES for n in functions.get(name, ())}
        self.fingerprints = {
            line: forward_fingerprint(node, functions) for line, node in self.forwards.items()
        }

    def _is_ours(self, one: Definition) -> bool:
        """Whether what an earlier run wrote may be taken out."""
        return one.earlier is not None and (self.force or not one.earlier.is_edited)

    def _is_intact(self, one: Definition) -> bool:
        """Whether forward and backward are as an earlier run left them."""
        then = one.earlier
        if then is None or then.backward is None or then.is_edited:
            return False
        return then.forward_then == self.fingerprints[one.line]

    def result(self) -> Result:
        """Return the file with what is written, class by class."""
        with readable(self.document.filename, self.bare.code):
            run = self._run()
            made = self._layers([self._made(one, run) for one in self.chosen])
        taken = [one for one, entry, _ in made if entry.state in (State.WRITTEN, State.RENEWED)]
        text = self.text.without(_lines(taken))
        pieces = text.pieces([insertion for _, _, added in made for insertion in added])
        data = self.document.rebuilt(pieces)
        entries = tuple(entry for _, entry, _ in made)
        return Result(self.document.data, data, entries, self.text.encoding)

    def _run(self) -> Run | None:
        """Run the file, where there is something to write."""
        if not any(one.backward is None or self._is_ours(one) for one in self.chosen):
            return None
        intact = [one for one in self.chosen if self._is_intact(one)]
        run = run_document(self.bare, self._demonstration(intact))
        self._check_added(run)
        ours = [one for one in self.chosen if one.backward is None or self._is_ours(one)]
        lines = [{one.line for one in group} for group in (ours, intact)]
        self.derivations = Derivations(run, self.all, *lines)
        return run

    def _check_added(self, run: Run) -> None:
        """Refuse a term that was never called, or with layers only that are not written."""
        for one in run.added:
            node = definition_of(one.term, parse(self.bare))
            assert node is not None
            owners = {definer_of(type(call.layer)) for call in one.calls}
            names = {owner.__name__ for owner in owners if owner is not None}
            reason = "" if names else "the run never calls it with a layer"
            yours = [d.name for d in self.all if d.node.name in names and d.is_yours]
            if names and len(yours) == len(names):
                reason = f"{yours[0]} has a backward of your own"
            if reason:
                at = self._at(node.lineno)
                raise refusal("GW515", at, term=one.term.text, name="a layer", reason=reason)

    def _demonstration(self, intact: Iterable[Definition]) -> Demonstration:
        methods = {
            one.forward.lineno: (one.forward, one.backward)
            for one in intact
            if one.backward is not None
        }
        return Demonstration(self.instead, methods, stops=True, terms=tuple(self.terms))

    def _layers(self, made: list[_Made]) -> list[_Made]:
        """Leave out what has a method of a general name, and is no layer: beside layers, unasked."""
        layers = [
            (one, entry, added)
            for one, entry, added in made
            if one.forward.name not in GENERAL or entry.state is not State.REFUSED
        ]
        return layers if layers and not self.only else made

    # one class

    def _made(self, one: Definition, run: Run | None) -> _Made:
        """Return what becomes of a class, and the lines that are added."""
        place = self.document.place(one.node.lineno)
        try:
            state, gradients, added = self._added(one, run)
        except GradwrightError as problem:
            located = self.document.located(problem)
            return one, Entry(one.name, State.REFUSED, place, (), located), ()
        return one, Entry(one.name, state, place, gradients, None, self._notes(one, state)), added

    def _notes(self, one: Definition, state: State) -> tuple[str, ...]:
        """Return what a person should know of the gradients that were written."""
        if state not in (State.WRITTEN, State.RENEWED):
            return ()
        return tuple(
            note for derived in self.derivations.all_of(one) for note in saturating(derived)
        )

    def _added(
        self, one: Definition, run: Run | None
    ) -> tuple[State, tuple[str, ...], Sequence[Insertion]]:
        if one.is_yours:
            return State.YOURS, (), ()
        if one.earlier is not None and not self._is_ours(one):
            assert one.backward is not None
            raise refusal("GW512", self._at(one.backward.lineno), name=one.name)
        assert run is not None
        if not self.derivations.is_called(one):
            if self._is_intact(one):
                return State.UNCHANGED, (), ()
            raise self._not_called(one, run)
        derived, plain = self._written(one)
        wrt = sorted((p.name for p in derived.wrt), key=lambda name: name.startswith("self."))
        gradients = tuple(map(derived.forward.layer.naming.gradient, wrt))
        forward = self.forwards[one.line]
        written, code = marked(plain, forward, self.fingerprints[one.line])
        if one.earlier is not None and self._is_intact(one) and code == one.earlier.code:
            return State.UNCHANGED, gradients, ()
        place = Place(self.bare.text, forward)
        self._check_room(one, place, written)
        state = State.RENEWED if one.backward is not None else State.WRITTEN
        return state, gradients, place.insertions(written)

    def _written(self, one: Definition) -> tuple[Derived, Written]:
        """Return what is written for a class, the same for all that its definition made."""
        found = [(derived, write_method(derived)) for derived in self.derivations.all_of(one)]
        derived, written = found[0]
        if any(other != written for _, other in found):
            reason = "its definition runs several times, and makes classes that differ"
            raise refusal("GW506", self._at(one.node.lineno), name=one.name, reason=reason)
        check_holds(derived, written)
        return derived, written

    def _not_called(self, one: Definition, run: Run) -> GradwrightError:
        at = self._at(one.node.lineno)
        if any(d.lineno < one.line for d in one.node.decorator_list) and _gives_backward(one):
            reason = "its decorator gives it a backward while it runs: remove the decorator"
            return refusal("GW506", at, name=one.name, reason=reason)
        names = {"name": one.name, "forward": one.forward.name, "call": one.call}
        if run.stopped is not None:
            return refusal("GW513", at, **names, line=run.stopped)
        return refusal("GW502", at, **names)

    def _check_room(self, one: Definition, place: Place, written: Written) -> None:
        if written.kept and not place.has_room:
            reason = "forward has to keep values, and its statements have no lines of their own"
            raise refusal("GW506", self._at(one.line), name=one.name, reason=reason)

    def _at(self, line: int) -> Location:
        text = self.text.line(line)
        return Location(self.document.filename, line, len(text) - len(text.lstrip()) + 1, text)


def _chosen(all_: list[Definition], only: Sequence[str], filename: str) -> list[Definition]:
    """Return the classes that were asked for."""
    if not all_:
        raise error("GW514", None, filename=filename, names=listed(NAMES))
    for name in only:
        if not any(one.is_called([name]) for one in all_):
            known = ", ".join(one.name for one in all_)
            raise NoSuchClass(f"{filename} has no class {name!r} with a forward, it has: {known}")
    return [one for one in all_ if not only or one.is_called(only)]


def _added_before(chosen: Iterable[Definition], document: Document) -> Iterator[str]:
    """Yield the terms that an earlier run added."""
    lines = sorted(_lines(chosen))
    comments = comments_of(document.code)
    for remark in (comments.get(line, "") for line in lines):
        if remark.startswith(ADDED):
            yield remark.removeprefix(ADDED)


def _lines(definitions: Iterable[Definition]) -> set[int]:
    """Return the lines that an earlier run wrote into classes."""
    return {line for one in definitions if one.earlier for line in one.earlier.lines}


def _gives_backward(one: Definition) -> bool:
    import ast

    return any("with_backward" in ast.unparse(d) for d in one.node.decorator_list)


@contextmanager
def readable(filename: str, code: str) -> Generator[None]:
    """Let functions be read from a text rather than from the file of that name."""
    before = linecache.cache.pop(filename, None)
    lines = [line + "\n" for line in code.split("\n")]
    linecache.cache[filename] = (len(code), None, lines, filename)
    try:
        yield
    finally:
        del linecache.cache[filename]
        if before is not None:
            linecache.cache[filename] = before
