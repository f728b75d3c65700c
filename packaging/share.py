"""What stands in ``share`` beside the program: menu entry, AppStream metainfo, icons, manual page, documents."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from changes import Release, appstream_releases
from tree import copy_folder, write, zipped

LINUX = Path(__file__).resolve().parent / "linux"
METAINFO = "io.github.vendingdesk.VendingDesk.metainfo.xml"


@dataclass(frozen=True, slots=True)
class Work:
    """What is packed: the frozen ``program``, its ``version``, the ``moment`` of its commit (seconds since 1970)."""

    program: Path
    version: str
    moment: int
    releases: tuple[Release, ...]
    sources: Path

    def fill(self, text: str, **more: str) -> str:
        """Put the values between the @ signs of ``text``."""
        day = datetime.fromtimestamp(self.moment, UTC).date().isoformat()
        for name, value in {"VERSION": self.version, "DATE": day, **more}.items():
            text = text.replace(f"@{name}@", value)
        return text


def build_share(work: Work, into: Path) -> None:
    """Fill ``into``, a folder ``share`` as below ``/usr``."""
    from icons import SIZES, draw  # Qt is loaded only when something is drawn

    template = (LINUX / METAINFO).read_text(encoding="utf-8")
    write(into / "metainfo" / METAINFO, work.fill(template, RELEASES=appstream_releases(work.releases)))
    write(into / "applications" / "vendingdesk.desktop", (LINUX / "vendingdesk.desktop").read_bytes())
    manual = work.fill((LINUX / "vendingdesk.1").read_text(encoding="utf-8"))
    write(into / "man" / "man1" / "vendingdesk.1.gz", zipped(manual.encode()))
    drawing = work.sources / "resources" / "icons" / "vendingdesk.svg"
    theme = into / "icons" / "hicolor"
    write(theme / "scalable" / "apps" / "vendingdesk.svg", drawing.read_bytes())
    for size in SIZES:
        draw(drawing, size, theme / f"{size}x{size}" / "apps" / "vendingdesk.png")
    documents = into / "doc" / "vendingdesk"
    # As in the sources, so that what one page says of another is found.
    copy_folder(work.sources / "docs", documents / "docs")
    for name in ("README.md", "CHANGELOG.md", "LICENSE", "packaging/windows/README.md"):
        (documents / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(work.sources / name, documents / name)
