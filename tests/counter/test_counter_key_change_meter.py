"""A key change from the till to the meter: the order on the slip is the one that a meter takes."""

from datetime import datetime

from counter.counter_parts import METER, Counter
from counter.test_counter_key_change import arm, break_at, change_of, issue, proposed

from vendingdesk.simulator.fittings import factory_fitting
from vendingdesk.sts.virtual_meter import Effect, Refusal, VirtualMeter

NOON = datetime(2026, 11, 22, 12)


async def test_a_meter_takes_old_credit_then_the_four_in_order_then_new_credit(till: Counter) -> None:
    [old] = (await till.sell()).sale.tokens
    await issue(till, await proposed(till), break_at(3, arm("no-permission")))
    change = change_of(await issue(till, await till.key_change.propose_rest(METER)))
    [new] = (await till.sell(amount="11")).sale.tokens
    meter = VirtualMeter.from_factory(factory_fitting(METER), NOON)
    early = meter.type_token(new, NOON)
    assert early.refusal is Refusal.CRC
    entered = [meter.type_token(token, NOON) for token in (old, *change.tokens, new)]
    assert [each.effect for each in entered] == [
        Effect.CREDIT,
        *[Effect.KEY_SECTION] * 3,
        Effect.KEY_CHANGED,
        Effect.CREDIT,
    ]
    assert meter.fitting.key_revision == factory_fitting(METER).key_revision + 1
    late = meter.type_token(old, NOON)
    assert not late.accepted
