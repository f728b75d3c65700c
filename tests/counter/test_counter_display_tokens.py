"""Test and display tokens by the length of the meter's number."""

import pytest

from vendingdesk import sts
from vendingdesk.counter.display_tokens import key_revision_tokens, local_tokens
from vendingdesk.counter.token_check import read_tokens
from vendingdesk.sts import DisplayTest

KEY_REVISION = {11: "18446744073843772416", 13: "01152921539100838034"}


@pytest.mark.parametrize("digits", [11, 13])
def test_every_named_test_has_a_token_that_reads_as_it(digits: int) -> None:
    made = local_tokens(digits)
    assert [each.test for each in made] == [None, *DisplayTest]
    assert len({each.token for each in made}) == len(made)
    for each in made:
        (read,) = read_tokens(each.token)
        assert read.display is not None
        assert read.display.meter_digits == digits
        assert int(read.display.manufacturer) == 0
        assert read.display.everything is (each.test is None)
        assert each.test is None or read.display.tests == (each.test,)
    assert KEY_REVISION[digits] in [each.token for each in made]


@pytest.mark.parametrize(
    ("meter", "digits"), [("01282444001", [11]), ("0128244400031", [13]), ("", [11, 13]), ("123456", [11, 13])]
)
def test_the_key_revision_of_a_meter(meter: str, digits: list[int]) -> None:
    assert [each.token for each in key_revision_tokens(meter)] == [KEY_REVISION[each] for each in digits]
    assert {each.test for each in key_revision_tokens(meter)} == {sts.DisplayTest.KEY_REVISION}
