"""The program with somebody signed in, left alone. Says what it held before and after, exactly counted.

Arguments: seconds to come to rest, seconds to idle, then as for ``vendingdesk``.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

import probe_run
from probe_run import Hands, Wait


class Idler(Hands):
    """Signs in, and then touches nothing: not even the stopwatches tick."""

    warm_s = 0.0
    idle_s = 0.0

    def _alone(self, seconds: float) -> Wait:
        """One look, after that time."""
        self.clock.setInterval(int(seconds * 1000))
        return lambda: True

    def _work(self) -> Iterator[Wait]:
        from counted import counted

        self.watch.stop()
        yield self._alone(self.warm_s)
        self.said |= {"before": counted(), "begun": time.monotonic()}
        yield self._alone(self.idle_s)
        self.said |= {"ended": time.monotonic(), "after": counted()}
        self.clock.setInterval(probe_run.STEP_MS)

    def finish(self) -> None:
        self.find("main").close()


if __name__ == "__main__":
    _script, warm, idle, *words = sys.argv
    Idler.warm_s, Idler.idle_s = float(warm), float(idle)
    sys.argv = [_script, *words]
    probe_run.run(Idler)
