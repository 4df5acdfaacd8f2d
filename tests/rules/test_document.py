"""docs/language.md is what the tables say."""

from pathlib import Path

from gradwright.rules.document import distinct_derivatives, document, main
from gradwright.rules.table import FAMILIES, RULES

PAGE = Path(__file__).parents[2] / "docs" / "language.md"


def test_the_page_is_fresh():
    assert PAGE.read_text(encoding="utf-8") == document(), (
        "run: python -m gradwright.rules.document docs/language.md"
    )


def test_the_page_names_every_primitive():
    text = document()
    assert all(f"| `{name}` |" in text for name in RULES)
    assert sorted(name for names in FAMILIES.values() for name in names) == sorted(RULES)


def test_there_are_many_distinct_derivatives():
    assert len(distinct_derivatives()) >= 70


def test_the_page_is_written_to_a_file_or_printed(tmp_path, capsys):
    assert main([str(tmp_path / "language.md")]) == 0
    assert main([]) == 0
    assert (tmp_path / "language.md").read_text(encoding="utf-8") == capsys.readouterr().out
