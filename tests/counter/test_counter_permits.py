"""A supervisor's leave for what has no entry of its own: given in place, written down with both names."""

import pytest
from counter.counter_parts import METER, Counter
from counter.counter_people import AMINA, EVE, GRACE, PINS, leave_of, switched_on
from counter.test_counter_people import entries
from counter.test_counter_statements import Steps, writing

from vendingdesk.counter.settings import Settings
from vendingdesk.counter.shop import Shop
from vendingdesk.domain.customer import Customer
from vendingdesk.domain.errors import NotAllowed
from vendingdesk.domain.people import Right


async def test_both_names_stand_in_the_journal(till: Counter) -> None:
    sale = (await till.sell()).sale
    await switched_on(till, AMINA, EVE)
    await till.people.sign_on(AMINA, PINS[AMINA])
    await till.meters.save(Customer(METER, "Okonkwo"))  # a right of her own leaves nothing to say
    assert entries(till, "allowed") == []
    today = sale.prepared_at.date()
    with pytest.raises(NotAllowed, match="Amina may not write lists to a file"):
        await writing(till).day(today, operator=AMINA, went=Steps())
    written = await writing(till).day(
        today, operator=AMINA, went=Steps(), leave=await leave_of(till, right=Right.EXPORT)
    )
    assert (written.sales, written.path.parent) == (1, till.folder / "statements")
    settings = Settings(till.setup, permits=till.permits)
    with pytest.raises(NotAllowed):
        await settings.change(shop=Shop("Mine"))
    await settings.change(shop=Shop("Mine"), leave=await leave_of(till, right=Right.CHANGE_SETTINGS))
    assert settings.shop.name == "Mine"
    told = [(each["right"], each["person"], each["allowed_by"], each["about"]) for each in entries(till, "allowed")]
    assert told == [
        ("export", AMINA, GRACE, f"statement of {today.isoformat()}"),
        ("change_settings", AMINA, GRACE, "settings"),
    ]


async def test_a_first_slip_needs_nobody_and_a_copy_somebody(till: Counter) -> None:
    sale = (await till.sell()).sale
    await switched_on(till, EVE)
    assert (await till.make_slip(sale, operator="demo", medium="pdf")).copy == 1
    await till.people.sign_on(EVE, PINS[EVE])
    assert (await till.make_slip(sale, operator=EVE, medium="pdf")).copy == 2
