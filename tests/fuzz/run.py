"""Fuzz the compiler with other people's functions: `python -m tests.fuzz.run --jobs 2`.

Prints how many are written, refused (by code) or neither, the share written among those whose body
is only arithmetic, `if` and calls, and each one that ended otherwise. Exits with 1 if any did.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.fuzz.targets import Target, targets
from tests.fuzz.trial import NOT_FINITE

ROOT = Path(__file__).parents[2]
CHUNK = 12
CHUNK_SECONDS = 600
Results = dict[str, list[dict[str, Any]]]


def worker(labels: list[str]) -> tuple[Results, str | None]:
    """Run one process; return its results and the function in which it died, if it did."""
    command = [sys.executable, "-m", "tests.fuzz.worker", *labels]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=CHUNK_SECONDS,
        )
        output = done.stdout
    except subprocess.TimeoutExpired as late:
        output = (late.stdout or b"").decode()
    found: Results = {}
    begun: str | None = None
    for line in output.splitlines():
        record = json.loads(line)
        begun = record.get("begin")
        if begun is None:
            found[record["label"]] = record["outcomes"]
    return found, begun


def chunk_results(labels: list[str]) -> Results:
    """Run functions in processes; one that kills its process is reported and left behind."""
    found: Results = {}
    while labels:
        part, died = worker(labels)
        found |= part
        if died is None and not part:
            raise RuntimeError(f"the worker does not start: {labels[0]}")
        if died is not None:
            killed = {
                "kind": "other",
                "arguments": "",
                "detail": "the process died",
                "checked": False,
            }
            found[died] = [killed]
        labels = [label for label in labels if label not in found]
    return found


@dataclass
class Report:
    """Every function with its outcomes."""

    functions: dict[str, Target]
    results: Results = field(default_factory=dict)

    def kind(self, label: str) -> str:
        """Return a function's kind: other if any list is, written if any list is."""
        kinds = {outcome["kind"] for outcome in self.results[label]}
        for kind in ("other", "written", "refused", "raised"):
            if kind in kinds:
                return kind
        return "nothing ended in time"

    def others(self) -> list[str]:
        """Name every list that ended otherwise."""
        return [
            f"{label}({outcome['arguments']}): {outcome['detail']}"
            for label, found in self.results.items()
            for outcome in found
            if outcome["kind"] == "other"
        ]

    def arithmetic(self, *, runs: bool) -> list[str]:
        """Return the functions of arithmetic, `if` and calls, or those that plain Python runs.

        A function that raises in plain Python for every list that is drawn has nothing to be written.
        """
        return [
            label
            for label, found in self.results.items()
            if self.functions[label].arithmetic
            and (not runs or any(outcome["runs"] for outcome in found))
        ]

    def written_share(self, *, runs: bool = True) -> float:
        """Return the share written among the functions of arithmetic, `if` and calls."""
        kinds = [self.kind(label) for label in self.arithmetic(runs=runs)]
        return kinds.count("written") / max(1, len(kinds))

    def lines(self) -> Iterator[str]:
        """Yield the report's lines."""
        kinds = collections.Counter(self.kind(label) for label in self.results)
        lists = [outcome for found in self.results.values() for outcome in found]
        codes = collections.Counter(o["detail"] for o in lists if o["kind"] == "refused")
        yield f"{len(self.results)} functions: " + ", ".join(
            f"{n} {k}" for k, n in kinds.most_common()
        )
        yield f"{len(lists)} argument lists, {sum(o['checked'] for o in lists)} gradients checked"
        infinite = sum(o["detail"] == NOT_FINITE for o in lists)
        yield f"{infinite} gradients not compared, since one factor is infinite there"
        yield "refused: " + ", ".join(f"{code} {n}" for code, n in codes.most_common())
        for runs, which in ((False, "all"), (True, "that plain Python runs")):
            count, share = len(self.arithmetic(runs=runs)), self.written_share(runs=runs)
            yield f"only arithmetic, if and calls, {which}: {count}, written {share:.0%}"


def fuzzed(functions: list[Target], jobs: int) -> Report:
    """Run all functions in chunks."""
    report = Report({one.label: one for one in functions})
    labels = list(report.functions)
    chunks = [labels[k : k + CHUNK] for k in range(0, len(labels), CHUNK)]
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for found in pool.map(chunk_results, chunks):
            report.results |= found
    return report


def sample(count: int | None, seed: int) -> list[Target]:
    """Return some functions, all if `count` is None."""
    every = targets()
    return every if count is None else random.Random(seed).sample(every, min(count, len(every)))


def main(arguments: list[str] | None = None) -> int:
    """Read the command line, run, and print the report."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.run")
    parser.add_argument(
        "--count", type=int, default=None, help="how many functions, all by default"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--arithmetic", action="store_true", help="only arithmetic, if and calls")
    parser.add_argument("--json", type=Path, default=None)
    options = parser.parse_args(arguments)
    functions = sample(options.count, options.seed)
    if options.arithmetic:
        functions = [one for one in functions if one.arithmetic]
    report = fuzzed(functions, options.jobs)
    sys.stdout.write("\n".join([*report.others(), *report.lines(), ""]))
    if options.json:
        options.json.write_text(json.dumps(report.results, indent=1))
    return 1 if report.others() else 0


if __name__ == "__main__":
    sys.exit(main())
