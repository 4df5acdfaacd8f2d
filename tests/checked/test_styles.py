"""Right backward passes in the styles that people write pass; slips in them are found and named."""

import pytest
from tests.checked.checking import checked, only
from tests.checked.styles import SLIPS, STYLES


@pytest.mark.parametrize("style", STYLES)
def test_what_is_right_passes(style, tmp_path):
    report = checked(tmp_path, STYLES[style])
    assert [one for one in report.findings if one.verdict != "equal"] == []
    assert report.skipped == []
    assert report.findings
    assert report.exit_code(strict=True) == 0


@pytest.mark.parametrize(
    "row",
    SLIPS,
    ids=[f"{row[0]}: {row[2].strip().splitlines()[0]}" if row[2] else row[0] for row in SLIPS],
)
def test_a_slip_is_found_and_named(row, tmp_path):
    style, right, wrong, owner, gradient, cause = row
    assert right in STYLES[style]
    report = checked(tmp_path, STYLES[style].replace(right, wrong))
    found = only(report, owner, gradient)
    assert (found.verdict, found.cause) == ("different", cause)
    assert report.exit_code() == 1
    elsewhere = {one.owner for one in report.findings if one.verdict != "equal"}
    assert all(one == owner or _is_made_of(report, one, owner) for one in elsewhere)


def _is_made_of(report, owner, part):
    return any(part in one.parts for one in report.findings if one.owner == owner)


def test_each_of_the_seven_slips_is_seeded_in_three_styles():
    styles = {}
    for style, _, _, _, _, cause in SLIPS:
        styles.setdefault(cause, set()).add(style)
    seven = (
        "mask on the upstream gradient", "missing mask", "dropped upstream gradient",
        "sum over the batch", "missing 1/n", "transposed product", "= for +=",
    )  # fmt: skip
    assert {cause: len(styles[cause]) for cause in seven if len(styles[cause]) < 3} == {}
