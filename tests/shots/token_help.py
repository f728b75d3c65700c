"""Token help: what a token is, why a meter refuses it, which ones make a meter show itself."""

from __future__ import annotations

from shots.camera import Camera
from ui.ui_counter import Counter, until

KEY_REVISION = "18446744073843772416"
CREDIT, CLEAR_CREDIT = "58625789986991357486", "18087553113701439362"


async def token_help(counter: Counter, camera: Camera) -> None:
    """Every section, with a token of the first sale."""
    window = counter.window
    (*_, first) = await counter.building.journal.sales()
    (token,) = first.tokens
    wrong = token[:9] + str((int(token[9]) + 1) % 10) + token[10:]
    window.show_page("tokenhelp")
    await camera.take("80-token-help", window)
    shots = {
        "81-token-sold-here": token,
        "82-token-with-a-wrong-digit": wrong,
        "83-token-too-short": token[:-1],
        "84-test-token": KEY_REVISION,
        "85-two-tokens": f"{CREDIT} {CLEAR_CREDIT}",
    }
    for name, text in shots.items():
        counter.fill("tokenhelp.token", text)
        counter.click("tokenhelp.inspect")
        await until(lambda: "token help: inspect" not in counter.counter._tasks.running())
        await camera.take(name, window)
    counter.click("tokenhelp.section.display")
    await camera.take("86-local-tokens", window)
    window.tokenhelp.start_guide(first)
    await camera.take("87-rejected-first-question", window)
    for number, given in enumerate(["refused", "digits_same", "meter_same", "no_set", "revision_same"], start=88):
        counter.click(f"tokenhelp.answer.{given}")
        await camera.take(f"{number}-rejected-{given}", window)
