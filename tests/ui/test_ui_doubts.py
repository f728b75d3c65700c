"""When nobody knows: the words, the hold slip, the count, and no second sale."""

from collections.abc import Awaitable, Callable

from pypdf import PdfReader
from ui.ui_counter import LOST_AFTER, MANAGE, METER, RECHARGE, Counter, until

Open = Callable[..., Awaitable[Counter]]


async def test_a_lost_answer_is_a_doubt(desk: Counter) -> None:
    assert await desk.sell(LOST_AFTER) == "IN_DOUBT"
    window = desk.window
    assert desk.text("result.state") == "Result unknown."
    for words in ("may have been issued", "Do not sell to this meter again", "Keep the money", "K01-000001"):
        assert words in desk.text("result.detail")
    assert desk.text("result.print").startswith("Print hold slip")
    assert not desk.find("result.pdf").isVisible()
    assert not window.sell.form.isVisible()
    await until(window.strip.doubts.isVisible)
    assert "1 in doubt" in desk.text("status.doubts")
    assert desk.text("sell.edit.doubt") == "⚠ K01-000001 in doubt: do not sell  ›"
    desk.counter._slips.ask(window.sell.result.sale, "pdf")
    await until(lambda: list(desk.slips.glob("*.pdf")))
    text = PdfReader(next(desk.slips.glob("*.pdf"))).pages[0].extract_text()
    assert "HOLD SLIP" in text
    await until(lambda: "Slip saved" in desk.text("main.message"))
    await desk.next_customer()
    await desk.meter(LOST_AFTER)
    desk.fill("sell.amount", "5")
    desk.click("sell.sell")
    await until(lambda: desk.text("sell.message"))
    assert "Do not sell to this meter" in desk.text("sell.message")
    assert desk.confirm is None
    assert desk.sent(RECHARGE) == 1
    desk.click("nav.tokens")
    await desk.meter(LOST_AFTER, "tokens")
    desk.fill("tokens.value", "1")
    desk.fill("tokens.reason", "why")
    desk.click("tokens.issue")
    await until(lambda: desk.text("tokens.message"))
    assert desk.sent(MANAGE) == 0


async def test_a_doubt_is_there_again_after_a_restart(open_counter: Open) -> None:
    first = await open_counter()
    await first.sell(LOST_AFTER)
    await first.end()
    second = await open_counter()
    await until(second.window.strip.doubts.isVisible)
    assert "1 in doubt" in second.text("status.doubts")


async def test_a_session_that_ends_keeps_what_was_typed(desk: Counter) -> None:
    await desk.meter(METER)
    desk.fill("sell.amount", "33")
    desk.server.sessions.expire_all()
    desk.click("sell.sell")
    await desk.agree()
    assert await desk.done() == "REFUSED"
    assert "sign in again" in desk.text("result.state")
    await until(lambda: desk.window.findChildren(type(desk.dialog)))
    (again,) = desk.window.findChildren(type(desk.dialog))
    desk.counter._on_sign_in_wanted()  # asked for twice, opened once
    await until(again.isVisible)
    assert again.username.text() == desk.server.user
    assert "session has ended" in again.error.text()
    code = await desk.picture(again, after=1)
    desk.fill("signin.password", desk.server.password, again)
    desk.fill("signin.code", code, again)
    desk.click("signin.ok", again)
    await until(lambda: not desk.window.findChildren(type(desk.dialog)))
    assert desk.text("sell.amount") == "33"
    assert desk.text("sell.meter") == "0128 2444 0003 1"
    desk.click("sell.sell")
    await desk.agree()
    assert await desk.done() == "ISSUED"


async def test_a_session_known_to_be_over_is_renewed_before_anything_is_asked(desk: Counter) -> None:
    await desk.meter(METER)
    desk.fill("sell.amount", "33")
    desk.desk.session.end()
    desk.click("sell.sell")
    await until(lambda: desk.window.findChildren(type(desk.dialog)))
    assert "sign in again" in desk.text("sell.message")
    assert desk.confirm is None
    assert desk.sent(RECHARGE) == 0
    (again,) = desk.window.findChildren(type(desk.dialog))
    await until(again.isVisible)
    again.reject()
    await until(lambda: not desk.window.findChildren(type(desk.dialog)))
    assert desk.text("sell.amount") == "33"


async def test_the_card_does_not_deny_a_purchase_in_doubt(desk: Counter) -> None:
    assert await desk.sell(LOST_AFTER) == "IN_DOUBT"
    await desk.next_customer()
    await desk.meter(LOST_AFTER)
    assert desk.window.sell.card.last.text() == "No purchase at this till is known to have gone through"
    await desk.meter("0128248784331")
    assert desk.window.sell.card.last.text() == "No purchase at this till yet"
