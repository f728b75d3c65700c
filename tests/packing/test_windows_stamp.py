"""The icon and the version resource of the Windows programs."""

import ast
import io
import tomllib
from pathlib import Path

import pytest
from PIL import IcoImagePlugin
from windows import stamp

from vendingdesk import __version__


def test_the_version_is_the_programs() -> None:
    assert stamp.version() == __version__
    about = tomllib.loads((stamp.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert stamp.version() == about["project"]["version"]


@pytest.mark.parametrize(
    ("told", "numbers"),
    [("0.1.0", (0, 1, 0, 0)), ("2", (2, 0, 0, 0)), ("1.2.3.4", (1, 2, 3, 4)), ("1.10.0rc2", (1, 10, 0, 0))],
)
def test_a_version_in_four_numbers(told: str, numbers: tuple[int, ...]) -> None:
    assert stamp.four_numbers(told) == numbers


@pytest.mark.parametrize("told", ["", "next", "1.70000"])
def test_what_windows_cannot_count(told: str) -> None:
    with pytest.raises(ValueError, match="no version"):
        stamp.four_numbers(told)


@pytest.mark.parametrize("program", stamp.DESCRIPTIONS)
def test_the_version_resource_says_who_it_is(program: str) -> None:
    tree = ast.parse(stamp.version_text(program), mode="eval")
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    names = {node.func.id for node in calls if isinstance(node.func, ast.Name)}
    assert names == {
        "VSVersionInfo",
        "FixedFileInfo",
        "StringFileInfo",
        "StringTable",
        "StringStruct",
        "VarFileInfo",
        "VarStruct",
    }
    said = dict(
        tuple(ast.literal_eval(each) for each in node.args)
        for node in calls
        if isinstance(node.func, ast.Name) and node.func.id == "StringStruct"
    )
    assert said["FileVersion"] == said["ProductVersion"] == __version__
    assert said["OriginalFilename"] == program
    assert "General Public License" in said["LegalCopyright"]
    (fixed,) = (node for node in calls if isinstance(node.func, ast.Name) and node.func.id == "FixedFileInfo")
    told = {word.arg: ast.literal_eval(word.value) for word in fixed.keywords}
    assert told["filevers"] == told["prodvers"] == stamp.four_numbers(__version__)


def test_the_icon_has_every_size_drawn_by_itself(tmp_path: Path) -> None:
    stamps = stamp.write_stamps(tmp_path)
    content = (stamps / "vendingdesk.ico").read_bytes()
    assert content == stamp.icon()  # the same bytes each time
    icon = IcoImagePlugin.IcoFile(io.BytesIO(content))
    assert icon.sizes() == {(size, size) for size in stamp.SIZES}
    for size in stamp.SIZES:
        picture = icon.getimage((size, size)).convert("RGBA")
        assert picture.size == (size, size)
        assert picture.getpixel((0, 0))[3] < 128  # the corner is round
        red, green, blue, there = picture.getpixel((size // 2, size // 12))
        assert there > 200
        assert green > red
        assert green > blue
        upper, lower = (picture.getpixel((size // 2 - size // 10, row)) for row in (size // 5, size - size // 10))
        assert upper[0] > 200 > lower[0]  # white paper above, green below: it does not stand on its head
