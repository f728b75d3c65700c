"""One call finds the program's files wherever the program runs from."""

import sys
from pathlib import Path

import pytest

from vendingdesk import resources
from vendingdesk.resources import resource


def _program(root: Path, folder: str) -> Path:
    path = root / folder / "icons" / "sell.svg"
    path.parent.mkdir(parents=True)
    path.write_text("<svg/>", encoding="utf-8")
    return path


def test_a_checkout_has_them_beside_the_package():
    assert resource("README.md") == Path(__file__).parents[1] / "resources" / "README.md"


def test_a_folder_is_a_resource_too(tmp_path, monkeypatch):
    there = _program(tmp_path, "vendingdesk/_resources")
    monkeypatch.setattr(resources, "__file__", str(tmp_path / "vendingdesk" / "resources.py"))
    assert resource("icons") == there.parent


def test_a_frozen_program_has_them_where_it_was_unpacked(tmp_path, monkeypatch):
    there = _program(tmp_path, "unpacked/vendingdesk/_resources")
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path / "unpacked"), raising=False)
    assert resource("icons/sell.svg") == there


def test_a_missing_file_is_named():
    with pytest.raises(FileNotFoundError, match=r"icons/nothing\.svg"):
        resource("icons/nothing.svg")


@pytest.mark.parametrize("name", ["", "/etc/passwd", "../pyproject.toml", "icons/../../x"])
def test_a_name_that_leads_elsewhere_is_refused(name):
    with pytest.raises(ValueError, match="not the name"):
        resource(name)
