"""A virtual keypad meter: it opens STS tokens with its own key and takes them or refuses them as real meters do.

A pure model on the standard library alone: no clock (time is handed in), no files, no threads. It is made from a
``Fitting``, its state is plain JSON. What the standard leaves to the maker is marked “Ours” where it is done.
"""

from vendingdesk.sts.virtual_meter.display import Display, Screen, kilowatt_hours
from vendingdesk.sts.virtual_meter.keypad import SHORT_CODES, Key
from vendingdesk.sts.virtual_meter.meter import LARGEST_LOAD, VirtualMeter
from vendingdesk.sts.virtual_meter.outcomes import Effect, Outcome, Refusal
from vendingdesk.sts.virtual_meter.state import meter_from, state_of
from vendingdesk.sts.virtual_meter.state_reading import MeterStateError, StateReason
from vendingdesk.sts.virtual_meter.supply import TENTH, Relay

__all__ = [
    "LARGEST_LOAD",
    "SHORT_CODES",
    "TENTH",
    "Display",
    "Effect",
    "Key",
    "MeterStateError",
    "Outcome",
    "Refusal",
    "Relay",
    "Screen",
    "StateReason",
    "VirtualMeter",
    "kilowatt_hours",
    "meter_from",
    "state_of",
]
