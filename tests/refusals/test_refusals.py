"""Each refusal is a pair: NAME.py, a program outside the language, and NAME.err, what is said.

NAME.py defines ARGUMENTS and one function, its last. ``UPDATE=1 pytest tests/refusals`` writes
the .err files anew; read the difference before it is committed.
"""

import inspect
import os
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

import gradwright as gw

PROGRAMS = sorted(set(Path(__file__).parent.glob("*.py")) - {Path(__file__)})


def _module(path):
    spec = spec_from_file_location(f"refusal_{path.stem}", path)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _function(module):
    own = [one for one in vars(module).values() if inspect.isroutine(one)]
    return [one for one in own if getattr(one, "__module__", None) == module.__name__][-1]


def _said(path):
    module = _module(path)
    with pytest.raises(gw.UnsupportedError) as refused:
        gw.source(_function(module), *module.ARGUMENTS)
    assert refused.value.filename == str(path)
    return str(refused.value).replace(str(path), path.name) + "\n"


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_refusal(path):
    said, expected = _said(path), path.with_suffix(".err")
    if os.environ.get("UPDATE"):
        expected.write_text(said)
    assert said == expected.read_text()


def test_there_are_pairs_only():
    errors = {path.stem for path in Path(__file__).parent.glob("*.err")}
    assert errors == {path.stem for path in PROGRAMS}
