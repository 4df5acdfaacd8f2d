"""Judge the compiler that is on the path: every check, up to the first failure, printed as a line of JSON.

`baseline FILE` writes what an unharmed compiler writes for every check's program; `judge FILE` compares with
it; `check NAME` runs one check.
"""

import argparse
import json
import sys
import warnings
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.mutations.checks import checks


@dataclass(slots=True)
class Judgement:
    """The first check that fails and how; how many were made, and which programs changed unharmed."""

    by: str = ""
    detail: str = ""
    made: int = 0
    changed: list[str] = field(default_factory=list)


def baseline() -> dict[str, str]:
    """Return what is written for every check's program."""
    return {check.name: check.written() for check in checks()}


def judgement(known: dict[str, str], rooms: list[str], first: str, broken: list[str]) -> Judgement:
    """Return what becomes of the compiler; the checks in `broken` fail without a bug."""
    found = Judgement()
    for check in checks(rooms, first):
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


def one(name: str) -> Judgement:
    """Return what becomes of one check."""
    (check,) = (check for check in checks() if check.name == name)
    problem = check.failure()
    return Judgement(name if problem else "", problem or "", 1)


def main(arguments: list[str] | None = None) -> int:
    """Run one mode and print what was found."""
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(prog="python -m tests.mutations.judge")
    parser.add_argument("mode", choices=("baseline", "judge", "check"))
    parser.add_argument("what", help="the file, or the check's name")
    parser.add_argument("--rooms", nargs="*", default=[])
    parser.add_argument("--first", default="")
    parser.add_argument("--broken", nargs="*", default=[])
    options = parser.parse_args(arguments)
    if options.mode == "baseline":
        Path(options.what).write_text(json.dumps(baseline()))
        return 0
    if options.mode == "check":
        found = one(options.what)
    else:
        known = json.loads(Path(options.what).read_text())
        found = judgement(known, options.rooms, options.first, options.broken)
    print(json.dumps(asdict(found)))
    return 1 if found.by else 0


if __name__ == "__main__":
    sys.exit(main())
