"""A statement on A4: a head once, column heads on each page, numbers right, counted pages, totals at the end."""

import os
import re
from pathlib import Path

import pypdf
import pytest
from receipts.receipts_figures import logo
from receipts.receipts_paper import Line, lines

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.printing import PaperName
from vendingdesk.domain.statement import Statement, StatementColumn, StatementRow, StatementTotals
from vendingdesk.receipts import PdfFiles
from vendingdesk.receipts.paper import MM

COLUMNS = (
    StatementColumn("Receipt", 25),
    StatementColumn("Meter", 35),
    StatementColumn("Total", 30, number=True),
    StatementColumn("Result", 30),
)
SUMS = (StatementColumn("Kind", 60), StatementColumn("Sum", 60, number=True))
FULL = Path("/dev/full")
TOTALS = StatementTotals("Sums", SUMS, (StatementRow(("Sold", "99.00 USD"), strong=True),), ("A note at the end.",))


def document(language="en", **more):
    return Statement(
        title="Sales of 2026-07-30",
        shop=("Harbour Road Kiosk", "12 Harbour Road"),
        about=(("Till", "K01"),),
        columns=COLUMNS,
        printed="Printed 2026-07-31 08:00 +02:00 by ann",
        page_of="Page {page} of {pages}",
        language=language,
        **more,
    )


def row(number, **more):
    return StatementRow((f"K01-{number:06d}", "0128 2444 0003 1", f"{number}.00 USD", "Issued"), **more)


def written(path, rows, statement=None, paper=PaperName.A4, totals=TOTALS):
    file = PdfFiles().statement(path, statement or document(), paper)
    for at in range(0, len(rows), 50):
        file.add(rows[at : at + 50])
    return file.finish(totals)


def texts(path):
    return [page.extract_text() for page in pypdf.PdfReader(path, strict=True).pages]


def test_pages_are_counted_and_each_repeats_the_column_heads(tmp_path):
    path = tmp_path / "statement.pdf"
    pages = written(path, [row(number) for number in range(1, 401)])
    found = texts(path)
    assert len(found) == pages > 5
    for place, text in enumerate(found, 1):
        assert f"Page {place} of {pages}" in text
        assert "Printed 2026-07-31 08:00 +02:00 by ann" in text
        assert "Receipt" in text or place == pages
    assert "12 Harbour Road" in found[0]
    assert "12 Harbour Road" not in found[1]
    assert "Sales of 2026-07-30" in found[1]
    numbers = re.findall(r"K01-(\d{6})", " ".join(found))
    assert [int(each) for each in numbers] == list(range(1, 401))
    assert "99.00 USD" in found[-1]
    assert "A note at the end." in found[-1]


def test_a_short_one_is_one_page(tmp_path):
    path = tmp_path / "statement.pdf"
    assert written(path, [row(1)]) == 1
    assert "Page 1 of 1" in texts(path)[0]


@pytest.mark.parametrize(("paper", "size"), [(PaperName.A4, (210, 297)), (PaperName.LETTER, (215.9, 279.4))])
def test_it_has_the_size_of_its_paper_and_keeps_the_margins(tmp_path, paper, size):
    path = tmp_path / "statement.pdf"
    written(path, [row(number, marked=number % 5 == 0) for number in range(1, 120)], paper=paper)
    box = pypdf.PdfReader(path).pages[1].mediabox
    assert (round(float(box.width) / MM, 1), round(float(box.height) / MM, 1)) == size
    for line in lines(path.read_bytes()):
        assert line.left >= 14.9 * MM
        assert line.right <= (size[0] - 14.9) * MM
        assert line.bottom >= 11 * MM
        assert line.top <= (size[1] - 11) * MM


def amounts(path) -> list[Line]:
    return [line for line in lines(path.read_bytes()) if re.fullmatch(r"\d+\.00 USD", line.text.strip())]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_digits_stand_under_digits_in_every_language(tmp_path, language):
    path = tmp_path / "statement.pdf"
    written(path, [row(number) for number in (1, 22, 333, 999999999)], document(language))
    ends = {round(line.right, 0) for line in amounts(path) if not line.text.startswith("99.00")}
    assert len(ends) == 1


def test_from_the_right_the_first_column_stands_right(tmp_path):
    places = {}
    for language in ("en", "ar"):
        path = tmp_path / f"{language}.pdf"
        written(path, [row(1)], document(language))
        found = {line.text.strip(): line for line in lines(path.read_bytes())}
        places[language] = found["K01-000001"].left, found["Issued"].left
    assert places["en"][0] < places["en"][1]
    assert places["ar"][0] > places["ar"][1]


def test_long_cells_take_more_lines_and_lose_nothing(tmp_path):
    path = tmp_path / "statement.pdf"
    long = "Wolfeschlegelsteinhausenbergerdorff" * 3
    written(path, [StatementRow((long, "Ama " * 30, "999999999.99 USD", "Issued"))])
    text = "".join("".join(texts(path)).split())
    assert long in text
    assert "Ama" * 30 in text


def test_a_doubt_is_marked_and_bold(tmp_path):
    plain, marked = tmp_path / "plain.pdf", tmp_path / "marked.pdf"
    written(plain, [row(1)])
    written(marked, [row(1, marked=True)])
    ink = [pypdf.PdfReader(path).pages[0].get_contents().get_data() for path in (plain, marked)]
    assert ink[1].count(b"2 Tr") == ink[0].count(b"2 Tr") + len(COLUMNS)
    assert ink[1].count(b" re") == ink[0].count(b" re") + 1


def test_banner_and_logo_stand_above(tmp_path):
    path = tmp_path / "statement.pdf"
    statement = document(logo=logo(120, 60), banners=("DEMO",))
    pages = written(path, [row(number) for number in range(1, 120)], statement)
    assert [text.count("DEMO") for text in texts(path)] == [1] * pages
    assert path.read_bytes().count(b"/ImageMask true") == 1


def test_a_shop_without_a_name_has_a_statement_too(tmp_path):
    path = tmp_path / "statement.pdf"
    statement = Statement("T", (), (), COLUMNS, "P", "Page {page} of {pages}")
    assert written(path, [row(number) for number in range(1, 120)], statement) > 1


def test_totals_that_do_not_fit_go_onto_a_page_of_their_own(tmp_path):
    path = tmp_path / "statement.pdf"
    many = StatementTotals("Sums", SUMS, tuple(StatementRow((f"Kind {n}", "1.00 USD")) for n in range(90)))
    seen = set()
    for count in range(30, 50):
        pages = written(path, [row(number) for number in range(count)], totals=many)
        found = texts(path)
        [at] = [place for place, text in enumerate(found) if "Sums" in text]
        assert "Kind 0" in found[at]  # the title is not left alone at the foot of a page
        seen.add((pages, at))
    assert len({at for _pages, at in seen}) == 2


def test_the_same_statement_gives_the_same_bytes(tmp_path):
    for name in ("a.pdf", "b.pdf"):
        written(tmp_path / name, [row(number) for number in range(100)])
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_what_is_given_up_leaves_nothing(tmp_path):
    file = PdfFiles().statement(tmp_path / "s.pdf", document(), PaperName.A4)
    file.add([row(1)])
    file.give_up()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not FULL.exists(), reason="this system has no disk that is always full")
def test_a_full_disk_is_said_and_leaves_nothing(tmp_path):
    file = PdfFiles().statement(tmp_path / "s.pdf", document(), PaperName.A4)
    with FULL.open("wb") as full:
        os.dup2(full.fileno(), file._whole.file.fileno())
    file.add([row(1)])
    with pytest.raises(EnvironmentFault, match="Free some space"):
        file.finish(TOTALS)
    assert list(tmp_path.iterdir()) == []
