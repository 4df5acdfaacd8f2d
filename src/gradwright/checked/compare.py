"""A backward call beside the derived gradient: each gradient that it left or returned.

::

    forward, restored → runs again as it did? → what was asked → slots → pairs → derived → verdict
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np

from gradwright.checked.asked import Question, outputs_of, questions, rebound
from gradwright.checked.case import Case, Tolerance, tolerance_of
from gradwright.checked.causes import likely_cause
from gradwright.checked.conventions import convention_of
from gradwright.checked.factors import batches_of
from gradwright.checked.functions import without_value
from gradwright.checked.leaves import Leaf, is_numeric, kept_leaves
from gradwright.checked.mutations import lines_of
from gradwright.checked.observe import Backward, Forward
from gradwright.checked.pairing import Pair, pairs_of, slots_of
from gradwright.checked.places import backward_line, forward_line
from gradwright.checked.references import Differences, Values, extrapolated, quiet
from gradwright.checked.report import CONVENTION, DIFFERENT, EQUAL, UNSURE, Finding
from gradwright.checked.snapshot import Array
from gradwright.checked.written import Written, write
from gradwright.diagnostics import GradwrightError

WITNESSES = 4
NEARER = 1 / 32


class CannotCompare(Exception):  # noqa: N818  (becomes a line of the report)
    """A call cannot be compared: the text says why."""


@dataclass(slots=True)
class Comparison:
    """One call of a backward, compared."""

    backward: Backward
    forward: Forward
    asked: list[Question]
    slots: list[Leaf]
    differences: Differences
    written: Written | None
    refused: str

    def findings(self) -> list[Finding]:
        """Return what is found of each gradient."""
        pairs = pairs_of(self.backward, self.forward, self.slots)
        if self.asked[0].kind == "assumed":
            self.asked = [self._meant(pairs)]
        found = [self._finding(pair) for pair in pairs]
        return [one for one in found if one is not None]

    def _finding(self, pair: Pair) -> Finding | None:
        cases = [case for q in self.asked if (case := self._case(pair, q)) is not None]
        if not cases:
            return None
        equal = [one for one in cases if _is_equal(one, pair)]
        if equal:
            return self._described(equal[0], pair)
        case = cases[0]
        finding = self._described(case, pair)
        finding.verdict = DIFFERENT
        finding.size = int(np.count_nonzero(case.given))
        finding.explain = functools.partial(self._explain, case)
        return finding

    def _meant(self, pairs: list[Pair]) -> Question:
        """Return the loss that most gradients of a backward agree with."""
        sure = [pair for pair in pairs if pair.sure]
        counts = [sum(self._agrees(pair, question) for pair in sure) for question in self.asked]
        if not any(counts):
            raise CannotCompare(
                "backward is given no upstream gradient, and no usual loss of forward's output has "
                "these gradients: put the loss into forward, or into a class of its own"
            )
        return self.asked[int(np.argmax(counts))]

    def _agrees(self, pair: Pair, question: Question) -> bool:
        case = self._case(pair, question)
        return case is not None and bool(np.any(case.given)) and _is_equal(case, pair)

    def _case(self, pair: Pair, question: Question) -> Case | None:
        derived, written = None, self.written
        if written is not None:
            derived = _tried(written, pair.slot, question)
        if derived is None:
            derived, written = _tried(self.differences, pair.slot, question), None
        if derived is None:
            return None
        return Case(
            self.backward, self.forward, question, pair.slot, self.slots, pair.given, pair.before,
            derived, written or self.differences, written,
            _loosened(tolerance_of(self.forward, question), derived, written),
        )  # fmt: skip

    def _described(self, case: Case, pair: Pair) -> Finding:
        names = case.written.names(pair.slot) if case.written else ()
        given = np.asarray(case.given)
        finding = Finding(
            owner=owner_name(self.backward),
            gradient=_shown(pair, self.backward),
            slot=pair.slot.path,
            verdict=EQUAL,
            given_shape=given.shape,
            derived_shape=case.shape,
            forward=forward_line(self.forward, pair.slot),
            backward=backward_line(self.backward, pair.gradient),
            lines=tuple(lines_of(case.written, names)) if case.written else (),
            by="written code" if case.written else "differences",
            refused=self.refused,
            drawn=self.backward.drawn,
            batches=batches_of(case),
            kind=case.question.kind,
            argument=pair.slot.root != "self",
            parts=tuple(dict.fromkeys(type(part).__name__ for part in self.forward.parts())),
            sure=pair.sure,
            number=pair.slot.value,
        )
        _measure(finding, case)
        return finding

    def _explain(self, case: Case, finding: Finding) -> None:
        """Set the verdict of a difference, and its likely cause."""
        convention = convention_of(case)
        if convention is not None:
            finding.verdict, (finding.cause, finding.words) = CONVENTION, convention
            return
        if not np.isfinite(case.derived.numbers).all():
            finding.verdict, finding.words = UNSURE, "the derived gradient is not finite here"
            return
        finding.verdict = DIFFERENT
        finding.factor = case.ratio(case.derived) if case.has_shape else None
        if case.written is not None and self._is_doubtful(case):
            finding.verdict = UNSURE
            finding.words = "the written code and differences of forward disagree here"
            return
        cause = likely_cause(case)
        if cause is None and case.before is not None and case.before.shape == case.given.shape:
            cause = likely_cause(replace(case, given=case.given - case.before, notes={}))
        finding.cause, finding.words = cause or ("", "")

    def _is_doubtful(self, case: Case) -> bool:
        """Whether differences of forward contradict the derived gradient where it is farthest off."""
        moved = self.differences.moved(case.slot, case.question)
        if moved is None or not case.has_shape:
            return False
        given, derived = case.given.reshape(-1), case.derived.numbers.reshape(-1)
        worst = np.argsort(-np.abs(given - derived))[:WITNESSES]
        scale = max(float(np.max(np.abs(derived), initial=0.0)), case.upstream * 1e-6)
        for k in worst:
            at = functools.partial(moved, int(k))
            number, error = extrapolated(at, 1.0)
            again, _ = extrapolated(at, NEARER)
            slack = 10 * error + 1e-4 * scale
            settled = error < 1e-3 * scale and abs(again - number) < slack
            if settled and abs(number - derived[k]) > slack:
                return True
        return False


def _loosened(tolerance: Tolerance, derived: Values, written: Written | None) -> Tolerance:
    """Return the tolerance for differences, whose own error counts."""
    if written is not None:
        return tolerance
    scale = float(np.max(np.abs(derived.numbers), initial=0.0))
    own = min(100 * derived.error / scale, 1e-3) if scale and np.isfinite(derived.error) else 0.0
    return Tolerance(max(tolerance.relative, own, 1e-6), max(tolerance.floor, 1e-8))


def _tried(reference: Written | Differences, slot: Leaf, question: Question) -> Values | None:
    try:
        return reference.gradient(slot, question)
    except Exception:  # noqa: BLE001  (the user's code raises; another reference is tried)
        return None


def _is_equal(case: Case, pair: Pair) -> bool:
    if case.has_shape and case.same(case.derived):
        return True
    before = pair.before
    if (
        before is None
        or before.shape != case.given.shape
        or not case.has_shape
        or not np.any(before)
    ):
        return False
    return case.same(case.derived, to=case.derived.of(case.given - before))


def _measure(finding: Finding, case: Case) -> None:
    """Set the largest error and where it is."""
    if not case.has_shape or case.given.size == 0:
        return
    given, derived = case.target.reshape(-1), case.derived.numbers.reshape(-1)
    with np.errstate(all="ignore"):
        apart = np.abs(given - derived)
    apart = np.where(np.isnan(apart), np.inf, apart)
    worst = int(np.argmax(apart))
    entry = worst if case.derived.entries is None else int(case.derived.entries[worst])
    finding.error = float(apart[worst])
    finding.index = tuple(int(k) for k in np.unravel_index(entry, case.shape))
    finding.given, finding.derived = float(given[worst]), float(derived[worst])


def _shown(pair: Pair, backward: Backward) -> str:
    if pair.rate is not None:
        return f"the step of {pair.gradient.path}"
    return pair.gradient.path


def owner_name(backward: Backward) -> str:
    """Return how a backward is called in the report."""
    return backward.cls.__name__ if backward.cls is not None else backward.function.__name__


def comparison_of(backward: Backward) -> Comparison:
    """Return a backward call ready to be compared.

    Raises
    ------
    CannotCompare
        With the reason.
    """
    if backward.raised is not None:
        raise CannotCompare(f"backward raised {type(backward.raised).__name__}: {backward.raised}")
    forward = rebound(backward, backward.forward) or backward.forward
    if forward is None:
        raise CannotCompare("backward was called before forward: call forward first")
    _replay(forward)
    if backward.cls is None:
        backward.value = without_value(backward.value, forward, backward)
    asked = questions(backward, forward)
    if not asked:
        raise CannotCompare(_no_question(backward, forward))
    forward.before.restore()
    slots = slots_of(forward, backward)
    written, refused = _written(forward, asked[0])
    forward.before.restore()
    return Comparison(backward, forward, asked, slots, Differences(forward), written, refused)


def _no_question(backward: Backward, forward: Forward) -> str:
    if not outputs_of(forward):
        return "forward gives no number, neither returned nor as an attribute"
    shape = outputs_of(forward)[0].array.shape
    given = ", ".join(
        f"{n} {np.shape(cast('Any', v))}" for n, v in backward.arguments.items() if is_numeric(v)
    )
    what = f"which is no upstream gradient of forward's output {shape}"
    return f"backward was given {given or 'nothing'}, {what}"


def _written(forward: Forward, question: Question) -> tuple[Written | None, str]:
    entry = question.pairs[0][0].entry
    try:
        return write(forward, entry), ""
    except GradwrightError as refused:
        return None, f"{refused.code}: {refused.message}"
    except Exception as raised:  # noqa: BLE001  (differences take over, and the report says so)
        return None, f"{type(raised).__name__}: {raised}"


def _replay(forward: Forward) -> None:
    """Run forward again; raise if it gives something else than it did."""
    forward.before.restore()
    try:
        with quiet():
            value = forward.run()
    except Exception as raised:
        raise CannotCompare(
            f"forward raised {type(raised).__name__} when it was run again"
        ) from raised
    new = Forward(forward.cls, forward.function, forward.bound, forward.owner, forward.before)
    new.output = None if value is forward.owner else value
    new.left = kept_leaves(forward.owner, "self", forward.reaches)
    if forward.output is None and not forward.left:
        forward.output, forward.left = new.output, new.left
        return
    for old, again in zip(outputs_of(forward), outputs_of(new), strict=False):
        if not _same(old.array, again.array):
            raise CannotCompare(
                "forward gives something else when it is run again with the same arguments"
            )


def _same(a: Array, b: Array) -> bool:
    return a.shape == b.shape and bool(np.allclose(a, b, rtol=1e-5, atol=1e-8, equal_nan=True))
