"""The verification picture in every form, and what is no picture."""

import base64
import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from vendingdesk.api.captcha import NoPicture, picture_bytes


def picture(kind: str, size: tuple[int, int] = (240, 80)) -> bytes:
    buffer = io.BytesIO()
    Image.new("P" if kind != "JPEG" else "L", size).save(buffer, kind)
    return buffer.getvalue()


PNG, GIF, JPEG = picture("PNG"), picture("GIF"), picture("JPEG")


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.mark.parametrize("data", [PNG, GIF, JPEG], ids=["png", "gif", "jpeg"])
@pytest.mark.parametrize(
    "text",
    [
        lambda data: "data:image/png;base64," + b64(data),
        lambda data: "  DATA:image/gif;charset=utf-8;base64," + b64(data),
        lambda data: "data:;base64," + b64(data).replace("+", "%2B").replace("=", "%3D"),
        lambda data: "data:image/jpeg;base64,\n" + base64.encodebytes(data).decode().replace("\n", "\r\n"),
        b64,
        lambda data: b64(data).rstrip("="),
        lambda data: base64.urlsafe_b64encode(data).decode(),
        lambda data: base64.urlsafe_b64encode(data).decode().rstrip("="),
        lambda data: b64(data) + "\n",
    ],
)
def test_every_form_becomes_the_pictures_bytes(data: bytes, text) -> None:
    assert picture_bytes(text(data)) == data


def test_all_three_pictures_have_symbols_in_which_the_alphabets_differ() -> None:
    assert all(set(b64(data)) & set("+/") for data in (PNG, GIF, JPEG, PNG + b"\xfb\xff"))


@pytest.mark.parametrize("padding", [0, 1, 2])
def test_any_length_may_come_without_padding(padding: int) -> None:
    data = PNG + b"\xfb" * padding
    assert picture_bytes(b64(data).rstrip("=")) == data


@pytest.mark.parametrize(
    "text",
    [
        "",
        "data:image/png;base64,",
        "data:image/png;base64",
        "not base64!",
        "!" + b64(PNG),
        b64(PNG)[:40] + "*" + b64(PNG)[40:],
        "A",
        "iVBORw0KGgo…",
        b64(b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        b64(PNG[:12]),
        b64(PNG[:12] + b"JHDR" + PNG[16:]),
        b64(PNG[:16] + bytes(4) + PNG[20:]),
        b64(PNG[:20] + (2001).to_bytes(4, "big") + PNG[24:]),
        b64(PNG[:16] + b"\xff" * 8 + PNG[24:]),
        b64(GIF[:6]),
        b64(GIF[:6] + (2001).to_bytes(2, "little") + GIF[8:]),
        b64(JPEG[:4]),
        b64(b"\xff\xd8\xff\xe0" + bytes(50)),
        b64(b"\xff\xd8" + b"\xff" * 50),
        b64(picture("JPEG", (2001, 1))),
    ],
)
def test_what_is_no_picture_of_a_sane_size_is_refused(text: str) -> None:
    with pytest.raises(NoPicture):
        picture_bytes(text)


def test_the_largest_picture_is_taken() -> None:
    for kind in ("PNG", "GIF", "JPEG"):
        data = picture(kind, (2000, 1))
        assert picture_bytes(b64(data)) == data


def test_a_jpeg_may_pad_its_markers() -> None:
    data = JPEG[:2] + b"\xff" + JPEG[2:]
    assert picture_bytes(b64(data)) == data


@given(
    st.text(max_size=80) | st.binary(max_size=80).map(b64) | st.binary(max_size=80).map(lambda t: b64(JPEG[:3] + t))
)
def test_any_text_is_a_picture_or_refused(text: str) -> None:
    for candidate in (text, "data:image/png;base64," + text):
        with suppress(NoPicture):
            picture_bytes(candidate)
