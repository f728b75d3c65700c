"""The releases that CHANGELOG.md tells of, as Debian's changelog and as AppStream's list of releases."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from xml.sax.saxutils import escape

MAINTAINER = "Vending Desk maintainers <maintainers@vendingdesk.invalid>"
"""Nobody reads mail for this program; the ending is one that never becomes an address."""


@dataclass(frozen=True, slots=True)
class Release:
    """A released version, its day, and what changed: the first sentence of each item."""

    version: str
    day: date
    items: tuple[str, ...]


def releases(text: str) -> list[Release]:
    """The released versions in ``text``, in its order: newest first. Raises ``ValueError`` where there is none."""
    found = []
    for chapter in re.split(r"(?m)^## ", text)[1:]:
        head = re.match(r"\[(\d[^\]]*)\] - (\d{4}-\d\d-\d\d)\s", chapter)
        if head:
            found.append(Release(head[1], date.fromisoformat(head[2]), tuple(_items(chapter))))
    if not found:
        raise ValueError("CHANGELOG.md names no release: a package needs one, “## [1.2.3] - 2026-01-31”.")
    return found


def debian_changelog(found: Iterable[Release], maintainer: str = MAINTAINER) -> str:
    """As in a Debian source package; every day begins at midnight UTC, so that the same text comes out each time."""
    return "\n".join(_entry(release, maintainer) for release in found)


def appstream_releases(found: Iterable[Release]) -> str:
    """The element ``releases`` of AppStream metainfo."""
    lines = ["  <releases>"]
    for release in found:
        lines.append(f'    <release version="{escape(release.version)}" date="{release.day.isoformat()}">')
        lines += ["      <description>", "        <ul>"]
        lines += [f"          <li>{escape(item)}</li>" for item in release.items]
        lines += ["        </ul>", "      </description>", "    </release>"]
    return "\n".join([*lines, "  </releases>"])


def _entry(release: Release, maintainer: str) -> str:
    moment = format_datetime(datetime.combine(release.day, time(), UTC))
    items = (textwrap.fill(item, 78, initial_indent="  * ", subsequent_indent="    ") for item in release.items)
    return "\n".join(
        [f"vendingdesk ({release.version}) stable; urgency=medium", "", *items, "", f" -- {maintainer}  {moment}", ""]
    )


def _items(chapter: str) -> Iterable[str]:
    for item in re.findall(r"(?ms)^- (.*?)(?=^- |^#|^$|\Z)", chapter):
        yield _first_sentence(_plain(" ".join(item.split())))


def _plain(text: str) -> str:
    """Without Markdown's signs: links keep their words, code its text."""
    return re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text).replace("`", "").replace("**", "")


def _first_sentence(text: str) -> str:
    end = re.search(r"(?<=[^\s.]{2}[.!?])(?= [A-ZÀ-Þ“])", text)
    return text[: end.start()] if end else text
