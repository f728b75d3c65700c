"""Captchas as the framework makes them."""

from __future__ import annotations

import base64
import io
import random
from typing import Any

import pytest
from PIL import Image

from vendingdesk.simulator import captcha as module
from vendingdesk.simulator.captcha import Captchas

WRONG = {"code": 400, "msg": "验证码错误"}


def picture(data: str) -> Image.Image:
    head, _, body = data.partition(",")
    assert head == "data:image/png;base64"
    return Image.open(io.BytesIO(base64.b64decode(body)))


def test_all_keys_stand_at_the_top(till: Any) -> None:
    response = till.http.get("/api/v1/captcha", headers={"X-Request-Id": "of-mine"})
    answer = response.json()
    assert response.status_code == 200
    assert set(answer) == {"code", "data", "id", "msg", "requestId"}
    assert (answer["code"], answer["msg"], answer["requestId"]) == (200, "success", "of-mine")
    assert len(answer["id"]) == 20
    assert answer["id"].isalnum()


def test_picture_is_a_palette_with_transparent_black_ground_and_dark_digits(till: Any) -> None:
    image = picture(till.captcha()["data"])
    assert (image.format, image.mode, image.size) == ("PNG", "P", (240, 80))
    assert image.info["transparency"] == 0
    palette = image.getpalette() or []
    assert palette[:3] == [0, 0, 0]
    colours = image.convert("RGBA").getcolors(240 * 80) or []
    ground = sum(count for count, colour in colours if colour == (0, 0, 0, 0))
    ink = sum(count for count, colour in colours if colour[3] == 255 and max(colour[:3]) < 100)
    assert ground > 240 * 80 / 2
    assert ink > 1500
    assert {colour[3] for _, colour in colours} == {0, 255}


def test_each_digit_is_where_a_person_looks_for_it(till: Any) -> None:
    image = picture(till.captcha()["data"]).convert("RGBA")
    for place in range(4):
        cell = image.crop((place * 60, 0, place * 60 + 60, 80))
        colours = cell.getcolors(60 * 80) or []
        dark = sum(count for count, colour in colours if colour[3] == 255 and max(colour[:3]) < 100)
        assert dark > 250


def test_digits_may_begin_with_zero_and_vary(till: Any) -> None:
    codes = {till.server.captcha_answer(till.captcha()["id"]) for _ in range(30)}
    assert len(codes) > 25
    assert all(len(code) == 4 and code.isdigit() for code in codes)
    assert any(code.startswith("0") for code in codes)


def test_a_code_is_good_once(till: Any) -> None:
    uuid = till.captcha()["id"]
    code = till.server.captcha_answer(uuid)
    assert till.sign_in(uuid=uuid, code=code)["code"] == 200
    assert till.sign_in(uuid=uuid, code=code) == WRONG


def test_a_wrong_code_uses_the_captcha_up(till: Any) -> None:
    uuid = till.captcha()["id"]
    code = till.server.captcha_answer(uuid)
    assert till.sign_in(uuid=uuid, code="12345") == WRONG
    assert till.sign_in(uuid=uuid, code=code) == WRONG


@pytest.mark.parametrize("change", [" {}", "{} ", "0{}"])
def test_a_code_must_match_exactly(till: Any, change: str) -> None:
    uuid = till.captcha()["id"]
    assert till.sign_in(uuid=uuid, code=change.format(till.server.captcha_answer(uuid))) == WRONG


def test_an_unknown_id_is_a_wrong_captcha(till: Any) -> None:
    assert till.sign_in(uuid="nobody-issued-this-id") == WRONG
    assert till.sign_in(code="", uuid="nobody-issued-this-id")["msg"].startswith("missing")


def test_a_captcha_ends_after_600_seconds(open_till: Any, clock: Any) -> None:
    till = open_till(clock=clock)
    early, late = till.captcha()["id"], till.captcha()["id"]
    codes = [till.server.captcha_answer(uuid) for uuid in (early, late)]
    clock.now += 599.5
    assert till.sign_in(uuid=early, code=codes[0])["code"] == 200
    clock.now += 0.5
    assert till.server.captcha_answer(late) is None
    assert till.sign_in(uuid=late, code=codes[1]) == WRONG


def test_answer_is_given_away_to_tests(till: Any) -> None:
    uuid = till.captcha()["id"]
    given = till.http.get(f"/simulator/captcha/{uuid}").json()
    assert given == {"id": uuid, "answer": till.server.captcha_answer(uuid)}
    assert till.sign_in(uuid=uuid, code=given["answer"])["code"] == 200
    assert till.http.get(f"/simulator/captcha/{uuid}").status_code == 404


def test_the_same_seed_gives_the_same_digits(open_till: Any) -> None:
    tills = [open_till(seed=seed) for seed in (11, 11, 12, None)]
    codes = [[till.server.captcha_answer(till.captcha()["id"]) for _ in range(5)] for till in tills]
    assert codes[0] == codes[1]
    assert codes[0] != codes[2]
    assert codes[0] != codes[3]


@pytest.fixture
def few_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_OPEN", 3)


@pytest.mark.usefixtures("few_open")
def test_old_captchas_are_forgotten_first(clock: Any) -> None:
    captchas = Captchas(random.Random(1), clock)
    ids = [captchas.issue().id for _ in range(4)]
    assert [captchas.answer(one) is None for one in ids] == [True, False, False, False]
    clock.now += module.VALIDITY
    captchas.issue()
    assert len(captchas._open) == 1
