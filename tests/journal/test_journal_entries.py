import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from journal.journal_samples import DECLINED, ISSUED, NOON, NOTHING_SENT, UNCLEAR, answer, order

from vendingdesk.domain.energy import Energy
from vendingdesk.domain.management import RULES, ManagementKind, ManagementOrder
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.outcome import (
    Declined,
    DoubtCause,
    Issued,
    NothingSent,
    NotSentCause,
    RefusalReason,
    TokenWarning,
    Unclear,
)
from vendingdesk.domain.sale import Order, state_after
from vendingdesk.journal import entries
from vendingdesk.journal import orders as written
from vendingdesk.journal.chain import ORIGIN, link
from vendingdesk.journal.outcomes import body_of, outcome_of
from vendingdesk.journal.projection import ENDS

texts = st.text(st.characters(exclude_categories=("Cs",)))
monies = st.builds(
    Money,
    st.integers(0, 10**13),
    st.builds(Currency, st.from_regex("[A-Z]{3}", fullmatch=True), st.integers(0, 4)),
)
amounts = monies | st.builds(Energy, st.integers(0, 10**30))
managements = st.sampled_from(ManagementKind).flatmap(
    lambda kind: st.builds(
        ManagementOrder,
        st.just(kind),
        st.integers(0, 2**31 - 1) if RULES[kind].fixed is None else st.just(RULES[kind].fixed),
        texts.filter(str.strip),
    )
)
orders = st.builds(Order, texts, texts, texts, texts, texts, amounts, st.none(), texts, texts, texts) | st.builds(
    Order, texts, texts, texts, texts, texts, st.none(), managements, texts, texts
)
outcomes = (
    st.builds(
        Issued,
        st.lists(texts, min_size=1).map(tuple),
        texts,
        texts,
        st.none() | st.builds(Energy, st.integers(0, 10**30)),
        texts,
        st.lists(st.sampled_from(TokenWarning)).map(tuple),
    )
    | st.builds(Declined, st.sampled_from(RefusalReason), texts)
    | st.builds(NothingSent, st.sampled_from(NotSentCause), texts)
    | st.builds(Unclear, st.sampled_from(DoubtCause), texts)
)


@given(orders, st.integers(1, 2**62))
def test_an_order_comes_back_as_it_was(asked, number):
    data = entries.encode(written.prepared(number, asked))
    body = entries.DECODERS["prepared"].decode(data)
    assert written.order_of(asked.uid, body) == asked
    assert body.number == number
    assert entries.encode(body) == data


@given(outcomes)
def test_an_outcome_comes_back_as_it_was(outcome):
    data = entries.encode(entries.Concluded(1, body_of(outcome)))
    body = entries.DECODERS["concluded"].decode(data)
    assert outcome_of(body.outcome) == outcome
    assert entries.encode(body) == data


def test_no_float_is_ever_written():
    def refuse(text):
        raise AssertionError(text)

    for asked in (order(), order(amount=Energy(64_500_001)), order(management=True)):
        json.loads(entries.encode(written.prepared(1, asked)), parse_float=refuse)
    json.loads(entries.encode(body_of(ISSUED)), parse_float=refuse)


def test_half_a_surrogate_pair_does_not_stop_an_outcome_from_being_kept():
    outcome = outcome_of(body_of(Declined(RefusalReason.NOT_ALLOWED, "n\ud800o")))
    assert outcome.server_text == "n\\ud800o"
    entries.encode(body_of(outcome))


def test_the_ends_are_the_domains():
    for outcome in (ISSUED, DECLINED, NOTHING_SENT, UNCLEAR):
        assert ENDS[type(body_of(outcome))] is state_after(outcome)


def test_an_answer_comes_back_with_its_bytes_and_offset():
    raw = answer()
    data = entries.encode(entries.answered(3, raw))
    back = entries.raw_answer_of(data, entries.moment(raw.received_at), raw.body)
    assert back == raw
    assert back.received_at.utcoffset() == timedelta(hours=3)


def test_a_time_without_an_offset_is_refused():
    with pytest.raises(ValueError, match="offset"):
        entries.moment(datetime(2026, 1, 1))
    assert entries.moment(NOON) == "2026-03-29T12:00:00.000250+03:00"
    assert entries.moment(datetime(2026, 1, 1, tzinfo=UTC)).endswith("+00:00")


@given(st.lists(st.binary(max_size=3), min_size=7, max_size=7), st.integers(0, 5))
def test_no_byte_can_move_to_the_next_column_unseen(columns, index):
    first = link(ORIGIN, 1, *columns)
    moved = list(columns)
    moved[index], moved[index + 1] = b"", moved[index] + moved[index + 1]
    assert (link(ORIGIN, 1, *moved) == first) == (moved == columns)


def test_everything_counts_in_a_link():
    columns = (ORIGIN, 1, b"u", b"t", b"s", b"k", b"a", b"b", b"r")
    hashes = {link(*columns), link(*columns[:-1], None), link(*columns[:-1], b"")}
    for index, value in enumerate(columns):
        other = value + 1 if isinstance(value, int) else value[:-1] + b"!"
        hashes.add(link(*columns[:index], other, *columns[index + 1 :]))
    assert len(hashes) == 3 + len(columns)


def test_a_body_that_asks_for_nothing_is_no_order():
    with pytest.raises(ValueError, match="either for credit"):
        written.order_of("u", entries.Prepared(1, "r", "m", "ann", "s"))
