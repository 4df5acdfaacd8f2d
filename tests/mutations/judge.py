"""Judge the compiler that is on the path: the corpus and a batch of random programs, up to the first failure.

References do not depend on the compiler: `references` computes them once, `first_failure` looks them up.
"""

import pickle
import resource
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gradwright as gw
from gradwright import pipeline
from tests.corpus import ROWS, Row, written
from tests.corpus.memory import shared, snapshot
from tests.properties import verdict as verdicts
from tests.properties.statements import random_program
from tests.reference import forward_result, upstream_like, worst_entry

SEEDS = range(9_000_000, 9_000_090)
FIRST = (
    "hard",
    "hazards",
    "exchanges",
    "exits",
    "stores",
    "loops",
    "idioms",
    "views",
    "assignments",
)
PROCESSOR_SECONDS = 600
References = dict[str, Any]


def rows() -> list[Row]:
    """Return the differentiated rows, those of the hardest groups first."""
    order = {group: k for k, group in enumerate(FIRST)}
    found = [row for row in ROWS if row.outcome != "refused"]
    return sorted(found, key=lambda row: order.get(row.group, len(order)))


def failure(row: Row) -> str | None:
    """Return what is wrong with one row: gradient, value, the caller's arrays, shared memory, replay."""
    result = forward_result(row.function, row.floated())
    upstream, arguments = upstream_like(result), row.fresh()
    before = snapshot(upstream, arguments)
    try:
        value, gradients = gw.vjp(row.function, row.wrt)(upstream, *arguments)
    except gw.GradwrightError as problem:
        return f"refused by {problem.code}" if row.outcome == "right" else None
    if snapshot(upstream, arguments) != before:
        return "the caller's arrays changed"
    if worst_entry(value, result)[0] > 0.0:
        return "value"
    if problem := written.complaint(row, row.arguments, gradients):
        return problem
    if shared((value, gradients), (upstream, arguments)):
        return "shared memory"
    text = pipeline.replay_source(row.function, *row.fresh(), wrt=row.wrt)
    written.call_written(row, text, written.file_name(row), upstream, row.floated())
    return None


def checks() -> Iterator[tuple[str, Callable[[], str | None]]]:
    """Yield the name of each check and what returns its failure."""
    for row in rows():
        yield row.name, lambda row=row: failure(row)
    for seed in SEEDS:
        yield f"random program {seed}", lambda seed=seed: random_failure(seed)


def random_failure(seed: int) -> str | None:
    """Return what is wrong with one random program."""
    found = verdicts.verdict(random_program(seed))
    return found.detail if found.failed else None


def failures(found: References, *, known: bool) -> Iterator[tuple[str, str]]:
    """Yield the checks that fail; references are looked up if they are known, else added."""
    name = ""

    def kept(compute: Callable[..., Any]) -> Callable[..., Any]:
        def reference(*arguments: Any) -> Any:
            if not known or name not in found:
                found[name] = compute(*arguments)
            return found[name]

        return reference

    written.reference_gradient = kept(written.reference_gradient)
    verdicts.complex_gradient = kept(verdicts.complex_gradient)
    for name, check in checks():
        if known and name in found.get("fail without a bug", ()):
            continue
        try:
            problem = check()
        except Exception as error:
            problem = f"{type(error).__name__}: {error}".splitlines()[0][:120]
        if problem:
            yield name, problem


def references() -> References:
    """Return the references, and the checks that fail without any bug."""
    found: References = {}
    broken = dict(failures(found, known=False))
    return {**found, "fail without a bug": broken}


def main(mode: str, path: Path) -> int:
    """`references PATH` writes them; `judge PATH` prints the first failure, exit code 1 if there is one."""
    warnings.simplefilter("ignore")
    if mode == "references":
        path.write_bytes(pickle.dumps(references()))
        return 0
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS + 5))
    found = pickle.loads(path.read_bytes())
    for name, problem in failures(found, known=True):
        print(f"{name}: {problem}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
