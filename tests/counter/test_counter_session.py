"""Signing in with the verification picture, and what ends a session."""

from datetime import timedelta
from typing import Any

import pytest
from counter.counter_parts import METER, Counter

from vendingdesk.counter.session import Session, SignIn
from vendingdesk.counter.vend import Vending
from vendingdesk.domain.errors import NotSent, OutcomeUnknown, Refused, SessionExpired
from vendingdesk.domain.outcome import Declined, RefusalReason
from vendingdesk.domain.session import Grant
from vendingdesk.simulator.server import SimulatorServer

LOGIN, CAPTCHA = "/api/v1/login", "/api/v1/captcha"


def logins(server: SimulatorServer) -> int:
    return server.traffic.counts.get(LOGIN, 0)


async def test_signing_in_opens_the_session(counter: Counter) -> None:
    assert not counter.session.open
    await counter.sign_in()
    assert counter.session.open
    assert counter.session.username == "demo"
    assert counter.server.sessions.check(f"Bearer {counter.session.token()}").user == "demo"


async def test_spaces_around_the_name_and_in_the_code_are_harmless(counter: Counter) -> None:
    fields = await counter.fields(username="  demo ")
    await counter.signing_in(**fields | {"code": f" {fields['code'][:2]} {fields['code'][2:]}\n"})
    assert counter.session.username == "demo"
    assert counter.session.open


async def test_a_password_is_sent_as_it_is(counter: Counter) -> None:
    with pytest.raises(Refused, match="User name or password is wrong"):
        await counter.sign_in(password=f" {counter.server.password}")
    assert not counter.session.open


async def test_a_wrong_code_is_refused_and_spends_the_picture(counter: Counter) -> None:
    fields = await counter.fields()
    wrong = fields | {"code": f"{(int(fields['code']) + 1) % 10_000:04d}"}
    with pytest.raises(Refused, match="code from the picture was wrong") as refusal:
        await counter.signing_in(**wrong)
    assert refusal.value.server_text == "验证码错误"
    assert not counter.session.open
    with pytest.raises(Refused, match="code from the picture was wrong"):
        await counter.signing_in(**fields)
    await counter.sign_in()
    assert counter.session.open


async def test_a_wrong_password_is_refused(counter: Counter) -> None:
    with pytest.raises(Refused, match="User name or password is wrong") as refusal:
        await counter.sign_in(password="guess")
    assert refusal.value.server_text == "incorrect Username or Password"
    assert not counter.session.open
    assert counter.session.username == ""


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ({"username": ""}, "Type your user name."),
        ({"username": "  "}, "Type your user name."),
        ({"password": ""}, "Type your password."),
        ({"code": ""}, "Type the four digits of the picture."),
        ({"code": "   "}, "Type the four digits of the picture."),
        ({"code": "123"}, "Type the four digits of the picture."),
        ({"code": "12345"}, "Type the four digits of the picture."),
        ({"code": "12a4"}, "Type the four digits of the picture."),
        ({"code": "١٢٣٤"}, "Type the four digits of the picture."),
        ({"code": "²²²²"}, "Type the four digits of the picture."),
        ({"captcha_id": ""}, "There is no verification picture yet. Press “New picture”."),
    ],
    ids=repr,
)
async def test_what_is_missing_is_said_without_a_request(
    counter: Counter, missing: dict[str, Any], sentence: str
) -> None:
    fields = await counter.fields()
    before = logins(counter.server)
    with pytest.raises(NotSent) as told:
        await counter.signing_in(**fields | missing)
    assert str(told.value) == sentence
    assert logins(counter.server) == before
    await counter.signing_in(**fields)  # the picture is still good
    assert counter.session.open


@pytest.mark.parametrize("fault", ["captcha-failed", "captcha-empty", "captcha-broken"])
async def test_no_picture_can_be_asked_for_again(counter: Counter, fault: str) -> None:
    counter.server.faults.arm(fault, CAPTCHA)
    with pytest.raises(Refused, match="picture"):
        await counter.signing_in.picture()
    await counter.sign_in()
    assert counter.session.open


@pytest.mark.parametrize(
    ("fault", "error"), [("html", OutcomeUnknown), ("lost-after", OutcomeUnknown), ("no-jwt", Refused)]
)
async def test_an_answer_without_a_session_opens_none(counter: Counter, fault: str, error: type[Exception]) -> None:
    counter.server.faults.arm(fault, LOGIN)
    with pytest.raises(error):
        await counter.sign_in()
    assert not counter.session.open


async def test_a_server_that_is_off(server: SimulatorServer, counter: Counter) -> None:
    gone = Counter(server, counter.folder / "other", url="http://127.0.0.1:1")
    with pytest.raises(NotSent) as told:
        await gone.signing_in.picture()
    assert str(told.value)
    await gone.client.close()


async def test_a_session_ends_at_its_time(counter: Counter) -> None:
    await counter.sign_in()
    counter.clock.ahead = timedelta(hours=7, minutes=59)
    assert counter.session.open
    counter.clock.ahead = timedelta(hours=8)
    assert not counter.session.open
    with pytest.raises(SessionExpired, match=r"What you typed is still here; nothing was sent\."):
        counter.session.token()
    counter.clock.ahead = timedelta()
    assert not counter.session.open  # it was forgotten, not just hidden
    assert counter.session.username == "demo"


async def test_signing_out_forgets_the_token(counter: Counter) -> None:
    await counter.sign_in()
    counter.session.end()
    assert not counter.session.open
    with pytest.raises(SessionExpired):
        counter.session.token()


def test_a_session_without_an_end_stays_open(counter: Counter) -> None:
    session = Session(counter.clock)
    session.begin("demo", Grant("abc", None))
    counter.clock.ahead = timedelta(days=36500)
    assert session.open
    assert session.token() == "abc"


async def test_a_late_no_to_an_old_session_leaves_the_new_one(counter: Counter) -> None:
    await counter.sign_in()
    old = counter.session.token()
    await counter.sign_in()
    new = counter.session.token()
    assert old != new
    counter.session.end(old)
    assert counter.session.token() == new
    counter.session.end(new)
    assert not counter.session.open
    counter.session.end(new)
    assert not counter.session.open


async def test_a_vend_that_an_old_session_sent_does_not_end_the_new_one(counter: Counter) -> None:
    class Late:
        """A server whose no comes after a new sign-in."""

        async def vend(self, *_order: object) -> Declined:
            await counter.sign_in()
            return Declined(RefusalReason.SESSION_ENDED)

    await counter.sign_in()
    proposal = await counter.sell_credit.propose(METER, "10")
    await counter.journal.prepare(proposal.order, counter.clock.now())
    sale = await counter.journal.sending(proposal.order.uid, counter.clock.now())
    vending = Vending(counter.journal, Late(), counter.session, counter.clock, guard=counter.guard)  # type: ignore[arg-type]
    await vending._send(sale, counter.session.token())
    assert counter.session.open


class Names:
    """Where a name is kept, in memory; ``kept`` lists what was written."""

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.kept: list[str] = []

    def read(self) -> str:
        return self.name

    def write(self, name: str) -> None:
        self.name = name
        self.kept.append(name)


async def test_a_name_is_remembered_by_a_sign_in_that_worked_and_forgotten_by_one_without_the_tick(
    counter: Counter,
) -> None:
    names = Names("somebody")
    counter.signing_in = SignIn(counter.client, counter.session, names=names)
    assert counter.signing_in.remembered == "somebody"
    with pytest.raises(Refused):
        await counter.sign_in(password="guess", remember=True)
    with pytest.raises(NotSent):
        await counter.sign_in(username="", remember=False)
    assert names.kept == []
    await counter.sign_in(username=" demo ", remember=True)
    assert (counter.signing_in.remembered, names.kept) == ("demo", ["demo"])
    await counter.sign_in(remember=False)
    assert (counter.signing_in.remembered, names.kept) == ("", ["demo", ""])
