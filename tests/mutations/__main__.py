"""Seed each bug of the table into the compiler, one at a time, and see whether the suite finds it.

`python -m tests.mutations --results FILE` prints a line for each bug, killed by which check, or survived, and
goes on where it was interrupted. The exit code is 1 where fewer than 95 of 100 are killed.
"""

import argparse
import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.mutations.mutation import ROOT, Mutation
from tests.mutations.table import MUTATIONS

SHARE = 0.95


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one bug: the check that killed it, and the programs that it changed and left right."""

    name: str
    path: str
    digest: str
    by: str
    detail: str
    made: int
    changed: list[str]
    seconds: float

    @property
    def word(self) -> str:
        """Whether it is killed, survived, or could not be judged in time."""
        return "killed" if self.by else "SURVIVED" if self.made else "UNJUDGED"

    @property
    def line(self) -> str:
        """The row of the table."""
        changed = f"{len(self.changed)} programs changed in {self.made} checks"
        why = f"{self.by}: {self.detail}" if self.by else self.detail or changed
        return f"{self.word:9} {self.path:24} {self.name}  [{why}]  {self.seconds:.0f} s"


class Judge:
    """Runs the judge in interpreters of their own."""

    def __init__(self, baseline: Path, limit: int) -> None:
        self.baseline = baseline
        self.limit = limit
        self.lock = threading.Lock()

    def _run(self, *arguments: str) -> dict[str, Any]:
        place = os.pathsep.join([str(ROOT), str(ROOT.parent)])
        command = [sys.executable, "-m", "tests.mutations.judge", *arguments]
        settings = {**os.environ, "PYTHONPATH": place}
        options: dict[str, Any] = {"capture_output": True, "text": True, "check": False}
        done = subprocess.run(command, cwd=ROOT.parent, env=settings, **options)
        if done.returncode == -signal.SIGXCPU:
            return {"by": "", "detail": f"not judged in {self.limit} s", "made": 0}
        lines = done.stdout.strip().splitlines()
        if lines:
            return json.loads(lines[-1])
        said = (done.stderr.strip().splitlines() or [""])[-1][:120]
        return {"by": "no interpreter lives" if said else "", "detail": said, "made": 0}

    def failing(self, checks: Iterable[str]) -> set[str]:
        """Return the checks that fail without any bug: they judge nothing."""
        return set(self._run("check", *checks)) if checks else set()

    def judged(self, mutation: Mutation, first: str, broken: Iterable[str]) -> Result:
        """Return what becomes of one bug; the check `first` is tried first."""
        start, found = time.monotonic(), dict[str, Any]()
        bug = ("--bug", mutation.name, "--seconds", str(self.limit))
        if first and first not in broken:
            failed = self._run("check", first, *bug)
            found = {"by": first, "detail": failed[first], "made": 1} if first in failed else {}
        if not found:
            with self.lock:
                if not self.baseline.exists():
                    self._run("baseline", str(self.baseline))
            found = self._run("judge", str(self.baseline), *bug, "--broken", *broken)
        fields = {"changed": [], **found, "seconds": time.monotonic() - start}
        return Result(mutation.name, mutation.path, digest_of(mutation), **fields)


def digest_of(mutation: Mutation) -> str:
    """Return what tells a bug in this compiler from the same bug in another."""
    text = mutation.old + mutation.new
    for path in sorted(ROOT.rglob("*.py")):
        text += path.read_text()
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Known:
    """Results that are kept in a file."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        rows = json.loads(path.read_text()) if path is not None and path.exists() else []
        self.results = {row["name"]: Result(**row) for row in rows}

    def keep(self, result: Result) -> None:
        """Add a result, and write all of them."""
        self.results[result.name] = result
        if self.path is not None:
            rows = [asdict(one) for one in self.results.values()]
            self.path.write_text(json.dumps(rows, indent=1))

    def killer(self, name: str) -> str:
        """Return the check that killed a bug before, which is tried first."""
        return self.results[name].by if name in self.results else ""

    def result(self, mutation: Mutation, *, again: bool) -> Result | None:
        """Return a result that stands: neither the compiler nor the bug has changed."""
        found = self.results.get(mutation.name)
        if found is None or found.digest != digest_of(mutation) or (again and not found.by):
            return None
        return found


def results(options: argparse.Namespace, chosen: list[Mutation]) -> Iterator[Result]:
    """Yield the result of each bug; again those whose killer turns out to fail without a bug."""
    known, broken = Known(options.results), set[str]()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(options.jobs) as pool:
        judge = Judge(options.baseline or Path(folder) / "baseline.json", options.limit)

        def result(mutation: Mutation) -> Result:
            before = known.result(mutation, again=options.again)
            if before is not None and before.by not in broken:
                return before
            return judge.judged(mutation, known.killer(mutation.name), sorted(broken))

        while chosen:
            found = list[Result]()
            for one in pool.map(result, chosen):
                known.keep(one)
                found.append(one)
                yield one
            broken |= judge.failing({one.by for one in found if one.by and one.made})
            wrong = {one.name for one in found if one.by in broken}
            chosen = [mutation for mutation in chosen if mutation.name in wrong]


def main(arguments: list[str] | None = None) -> int:
    """Run the table, or the bugs whose names contain a word."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutations", description=__doc__)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--only", default="", help="bugs whose name or module contains this")
    parser.add_argument("--skip", type=int, default=0, help="how many of the first to leave out")
    parser.add_argument("--results", type=Path, help="a JSON file to go on from and to write to")
    parser.add_argument("--again", action="store_true", help="judge those again that survived")
    parser.add_argument("--baseline", type=Path, help="where to keep what is written without a bug")
    parser.add_argument(
        "--limit", type=int, default=600, help="seconds of processor time for each bug"
    )
    options = parser.parse_args(arguments)
    chosen = [m for m in MUTATIONS[options.skip :] if options.only in f"{m.path} {m.name}"]
    found: dict[str, Result] = {}
    for result in results(options, chosen):
        found[result.name] = result
        print(f"{len(found):3}/{len(chosen)} {result.line}", flush=True)
    killed = sum(bool(result.by) for result in found.values())
    print(f"{killed} of {len(found)} killed")
    for result in found.values():
        if not result.by:
            print(f"  {result.word.lower()}: {result.path}: {result.name}")
    return 0 if killed >= SHARE * len(found) else 1


if __name__ == "__main__":
    sys.exit(main())
