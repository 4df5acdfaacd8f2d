"""What `import gradwright` gives, and that it is light."""

import subprocess
import sys

import pytest

import gradwright as gw


def _python(program):
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize("name", gw.__all__)
def test_a_public_name_is_there(name):
    assert getattr(gw, name) is not None
    assert name in dir(gw)


def test_another_name_is_not():
    with pytest.raises(AttributeError, match="'gradwright' has no attribute 'nothing'"):
        _ = gw.nothing


def test_importing_loads_no_compiler():
    _python(
        "import sys, gradwright\n"
        "assert not {'numpy', 'gradwright.pipeline', 'gradwright.nn'} & set(sys.modules)\n"
    )


@pytest.mark.parametrize(
    "first",
    ["import gradwright.explain", "import gradwright.cli.main", "from gradwright import explain"],
)
def test_explain_is_the_function_whatever_was_imported_first(first):
    _python(f"{first}\nimport gradwright as gw\nassert callable(gw.explain)\n")
