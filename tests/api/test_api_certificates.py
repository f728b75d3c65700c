"""A certificate as it came: dates read by us alike with the library's, names for people, and what is none."""

import datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from vendingdesk.api.certificates import fingerprint_of, read_certificate, validity

KEY = ec.generate_private_key(ec.SECP256R1())
BEGIN = datetime.datetime(2020, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
END = datetime.datetime(2040, 1, 1, tzinfo=datetime.UTC)


def name(**said: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(getattr(NameOID, kind), text) for kind, text in said.items()])


def made(
    subject: x509.Name,
    issuer: x509.Name | None = None,
    *,
    begin: datetime.datetime = BEGIN,
    end: datetime.datetime = END,
    names: list[x509.GeneralName] | None = None,
) -> bytes:
    building = (
        x509.CertificateBuilder(subject_name=subject, issuer_name=issuer or subject)
        .public_key(KEY.public_key())
        .serial_number(1 << 150)
        .not_valid_before(begin)
        .not_valid_after(end)
    )
    if names is not None:
        building = building.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return building.sign(KEY, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


SHOP = name(COMMON_NAME="vending.example", ORGANIZATION_NAME="Power & Light")


def test_names_and_dates_are_read_for_a_person() -> None:
    der = made(SHOP, name(COUNTRY_NAME="KE"), names=[x509.DNSName("a.example"), x509.DNSName("b.example")])
    got = read_certificate(der)
    assert got.fingerprint == fingerprint_of(der)
    assert (got.subject, got.issuer) == ("vending.example, Power & Light", "C=KE")
    assert got.names == ("a.example", "b.example")
    assert (got.not_before, got.not_after, got.self_signed) == (BEGIN, END, False)


def test_one_that_signed_itself_is_told_and_may_have_no_names() -> None:
    got = read_certificate(made(SHOP))
    assert (got.self_signed, got.names) == (True, ())


def test_a_name_can_not_turn_the_screen_around_nor_fill_it() -> None:
    got = read_certificate(made(name(COMMON_NAME="a\u202eb\nc" + "d" * 57, ORGANIZATION_NAME="e" * 64)))
    assert "\u202e" not in got.subject
    assert "\n" not in got.subject
    many = [x509.DNSName(f"n{at}.example") for at in range(60)]
    assert len(read_certificate(made(SHOP, names=many)).names) == 20
    assert len(got.subject) == 120
    assert got.subject.endswith("e…")


dates = st.datetimes(datetime.datetime(1950, 1, 1), datetime.datetime(9990, 1, 1), timezones=st.just(datetime.UTC))


@given(dates, dates)
def test_dates_of_both_kinds_are_read_as_the_library_reads_them(
    one: datetime.datetime, two: datetime.datetime
) -> None:
    der = made(SHOP, begin=min(one, two), end=max(one, two))
    found = x509.load_der_x509_certificate(der)
    assert validity(der) == (found.not_valid_before_utc, found.not_valid_after_utc)


def test_one_whose_names_can_not_be_read_still_has_its_dates() -> None:
    der = made(SHOP)
    odd = der.replace(b"\x06\x03\x55\x04\x03", b"\x06\x03\x55\x04\x80")  # an object identifier that has no end
    assert odd != der
    got = read_certificate(odd)
    assert (got.subject, got.issuer, got.names) == ("", "", ())
    assert (got.not_before, got.not_after) == (BEGIN, END)
    assert got.fingerprint == fingerprint_of(odd)


@given(st.binary(max_size=60) | st.integers(0, 200).map(lambda at: made(SHOP)[:at]))
def test_what_is_no_certificate_is_a_value_error(data: bytes) -> None:
    for read in (validity, read_certificate):
        with pytest.raises(ValueError):  # noqa: PT011 - of several kinds, for bytes of any kind
            read(data)


def test_dates_of_another_kind_are_a_value_error() -> None:
    der = made(SHOP)
    with pytest.raises(ValueError, match="another kind"):
        validity(der.replace(b"\x17\x0d200102", b"\x16\x0d200102"))
