"""The mask: no secret gets through it in any form that programs write, and what a shop looks for stays readable."""

import json
import re
import string
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendingdesk.wiring.mask import GONE, LONGEST, Mask

TOKEN = "58217340962715508463"
LAST = "…8463"
METER = "0128244400031"
RECEIPT = "K01-000124"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJpZGVudGl0eSI6MX0.4gM-2_xkqk2TzH0cXw"

tokens = st.text("0123456789", min_size=20, max_size=20)
FILLERS = [" ", "  ", "-", " - ", "\u00a0", "\u2009", "\u2013", "\u200b", "\u202d", "\n", "\r\n", "\t", "\u2212"]
ways_to_write = st.sampled_from(
    [
        str,
        repr,
        lambda text: repr(text.encode()),
        json.dumps,
        lambda text: json.dumps({"data": {"form": text}}, ensure_ascii=False),
        lambda text: repr(json.dumps({"form": [text, text]}).encode()),
        lambda text: f"ValueError: {text} is no token",
        lambda text: f"x{text}y",
        lambda text: repr({"token": text, "meter": METER}),
    ]
)
passwords = st.text(
    string.ascii_letters + string.digits + "!@#$%&/()=?*+~'\"\\ {}[]<>|^äöß漢", min_size=8, max_size=40
)


def bare(text: str) -> str:
    """The digits alone, as a thief would read them."""
    return re.sub(r"[^0-9]", "", re.sub(r"\\+(x[0-9a-f]{2}|u[0-9a-f]{4})", "", text))


def grouped(token: str, sizes: list[int], filler: str) -> str:
    """In groups of these sizes, then of ten: one of 11 or 13 digits would be a meter's number, which stays."""
    groups, place = [], 0
    for size in [*sizes, 10, 10]:
        groups.append(token[place : place + size])
        place += size
    return filler.join(filter(None, groups))


@given(tokens, st.lists(st.integers(1, 9), max_size=20), st.sampled_from(["", *FILLERS]), ways_to_write)
def test_no_token_gets_through(token: str, sizes: list[int], filler: str, write: Any) -> None:
    masked = Mask()(write(grouped(token, sizes, filler)))
    assert token not in bare(masked)
    assert token not in masked


@given(st.lists(tokens, min_size=1, max_size=5), st.sampled_from(["", " ", ",", "; ", "\n", "/"]))
def test_nor_do_several(many: list[str], between: str) -> None:
    masked = Mask()(between.join(many))
    assert not any(token in masked for token in many)
    assert masked.endswith(f"…{many[-1][-4:]}")


@given(passwords, st.sampled_from(["plain", "json", "json ascii", "repr", "bytes", "body", "form", "path"]))
def test_no_kept_value_gets_through(password: str, written: str) -> None:
    forms = {
        "plain": password,
        "json": json.dumps({"x": password}, ensure_ascii=False),
        "json ascii": json.dumps({"x": password}),
        "repr": repr([password, "it's"]),
        "bytes": repr(f"it's {password}".encode()),
        "body": repr(json.dumps({"x": password}, ensure_ascii=False).encode()),
        "form": urlencode({"x": password}),
        "path": f"/a/{quote(password)}",
    }
    mask = Mask()
    mask.keep(password)
    masked = mask(f"before {forms[written]} after")
    assert GONE in masked
    assert password not in masked
    assert forms[written] not in masked


@given(st.text(st.sampled_from("0123456789- \n'\"\\{}:,abK…*eyJ.="), max_size=200))
def test_a_masked_text_stays_as_it_is(text: str) -> None:
    mask = Mask()
    once = mask(text)
    assert mask(once) == once


@given(st.text(max_size=300))
def test_any_text_can_be_masked(text: str) -> None:
    mask = Mask()
    mask.keep("secret value", "1234")
    assert isinstance(mask(text), str)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TOKEN, LAST),
        ("5821 7340 9627 1550 8463", LAST),
        ("5821-7340-9627-1550-8463", LAST),
        ("58217-34096-27155-08463", LAST),
        (f'{{"form":"{TOKEN}","meterNo":"{METER}"}}', f'{{"form":"{LAST}","meterNo":"{METER}"}}'),
        ("['5821 7340 9627', '1550 8463']", f"['{LAST}']"),
        (f"{TOKEN[:17]} was cut", f"…{TOKEN[13:17]} was cut"),
        (f"{int(TOKEN):,d} and {int(TOKEN)}", None),
        (f"{RECEIPT} 5821 7340 9627 1550 8463 {METER}", f"{RECEIPT} {LAST} {METER}"),
        (f"Issued(tokens=('{TOKEN}',), flow_no='')", f"Issued(tokens=('{LAST}',), flow_no='')"),
    ],
)
def test_of_a_token_the_last_four_digits_stay(text: str, said: str | None) -> None:
    masked = Mask()(text)
    assert TOKEN not in masked
    assert said is None or masked == said


@pytest.mark.parametrize(
    "text",
    [
        METER,
        "01282444000",
        f"{RECEIPT} for {METER}, then K01-1000124 for 01282444000",
        f"{METER} {METER} 01282444000",
        f"{RECEIPT} {METER} 2026-03-14 09:26:53,589",
        "sale of 1000 at 2026-03-14T09:26:53.589793+01:00",
        'HTTP Request: POST http://127.0.0.1:40123/api/v1/login "HTTP/1.1 200 OK"',
        '{"code":200,"msg":"ok"}',
        "the tokens page, the session has ended: sign in",
    ],
)
def test_what_a_shop_looks_for_stays(text: str) -> None:
    assert Mask()(text) == text


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (f"Bearer {JWT}", JWT),
        (f"Authorization: Bearer {JWT}", JWT),
        (f"token is {JWT}.", JWT),
        (str([(b"Authorization", b"Bearer opaque-thing"), (b"Accept", b"*/*")]), "opaque-thing"),
        (str([(b"Set-Cookie", b"sid=opaque-thing; Path=/")]), "opaque-thing"),
        ("authorization: Basic b3BhcXVl", "b3BhcXVl"),
        ("Cookie: sid=opaque-thing; b=opaque", "opaque"),
        ('{"username":"demo","password":"s3cret!","rememberMe":false,"code":"4711"}', "s3cret!"),
        ('{"username":"demo","password":"s3cret!","rememberMe":false,"code":"4711"}', "4711"),
        (repr(b'{"password":"s3cret!","code":"4711"}'), "s3cret!"),
        ("sign_in(username='demo', password='s3cret!', code='4711')", "4711"),
        ("{'token': 'opaque-thing', 'expire': ''}", "opaque-thing"),
        ("https://h/?user=a&password=s3cret!&token=opaque-thing", "s3cret!"),
        ("https://h/?user=a&password=s3cret!&token=opaque-thing", "opaque-thing"),
    ],
)
def test_what_looks_like_a_secret_goes(text: str, secret: str) -> None:
    masked = Mask()(text)
    assert secret not in masked
    assert GONE in masked
    assert Mask()(masked) == masked


def test_a_value_is_secret_as_often_as_it_was_kept() -> None:
    mask = Mask()
    mask.keep("hunter22", "")
    mask.keep("hunter22")
    mask.forget("hunter22", "never kept", "")
    assert mask("say hunter22") == f"say {GONE}"
    mask.forget("hunter22")
    assert mask("say hunter22") == "say hunter22"


def test_a_short_number_is_only_secret_on_its_own() -> None:
    mask = Mask()
    mask.keep("4711")
    assert mask(f"4711 in port 47110, meter 0147110000031, code=4711, {RECEIPT}") == (
        f"{GONE} in port 47110, meter 0147110000031, code={GONE}, {RECEIPT}"
    )


def test_the_answer_of_a_picture_does_not_uncover_a_token() -> None:
    mask = Mask()
    mask.keep("7340")
    assert mask("5821 7340 9627 1550 8463") == LAST


def test_a_text_without_end_is_cut() -> None:
    masked = Mask()("word " * 20_000 + TOKEN)
    assert len(masked) < LONGEST + 50
    assert masked.endswith("characters more)")


@pytest.mark.parametrize("filler", ["_", ".", ",", "/"])
@given(tokens, st.lists(st.integers(1, 9), max_size=20))
def test_no_token_gets_through_with_one_sign_between_its_groups(filler: str, token: str, sizes: list[int]) -> None:
    assert token not in bare(Mask()(f"it broke: {grouped(token, sizes, filler)}"))


@pytest.mark.parametrize("length", [12, 14, 15, 16])
def test_a_piece_of_a_token_goes(length: int) -> None:
    assert Mask()(f"typed {TOKEN[:length]}.") == f"typed …{TOKEN[length - 4 : length]}."


@pytest.mark.parametrize("part", [JWT, JWT[:12], JWT[5:40], JWT[-12:], f"x{JWT[8:30]}y"])
def test_no_part_of_a_session_gets_through(part: str) -> None:
    mask = Mask()
    mask.keep(JWT)
    masked = mask(f"before {part} after")
    assert masked.startswith("before ")
    assert masked.endswith(" after")
    assert not any(JWT[at : at + 12] in masked for at in range(len(JWT) - 11))
    assert mask("before a_name_of_the_code after") == "before a_name_of_the_code after"
    mask.forget(JWT)
    assert mask(JWT[-12:]) == JWT[-12:]


@pytest.mark.parametrize(
    "text", ["PIN 739164", "pin=739164", "pin: '739164'", '{"pin": "739164"}', "The PIN is 739164."]
)
def test_a_number_behind_the_word_pin_goes(text: str) -> None:
    assert Mask()(text) == text.replace("739164", GONE)
