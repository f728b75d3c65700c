import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendingdesk.sts import (
    TokenClass,
    TokenError,
    TokenReason,
    format_token,
    group_token,
    parse_token,
    split_tokens,
    token_class,
)

LARGEST = "73786976294838206463"
CLEAR_CREDIT = "49335795185499399179"
TEST = "18446744073843772416"
NUMBERS = st.integers(0, 2**66 - 1)
TOKENS = NUMBERS.map(format_token)


@pytest.mark.parametrize(
    "text",
    [
        CLEAR_CREDIT,
        "4933 5795 1854 9939 9179",
        "4933-5795-1854-9939-9179",
        "4933\u20105795\u20111854\u20139939\u20149179",
        "4933\u22125795\u00ad1854\u20439939\ufe639179",
        "\t4933\u00a057951854\u200b9939\u202f9179\r\n",
        "\u20664933 5795 1854 9939 9179\u2069",
    ],
)
def test_spaces_and_dashes_do_not_matter(text: str) -> None:
    assert parse_token(text) == CLEAR_CREDIT


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", TokenReason.LENGTH),
        (" -- ", TokenReason.LENGTH),
        (CLEAR_CREDIT[:-1], TokenReason.LENGTH),
        (CLEAR_CREDIT + "0", TokenReason.LENGTH),
        (CLEAR_CREDIT[:-1] + "O", TokenReason.NOT_DIGITS),
        (CLEAR_CREDIT[:-1] + "٣", TokenReason.NOT_DIGITS),
        (CLEAR_CREDIT[:-1] + "²", TokenReason.NOT_DIGITS),
        (CLEAR_CREDIT[:-1] + "９", TokenReason.NOT_DIGITS),
        ("+" + CLEAR_CREDIT[1:], TokenReason.NOT_DIGITS),
        ("4933,5795,1854,9939,9179", TokenReason.NOT_DIGITS),
        ("1_2", TokenReason.NOT_DIGITS),
        ("73786976294838206464", TokenReason.TOO_LARGE),
        ("9" * 20, TokenReason.TOO_LARGE),
    ],
)
def test_a_bad_token_is_refused_with_its_reason(text: str, reason: TokenReason) -> None:
    with pytest.raises(TokenError) as caught:
        parse_token(text)
    assert caught.value.reason is reason


@pytest.mark.parametrize("token", [LARGEST, "0" * 20])
def test_the_ends_of_the_range_are_tokens(token: str) -> None:
    assert parse_token(token) == token


def test_the_message_counts_what_was_there() -> None:
    with pytest.raises(TokenError) as caught:
        parse_token("4933 5795 1854 9939 917")
    assert caught.value.found == "19 digits"


@pytest.mark.parametrize(
    ("number", "token"), [(0, "0" * 20), (2**66 - 1, LARGEST), (1152921539100838034, "01152921539100838034")]
)
def test_numbers_become_padded_digits(number: int, token: str) -> None:
    assert format_token(number) == token


def test_only_66_bit_numbers_become_digits() -> None:
    with pytest.raises(TokenError) as caught:
        format_token(2**66)
    assert caught.value.reason is TokenReason.TOO_LARGE
    with pytest.raises(ValueError, match="negative"):
        format_token(-1)


@pytest.mark.parametrize(
    ("token", "kind"),
    [
        ("49335795185499399179", TokenClass.MANAGEMENT),
        ("18446744073843772416", TokenClass.TEST),
        ("01152921539100838034", TokenClass.TEST),
        ("58625789986991357486", TokenClass.CREDIT),
        ("13165821006407279478", TokenClass.CREDIT),
        ("23641553665398154702", TokenClass.CREDIT),
        ("59936545050550308168", TokenClass.CREDIT),
        ("34494889475378866499", TokenClass.MANAGEMENT),
        ("18087553113701439362", TokenClass.MANAGEMENT),
        ("07194127729199862502", TokenClass.MANAGEMENT),
        ("36061906132461210546", TokenClass.MANAGEMENT),
        ("03854447086453451911", TokenClass.MANAGEMENT),
        ("02791799436242461152", TokenClass.MANAGEMENT),
        ("67118070329353977190", TokenClass.MANAGEMENT),
        ("19019128690902932218", TokenClass.MANAGEMENT),
        (LARGEST, TokenClass.RESERVED),
        ("4933 5795 1854 9939 9179", TokenClass.MANAGEMENT),
    ],
)
def test_class_of_published_tokens(token: str, kind: TokenClass) -> None:
    assert token_class(token) is kind


def test_class_numbers_are_those_of_the_standard() -> None:
    assert [(kind.name, int(kind)) for kind in TokenClass] == [
        ("CREDIT", 0),
        ("TEST", 1),
        ("MANAGEMENT", 2),
        ("RESERVED", 3),
    ]


def test_no_class_for_what_is_no_token() -> None:
    with pytest.raises(TokenError) as caught:
        token_class("9" * 20)
    assert caught.value.reason is TokenReason.TOO_LARGE


@pytest.mark.parametrize(
    ("token", "grouped"),
    [
        (CLEAR_CREDIT, "4933 5795 1854 9939 9179"),
        ("4933-57951854-99399179", "4933 5795 1854 9939 9179"),
        ("9" * 21, "9999 9999 9999 9999 9999 9"),
        ("", ""),
    ],
)
def test_grouping_never_refuses(token: str, grouped: str) -> None:
    assert group_token(token) == grouped


@pytest.mark.parametrize("between", [",", ", ", ";", " / ", "|", "\n", "\r\n", "\t", "&", "+", "،", " ", "", " - "])
def test_two_tokens_with_something_between(between: str) -> None:
    assert split_tokens(CLEAR_CREDIT + between + TEST) == (CLEAR_CREDIT, TEST)
    glue = between or " "
    assert split_tokens(group_token(CLEAR_CREDIT) + glue + group_token(TEST)) == (CLEAR_CREDIT, TEST)


def test_eighty_digits_in_a_row_are_four_tokens() -> None:
    assert split_tokens(CLEAR_CREDIT + TEST + LARGEST + "0" * 20) == (CLEAR_CREDIT, TEST, LARGEST, "0" * 20)


def test_eighty_digits_in_groups_of_four_are_four_tokens() -> None:
    text = group_token(CLEAR_CREDIT + TEST + LARGEST + "0" * 20)
    assert split_tokens(text) == (CLEAR_CREDIT, TEST, LARGEST, "0" * 20)


def test_one_token_broken_over_two_lines() -> None:
    assert split_tokens("4933 5795 1854\n9939 9179\n") == (CLEAR_CREDIT,)


def test_empty_places_are_no_tokens() -> None:
    assert split_tokens(f",{CLEAR_CREDIT}, ;\n") == (CLEAR_CREDIT,)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", TokenReason.LENGTH),
        (" ,;\n", TokenReason.LENGTH),
        ("1" * 19, TokenReason.LENGTH),
        ("1" * 41, TokenReason.LENGTH),
        (f"{CLEAR_CREDIT},{TEST[:-1]}", TokenReason.LENGTH),
        ("1" * 19 + "," + "1" * 21, TokenReason.LENGTH),
        ("1" * 19 + " " + "1" * 21, TokenReason.LENGTH),
        ("1" * 21 + "\n" + "1" * 19, TokenReason.LENGTH),
        ("1" * 10 + " " + "1" * 20 + " " + "1" * 10, TokenReason.LENGTH),
        ("1" * 24 + " " + "1" * 16, TokenReason.LENGTH),
        ("4933,5795,1854,9939,9179", TokenReason.LENGTH),
        (f"{CLEAR_CREDIT},null", TokenReason.NOT_DIGITS),
        (f"token {CLEAR_CREDIT}", TokenReason.NOT_DIGITS),
        ("No token was issued for this meter", TokenReason.NOT_DIGITS),
        (f"{CLEAR_CREDIT},{'9' * 20}", TokenReason.TOO_LARGE),
    ],
)
def test_what_is_no_whole_number_of_tokens_is_refused(text: str, reason: TokenReason) -> None:
    with pytest.raises(TokenError) as caught:
        split_tokens(text)
    assert caught.value.reason is reason


@given(TOKENS)
def test_grouping_and_parsing_undo_each_other(token: str) -> None:
    grouped = group_token(token)
    assert parse_token(grouped) == token
    assert [len(group) for group in grouped.split(" ")] == [4] * 5


@given(NUMBERS)
def test_digits_and_number_undo_each_other(number: int) -> None:
    assert int(format_token(number)) == number
    assert token_class(format_token(number)) == number >> 27 & 3


@given(
    st.lists(TOKENS, min_size=1, max_size=6),
    st.sampled_from(["", " ", ",", ", ", ";", "/", "\n", " | ", "\r\n\r\n"]),
    st.booleans(),
)
def test_joined_tokens_come_apart_again(tokens: list[str], between: str, grouped: bool) -> None:
    texts = [group_token(token) for token in tokens] if grouped else tokens
    if grouped and not between:
        between = " "
    assert split_tokens(between.join(texts)) == tuple(tokens)


@given(st.text("0123456789 ,;/\n-x٣", max_size=90))
def test_any_text_is_whole_tokens_or_an_error(text: str) -> None:
    try:
        tokens = split_tokens(text)
    except TokenError:
        return
    assert "".join(tokens) == "".join(character for character in text if character.isdigit())
    assert [parse_token(token) for token in tokens] == list(tokens)
