"""The training window as pictures: a token typed, its credit, a refusal, a lock, a meter that was opened."""

from __future__ import annotations

from PySide6.QtCore import QSize
from shots.camera import Camera
from ui.ui_counter import METER, Counter, until
from ui.ui_training import Trainee

SMALL = QSize(1000, 560)


async def training(counter: Counter, camera: Camera) -> None:
    await counter.sell(METER, "10")
    token = counter.text("result.token").replace(" ", "")
    trainee = await Trainee(counter).enter()
    window = trainee.window
    if counter.window.width() <= 1024:
        window.resize(SMALL)
    await camera.take("60-training-new", window)
    trainee.type(token[:14])
    await camera.take("61-training-typing", window)
    trainee.enter_token(token[14:])
    await camera.take("62-training-accepted", window)
    trainee.enter_token(token)
    await camera.take("63-training-used", window)
    trainee.choose(window.load, 2000)
    counter.click("training.speed.3600", window)
    await until(lambda: "watch" in trainee.done())
    await camera.take("64-training-time-runs", window)
    for _ in range(3):
        trainee.enter_token("12345678901234567890")
    await camera.take("65-training-locked", window)
    counter.click("training.tamper", window)
    await camera.take("66-training-opened", window)
    dialog = await trainee.asked()
    await camera.take("67-training-renewal", dialog)
    dialog.reject()
    await trainee.settled()
    await counter.active(window)
    await trainee.renew()
    await camera.take("68-training-begun-anew", window)
