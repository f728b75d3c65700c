"""JSON from a stranger: the first object, nothing deeper than sense, nothing decoded that nobody asked for."""

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendingdesk.api.json_reading import JsonCutShort, JsonObject, NotJson, first_object
from vendingdesk.api.texts import one_line


@pytest.mark.parametrize(
    "body",
    [
        b'{"code":200}',
        b'\xef\xbb\xbf \r\n\t{"code":200}\n',
        b'{"code":200}{"code":500}',
        b'{"code":200}<html>',
        b'{"code":200,"x":"}{][\\"}"}',
        b'{"code":200,"odd":1e999999999999,"long":' + b"7" * 5000 + b"}",
        b'{"code":200,"broken":"\xff"}',
        b'{"code":200,"deep":' + b"[" * 31 + b"]" * 31 + b"}",
    ],
)
def test_the_first_object_is_read_whatever_stands_beside_what_is_asked(body: bytes) -> None:
    assert first_object(body).whole("code") == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"404 page not found",
        b"<!DOCTYPE html><html></html>",
        b"\x1f\x8b\x08\x00",
        b"{]",
        b"{}}"[:1] + b"1}",
        b'{"a":NaN}',
        b'{"a":1,}',
        b"{'a':1}",
        b'{"\xff":1}',
        b'{"a":"\\ud800"}',
        b'{"a":' * 200_000,
        b'{"a":' + b"[" * 200_000 + b"]" * 200_000 + b"}",
        b'{"a":' + b"[" * 32 + b"]" * 32 + b"}",
        b'{"a":[' + b'"",' * 30_000 + b'""]}',
    ],
)
def test_what_is_no_object_or_no_answer_is_named_so(body: bytes) -> None:
    with pytest.raises(NotJson):
        first_object(body)


@pytest.mark.parametrize(
    "body", [b"{", b'{"code":200', b'{"code":200,"data":{"form":"1234', b'{"a":"\\', b'{"a":"\\"', b'{"a":[{}']
)
def test_what_ends_too_soon_is_named_so(body: bytes) -> None:
    with pytest.raises(JsonCutShort):
        first_object(body)


@pytest.mark.parametrize(
    "body",
    [
        b'{"' + b'\\"' * 500_000,
        b'{"a":' + b'"' * 1_000_000,
        b'{"a":[' + b"[]," * 300_000,
        b"{" + b" " * 1_000_000,
        b'{"a":"' + b"\\" * 1_000_001,
    ],
)
def test_a_megabyte_of_malice_takes_no_noticeable_time(body: bytes) -> None:
    started = time.process_time()
    with pytest.raises((NotJson, JsonCutShort)):
        first_object(body)
    assert time.process_time() - started < 0.5


def test_values_are_read_by_what_they_are() -> None:
    got = first_object(
        b'{"s":"x","n":10.50,"m":-1,"t":true,"z":null,"o":{"k":"v"},"l":["a",2,null,{"x":1}],"e":"","u":"\xff",'
        b'"c":"200","f":200.0,"h":200.5,"p":" 401 "}'
    )
    assert [got.text(key) for key in "snmtzoleu?"] == ["x", "10.50", "-1", "", "", "", "", "", "", ""]
    assert [got.is_null(key) for key in "sz?"] == [False, True, True]
    assert [got.is_number(key) for key in "snme?t"] == [False, True, True, False, False, False]
    assert [got.whole(key) for key in "cfhpsmz"] == [200, 200, None, 401, None, -1, None]
    assert got.texts("l") == ("a", "2", "", "")
    assert got.texts("s") == ("x",)
    assert got.texts("e") == got.texts("?") == ()
    assert got.child("o").text("k") == "v"
    assert "k" not in got.child("s")
    assert "k" not in got.child("?")
    assert "s" in got


def test_a_list_that_is_none_has_no_texts() -> None:
    import msgspec

    assert JsonObject({"l": msgspec.Raw(b"[1,")}).texts("l") == ()


@given(st.binary(max_size=200))
def test_any_bytes_are_an_object_or_named(body: bytes) -> None:
    for candidate in (body, b"{" + body, b'{"code":' + body + b"}"):
        with suppress(NotJson, JsonCutShort):
            first_object(candidate)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Fail，\r\n ErrorInformation", "Fail, ErrorInformation"),
        ("好。完！", "好. 完!"),
        ("a\x00b\x1b[31mc\u202ed\ud800e", "ab[31mcde"),
        ("  a \u2028 b\t", "a b"),
        ("x" * 20, "x" * 9 + "…"),
        ("x" * 10, "x" * 10),
        ("对不起", "对不起"),
        ("", ""),
    ],
)
def test_the_servers_words_fit_on_one_line(text: str, line: str) -> None:
    assert one_line(text, 10 if "x" in text else 99) == line
