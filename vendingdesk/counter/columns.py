"""Which column of a file holds what: guessed from its headings, as people in several languages write them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from vendingdesk.counter.customer_rules import FIELDS
from vendingdesk.counter.meters import check_meter
from vendingdesk.counter.spreadsheet_marks import ruin
from vendingdesk.domain.customer import folded

Columns = Mapping[str, int]
"""For each field of ``Customer`` that the file has, its column, counted from 0."""

_WORDS: dict[str, tuple[str, ...]] = {
    "meter": (
        *("meter", "meter number", "meter no", "meterno", "meternumber", "drn", "msno", "meter serial", "serial"),
        *("compteur", "numero de compteur", "medidor", "contador", "numero de medidor", "zahler", "zahlernummer"),
        *("mita", "namba ya mita", "sayac", "sayac no", "العداد", "رقم العداد", "عداد"),
    ),
    "name": (
        *("name", "customer", "customer name", "full name", "consumer", "owner", "client", "account name"),
        *("nom", "nom du client", "nombre", "cliente", "nombre completo", "nome", "kunde", "kundenname"),
        *("jina", "jina la mteja", "musteri", "ad soyad", "الاسم", "اسم", "اسم العميل"),
        *("اسم الزبون", "الزبون", "العميل"),
    ),
    "place": (
        *("place", "address", "location", "street", "premises", "site", "town", "physical address"),
        *("adresse", "lieu", "direccion", "domicilio", "endereco", "morada", "anschrift", "ort", "anwani", "adres"),
        *("العنوان", "عنوان", "المكان"),
    ),
    "phone": (
        *("phone", "phone number", "telephone", "mobile", "cell", "tel", "contact", "msisdn", "phone no"),
        *("telefono", "celular", "telefone", "telemovel", "telefon", "handy", "simu", "الهاتف", "رقم الهاتف", "جوال"),
    ),
    "tariff": ("tariff", "tariff code", "rate", "category", "tarif", "tarifa", "categorie", "التعرفه", "التعريفه"),
    "note": ("note", "notes", "remark", "remarks", "comment", "comments", "remarque", "nota", "bemerkung", "ملاحظات"),
    "supply_group": ("sgc", "supply group", "supply group code"),
    "key_revision": ("krn", "key revision", "key revision number", "key revision no"),
    "tariff_index": ("ti", "tariff index"),
}
_LONG = re.compile(r"\d(?:[ \-]?\d){7}")
"""Eight digits: no heading has so many, a meter has eleven or more."""

_MEANT = {re.sub(r"\W+", " ", folded(word)).strip(): field for field, words in _WORDS.items() for word in words}


def guessed(headings: Sequence[str]) -> dict[str, int]:
    """The columns by their headings: whole headings first, then those that have a known one in them."""
    told = [re.sub(r"[\W_]+", " ", folded(heading)).strip() for heading in headings]
    found: dict[str, int] = {}
    for column, heading in enumerate(told):
        field = _MEANT.get(heading)
        if field is not None:
            found.setdefault(field, column)
    for column, heading in enumerate(told):
        words = () if heading in _MEANT else heading.split()
        for field in (_MEANT[word] for word in words if word in _MEANT):
            if column not in found.values():
                found.setdefault(field, column)
    return {field: found[field] for field in FIELDS if field in found}


def has_headings(first: Sequence[str]) -> bool:
    """Whether a file's first row says what is below it: it has a heading's word, and no number as long as a meter's.

    A row that is taken for data by mistake is listed with what is wrong; one taken for headings would just be gone.
    """
    return bool(guessed(first)) and not any(ruin(cell.strip()) or _LONG.search(cell) for cell in first)


def meter_column(rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """Where the meters of a file without headings stand, by the first number in ``rows`` that could be one."""
    for cells in rows:
        for place, cell in enumerate(cells):
            if check_meter(cell).digits:
                return {"meter": place}
    return {}
