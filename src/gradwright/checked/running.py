"""Check a file: it is run as Python runs it, its layers observed, and each backward compared.

In: a path. Out: a `Report`. What the file prints goes to the error stream.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import FunctionType

import numpy as np

from gradwright.checked.asked import outputs_of
from gradwright.checked.calls import called, redrawn
from gradwright.checked.compare import CannotCompare, comparison_of, owner_name
from gradwright.checked.functions import Pair, backward_of, forward_of, pairs_in
from gradwright.checked.observe import Backward, Forward, Observation
from gradwright.checked.report import EQUAL, Finding, Report, Skipped, merged
from gradwright.checked.settle import settle
from gradwright.classes.documents import Document, read_document
from gradwright.classes.files import readable
from gradwright.classes.names import pair_of
from gradwright.classes.running import Demonstration, Running, parse
from gradwright.diagnostics import GradwrightError, Location

MARK = "__gradwright_check__"
MARK_FUNCTION = "__gradwright_check_function__"


def check_file(path: Path, pair: Pair | None = None, run: str | None = None) -> Report:
    """Run a file, and compare each hand-written backward in it with the derived gradient.

    Parameters
    ----------
    path
        The file, Python or a notebook.
    pair
        The names of a function and its backward: those alone are compared.
    run
        A script or statements that are run instead of the file's own demonstration.

    Raises
    ------
    GradwrightError
        GW507 if the file is no Python, or raises before any backward was called.
    WrongRun
        If `run` cannot be run.
    """
    observation = Observation()
    document = read_document(path)
    running = _Observing(document, Demonstration(run), observation, pair)
    report = Report(str(path))
    try:
        running.run()
    except GradwrightError as raised:
        if not observation.backwards:
            raise document.located(raised) from None
        report.raised = raised.message
    observation.paused = True
    with readable(document.filename, document.code):
        backwards = list(observation.backwards)
        backwards += _of_classes(observation, report)
        backwards += _of_functions(observation, running.pairs, report, asked=pair is not None)
        _reported(report, backwards, running.tree)
    for one in report.findings:
        one.forward, one.backward = (
            _placed_in(document, one.forward),
            _placed_in(document, one.backward),
        )
    return report


def _placed_in(document: Document, location: Location | None) -> Location | None:
    """Return a place as a person calls it: in a cell of a notebook."""
    if location is None or location.filename != document.filename:
        return location
    filename, line = document.place(location.line)
    return replace(location, filename=filename, line=line)


def check_functions(
    path: Path, function: FunctionType, backward: FunctionType, arguments: Sequence[object]
) -> Report:
    """Compare a backward function with the derived gradient, for given arguments."""
    report = Report(str(path))
    call = backward_of(backward, forward_of(function, arguments))
    if isinstance(call, str):
        report.skipped.append(Skipped(backward.__name__, call))
        return report
    return _reported(report, [call], parse(read_document(path)))


def _reported(report: Report, backwards: Sequence[Backward], tree: ast.Module) -> Report:
    findings, skipped = compared(backwards)
    report.findings = settle(findings, tree)
    report.skipped += skipped
    return report


def _of_classes(observation: Observation, report: Report) -> list[Backward]:
    """Return calls of the classes whose backward the file never calls."""
    done = {call.cls for call in observation.backwards if call.cls is not None}
    found: list[Backward] = []
    for cls in observation.classes:
        if pair_of(cls) is None or any(issubclass(one, cls) for one in done):
            continue
        calls, reason = called(observation, cls)
        found += calls
        if reason:
            report.skipped.append(Skipped(cls.__name__, reason))
    return found


def _of_functions(
    observation: Observation, pairs: list[Pair], report: Report, *, asked: bool
) -> list[Backward]:
    """Return calls of the backward functions that the file never calls."""
    done: set[object] = {call.plain for call in observation.backwards}
    found: list[Backward] = []
    for pair in pairs:
        functions = observation.functions.get(pair, {})
        if len(functions) < 2:
            report.skipped.append(
                Skipped(pair[1], f"{report.filename} has no function {pair[len(functions)]}")
            )
            continue
        forwards: list[Forward] = observation.forwards.get(pair, [])
        if functions[1] in done:
            continue
        if not forwards:
            reason = f"{pair[0]} was never called: add a call of it to the end of the file"
            reason += ", or give examples of its arguments with --like" if asked else ""
            report.skipped.append(Skipped(pair[1], reason))
        for forward in forwards[:2]:
            call = backward_of(functions[1], forward)
            if isinstance(call, str):
                report.skipped.append(Skipped(pair[1], call))
                break
            found.append(call)
    return found


def compared(backwards: Sequence[Backward]) -> tuple[list[Finding], list[Skipped]]:
    """Return what is found of calls of backward, and what could not be compared."""
    findings: list[Finding] = []
    skipped: dict[tuple[str, str], Skipped] = {}
    drawn: set[object] = set()
    for backward in backwards:
        found = _findings(backward, skipped)
        findings += found
        key = (backward.cls, backward.function)
        if found and key not in drawn and all(one.verdict == EQUAL for one in found):
            again = redrawn(backward)
            if again is not None:
                drawn.add(key)
                findings += _hidden(again)
    merge = [
        one
        for one in _placed(merged(findings), backwards)
        if one.sure or one.cause or one.verdict == EQUAL
    ]
    for one in findings:
        if not one.sure and not any(
            one.owner == m.owner and one.gradient == m.gradient for m in merge
        ):
            reason = f"its name does not say what {one.gradient} is the gradient of"
            skipped[one.owner, reason] = Skipped(one.owner, reason)
    named = {one.owner for one in merge}
    return merge, [
        s for s in skipped.values() if s.owner not in named or "does not say" in s.reason
    ]


def _placed(findings: list[Finding], backwards: Sequence[Backward]) -> list[Finding]:
    """Note the class whose output a loss was given."""
    forwards = [call.forward for call in backwards if call.forward is not None]
    for one in findings:
        for forward in forwards if one.kind != "upstream" and one.verdict != EQUAL else ():
            same = [
                np.array_equal(out.array, np.asarray(one.number)) for out in outputs_of(forward)[:1]
            ]
            if any(same) and forward.cls is not None:
                one.behind = forward.cls.__name__
    return findings


def _hidden(backward: Backward) -> list[Finding]:
    """Return what an upstream gradient that was drawn shows, and the file's own one does not."""
    found = _findings(backward, {})
    for one in found:
        one.hidden, one.calls = True, 0
    return found


def _findings(backward: Backward, skipped: dict[tuple[str, str], Skipped]) -> list[Finding]:
    owner = owner_name(backward)
    try:
        found = comparison_of(backward).findings()
    except CannotCompare as problem:
        skipped[owner, str(problem)] = Skipped(owner, str(problem))
        return []
    if not found:
        reason = "backward left nothing that is named like a gradient, and returned none"
        skipped[owner, reason] = Skipped(owner, reason)
    return found


# the file -----------------------------------------------------------------------------------------


class _Observing(Running):
    """A run in which classes and functions are observed."""

    def __init__(
        self,
        document: Document,
        demonstration: Demonstration,
        observation: Observation,
        pair: Pair | None,
    ) -> None:
        self.observation = observation
        self.pair = pair
        self.pairs: list[Pair] = []
        super().__init__(document, demonstration)

    def marked(self, tree: ast.Module) -> ast.Module:
        """Return the syntax with a decorator on every class, and on the functions of the pairs."""
        self.pairs = pairs_in(tree) if self.pair is None else [self.pair]
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and self.pair is None:
                mark = ast.copy_location(ast.Name(MARK, ast.Load()), node)
                node.decorator_list.insert(0, mark)
        for node in tree.body:
            for pair in self.pairs:
                if isinstance(node, ast.FunctionDef) and node.name in pair:
                    node.decorator_list.append(_mark_of(pair, node))
        return tree

    def marks(self) -> dict[str, object]:
        """Return the decorators."""
        return {MARK: self.observation.attach, MARK_FUNCTION: self.observation.attach_function}

    def detach(self) -> None:
        """Give the classes their own methods back."""
        self.observation.detach()


def _mark_of(pair: Pair, node: ast.FunctionDef) -> ast.expr:
    call = ast.parse(f"{MARK_FUNCTION}({pair!r}, {pair.index(node.name)})").body[0]
    assert isinstance(call, ast.Expr)
    for inner in ast.walk(call):
        ast.copy_location(inner, node)
    return call.value
