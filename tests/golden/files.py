"""The golden files: `python -m tests.golden.files` writes them anew, to be reviewed as a diff."""

import copy
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradwright as gw
from tests.golden.programs import PROGRAMS
from tests.listings.forward_only import NAMES, listing

FOLDER = Path(__file__).parent / "written"
Case = tuple[Callable[..., Any], tuple[Any, ...], Any]


def cases(folder: Path) -> dict[str, Case]:
    """Return every program that has a golden file; the listings' forward files go to `folder`."""
    listings = {f"listing_{name}": listing(name, folder) for name in NAMES}
    found: dict[str, Case] = {
        name: (case.forward, case.arguments, case.wrt) for name, case in listings.items()
    }
    return found | PROGRAMS


def text_of(case: Case) -> str:
    """Return what is written for a case."""
    function, arguments, wrt = case
    return gw.source(function, *copy.deepcopy(arguments), wrt=wrt)


def path_of(name: str) -> Path:
    """Return the golden file of a case. It is no module, so that no tool reformats it."""
    return FOLDER / f"{name}.py.txt"


def update() -> int:
    """Write every golden file anew and say which have changed; return how many could not be."""
    FOLDER.mkdir(exist_ok=True)
    missing = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, case in cases(Path(folder)).items():
            path = path_of(name)
            try:
                text = text_of(case)
            except gw.GradwrightError as refusal:
                sys.stdout.write(f"{name}: refused, {refusal}\n")
                missing += 1
                continue
            if not path.exists() or path.read_text() != text:
                path.write_text(text)
                sys.stdout.write(f"{name}: changed\n")
    return missing


if __name__ == "__main__":
    sys.exit(min(update(), 1))
