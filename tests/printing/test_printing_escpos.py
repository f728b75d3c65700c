"""The bytes of a receipt printer, read back by a decoder and held against another program's."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image
from printing.receipt_printer import Tape

from vendingdesk.printing import escpos
from vendingdesk.printing.answers import BROKEN, CUTTER, HOT, NO_PAPER, OFFLINE, OPEN, Answers, paper_ended, trouble
from vendingdesk.printing.raster import Raster


def raster(picture: Image.Image) -> Raster:
    return Raster(*picture.size, picture.convert("L").point([255] * 128 + [0] * 128, "1").tobytes())


def noise(width: int, height: int) -> Image.Image:
    return Image.effect_noise((width, height), 200).point([0] * 128 + [255] * 128)


@example(384, [48, 96, 224])
@given(st.sampled_from([384, 576]), st.lists(st.integers(1, 400), min_size=1, max_size=3))
def test_any_pages_come_out_as_they_are_in_bands_that_no_head_garbles(width: int, heights: list[int]) -> None:
    pages = [noise(width, height) for height in heights]
    tape = Tape()
    assert tape.feed(escpos.body([raster(page) for page in pages], cut=True)) == b""
    assert (tape.bad, tape.rest) == ("", b"")
    assert all(band <= 128 and band % 48 for band in tape.bands)
    whole = Image.new("L", (width, sum(heights)))
    top = 0
    for page in pages:
        whole.paste(page, (0, top))
        top += page.height
    assert tape.picture().tobytes() == whole.tobytes()


@pytest.mark.parametrize(("cut", "mark"), [(True, "cut"), (False, "feed")])
def test_a_slip_ends_with_a_cut_or_past_the_tear_bar(cut: bool, mark: str) -> None:
    tape = Tape()
    tape.feed(escpos.body([raster(noise(384, 10))], cut=cut))
    assert tape.marks == [mark]


def test_the_drawer_opens_before_the_slip_and_only_when_asked() -> None:
    with_kick, without = Tape(), Tape()
    with_kick.feed(escpos.head(open_drawer=True, tell=True))
    without.feed(escpos.head(open_drawer=False, tell=False))
    assert (with_kick.marks, without.marks) == (["reset", "kick"], ["reset"])


@pytest.mark.parametrize("size", [(384, 300), (576, 97)])
def test_another_program_s_encoding_of_the_picture_is_the_same_picture(size: tuple[int, int]) -> None:
    from escpos.printer import Dummy

    picture = noise(*size)
    theirs = Dummy()
    theirs.image(picture, impl="bitImageRaster", center=False)
    other, ours = Tape(), Tape()
    other.feed(theirs.output)
    ours.feed(escpos.body([raster(picture)], cut=False))
    assert (other.bad, other.rest) == ("", b"")
    assert other.rows == ours.rows


def test_what_is_asked_and_what_ends_a_slip_is_what_another_program_sends() -> None:
    from escpos import constants

    assert escpos.RESET == constants.HW_INIT
    assert escpos.ASK_ONLINE == constants.RT_STATUS_ONLINE
    assert escpos.ASK_PAPER == constants.RT_STATUS_PAPER


@pytest.mark.parametrize(
    ("question", "answer", "found"),
    [
        (escpos.ASK_PAPER, 0x12, None),
        (escpos.ASK_PAPER, 0x12 | 0x0C, None),  # nearly out: there is still paper
        (escpos.ASK_PAPER, 0x12 | 0x60, NO_PAPER),
        (escpos.ASK_COVER, 0x12 | 0x04, OPEN),
        (escpos.ASK_COVER, 0x12 | 0x20, NO_PAPER),
        (escpos.ASK_ERROR, 0x12 | 0x08, CUTTER),
        (escpos.ASK_ERROR, 0x12 | 0x20, BROKEN),
        (escpos.ASK_ERROR, 0x12 | 0x40, HOT),
        (escpos.ASK_ONLINE, 0x12 | 0x08, OFFLINE),
        (escpos.ASK_ONLINE, 0x12 | 0x04, None),  # the drawer's own pin
    ],
)
def test_what_an_answer_means(question: bytes, answer: int, found: object) -> None:
    assert trouble(question, answer) is found


@pytest.mark.parametrize("cuts", [1, 2, 3, 100])
def test_answers_are_sorted_however_they_arrive(cuts: int) -> None:
    said = bytes([0x12, 0xFF, 0x10, 0x00, 0x0C, 0x00, 0x03, 0x72])
    answers = Answers()
    for at in range(0, len(said), cuts):
        answers.hear(said[at : at + cuts])
    assert [answers.status(), answers.status(), answers.status()] == [0x12, 0x72, None]
    assert [answers.end(), answers.end()] == [0x03, None]
    assert answers.told is NO_PAPER
    answers.hear(bytes([0x10, 0, 0, 0, 0x12]))
    answers.forget_status()
    assert (answers.told, answers.status()) == (None, None)


@pytest.mark.parametrize(("end", "ended"), [(0x00, False), (0x03, False), (0x0C, True)])
def test_the_answer_behind_a_slip_knows_whether_paper_is_left(end: int, ended: bool) -> None:
    assert paper_ended(end) is ended
