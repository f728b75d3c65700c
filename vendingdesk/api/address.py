"""The server's address as a person types it."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from vendingdesk.domain.errors import Refused

API_ROOT = "/api/v1"

_NAME = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?", re.ASCII)
_PATH = re.compile(r"(/(?!\.{1,2}(/|$))[A-Za-z0-9._~-]+)*", re.ASCII)


def parse_address(text: str) -> str:
    """The base URL to put paths behind; raises ``Refused`` with a sentence on what to type instead.

    Nothing is added: a missing ``https://`` is said, not guessed. White space around it, slashes at its end and
    a trailing ``/api/v1`` (as in the manual's examples) are taken off; scheme and host become lower case.
    """
    typed = text.strip()
    if not typed:
        raise Refused("Type the server's address first, such as https://vending.example.com:4680.")
    if any(not character.isprintable() or character.isspace() for character in typed):
        raise Refused("The server's address has a space or an invisible character inside. Type it without.")
    if not typed.isascii():
        raise Refused("Type the server's address in plain letters (a-z), digits and points.")
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", typed):
        raise Refused("Start the server's address with https://.")
    try:
        parts = urlsplit(typed)
        port = parts.port
    except ValueError:
        raise Refused("The server's address has a wrong host or port. A port is a number up to 65535.") from None
    if "?" in typed or "#" in typed:
        raise Refused("The server's address ends before any ? or #.")
    _refuse_extras(parts)
    host = _host(parts.hostname or "")
    if parts.scheme == "http" and not _is_loopback(host):
        raise Refused("Start the server's address with https://: plain http would send the password in the open.")
    path = parts.path.rstrip("/").removesuffix(API_ROOT).rstrip("/")
    if not _PATH.fullmatch(path):
        raise Refused("The path in the server's address has a character that does not belong there.")
    if port == 0 or parts.netloc.endswith(":"):
        raise Refused("The server's address has a wrong host or port. A port is a number up to 65535.")
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}{'' if port is None else f':{port}'}{path}"


def parse_proxy(text: str) -> str:
    """A proxy as it is used, ``http://host:port``; empty for none. Raises ``Refused`` with what to type instead.

    A proxy only passes on what is encrypted for the server, so plain http to it gives nothing away. What was typed
    is never repeated: it may hold a password.
    """
    typed = text.strip().rstrip("/")
    if not typed:
        return ""
    if "@" in typed:
        raise Refused("A proxy's user name and password don't belong in a file. Leave them out.")
    try:
        parts = urlsplit(typed)
        port, host = parts.port, _host(parts.hostname or "")
    except (ValueError, Refused):
        parts, port, host = urlsplit(""), None, ""
    if parts.scheme != "http" or not port or typed != f"{typed[:4]}://{parts.netloc}":
        raise Refused("A proxy is http:// with a host and a port, such as http://proxy.example.com:3128.")
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _refuse_extras(parts: SplitResult) -> None:
    if parts.scheme not in {"http", "https"}:
        raise Refused("Start the server's address with https://.")
    if "@" in parts.netloc:
        raise Refused("Leave user name and password out of the server's address: they are asked for at sign-in.")


def _host(name: str) -> str:
    try:
        return str(ip_address(name))
    except ValueError:
        pass
    if not _NAME.fullmatch(name) or len(name) > 253:
        raise Refused("The server's address has no valid host name, such as vending.example.com.")
    return name


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
