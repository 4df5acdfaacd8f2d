"""Run functions one after another in a process of its own: `python -m tests.fuzz.worker NAME…`.

One line of JSON for each function goes to the original standard output; the functions themselves
see closed input, a thrown-away output, an empty folder and little memory.
"""

import json
import os
import resource
import sys
import tempfile

from tests.fuzz.targets import Target, targets
from tests.fuzz.trial import outcomes

MEMORY = 6 * 2**30


def confined() -> int:
    """Take away what a function could do harm with; return where results are to be written."""
    results = os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    os.chdir(tempfile.mkdtemp(prefix="fuzz"))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return results


def main(labels: list[str]) -> None:
    """Run the named functions and report each as soon as it is done."""
    modules = tuple(dict.fromkeys(label.rpartition(".")[0] for label in labels))
    known: dict[str, Target] = {one.label: one for one in targets(modules)}
    results = confined()
    for label in labels:
        os.write(results, (json.dumps({"begin": label}) + "\n").encode())
        found = [outcome.as_dict() for outcome in outcomes(known[label])]
        os.write(results, (json.dumps({"label": label, "outcomes": found}) + "\n").encode())


if __name__ == "__main__":
    main(sys.argv[1:])
