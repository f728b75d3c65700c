"""The counter's use cases. No Qt, no httpx, no SQL: what they need is stated in ``ports``."""
