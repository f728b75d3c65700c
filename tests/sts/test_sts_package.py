import inspect
import pickle
import subprocess
import sys

import pytest

import vendingdesk.sts as sts
from vendingdesk.sts import MeterNumberError, MeterReason, StsError, TokenError, TokenReason
from vendingdesk.sts.digits import is_filler

LOADED_BY_IMPORT = """
import sys
before = set(sys.modules)
import vendingdesk.sts
print("\\n".join(sorted({name.partition(".")[0] for name in set(sys.modules) - before})))
print("\\n".join(sorted(name for name in sys.modules if name.startswith("vendingdesk."))))
"""


def test_importing_loads_nothing_but_the_standard_library() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED_BY_IMPORT], capture_output=True, text=True, check=True, timeout=60
    )
    loaded = set(done.stdout.split())
    assert "vendingdesk.sts" in loaded
    ours = {name for name in loaded if name.startswith("vendingdesk.")}
    assert {name for name in ours if not (name + ".").startswith("vendingdesk.sts.")} == set()
    assert loaded - ours - {"vendingdesk"} <= sys.stdlib_module_names


def test_every_public_name_is_there_and_described() -> None:
    assert len(set(sts.__all__)) == len(sts.__all__)
    for name in sts.__all__:
        thing = getattr(sts, name)
        if inspect.isfunction(thing):
            assert thing.__doc__ is not None, name
            assert "aises" in thing.__doc__, name


@pytest.mark.parametrize("error", [TokenError(TokenReason.CRC), MeterNumberError(MeterReason.LENGTH, "12 digits")])
def test_errors_survive_a_process_boundary(error: TokenError | MeterNumberError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert again.reason is error.reason
    assert str(again) == str(error)


def test_both_errors_are_sts_errors_and_value_errors() -> None:
    assert issubclass(TokenError, StsError)
    assert issubclass(MeterNumberError, StsError)
    assert issubclass(StsError, ValueError)


@pytest.mark.parametrize(
    "error", [*(TokenError(reason) for reason in TokenReason), *(MeterNumberError(reason) for reason in MeterReason)]
)
def test_every_message_names_the_rule_and_then_says_what_to_do(error: StsError) -> None:
    rule, action = str(error).split(". ", 1)
    assert len(rule) > 20
    assert action.split(" ")[0] in {"Ask", "Choose", "Compare", "Count", "Enter"}
    assert action.endswith(".")


def test_messages_differ_and_tell_what_was_found() -> None:
    texts = [str(TokenError(reason)) for reason in TokenReason]
    texts += [str(MeterNumberError(reason)) for reason in MeterReason]
    assert len(set(texts)) == len(texts)
    assert str(TokenError(TokenReason.LENGTH, "19 digits")).endswith(" (Found: 19 digits.)")
    assert str(MeterNumberError(MeterReason.LENGTH, "12 digits")).endswith(" (Found: 12 digits.)")


@pytest.mark.parametrize("text", ["4933 5795 1854 9939 917", "73786976294838206464", "49335795185499399x79"])
def test_no_message_repeats_the_token(text: str) -> None:
    with pytest.raises(TokenError) as caught:
        sts.parse_token(text)
    assert "4933" not in str(caught.value)
    assert "206464" not in str(caught.value)


@pytest.mark.parametrize("character", [*" \t\n\r\v\f-\u00a0\u2003\u2028\u3000\u2010\u2015\u2212\u200b\u200f\ufeff"])
def test_fillers(character: str) -> None:
    assert is_filler(character)


@pytest.mark.parametrize("character", [*"0aZ_,.;/+٣²\u0000"])
def test_no_fillers(character: str) -> None:
    assert not is_filler(character)
