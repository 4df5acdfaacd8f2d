"""Forms that a check could be misled by: training loops, several calls, networks, conventions."""

import pytest
from tests.checked.checking import checked
from tests.checked.forms import FORMS


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_judged_as_it_should_be(name, tmp_path, capsys):
    form = FORMS[name]
    report = checked(tmp_path, form.text)
    found = {
        f"{one.owner} {one.gradient}": (one.verdict, one.cause)
        for one in report.findings
        if one.verdict != "equal"
    }
    assert found == form.found
    assert tuple(one.owner for one in report.skipped) == form.skipped
    assert bool(report.findings) or form.exit_code == 2
    assert report.exit_code() == form.exit_code
    strict = form.exit_code if form.strict is None else form.strict
    assert report.exit_code(strict=True) == strict
