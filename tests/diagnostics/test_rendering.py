"""How an error reads, and what it carries."""

import pickle

import pytest

from gradwright.diagnostics import (
    GradwrightError,
    Location,
    UnsupportedError,
    error,
    refusal,
    render,
)

BREAK = Location("model.py", 7, 9, "        break  # early", 14)


def test_a_refusal_shows_place_line_carets_reason_and_advice():
    assert str(refusal("GW104", BREAK)).splitlines() == [
        "model.py:7:9: GW104 try",
        "    break  # early",
        "    ^^^^^",
        "  `try` decides by an exception what is computed",
        "  why: where an exception is raised is not known when the backward code is written",
        "  instead: test the condition with if",
    ]


def test_an_error_without_a_place_has_none_of_its_parts():
    raised = error("GW002", wrt="z", function="loss", arguments="w, x")
    assert (raised.filename, raised.lineno, raised.colno) == (None, None, None)
    assert render(raised).startswith("GW002 wrt names no argument\n  wrt='z' is none of")


def test_an_error_carries_its_place():
    raised = refusal("GW104", BREAK)
    assert (raised.code, raised.filename, raised.lineno, raised.colno) == (
        "GW104", "model.py", 7, 9,
    )  # fmt: skip
    assert isinstance(raised, UnsupportedError)
    assert isinstance(raised, GradwrightError)


def test_an_error_that_is_no_refusal_is_no_unsupported_error():
    assert not isinstance(error("GW001", BREAK), UnsupportedError)


def test_an_error_pickles():
    raised = refusal("GW302", BREAK, first="a", second="b", line=3)
    again = pickle.loads(pickle.dumps(raised))
    assert type(again) is UnsupportedError
    assert str(again) == str(raised)


def test_details_with_braces_stay_as_they_are():
    assert "{x}" in str(refusal("GW122", BREAK, name="{x}"))


def test_a_forgotten_detail_never_hides_the_error():
    assert str(refusal("GW302", BREAK)).startswith("model.py:7:9: GW302")


@pytest.mark.parametrize(
    ("text", "column", "end_column", "carets"),
    [
        ("    y = f(x)", 9, 13, "    " + "    ^^^^"),
        ("y = f(x)", 5, None, "    " + "    ^"),
        ("\ty\t= f(x)", 6, 10, "    " + " \t  ^^^^"),
        ("    y = f(x)", 9, 400, "    " + "    ^^^^"),
        ("    y", 90, None, "    " + " ^"),
        ("    y = f(x)", 2, None, "    ^"),
    ],
    ids=["span", "no end", "tabs", "end past the line", "column past the line", "in the indent"],
)
def test_carets_stand_below_what_is_meant(text, column, end_column, carets):
    assert Location("f.py", 1, column, text, end_column).excerpt().splitlines()[1] == carets


def test_the_line_is_looked_up_where_it_is_not_given(tmp_path):
    path = tmp_path / "model.py"
    path.write_text("first\nsecond\n")
    assert "    second\n    ^" in str(refusal("GW104", Location(str(path), 2, 1)))


def test_a_line_that_is_not_known_is_left_out():
    assert Location("<nowhere>", 3, 1).excerpt() == ""
