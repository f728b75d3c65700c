"""The vending server as an async client: ``vendingdesk.api.client.VendingClient``.

This package imports nothing by itself: ``address`` is light and may be used at once, ``client`` brings httpx
along and is best imported after the first paint.
"""
