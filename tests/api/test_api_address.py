"""Addresses: what is taken, how it is written, and what is refused with a sentence."""

import pytest

from vendingdesk.api.address import parse_address
from vendingdesk.domain.errors import Refused


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://47.90.150.122:4680", "https://47.90.150.122:4680"),
        ("  https://47.90.150.122:4680/api/v1/ \n", "https://47.90.150.122:4680"),
        ("HTTPS://Vending.Example.COM///", "https://vending.example.com"),
        ("https://a.example/dlms/api/v1", "https://a.example/dlms"),
        ("https://a.example/dlms/", "https://a.example/dlms"),
        ("https://a.example:443", "https://a.example:443"),
        ("https://a.example./", "https://a.example."),
        ("https://[2001:DB8::1]:4680", "https://[2001:db8::1]:4680"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://127.9.9.9", "http://127.9.9.9"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("http://localhost:8000", "http://localhost:8000"),
    ],
)
def test_an_address_is_normalised_and_nothing_is_added(typed: str, address: str) -> None:
    assert parse_address(typed) == address
    assert parse_address(address) == address


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "first"),
        ("   ", "first"),
        ("https://a b.example", "space"),
        ("https://a.example/x\ty", "space"),
        ("https://a\u200b.example", "invisible"),
        ("https://bücher.example", "plain letters"),
        ("47.90.150.122:4680", "Start"),
        ("vending.example.com", "Start"),
        ("//vending.example.com", "Start"),
        ("https:/vending.example.com", "Start"),
        ("ftp://vending.example.com", "Start"),
        ("http://vending.example.com", "plain http"),
        ("http://47.90.150.122", "plain http"),
        ("http://localhost.example", "plain http"),
        ("http://2130706433", "plain http"),
        ("https://user:pass@vending.example.com", "Leave"),
        ("https://user@vending.example.com", "Leave"),
        ("https://@vending.example.com", "Leave"),
        ("https://a.example/?", "ends before"),
        ("https://a.example/?x=1", "ends before"),
        ("https://a.example#", "ends before"),
        ("https://a.example#x", "ends before"),
        ("https://", "host name"),
        ("https://:4680", "host name"),
        ("https://-a.example", "host name"),
        ("https://a..b", "host name"),
        ("https://a%41.example", "host name"),
        ("https://a\\b.example", "host name"),
        ("https://" + "a." * 130 + "b", "host name"),
        ("https://a.example:", "port"),
        ("https://a.example:0", "port"),
        ("https://a.example:65536", "port"),
        ("https://a.example:x", "port"),
        ("https://[::1", "port"),
        ("https://a.example/../x", "path"),
        ("https://a.example/a//b", "path"),
        ("https://a.example/%2e", "path"),
    ],
)
def test_what_is_no_address_is_refused_with_one_sentence(typed: str, says: str) -> None:
    with pytest.raises(Refused, match=says) as refused:
        parse_address(typed)
    assert refused.value.server_text == ""
    assert str(refused.value).endswith(".")
