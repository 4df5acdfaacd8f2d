"""Written source, byte for byte: a change that should not change it leaves every file as it was.

After a change that should: `python -m tests.golden.files`, and review the diff.
"""

from pathlib import Path

import pytest

from tests.golden.files import FOLDER, cases, path_of, text_of
from tests.golden.programs import PROGRAMS
from tests.listings.forward_only import NAMES
from tests.reference import complex_gradient, forward_result, upstream_like, worst_entry

EVERY = [*(f"listing_{name}" for name in NAMES), *PROGRAMS]


@pytest.mark.parametrize("name", EVERY)
def test_written_source(name: str, tmp_path: Path):
    assert text_of(cases(tmp_path)[name]) == path_of(name).read_text()


@pytest.mark.parametrize("name", EVERY)
def test_the_file_runs_and_is_right(name: str, tmp_path: Path):
    function, arguments, wrt = cases(tmp_path)[name]
    space: dict = {}
    exec(compile(path_of(name).read_text(), name, "exec"), space)
    upstream = upstream_like(forward_result(function, arguments))
    _, gradients = space[f"{function.__name__}_backward"](upstream, *arguments)
    positions = wrt if isinstance(wrt, tuple) else (wrt,)
    wanted = complex_gradient(function, arguments, positions, upstream)
    error, where = worst_entry(gradients if isinstance(wrt, tuple) else (gradients,), wanted)
    assert error <= 1e-10, where


def test_no_file_is_left_over():
    assert {path.name for path in FOLDER.iterdir()} == {path_of(name).name for name in EVERY}
