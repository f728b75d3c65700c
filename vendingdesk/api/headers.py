"""The header fields that every call of ours carries."""

from __future__ import annotations


def request_headers(request_id: str, body: bytes = b"") -> dict[str, str]:
    """Accept-Encoding ``identity``: a packed answer of a kilobyte could become a gigabyte. None is ever unpacked."""
    headers = {
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "User-Agent": "vendingdesk",
        "X-Request-Id": request_id,
    }
    return headers | {"Content-Type": "application/json"} if body else headers
