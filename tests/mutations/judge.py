"""Judge the compiler, with a bug or without: every check, up to the first failure, as a line of JSON.

`baseline FILE` writes what is written without a bug for every check's program; `judge FILE --bug NAME`
compares with it, and prints a `Judgement`; `check NAME …` prints which of these checks fail.
"""

import argparse
import json
import resource
import sys
import warnings
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.mutations.mutation import rooms_of
from tests.mutations.seeded import seed
from tests.mutations.table import MUTATIONS


@dataclass(slots=True)
class Judgement:
    """The first check that fails and how; how many were made, and which programs changed unharmed."""

    by: str = ""
    detail: str = ""
    made: int = 0
    changed: list[str] = field(default_factory=list)


def baseline() -> dict[str, str]:
    """Return what is written for every check's program."""
    from tests.mutations.checks import checks

    return {check.name: check.written() for check in checks()}


def failures(names: Sequence[str]) -> dict[str, str]:
    """Return which of some checks fail, and how."""
    from tests.mutations.checks import checks

    named = {check.name: check for check in checks() if check.name in names}
    found = {name: named[name].failure() for name in names if name in named}
    return {name: problem for name, problem in found.items() if problem}


def judgement(known: dict[str, str], rooms: Sequence[str], broken: Sequence[str]) -> Judgement:
    """Return what becomes of the compiler; the checks in `broken` fail without a bug."""
    from tests.mutations.checks import checks

    found = Judgement()
    for check in checks(rooms):
        if check.name in broken:
            continue
        found.made += 1
        if check.written() == known.get(check.name):
            continue
        if problem := check.failure():
            found.by, found.detail = check.name, problem
            return found
        found.changed.append(check.name)
    return found


def main(arguments: list[str] | None = None) -> int:
    """Run one mode and print what was found."""
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(prog="python -m tests.mutations.judge")
    parser.add_argument("mode", choices=("baseline", "judge", "check"))
    parser.add_argument("what", nargs="+", help="the file, or names of checks")
    parser.add_argument("--bug", default="")
    parser.add_argument("--broken", nargs="*", default=[])
    parser.add_argument("--seconds", type=int, help="of the processor's time")
    options = parser.parse_args(arguments)
    if options.seconds:
        resource.setrlimit(resource.RLIMIT_CPU, (options.seconds, options.seconds + 5))
    bug = next((m for m in MUTATIONS if m.name == options.bug), None)
    if bug is not None:
        seed(bug)
    match options.mode:
        case "baseline":
            Path(options.what[0]).write_text(json.dumps(baseline()))
        case "check":
            print(json.dumps(failures(options.what)))
        case _:
            known = json.loads(Path(options.what[0]).read_text())
            rooms = rooms_of(bug) if bug is not None else ()
            print(json.dumps(asdict(judgement(known, rooms, options.broken))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
