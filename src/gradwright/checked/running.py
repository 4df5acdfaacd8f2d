"""Check a file: it is run as Python runs it, its layers observed, and each backward compared.

In: a path. Out: a `Report`. What the file prints goes to the error stream.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from pathlib import Path
from types import FunctionType, ModuleType

import numpy as np

from gradwright.checked.asked import outputs_of
from gradwright.checked.calls import called, redrawn
from gradwright.checked.compare import CannotCompare, comparison_of, owner_name
from gradwright.checked.functions import Pair, backward_of, forward_of, pairs_in
from gradwright.checked.observe import Backward, Forward, Observation, pair_of
from gradwright.checked.report import EQUAL, Finding, Report, Skipped, merged
from gradwright.checked.settle import settle
from gradwright.classes.running import as_main, failure
from gradwright.diagnostics import GradwrightError

MARK = "__gradwright_check__"
MARK_FUNCTION = "__gradwright_check_function__"


def check_file(path: Path, pair: Pair | None = None) -> Report:
    """Run a file, and compare each hand-written backward in it with the derived gradient.

    Parameters
    ----------
    path
        The file.
    pair
        The names of a function and its backward: those alone are compared.

    Raises
    ------
    GradwrightError
        GW507 if the file is no Python, or raises before any backward was called.
    """
    observation = Observation()
    report = Report(str(path))
    tree = _parsed(path)
    pairs = pairs_in(tree) if pair is None else [pair]
    try:
        _run(path, _marked(path, pairs, classes=pair is None), observation)
    except GradwrightError as raised:
        if not observation.backwards:
            raise
        report.raised = raised.message
    observation.paused = True
    backwards = list(observation.backwards)
    backwards += _of_classes(observation, report)
    backwards += _of_functions(observation, pairs, report, asked=pair is not None)
    return _reported(report, backwards, tree)


def check_functions(
    path: Path, function: FunctionType, backward: FunctionType, arguments: Sequence[object]
) -> Report:
    """Compare a backward function with the derived gradient, for given arguments."""
    report = Report(str(path))
    call = backward_of(backward, forward_of(function, arguments))
    if isinstance(call, str):
        report.skipped.append(Skipped(backward.__name__, call))
        return report
    return _reported(report, [call], _parsed(path))


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


def _parsed(path: Path) -> ast.Module:
    try:
        return ast.parse(path.read_bytes(), str(path))
    except (SyntaxError, ValueError) as wrong:
        raise failure(str(path), wrong) from None


def _run(path: Path, tree: ast.Module, observation: Observation) -> None:
    module = ModuleType("__main__")
    names = {MARK: observation.attach, MARK_FUNCTION: observation.attach_function}
    vars(module).update({"__file__": str(path.resolve()), **names})
    code = compile(tree, str(path), "exec", dont_inherit=True)
    with as_main(module, path):
        try:
            exec(code, vars(module))
        except SystemExit:
            pass
        except Exception as raised:
            raise failure(str(path), raised) from raised
        finally:
            observation.detach()


def _marked(path: Path, pairs: list[Pair], *, classes: bool) -> ast.Module:
    """Return the file's syntax with a decorator on every class, and on the functions of the pairs."""
    tree = ast.parse(path.read_bytes(), str(path))
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and classes:
            mark = ast.copy_location(ast.Name(MARK, ast.Load()), node)
            node.decorator_list.insert(0, mark)
    for node in tree.body:
        for pair in pairs:
            if isinstance(node, ast.FunctionDef) and node.name in pair:
                call = ast.parse(f"{MARK_FUNCTION}({pair!r}, {pair.index(node.name)})").body[0]
                assert isinstance(call, ast.Expr)
                for inner in ast.walk(call):
                    ast.copy_location(inner, node)
                node.decorator_list.append(call.value)
    return tree
