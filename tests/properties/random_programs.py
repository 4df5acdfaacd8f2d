"""Run many random programs through the compiler and report what became of them.

`python -m tests.properties.random_programs --count 10000 --seed 0 --jobs 2` prints how many are
right, refused (by code), wrong, or failed without a line, how often each construct occurred, and
every failing program made smaller. The exit code is 1 if any is wrong or unlocated.
"""

import argparse
import collections
import itertools
import multiprocessing
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TextIO

from tests.properties.program_text import Program
from tests.properties.shrinker import shrunk
from tests.properties.statements import random_program
from tests.properties.verdict import INVALID, REFUSED, RIGHT, Verdict, verdict

BATCH = 25
PROGRESS = 250
FAMILIES = {
    "store": ("element store", "slice store", "augmented element", "augmented slice",
              "row or column store", "constant store", "mask store", "store by integers", "np.add.at"),
    "view": ("alias by", "row view", "loop over rows"),
    "alias": ("array handed on", "new array handed on", "arrays in a list"),
    "swap": ("swap", "rotation"),
    "loop": ("for at", "while", "loop over", "unrolled loop", "endless loop"),
    "early exit": ("break at", "continue at", "return at"),
    "branch": ("branch",),
    "helper": ("helper",),
    "list": ("list of", "list read", "arrays in a list"),
}  # fmt: skip
PAIRS = tuple(itertools.combinations(FAMILIES, 2))


def families_of(tags: Iterable[str]) -> set[str]:
    """Return the families of constructs that a program's tags belong to."""
    found = tuple(tags)
    return {
        family
        for family, starts in FAMILIES.items()
        if any(tag.startswith(starts) for tag in found)
    }


@dataclass(frozen=True, slots=True)
class Finding:
    """A program with its verdict."""

    program: Program
    verdict: Verdict


def finding(seed: int) -> Finding:
    """Return the finding for one seed."""
    program = random_program(seed)
    return Finding(program, verdict(program))


def findings(first: int, count: int, jobs: int, budget: float | None = None) -> Iterator[Finding]:
    """Yield findings for seeds from `first`, until `count` or the budget in seconds is spent."""
    until = None if budget is None else time.monotonic() + budget
    seeds = range(first, first + count)
    if jobs == 1:
        for seed in seeds:
            if until is not None and time.monotonic() > until:
                return
            yield finding(seed)
        return
    with multiprocessing.get_context("spawn").Pool(jobs, maxtasksperchild=20) as pool:
        for found in pool.imap(finding, seeds, chunksize=BATCH):
            if until is not None and time.monotonic() > until:
                return
            yield found


def smallest(found: Finding) -> Finding:
    """Return a finding whose program is as small as the same outcome allows."""
    outcome = found.verdict.outcome
    program = shrunk(found.program, lambda candidate: verdict(candidate).outcome == outcome)
    return Finding(program, verdict(program))


def describe(found: Finding) -> str:
    """Return a failing program with its seed and what is wrong with it."""
    head = f"seed {found.program.seed}: {found.verdict.outcome}: {found.verdict.detail}"
    return f"{head}\n{found.program.text}"


@dataclass
class Report:
    """Counts of outcomes, refusal codes, constructs, and pairs of their families."""

    outcomes: collections.Counter[str]
    codes: collections.Counter[str]
    tags: collections.Counter[str]
    pairs: collections.Counter[tuple[str, str]]
    failures: list[Finding]

    @classmethod
    def empty(cls) -> "Report":
        """Return a report of nothing."""
        counters = (collections.Counter[str]() for _ in range(3))
        return cls(*counters, collections.Counter(), [])

    def add(self, found: Finding) -> None:
        """Count one finding."""
        self.outcomes[found.verdict.outcome] += 1
        if found.verdict.outcome == REFUSED:
            self.codes[found.verdict.detail] += 1
        if found.verdict.outcome == RIGHT:
            self.tags.update(found.program.tags)
            families = families_of(found.program.tags)
            self.pairs.update(pair for pair in PAIRS if families.issuperset(pair))
        if found.verdict.failed:
            self.failures.append(found)

    def lines(self) -> Iterator[str]:
        """Yield the report's lines."""
        total = sum(self.outcomes.values())
        yield f"{total} programs: " + ", ".join(f"{n} {k}" for k, n in self.outcomes.most_common())
        yield "refused: " + (", ".join(f"{c} {n}" for c, n in self.codes.most_common()) or "none")
        yield "constructs of the right ones:"
        yield from (f"  {n:6d}  {tag}" for tag, n in self.tags.most_common())
        yield "pairs of families of the right ones:"
        yield from (f"  {self.pairs[pair]:6d}  {', '.join(pair)}" for pair in PAIRS)


def say_progress(report: Report, count: int, seconds: float) -> None:
    """Print how far the run is, for people who wait; the report itself is what is kept."""
    seen = report.outcomes.total()
    outcomes = ", ".join(f"{n} {k}" for k, n in report.outcomes.most_common())
    failing = " ".join(str(found.program.seed) for found in report.failures)
    left = (count - seen) * seconds / seen
    print(
        f"{seen} of {count}, {left:.0f} s left: {outcomes}  {failing}", file=sys.stderr, flush=True
    )


def run(options: argparse.Namespace, out: TextIO) -> int:
    """Run the programs that the options ask for and write the report."""
    report = Report.empty()
    if options.only is not None:
        report.add(found := finding(options.only))
        out.write(describe(found) + "\n")
    else:
        began = time.monotonic()
        for found in findings(options.seed, options.count, options.jobs, options.seconds):
            report.add(found)
            if report.outcomes.total() % PROGRESS == 0:
                say_progress(report, options.count, time.monotonic() - began)
    for found in report.failures[: options.show]:
        out.write(describe(smallest(found) if options.shrink else found) + "\n")
    failed = ", ".join(str(found.program.seed) for found in report.failures)
    out.write("\n".join([*report.lines(), f"failing seeds: {failed or 'none'}", ""]))
    return 1 if report.failures or report.outcomes[INVALID] * 20 > report.outcomes.total() else 0


def main(arguments: list[str] | None = None) -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(prog="python -m tests.properties.random_programs")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0, help="the first program's seed")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=None, help="stop after this time")
    parser.add_argument("--only", type=int, default=None, help="run the program of one seed")
    parser.add_argument("--show", type=int, default=5, help="how many failures to print")
    parser.add_argument("--shrink", action=argparse.BooleanOptionalAction, default=True)
    return run(parser.parse_args(arguments), sys.stdout)


if __name__ == "__main__":
    sys.exit(main())
