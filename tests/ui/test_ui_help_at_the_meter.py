"""What token help says fits what the training meter shows, token for token and word for word."""

import pytest
from ui.conftest import Open
from ui.ui_counter import Counter, until
from ui.ui_training import Trainee

from vendingdesk.counter.rejection import WAYS, Question
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.sts.virtual_meter.display import REFUSAL_WORDS
from vendingdesk.sts.virtual_meter.outcomes import Refusal
from vendingdesk.ui import rejection_words
from vendingdesk.wiring.demo import demo_setup

METER = "0128248784331"  # the tests share a server, and a key change of its house stays
NO_TOKENS = {Refusal.LENGTH, Refusal.UNKNOWN_CODE}


@pytest.fixture
async def demo(open_counter: Open) -> Counter:
    return await open_counter(setup=demo_setup(DeskSetup()))


def test_every_word_of_the_training_meter_is_among_the_answers(qapp: object) -> None:
    answers = " | ".join(rejection_words.answer(given) for given in WAYS[Question.METER_SAYS])
    missing = {word for refusal, word in REFUSAL_WORDS.items() if refusal not in NO_TOKENS and word not in answers}
    assert missing == set()


async def test_the_help_s_test_tokens_work_on_the_meter(demo: Counter) -> None:
    assert await demo.sell(METER, "5") == "ISSUED"
    await demo.next_customer()
    trainee = await Trainee(demo).enter()
    shown = {str(row.test): trainee.enter_token(row.token) for row in demo.window.tokenhelp.local.model.rows[1:]}
    assert len(shown) == 11
    assert not {word for word in shown.values() if word in {"ERROR", "20 DIGITS"}}


async def test_a_token_of_the_old_key_leads_to_the_key_and_to_the_utility(demo: Counter) -> None:
    assert await demo.sell(METER, "5") == "ISSUED"
    token = demo.text("result.token")
    await demo.next_customer()
    demo.click("nav.tokens")
    await demo.meter(METER, "tokens")
    demo.choose(3)
    demo.fill("tokens.reason", "Training")
    demo.click("tokens.issue")
    await demo.agree()
    assert await demo.done("tokens") == "ISSUED"
    tokens = demo.server.ledger.tokens[-4:]
    help_ = demo.window.tokenhelp
    demo.window.show_page("tokenhelp")
    demo.fill("tokenhelp.token", tokens[1])
    demo.click("tokenhelp.inspect")
    await until(lambda: "section 2 of 4 of a key change" in demo.labels(help_))
    assert demo.text("tokenhelp.verdict") == "Possible token · class 2, management"
    demo.click("tokenhelp.rejected")
    whole = "section 2 of 4 of a key change: all of them, in order, within ten minutes"
    await until(lambda: demo.text("tokenhelp.sale").endswith(whole))
    assert not demo.find("tokenhelp.flagged").isVisible()
    demo.click("tokenhelp.answer.refused")
    assert not demo.find("tokenhelp.compare").isVisible()  # with the other three on the slip, or not at all
    trainee = await Trainee(demo).enter()
    assert [trainee.enter_token(each) for each in tokens][-1] == "NEW KEY"
    assert trainee.enter_token(token) == "ERROR"
    demo.window.show_page("history")
    demo.window.history.search.setText("K01-000001")
    await until(lambda: [sale.number for sale in demo.window.history.model.rows] == [1])
    demo.click("history.rejected")
    for given in ("refused", "digits_same", "meter_same", "set_entered_since"):
        demo.click(f"tokenhelp.answer.{given}")
    assert demo.find("tokenhelp.question").property("place") == "OF_THE_OLD_KEY"
    demo.click("tokenhelp.back")
    demo.click("tokenhelp.answer.no_set")
    assert trainee.enter_token(demo.text("tokenhelp.compare")).startswith("2")  # the meter shows its new revision
