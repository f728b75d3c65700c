"""The manual page and the command line say the same words; the menu entry and the metainfo pass their validators."""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from packing.made_up import work_of
from share import LINUX, METAINFO, build_share

from vendingdesk.__main__ import _parser

PAGE = (LINUX / "vendingdesk.1").read_text(encoding="utf-8")


def _parsers(
    parser: argparse.ArgumentParser, name: str = "vendingdesk"
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    yield name, parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, below in action.choices.items():
                yield from _parsers(below, f"{name} {word}")


COMMANDS = dict(_parsers(_parser()))


def _shown(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    return (action for action in parser._actions if action.help is not argparse.SUPPRESS)


def _words(text: str) -> str:
    """``text`` of a page without its requests and escapes."""
    return re.sub(r"\\[~|]", " ", text).replace(r"\-", "-")


def _synopses() -> dict[str, str]:
    """By command, what stands between .SY and .YS."""
    found = re.findall(r'(?ms)^\.SY "?([a-z ]+)"?\n(.*?)^\.YS', _words(PAGE))
    return dict(found)


def test_each_command_has_its_synopsis_and_nothing_else_has():
    run = {
        name
        for name, parser in COMMANDS.items()
        if not any(isinstance(action, argparse._SubParsersAction) and action.required for action in parser._actions)
    }
    assert set(_synopses()) == run


@pytest.mark.parametrize("name", sorted(_synopses()))
def test_a_synopsis_has_the_words_of_its_command(name):
    everywhere = (
        {"--help", "-h", "--data-dir", "--version"} if name != "vendingdesk" else {"--help", "-h", "--version"}
    )
    wanted = {word for action in _shown(COMMANDS[name]) for word in action.option_strings} - everywhere
    assert set(re.findall(r"--[a-z-]*[a-z]", _synopses()[name])) - {"--data-dir"} == wanted - {"--data-dir"}
    places = {str(action.metavar) for action in _shown(COMMANDS[name]) if not action.option_strings} - {
        "COMMAND",
        "WORK",
    }
    for place in places:
        assert re.search(rf"\b{place}\b", _synopses()[name]), place


def test_every_option_and_choice_is_explained():
    text = _words(PAGE).partition(".SH OPTIONS")[2]
    for name, parser in COMMANDS.items():
        for action in _shown(parser):
            for word in (*action.option_strings, *(map(str, action.choices or ()))):
                assert re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text), f"{name}: {word}"


def test_no_option_is_explained_that_is_none():
    known = {word for parser in COMMANDS.values() for action in _shown(parser) for word in action.option_strings}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*[a-z]", _words(PAGE))) <= known


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    into = tmp_path_factory.mktemp("share") / "share"
    build_share(work_of(Path("nowhere")), into)
    return into


def _run(*command: object) -> str:
    if shutil.which(str(command[0])) is None:
        pytest.skip(f"{command[0]} is not installed here")
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_the_manual_page_is_set_without_a_warning(shared):
    assert _run("mandoc", "-T", "lint", "-W", "warning", shared / "man" / "man1" / "vendingdesk.1.gz") == ""


def test_the_menu_entry_is_valid(shared):
    assert _run("desktop-file-validate", shared / "applications" / "vendingdesk.desktop") == ""


def test_the_metainfo_is_valid(shared):
    assert "successful" in _run("appstreamcli", "validate", "--no-net", shared / "metainfo" / METAINFO)


def test_nothing_is_left_to_fill_in(shared):
    for path in shared.rglob("*"):
        if path.suffix in {".xml", ".desktop"}:
            assert not re.search(r"@[A-Z]+@", path.read_text(encoding="utf-8")), path


def test_each_icon_has_the_size_of_its_folder(shared):
    from PySide6.QtGui import QImage

    drawn = sorted((shared / "icons" / "hicolor").glob("*x*/apps/vendingdesk.png"))
    assert len(drawn) == 8
    for path in drawn:
        image = QImage(str(path))
        assert f"{image.width()}x{image.height()}" == path.parents[1].name
        middle = image.pixelColor(image.width() // 4, image.height() // 8)
        assert middle.alpha() == 255, path  # something was drawn
        assert image.pixelColor(0, 0).alpha() < 128  # its corners are round


def test_a_drawing_that_is_none_is_said(tmp_path):
    from icons import draw

    (tmp_path / "no.svg").write_text("none", encoding="utf-8")
    with pytest.raises(ValueError, match="not a drawing"):
        draw(tmp_path / "no.svg", 16, tmp_path / "no.png")
