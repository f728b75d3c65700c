import doctest
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "sts.md"


def test_the_page_says_what_really_happens() -> None:
    found = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert found.attempted > 20
    assert found.failed == 0
