"""The vending server as an async client: ``vendingdesk.api.client.VendingClient``.

This package imports nothing by itself: ``address`` is light and may be used at once, ``client`` brings httpx
along and is best imported after the first paint.
"""

import sys

# httpx imports its own command line (click, rich, pygments) where those are installed: 45 ms for nothing.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
