"""What a check found: a `Finding` for each gradient, and what could not be compared, with the reason.

``Report.as_dict()`` is what ``--json`` prints; its keys are stable.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from gradwright.diagnostics import Location

EQUAL = "equal"
DIFFERENT = "different"
CONVENTION = "convention"
UNSURE = "unsure"
WORST = (DIFFERENT, UNSURE, CONVENTION, EQUAL)
EXPLAINED = 4
FOLLOWS = "a wrong part"  # the cause of a difference: a part of the network is wrong


@dataclass(slots=True)
class Finding:
    """A gradient of a hand-written backward beside the derived one.

    Attributes
    ----------
    owner
        The class, or the backward function.
    gradient, slot
        Where it was left (``self.dweights``, ``returned[0]``), and what it belongs to.
    verdict
        ``equal``, ``different``, ``convention``, or ``unsure`` where the derived gradient itself is.
    error
        The largest difference; `index`, `given` and `derived` say where.
    cause, words
        The likely cause, or the convention: its name, and a sentence.
    forward, backward
        The lines concerned.
    lines
        The derived expression.
    by
        ``written code`` or ``differences``.
    calls
        How many calls of backward were compared.
    number, behind
        What stands in the slot; the class whose output that is.
    explain
        Sets the verdict and the cause of a difference, from `size` numbers that are not 0.
    drawn
        Whether the upstream gradient was drawn for the check; `hidden`: while the file's own one
        shows no difference.
    """

    owner: str
    gradient: str
    slot: str
    verdict: str
    error: float = 0.0
    index: tuple[int, ...] = ()
    given: float = 0.0
    derived: float = 0.0
    given_shape: tuple[int, ...] = ()
    derived_shape: tuple[int, ...] = ()
    cause: str = ""
    words: str = ""
    forward: Location | None = None
    backward: Location | None = None
    lines: tuple[str, ...] = ()
    by: str = "written code"
    refused: str = ""
    calls: int = 1
    drawn: bool = False
    hidden: bool = False
    factor: float | None = None
    batches: tuple[int, ...] = ()
    kind: str = "upstream"
    argument: bool = False
    parts: tuple[str, ...] = ()
    behind: str = ""
    number: object = None
    sure: bool = True
    explain: Callable[[Finding], None] | None = None
    size: int = 0

    def as_dict(self) -> dict[str, object]:
        """Return the finding for ``--json``."""
        return {
            "class": self.owner,
            "gradient": self.gradient,
            "of": self.slot,
            "verdict": self.verdict,
            "error": _finite(self.error),
            "index": list(self.index),
            "given": _finite(self.given),
            "derived": _finite(self.derived),
            "given_shape": list(self.given_shape),
            "derived_shape": list(self.derived_shape),
            "cause": self.cause,
            "explanation": self.words,
            "forward": _place(self.forward),
            "backward": _place(self.backward),
            "derived_code": list(self.lines),
            "by": self.by,
            "calls": self.calls,
            "drawn": self.drawn,
        }


def _finite(number: float) -> float | None:
    """Return a number as JSON has it: null where it is not finite."""
    return number if math.isfinite(number) else None


def _place(location: Location | None) -> dict[str, object] | None:
    if location is None:
        return None
    return {
        "file": location.filename, "line": location.line, "column": location.column,
        "text": (location.text or "").strip(),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Skipped:
    """A class, or something that its backward left, that was not compared; why, and what to do."""

    owner: str
    reason: str

    def as_dict(self) -> dict[str, object]:
        """Return it for ``--json``."""
        return {"class": self.owner, "reason": self.reason}


@dataclass(slots=True)
class Report:
    """All that a check found."""

    filename: str
    findings: list[Finding] = field(default_factory=list[Finding])
    skipped: list[Skipped] = field(default_factory=list[Skipped])
    raised: str = ""

    def of(self, verdict: str) -> list[Finding]:
        """Return the findings of a verdict."""
        return [one for one in self.findings if one.verdict == verdict]

    def exit_code(self, *, strict: bool = False) -> int:
        """Return 0 if all is equal, 1 for a difference, 2 if nothing was compared or the file raised.

        A convention is a difference with `strict`.
        """
        if self.of(DIFFERENT) or (strict and self.of(CONVENTION)):
            return 1
        if self.raised or self.of(UNSURE) or not self.findings:
            return 2
        return 0

    def as_dict(self, *, strict: bool = False) -> dict[str, object]:
        """Return the report for ``--json``."""
        return {
            "file": self.filename,
            "exit_code": self.exit_code(strict=strict),
            "compared": [one.as_dict() for one in self.findings],
            "not_compared": [one.as_dict() for one in self.skipped],
            "raised": self.raised or None,
        }

    def owners(self) -> Iterator[tuple[str, list[Finding]]]:
        """Yield each class with its findings."""
        for owner in dict.fromkeys(one.owner for one in self.findings):
            yield owner, [one for one in self.findings if one.owner == owner]


def merged(findings: list[Finding]) -> list[Finding]:
    """Return one finding for each gradient of a class: the worst of its calls, explained.

    What is wrong in a network because a part of it is wrong is not guessed at.
    """
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for one in findings:
        groups.setdefault((one.owner, one.gradient, one.slot), []).append(one)
    done: dict[tuple[str, str, str], Finding] = {}
    wrong: set[str] = set()
    for key, group in sorted(groups.items(), key=lambda item: len(item[1][0].parts)):
        for one in group:
            own = [part for part in one.parts if part in wrong]
            if one.explain is not None and own:
                one.explain, one.cause = None, FOLLOWS
                one.words = f"it follows from what is wrong in {', '.join(own)}"
        done[key] = _worst(group)
        wrong |= {done[key].owner} if done[key].verdict == DIFFERENT else set()
    return [done[key] for key in groups]


def _worst(group: list[Finding]) -> Finding:
    """Return the worst finding: a difference with the most numbers, unless it is a convention."""
    calls = sum(one.calls for one in group)
    open_ = sorted((one for one in group if one.explain is not None), key=lambda one: -one.size)
    for one in open_[:EXPLAINED]:
        assert one.explain is not None
        one.explain(one)
        one.explain = None
        if one.verdict == DIFFERENT:
            break
    known = [one for one in group if one.explain is None]
    worst = min(known, key=lambda one: WORST.index(one.verdict))
    worst.calls = calls
    return worst
