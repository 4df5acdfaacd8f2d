"""Seed each bug of the table into a copy of the compiler and see whether the suite finds it.

`python -m tests.mutations --jobs 2` prints a line for each bug, killed by what, or survived; the exit
code is 1 where fewer than 95 of 100 are killed. The judge is the whole corpus (gradient, value, memory,
replay) and a batch of random programs.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.mutations.table import MUTATIONS, ROOT, Mutation

SHARE = 0.95


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one bug."""

    mutation: Mutation
    killed: bool
    by: str

    @property
    def line(self) -> str:
        """The row of the table."""
        word = "killed" if self.killed else "SURVIVED"
        return f"{word:9} {self.mutation.path:24} {self.mutation.name}  [{self.by}]"


def judged(source: Path, mode: str, references: Path) -> tuple[int, str]:
    """Run the judge with the compiler below `source` on the path."""
    place = os.pathsep.join([str(source), str(ROOT.parent)])
    command = [sys.executable, "-m", "tests.mutations.judge", mode, str(references)]
    settings = {**os.environ, "PYTHONPATH": place, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=ROOT.parent, env=settings, capture_output=True, text=True)
    tail = (done.stdout.strip() or done.stderr.strip()[-200:]).splitlines()
    if done.returncode == -signal.SIGXCPU:
        return 1, "does not end"
    return done.returncode, tail[-1] if tail else ""


def result_of(mutation: Mutation, references: Path) -> Result:
    """Return what becomes of one bug in a copy of the compiler."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "src"
        shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns("__pycache__"))
        (source / "gradwright" / mutation.path).write_text(mutation.applied(ROOT))
        code, by = judged(source, "judge", references)
    return Result(mutation, killed=code != 0, by=by)


def main(arguments: list[str] | None = None) -> int:
    """Run the table, or the bugs whose names contain a word."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutations")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--only", default="", help="bugs whose name or module contains this")
    parser.add_argument("--skip", type=int, default=0, help="how many of the first to leave out")
    parser.add_argument("--references", type=Path, default=None, help="where to keep them")
    options = parser.parse_args(arguments)
    chosen = [m for m in MUTATIONS[options.skip :] if options.only in f"{m.path} {m.name}"]
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(options.jobs) as pool:
        references = options.references or Path(folder) / "references"
        if not references.exists():
            judged(ROOT, "references", references)
        killed = 0
        for result in pool.map(lambda m: result_of(m, references), chosen):
            print(result.line, flush=True)
            killed += result.killed
    print(f"{killed} of {len(chosen)} killed")
    return 0 if killed >= SHARE * len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
