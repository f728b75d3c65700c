"""What stands out on each slip, and where its parts begin: one letter a block, ``!`` where it is strong."""

from dataclasses import replace

import pytest
from counter.test_counter_shift_slip import FULL
from counter.test_counter_slip import CLEAR, LATER, LIMIT, SETUP, doubt, sale, settled, slip
from counter.test_counter_slip_shop import LEVY, SERVICE, VAT, charged

from vendingdesk.counter.samples import SampleKind, sample
from vendingdesk.counter.shift_slip import shift_slip
from vendingdesk.counter.test_slip import trial_page
from vendingdesk.domain.doubt import Verdict
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.outcome import Declined, Issued, NothingSent, NotSentCause, RefusalReason
from vendingdesk.domain.receipt import Field, Note, Receipt
from vendingdesk.domain.sale import VendState

LETTERS = {
    "Heading": "h",
    "Field": "f",
    "Note": "n",
    "Tokens": "T",
    "Barcode": "B",
    "Divider": "-",
    "Logo": "L",
    "QrCodes": "Q",
    "Ruler": "R",
}
HEAD = "hhhh-f!fff-f!ff-"
BARE = replace(SETUP, shop=replace(SETUP.shop, lines=(), utility="", help_line=""))


def shape(receipt: Receipt) -> str:
    return "".join(
        LETTERS[type(block).__name__] + ("!" if isinstance(block, Field | Note) and block.strong else "")
        for block in receipt.blocks
    )


@pytest.mark.parametrize(
    ("receipt", "expected"),
    [
        pytest.param(slip(sale()), "f!T-f!ff-Bnn", id="sale"),
        pytest.param(
            slip(sale(outcome=Issued(("1" * 20,), energy=Energy(1)), **charged(VAT, SERVICE, LEVY))),
            "f!f!T-fffff!nf-Bnn",
            id="charges",
        ),
        pytest.param(slip(sale(management=LIMIT)), "n!f!f!fTff-Bnn", id="management"),
        pytest.param(slip(sale(management=CLEAR)), "n!f!fn!Tff-Bnn", id="clear credit"),
        pytest.param(slip(settled(Verdict.RECOVERED)), "f!T-f!-nffff-Bnn", id="recovered"),
        pytest.param(slip(doubt()), "n!f!nf-Bn", id="hold"),
        pytest.param(slip(doubt(**charged(SERVICE))), "n!fff!nf-Bn", id="hold with a fee"),
        pytest.param(slip(doubt(management=LIMIT)), "n!-n!f!f!nf-Bn", id="hold, management"),
        pytest.param(slip(settled(Verdict.LOST)), "n!f!nffff-nnnn-Bn", id="lost"),
        pytest.param(slip(settled(Verdict.NOT_ISSUED)), "n!f!nfffff-nnnn-Bn", id="not issued"),
        pytest.param(slip(settled(Verdict.LOST, management=LIMIT)), "n!f!f!nffff-Bn", id="lost, management"),
        pytest.param(
            slip(sale(VendState.REFUSED, Declined(RefusalReason.NO_SUCH_METER))), "n!f!nnf-Bn", id="cancelled"
        ),
        pytest.param(
            slip(sale(VendState.NOT_SENT, NothingSent(NotSentCause.TLS), management=LIMIT)),
            "n!f!f!nf-Bn",
            id="cancelled, management",
        ),
    ],
)
def test_a_slip_of_a_sale(receipt: Receipt, expected: str) -> None:
    assert shape(receipt) == HEAD + expected


def test_the_slips_of_the_till() -> None:
    z = "h-n!f!fffffff-f!ffffffffn-fffffff!f!f!f-n!ffff!n-ffhh-nnnn-"
    assert shape(shift_slip(FULL, BARE)) == z
    assert shape(trial_page(SETUP, printer="PDF", at=LATER)) == "hhhh-n!ffffnRn!Tn!-ffffff-BQh"
    change = shape(sample(SampleKind.KEY_CHANGE, BARE, LATER))
    assert change == "h-f!fff-f!f-n!f!f!fn!T-ffffffff-Bn"
