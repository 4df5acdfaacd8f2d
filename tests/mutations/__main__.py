"""Seed each bug of the table into a copy of the compiler and see whether the suite finds it.

`python -m tests.mutations --results FILE` prints a line for each bug, killed by which check, or survived, and
goes on where it was interrupted. The exit code is 1 where fewer than 95 of 100 are killed.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.mutations.mutation import ROOT, Mutation, rooms_of
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

    def __init__(self, baseline: Path, limit: float) -> None:
        self.baseline = baseline
        self.limit = limit
        if not baseline.exists():
            self._run(ROOT, "baseline", str(baseline))

    def _run(self, source: Path, *arguments: str) -> dict[str, Any]:
        place = os.pathsep.join([str(source), str(ROOT.parent)])
        command = [sys.executable, "-m", "tests.mutations.judge", *arguments]
        settings = {**os.environ, "PYTHONPATH": place, "PYTHONDONTWRITEBYTECODE": "1"}
        options: dict[str, Any] = {"capture_output": True, "text": True, "timeout": self.limit}
        done = subprocess.run(command, cwd=ROOT.parent, env=settings, check=False, **options)
        lines = done.stdout.strip().splitlines()
        if lines:
            return json.loads(lines[-1])
        said = (done.stderr.strip().splitlines() or [""])[-1][:120]
        return {"by": "no interpreter lives" if said else "", "detail": said, "made": 0}

    def judged(self, source: Path, mutation: Mutation, first: str) -> dict[str, Any]:
        """Return what becomes of a bug; a check that fails without it, too, does not count."""
        broken: list[str] = []
        while True:
            options = ("--rooms", *rooms_of(mutation), "--first", first, "--broken", *broken)
            found = self._run(source, "judge", str(self.baseline), *options)
            if not found["made"] or not found["by"]:
                return found
            if not self._run(ROOT, "check", found["by"])["by"]:
                return found
            broken.append(found["by"])

    def result(self, mutation: Mutation, digest: str, first: str) -> Result:
        """Return what becomes of one bug in a copy of the compiler."""
        start = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "src"
            shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns("__pycache__"))
            (source / "gradwright" / mutation.path).write_text(mutation.applied(ROOT))
            try:
                found = self.judged(source, mutation, first)
            except subprocess.TimeoutExpired:
                found = {"by": "", "detail": f"not judged in {self.limit:.0f} s", "made": 0}
        fields = {"changed": [], **found, "seconds": time.monotonic() - start}
        return Result(mutation.name, mutation.path, digest, **fields)


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


def results(options: argparse.Namespace, chosen: list[Mutation]) -> Iterator[Result]:
    """Yield the result of each bug: a known one, if neither the compiler nor the bug has changed."""
    known = Known(options.results)
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(options.jobs) as pool:
        judge = Judge(options.baseline or Path(folder) / "baseline.json", options.limit)

        def result(mutation: Mutation) -> Result:
            digest, before = digest_of(mutation), known.results.get(mutation.name)
            if before and before.digest == digest and (before.by or not options.again):
                return before
            return judge.result(mutation, digest, known.killer(mutation.name))

        for one in pool.map(result, chosen):
            known.keep(one)
            yield one


def main(arguments: list[str] | None = None) -> int:
    """Run the table, or the bugs whose names contain a word."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutations", description=__doc__)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--only", default="", help="bugs whose name or module contains this")
    parser.add_argument("--skip", type=int, default=0, help="how many of the first to leave out")
    parser.add_argument("--results", type=Path, help="a JSON file to go on from and to write to")
    parser.add_argument("--again", action="store_true", help="judge those again that survived")
    parser.add_argument("--baseline", type=Path, help="where to keep what is written without a bug")
    parser.add_argument("--limit", type=float, default=900.0, help="seconds for each bug")
    options = parser.parse_args(arguments)
    chosen = [m for m in MUTATIONS[options.skip :] if options.only in f"{m.path} {m.name}"]
    found: list[Result] = []
    for result in results(options, chosen):
        found.append(result)
        print(f"{len(found):3}/{len(chosen)} {result.line}", flush=True)
    killed = sum(bool(result.by) for result in found)
    print(f"{killed} of {len(found)} killed")
    for result in found:
        if not result.by:
            print(f"  {result.word.lower()}: {result.path}: {result.name}")
    return 0 if killed >= SHARE * len(found) else 1


if __name__ == "__main__":
    sys.exit(main())
