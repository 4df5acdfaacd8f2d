"""Run every written module in an interpreter in which gradwright cannot be imported.

`python -m tests.corpus.alone FOLDER` prints one line for each module that is wrong.
"""

import importlib.abc
import sys
import warnings
from pathlib import Path
from typing import Any


class NoGradwright(importlib.abc.MetaPathFinder):
    """Refuse the import of gradwright."""

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> None:
        """Raise for gradwright, know nothing of the rest."""
        if fullname.split(".")[0] == "gradwright":
            raise ImportError("a written module may not import gradwright")


def main(folder: Path) -> int:
    """Run every module of `folder`; return how many are wrong."""
    from tests.corpus import ROWS
    from tests.corpus.written import call_written, complaint, file_name
    from tests.reference import forward_result, upstream_like

    wrong = 0
    for row in ROWS:
        path = folder / file_name(row)
        if not path.exists():
            continue
        upstream = upstream_like(forward_result(row.function, row.fresh()))
        try:
            _, gradients = call_written(row, path.read_text(), str(path), upstream, row.floated())
            problem = complaint(row, row.arguments, gradients)
        except Exception as error:  # noqa: BLE001
            problem = repr(error)
        if problem:
            wrong += 1
            sys.stdout.write(f"{row.name}: {problem}\n")
    return wrong


if __name__ == "__main__":
    sys.meta_path.insert(0, NoGradwright())
    warnings.simplefilter("ignore")
    sys.exit(min(main(Path(sys.argv[1])), 99))
