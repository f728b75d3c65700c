"""What a slip says: every kind of sale in every state, and never a digit too many on a hold slip."""

import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from vendingdesk.counter.copies import CopyWhy
from vendingdesk.counter.doubt_slip import PROOF_WORDS
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.shop import Shop
from vendingdesk.counter.slip import HOW_CREDIT_SHOWS, HOW_NOT_YET, HOW_TO_ENTER, slip_for
from vendingdesk.counter.slip_frame import DEMO_BANNER
from vendingdesk.domain.doubt import Proof, Settlement, Verdict
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.errors import Refused
from vendingdesk.domain.management import RULES, ManagementKind, ManagementOrder
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.outcome import Declined, DoubtCause, Issued, Outcome, RefusalReason, TokenWarning, Unclear
from vendingdesk.domain.receipt import Barcode, Block, Divider, Field, Heading, Note, Receipt, SlipKind, Tokens
from vendingdesk.domain.sale import Order, Sale, VendState

SOLD_AT = datetime(2026, 7, 30, 16, 26, 40, tzinfo=timezone(timedelta(hours=2)))
LATER = datetime(2026, 8, 1, 9, 5, tzinfo=timezone(timedelta(hours=-3, minutes=-30)))
TOKEN, OTHER = "49335795123412341234", "00000000001111111111"
TEN = Money(1000, Currency("USD"))
ISSUED = Issued((TOKEN,), flow_no="202607301626401234567890")
SETUP = DeskSetup(
    shop=Shop(
        name="Harbour Kiosk",
        utility="Riverside Power",
        lines=("12 Harbour Road", "Tel. 555 0112"),
        help_line="Questions? Ask at the counter.",
    )
)
CLEAR = ManagementOrder(ManagementKind.CLEAR_CREDIT, 0, "tenant moved out")
LIMIT = ManagementOrder(ManagementKind.MAXIMUM_POWER_LIMIT, 5000, f"token {TOKEN} was rejected")

NO_SLIP = [VendState.PREPARED, VendState.NOT_ISSUED, VendState.LOST]


def sale(state: VendState = VendState.ISSUED, outcome: Outcome | None = ISSUED, **changes: Any) -> Sale:
    asked: dict[str, Any] = {"amount": TEN, "customer": "Okonkwo, Blessing", "place": "12 Harbour Road", **changes}
    if "management" in asked:
        del asked["amount"]
    order = Order("u1", "5f0c1a2b-0000-4000-8000-000000000000", "0128244400031", "amina", "https://x", **asked)
    return Sale(order, "K01", 124, SOLD_AT, state, outcome, concluded_at=SOLD_AT + timedelta(minutes=3))


def doubt(**changes: Any) -> Sale:
    return sale(VendState.IN_DOUBT, Unclear(DoubtCause.NO_ANSWER, "ReadError"), **changes)


def slip(sold: Sale, setup: DeskSetup = SETUP, copy: int = 1, why: str = "") -> Receipt:
    return slip_for(sold, setup, copy=copy, printed_at=LATER, printed_by="grace", why=why)


def texts(receipt: Receipt) -> list[str]:
    """Every piece of text of a slip, in order, as one line each."""

    def lines(block: Block) -> list[str]:
        match block:
            case Heading(text) | Note(text) | Barcode(text):
                return [text]
            case Field(label, value):
                return [f"{label}: {value}"]
            case Tokens(tokens):
                return list(tokens)
            case _:
                return []

    return [*receipt.banners, *(line for block in receipt.blocks for line in lines(block))]


def test_a_sale_from_top_to_bottom() -> None:
    receipt = slip(sale())
    assert (receipt.kind, receipt.title, receipt.banners) == (SlipKind.SALE, "Receipt K01-000124", ())
    assert texts(receipt) == [
        "Harbour Kiosk",
        "12 Harbour Road",
        "Tel. 555 0112",
        "Riverside Power",
        "Receipt: K01-000124",
        "Date: 2026-07-30 16:26 +02:00",
        "Cashier: amina",
        "Till: K01",
        "Meter: 0128 2444 0003 1",
        "Customer: Okonkwo, Blessing",
        "Place: 12 Harbour Road",
        "Electricity credit: 10.00 USD",
        TOKEN,
        "Total: 10.00 USD",
        "Flow no.: 202607 301626 401234 567890",
        "Request: 5f0c1a2b",
        "K01-000124",
        HOW_CREDIT_SHOWS,
        "Questions? Ask at the counter.",
    ]
    assert receipt.blocks[0] == Heading("Harbour Kiosk", large=True)
    assert Barcode("K01-000124") in receipt.blocks
    assert "tax" not in " ".join(texts(receipt)).lower()


def test_what_is_not_known_has_no_line() -> None:
    bare = slip(sale(outcome=Issued((TOKEN,)), customer="", place=""), DeskSetup())
    labels = [block.label for block in bare.blocks if isinstance(block, Field)]
    assert labels == ["Receipt", "Date", "Cashier", "Till", "Meter", "Electricity credit", "Total", "Request"]
    assert not [block for block in bare.blocks if isinstance(block, Heading)]
    assert not isinstance(bare.blocks[0], Divider)
    assert [block.text for block in bare.blocks if isinstance(block, Note)] == [HOW_CREDIT_SHOWS]


def test_energy_is_said_where_it_is_not_what_was_asked() -> None:
    with_energy = replace(ISSUED, energy=Energy(64_500_000))
    assert "Energy: 64.5 kWh" in texts(slip(sale(outcome=with_energy)))
    kwh = texts(slip(sale(outcome=with_energy, amount=Energy(64_500_000))))
    assert "Electricity credit: 64.5 kWh" in kwh
    assert "Total: 64.5 kWh" in kwh
    assert not [line for line in kwh if line.startswith("Energy")]
    assert not [line for line in texts(slip(sale())) if line.startswith("Energy")]


def test_several_tokens_in_entry_order() -> None:
    several = Issued((OTHER, TOKEN), warnings=(TokenWarning.SEVERAL,))
    [tokens] = [block for block in slip(sale(outcome=several)).blocks if isinstance(block, Tokens)]
    assert tokens.tokens == (OTHER, TOKEN)
    assert not any("verify" in line for line in texts(slip(sale(outcome=several))))


@pytest.mark.parametrize(
    ("warning", "sentence"),
    [
        (
            TokenWarning.WRONG_CLASS,
            "Please verify: this token does not look like what was asked for. Do not type it in before the utility "
            "has said what it is.",
        ),
        (TokenWarning.OTHER_METER, "Please verify: the server named another meter."),
        (TokenWarning.OTHER_VALUE, "Please verify: 10.00 USD was asked for, the server named 11.00."),
    ],
)
def test_a_token_worth_a_second_look_says_so_beside_it(warning: TokenWarning, sentence: str) -> None:
    blocks = slip(sale(outcome=replace(ISSUED, value_text="11.00", warnings=(warning,)))).blocks
    at = blocks.index(Tokens((TOKEN,)))
    assert blocks[at + 1] == Note(sentence, strong=True)


@pytest.mark.parametrize("asked", [{}, {"management": LIMIT}], ids=["credit", "management"])
def test_nobody_is_told_to_type_a_token_of_another_class(asked: dict[str, Any]) -> None:
    flagged = slip(sale(outcome=replace(ISSUED, warnings=(TokenWarning.WRONG_CLASS,)), **asked))
    assert Note(HOW_NOT_YET, strong=True) in flagged.blocks
    assert "Type the 20 digits" not in " ".join(texts(flagged))
    assert "Type the 20 digits" in " ".join(texts(slip(sale(**asked))))


def test_a_recovered_sale_has_a_slip_too() -> None:
    receipt = slip(sale(VendState.RECOVERED))
    assert receipt.kind is SlipKind.SALE
    assert TOKEN in texts(receipt)


def test_without_a_token_there_is_no_slip_for_one() -> None:
    with pytest.raises(Refused):
        slip(sale(VendState.RECOVERED, Unclear(DoubtCause.NO_ANSWER)))


def test_a_management_token_is_no_sale() -> None:
    receipt = slip(sale(management=LIMIT))
    said = texts(receipt)
    assert receipt.kind is SlipKind.MANAGEMENT
    assert Note("Engineering token – not a sale", strong=True) in receipt.blocks
    for line in ("Authorised by: amina", "Token: MaximumPowerLimit", "Parameter: 5000 W", f"Reason: {LIMIT.reason}"):
        assert line in said
    assert TOKEN in said
    assert not [line for line in said if line.startswith(("Total", "Cashier", "Electricity credit"))]
    assert "Erases remaining credit" not in said


@pytest.mark.parametrize("kind", ManagementKind)
def test_only_clear_credit_warns_that_it_erases(kind: ManagementKind) -> None:
    receipt = slip(sale(management=ManagementOrder(kind, 0, "asked for")))
    warned = Note("Erases remaining credit", strong=True) in receipt.blocks
    assert warned is (kind is ManagementKind.CLEAR_CREDIT)
    has_parameter = any(line.startswith("Parameter") for line in texts(receipt))
    assert has_parameter is (RULES[kind].fixed is None)


@pytest.mark.parametrize("state", [VendState.IN_DOUBT, VendState.SENDING])
def test_a_hold_slip(state: VendState) -> None:
    held = slip(replace(doubt(), state=state))
    said = texts(held)
    assert held.kind is SlipKind.HOLD
    assert Note("HOLD SLIP – result unknown", strong=True) in held.blocks
    assert "Amount paid: 10.00 USD" in said
    assert any("the shop holds the money" in line for line in said)
    assert HOW_TO_ENTER not in said
    assert Barcode("K01-000124") in held.blocks
    assert not [block for block in held.blocks if isinstance(block, Tokens)]


@pytest.mark.parametrize("management", [CLEAR, LIMIT])
def test_a_hold_slip_of_a_management_token_holds_no_money(management: ManagementOrder) -> None:
    held = slip(doubt(management=management))
    said = texts(held)
    assert held.kind is SlipKind.HOLD
    assert "Engineering token – not a sale" in said
    assert f"Token: {RULES[management.kind].manual_name}" in said
    assert "Authorised by: amina" in said
    assert not [line for line in said if "money" in line or line.startswith("Amount paid")]
    assert ("Erases remaining credit" in said) is (management is CLEAR)


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"amount": Money(99_999_999_999, Currency("USD"))},
        {"management": LIMIT},
        {"management": ManagementOrder(ManagementKind.KEY_SECTION_1, 2**31 - 1, "new key")},
        {"customer": f"was given {TOKEN}", "place": " ".join(TOKEN)},
    ],
    ids=["credit", "much", "power limit", "key", "people"],
)
@pytest.mark.parametrize("copy", [1, 12])
def test_nothing_on_a_hold_slip_could_pass_for_a_token(asked: dict[str, Any], copy: int) -> None:
    for line in texts(slip(doubt(**asked), replace(SETUP, demo=True), copy)):
        assert not re.search(r"\d{20}", re.sub(r"\D", "", line)), line


@pytest.mark.parametrize("state", NO_SLIP)
@pytest.mark.parametrize("changes", [{}, {"management": CLEAR}], ids=["credit", "management"])
def test_what_gave_nothing_has_no_slip(state: VendState, changes: dict[str, Any]) -> None:
    refused = sale(state, Declined(RefusalReason.NO_SUCH_METER, "record not found"), **changes)
    with pytest.raises(Refused, match=r"^There is no slip for this sale yet: nothing was asked for\.$"):
        slip(refused)


def test_a_copy_says_so_and_keeps_the_first_date() -> None:
    for copy in (2, 3, 11):
        again = slip(sale(), copy=copy)
        assert again.banners == (f"COPY {copy - 1}",)
        said = texts(again)
        assert "Date: 2026-07-30 16:26 +02:00" in said
        assert said[-1] == f"Copy {copy - 1} printed 2026-08-01 09:05 -03:30 by grace"
    assert not [line for line in texts(slip(sale())) if "opy" in line]


@pytest.mark.parametrize("why", CopyWhy)
def test_a_copy_says_why_it_was_made(why: CopyWhy) -> None:
    said = texts(slip(sale(), copy=2, why=why.value))
    assert said[-1] == f"Copy 1 printed 2026-08-01 09:05 -03:30 by grace: {why}"
    assert not [line for line in texts(slip(sale(), why=why.value)) if why in line]


def test_a_copy_by_the_command_line_says_so_once() -> None:
    for language, line in (("en", "by command line"), ("fr", "par ligne de commande")):
        setup = replace(SETUP, shop=replace(SETUP.shop, language=language))
        made = slip_for(sale(), setup, copy=2, printed_at=LATER, printed_by="command line", why=CopyWhy.COMMAND_LINE)
        assert texts(made)[-1].endswith(f"2026-08-01 09:05 -03:30 {line}")


def test_a_reason_in_a_persons_own_words_has_its_own_line_and_no_token() -> None:
    for own, printed in (("ticket 4711", "ticket 4711"), (f"not {TOKEN}", "stands in the journal")):
        said = texts(slip(doubt(), copy=2, why=own))
        assert said[-2:] == ["Copy 1 printed 2026-08-01 09:05 -03:30 by grace", f"Reason: {printed}"]
    assert texts(slip(doubt(), copy=2))[-1] == "Copy 1 printed 2026-08-01 09:05 -03:30 by grace"


def test_nothing_that_people_wrote_looks_like_a_token_on_a_hold_slip() -> None:
    for written in (TOKEN, "⑳" * 10, "２" * 20, " ".join(TOKEN)):
        for field in ("customer", "place"):
            assert "stands in the journal" in " ".join(texts(slip(doubt(**{field: written}))))
            assert "stands in the journal" not in " ".join(texts(slip(sale(**{field: written}))))


def test_a_demo_slip_says_so_on_every_kind() -> None:
    demo = replace(SETUP, demo=True)
    for sold in (sale(), sale(management=CLEAR), doubt()):
        assert slip(sold, demo).banners == (DEMO_BANNER,)
        assert slip(sold, demo, copy=3).banners == ("COPY 2", DEMO_BANNER)
        assert slip(sold).banners == ()
    assert DEMO_BANNER == "DEMO – NOT VALID ON ANY METER"


def settled(verdict: Verdict, **changes: Any) -> Sale:
    parts: dict[Verdict, dict[str, Any]] = {
        Verdict.RECOVERED: {"tokens": (TOKEN,), "flow_no": "202607301626401234567890"},
        Verdict.NOT_ISSUED: {"proof": Proof.SERVER_RECORDS, "supervisor": "Grace", "reference": "ticket 77"},
        Verdict.LOST: {"supervisor": "Grace", "reference": "ticket 77"},
    }
    return doubt(**changes).settled(Settlement(verdict, "ben", LATER, "asked", **parts[verdict]))


def test_a_recovered_token_has_the_slip_of_a_sale_and_says_that_it_was_found() -> None:
    receipt = slip(settled(Verdict.RECOVERED))
    said = texts(receipt)
    assert receipt.kind is SlipKind.SALE
    assert TOKEN in said
    assert "Found: 2026-08-01 09:05 -03:30" in said
    assert {"Entered by: ben", "Total: 10.00 USD", "Flow no.: 202607 301626 401234 567890", HOW_CREDIT_SHOWS} <= set(
        said
    )
    engineering = slip(settled(Verdict.RECOVERED, management=LIMIT))
    assert engineering.kind is SlipKind.MANAGEMENT


@pytest.mark.parametrize("verdict", [Verdict.NOT_ISSUED, Verdict.LOST])
def test_a_settled_doubt_without_a_token_says_what_becomes_of_the_money(verdict: Verdict) -> None:
    receipt = slip(settled(verdict))
    said = texts(receipt)
    assert receipt.kind is SlipKind.RESOLUTION
    assert not any(isinstance(block, Tokens) for block in receipt.blocks)
    assert not re.search(r"\d{20}", "".join(said).replace(" ", ""))
    assert {"Amount held: 10.00 USD", "Supervisor: Grace", "Reference: ticket 77"} <= set(said)
    assert ("SETTLED – no token was issued" in said) is (verdict is Verdict.NOT_ISSUED)
    nothing = any(line.startswith("The vending server issued no token for this request.") for line in said)
    gone = any(line.startswith("The vending server issued a token that can’t be obtained") for line in said)
    assert (nothing, gone) == (verdict is Verdict.NOT_ISSUED, verdict is Verdict.LOST)
    assert ("Proof: request not in the server’s records" in said) is (verdict is Verdict.NOT_ISSUED)
    assert any(line.endswith("given back, or goes into a new sale.") for line in said)
    assert any(line.startswith("Money or new slip received") for line in said)
    assert "Settled by the seller alone (single owner)." not in said


def test_a_settlement_by_the_seller_alone_is_flagged_on_its_slip() -> None:
    alone = settled(Verdict.LOST)
    assert alone.settlement is not None
    said = texts(slip(replace(alone, settlement=replace(alone.settlement, single_owner=True))))
    assert "Settled by the seller alone (single owner)." in said


def test_a_settled_engineering_token_speaks_of_no_money() -> None:
    said = " ".join(texts(slip(settled(Verdict.NOT_ISSUED, management=CLEAR))))
    assert "ClearCredit" in said
    assert "Erases" not in said
    assert "held" not in said
    assert "received" not in said
    assert "Parameter: 5000 W" in texts(slip(settled(Verdict.LOST, management=LIMIT)))


def test_a_reference_that_could_pass_for_a_token_is_not_printed() -> None:
    lost = settled(Verdict.LOST)
    assert lost.settlement is not None
    named = replace(lost, settlement=replace(lost.settlement, reference=f"it was {TOKEN[:10]}-{TOKEN[10:]}"))
    said = texts(slip(named))
    assert "Reference: stands in the journal" in said
    assert not re.search(r"\d{20}", re.sub(r"[ -]", "", " ".join(said)))


def test_every_proof_has_its_words() -> None:
    assert set(PROOF_WORDS) == set(Proof)


def test_a_settled_doubt_has_room_to_sign_above_one_line() -> None:
    blocks = slip(settled(Verdict.LOST)).blocks
    at = blocks.index(Barcode("K01-000124"))
    assert blocks[at - 5 : at] == (
        Note("Money or new slip received (name, signature):"),
        *[Note(" ")] * 3,
        Divider(),
    )
