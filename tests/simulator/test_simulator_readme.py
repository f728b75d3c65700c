"""What the README says of the simulator's keys is so."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

from simulator.house_meter import PUBLIC_KEY

from vendingdesk.simulator.fittings import OTHER_TERMS, VENDING_KEY, factory_fitting

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
SECTION = README.partition("## The simulator\n")[2].partition("\n## ")[0]


def test_the_public_key_is_printed() -> None:
    assert VENDING_KEY == PUBLIC_KEY
    assert VENDING_KEY.hex().upper() in SECTION


def test_every_meter_on_other_terms_is_named_with_them() -> None:
    (row,) = re.findall(r"^\| other terms \| (.*) \|$", SECTION, re.MULTILINE)
    said = dict(re.findall(r"`(\d{11,13})`: ([^;]*)", row))
    assert set(said) == set(OTHER_TERMS)
    usual = factory_fitting("0128244400031")
    for meter, words in said.items():
        fitting = factory_fitting(meter)
        terms = {
            "tariff": (fitting.tariff_index, usual.tariff_index),
            "revision": (str(fitting.key_revision), str(usual.key_revision)),
            "group": (fitting.supply_group, usual.supply_group),
        }
        assert dict(re.findall(r"(\w+) `?(\d+)", words)) == {
            name: own for name, (own, others) in terms.items() if own != others
        }


def test_the_example_opens_a_token() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", SECTION, re.DOTALL)
    (said,) = re.findall(r"kWh\"\)  # (.*)$", example, re.MULTILINE)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(example, {})
    assert out.getvalue().strip() == said
