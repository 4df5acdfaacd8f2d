"""The table of codes, and that the whole package uses it rightly."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

import gradwright
from gradwright.diagnostics import CODES, explain_code

SOURCE = Path(gradwright.__file__).parent
MAKERS = {"error", "refusal"}


def _fields(code):
    row = CODES[code]
    templates = row.message + row.why + row.instead
    return {field for _, field, _, _ in Formatter().parse(templates) if field}


def _maker(call):
    function = call.func
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", None)


def _uses():
    """Yield each call of error or refusal with a literal code: where, the code, the details."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and _maker(node) in MAKERS and node.args:
                code = node.args[0]
                if isinstance(code, ast.Constant) and isinstance(code.value, str):
                    where = f"{path.relative_to(SOURCE)}:{node.lineno}"
                    yield where, code.value, {keyword.arg for keyword in node.keywords}


@pytest.mark.parametrize("code", CODES)
def test_a_row_is_complete(code):
    row = CODES[code]
    assert re.fullmatch(r"GW[0-6]\d\d", code)
    assert row.title
    assert row.message
    assert not row.title.endswith(".")


@pytest.mark.parametrize("code", CODES)
def test_a_row_explains_itself_without_details(code):
    text = explain_code(code.lower())
    assert text.startswith(f"{code}: {CODES[code].title}\n\n")
    assert not re.search(r"{\w+(!r)?}", text)


def test_titles_are_told_apart():
    assert len({row.title for row in CODES.values()}) == len(CODES)


def test_every_code_that_is_raised_has_a_row_and_gets_its_details():
    wrong = [
        f"{where} {code}: {sorted(_fields(code) - details) if code in CODES else 'no row'}"
        for where, code, details in _uses()
        if code not in CODES or (None not in details and _fields(code) - details)
    ]
    assert not wrong, "\n".join(wrong)


def test_every_row_is_raised_somewhere():
    table = SOURCE / "diagnostics" / "table"
    paths = [path for path in SOURCE.rglob("*.py") if table not in path.parents]
    raised = {code for path in paths for code in re.findall(r"GW\d{3}", path.read_text())}
    assert set(CODES) - raised == set()
