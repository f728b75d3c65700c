"""The words for what is kept of a meter, and for what an import and its undoing did."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from vendingdesk.domain.purchases import Bought
from vendingdesk.domain.register import Batch, Known, Undone, Weighed
from vendingdesk.domain.report import Bar, Series
from vendingdesk.ui import words


def _tr(text: str) -> str:
    return QCoreApplication.translate("words_of_meters", text)


def field_word(field: str) -> str:
    """A field of a customer."""
    return {
        "meter": _tr("Meter number"),
        "name": _tr("Name"),
        "place": _tr("Place"),
        "phone": _tr("Phone"),
        "tariff": _tr("Tariff"),
        "note": _tr("Note"),
        "supply_group": _tr("Supply group code"),
        "key_revision": _tr("Key revision number"),
        "tariff_index": _tr("Tariff index"),
    }[field]


def known_word(known: Known) -> str:
    """What becomes of a meter that is here already."""
    return {
        Known.KEEP: _tr("Keep what stands here"),
        Known.REPLACE: _tr("Take what the file says"),
        Known.FILL: _tr("Fill only what is empty here"),
    }[known]


def _numbers(text: str, *numbers: int) -> str:
    for place, number in enumerate(numbers, start=1):
        text = text.replace(f"%{place}", f"{number:,}")
    return text


def rhythm_word(days: int) -> str:
    """How often somebody buys, to stand behind an amount."""
    for most, word in ((1, _tr("a day")), (8, _tr("a week")), (16, _tr("a fortnight")), (34, _tr("a month"))):
        least = {1: 0, 8: 6, 16: 13, 34: 27}[most]
        if least <= days <= most:
            return word
    return _numbers(_tr("every %1 days"), days)


def bought_text(bought: Bought) -> str:
    """A year's purchases in one line: what the chart shows."""
    parts = [str(bought.money)] if bought.money is not None else []
    if bought.energy.milliwatt_hours:
        parts.append(str(bought.energy))
    one = bought.purchases == 1
    told = _tr("In %1 months: %2 purchase") if one else _tr("%1 months · purchases: %2")
    text = _numbers(told, len(bought.months), bought.purchases)
    return " · ".join((text, *parts))


def bought_series(bought: Bought) -> Series:
    """The same as bars: money where money is sold, else kWh."""
    bars = []
    for each in bought.months:
        amount = each.money if bought.money is not None else each.energy
        value = each.money.minor if each.money is not None else each.energy.milliwatt_hours
        name = QLocale().standaloneMonthName(each.month.month, QLocale.FormatType.ShortFormat)
        bars.append(Bar(name, value, str(amount) if value else ""))
    unit = bought.money.unit if bought.money is not None else bought.energy.unit
    return Series(_tr("Bought by month, %1").replace("%1", unit), tuple(bars))


def weighed_text(weighed: Weighed, refused: int) -> str:
    """What a dry run found."""
    found = _numbers(
        _tr("New meters: %1. Here already: %2 that say the same, %3 that say something else."),
        weighed.new,
        weighed.same,
        weighed.other,
    )
    if refused:
        return f"{found} {_numbers(_tr('Left out because something is wrong with them: %1.'), refused)}"
    return f"{found} {_tr('Nothing is wrong with any row.')}"


def batch_text(batch: Batch) -> str:
    """An import in one line: when, the file, by whom, how many."""
    parts = (words.moment(batch.at), batch.source, batch.who)
    counted = _numbers(_tr("added: %1, changed: %2"), batch.added, batch.changed)
    return " · ".join((*filter(None, parts), counted))


def imported_text(batch: Batch) -> str:
    """What was just written."""
    return _numbers(_tr("Imported. Meters added: %1, changed: %2."), batch.added, batch.changed)


def undone_text(undone: Undone) -> str:
    """What undoing did."""
    text = _numbers(_tr("Undone. Meters removed: %1, put back as they were: %2."), undone.removed, undone.restored)
    if undone.left:
        text += " " + _numbers(_tr("Left alone, because they were changed or erased since: %1."), undone.left)
    return text
